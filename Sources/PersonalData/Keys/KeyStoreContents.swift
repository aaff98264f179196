import Crypto
import EventSourcing
import FoundationEssentials

/// What the key file holds. Every secret in it is text in base64url.
struct KeyStoreContents: Codable, Sendable {
    struct Generation: Codable, Sendable {
        let number: Int
        let key: String
        let made: Timestamp
    }

    struct TransportPair: Codable, Sendable {
        let id: String
        let privateKey: String
        /// Until when others may seal to it.
        let sealUntil: Timestamp
        /// When the private half goes.
        let destroyAfter: Timestamp
    }

    struct ImportEntry: Codable, Sendable {
        let id: UUIDValue
        let institution: String
        let key: String
        var ended: Timestamp?
    }

    struct Forgotten: Codable, Sendable, Hashable {
        let institution: String
        let subject: UUIDValue
    }

    var format = 1
    let store: UUIDValue
    /// Generations of the key-encryption key, oldest first; the last one wraps.
    var generations: [Generation]
    var transport: [TransportPair] = []
    /// A secret for each institution.
    var institutions: [String: String] = [:]
    var imports: [ImportEntry] = []
    let processingLog: String
    var forgotten: Set<Forgotten> = []
}

extension SymmetricKey {
    static func made() -> SymmetricKey { SymmetricKey(size: .bits256) }

    var text: String { withUnsafeBytes { Base64URL.text(Array($0)) } }

    init?(text: String) {
        guard let bytes = Base64URL.bytes(text), bytes.count == 32 else { return nil }
        self.init(data: bytes)
    }
}
