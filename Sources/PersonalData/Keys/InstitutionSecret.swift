package import Crypto
package import EventSourcing
import FoundationEssentials
import HubContracts

/// One institution's secret, and the keyed hashes that are made with it. Each use has a key of its own.
package struct InstitutionSecret: Sendable {
    private let recognition: SymmetricKey
    private let source: SymmetricKey
    private let body: SymmetricKey
    private let content: SymmetricKey

    package init(_ secret: SymmetricKey) {
        func derive(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Data("schakel \(use) v1".utf8), outputByteCount: 32)
        }
        recognition = derive("recognition")
        source = derive("source object")
        body = derive("command body")
        content = derive("record content")
    }

    /// What an outside identifier is called in recognition.
    package func hash(of identifier: OutsideIdentifier, leadingTo target: String) -> String {
        hash([target, identifier.kind.rawValue, identifier.value], recognition)
    }

    /// What an object of an outside system is called where its versions are compared.
    package func hash(ofObject object: String, in system: String) -> String { hash([system, object], source) }

    /// The `bodyhash` of a command, over its clear content without what is random in it.
    package func hash(ofCommand type: String, _ parts: [String], content: [UInt8] = []) -> String {
        hash([type] + parts, body, content)
    }

    /// By which the same content of a record is recognised.
    package func hash(ofContent bytes: [UInt8], for place: [String]) -> String { hash(place, content, bytes) }

    private func hash(_ parts: [String], _ key: SymmetricKey, _ bytes: [UInt8] = []) -> String {
        var code = HMAC<SHA256>(key: key)
        for part in parts { code.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
        code.update(data: Array("\(bytes.count):".utf8))
        code.update(data: bytes)
        return HexadecimalText.of(code.finalize())
    }
}

extension InstitutionSecret {
    /// The `bodyhash` of a command to write a record: over what it says in the clear and in the seal, not over the seal.
    package func hash(
        ofWriting content: [UInt8], at place: RecordPlace, of subject: UUIDValue, source: SourceMark?
    ) -> String {
        hash(
            ofCommand: "write-record",
            [
                subject.description, place.type.name, place.item, source?.objectHash ?? "",
                source.map { String($0.version) } ?? "",
            ], content: content)
    }

    /// The `bodyhash` of a command to recognise: without the proposal, which is random.
    package func hash(ofRecognising identifierHash: String) -> String {
        hash(ofCommand: "recognise-subject", [identifierHash])
    }
}
