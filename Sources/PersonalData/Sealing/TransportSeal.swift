package import Crypto
import FoundationEssentials

/// Facts on their way to persons: HPKE (RFC 9180) in base mode to its public key.
package enum TransportSeal {
    /// X25519, HKDF-SHA256 and ChaCha20-Poly1305: the suite of RFC 9180, appendix A.2.
    package static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    private static let info = Data("schakel persons transport v1".utf8)
    private static let encapsulatedSize = 32

    /// Where a fact belongs; it opens nowhere else.
    package struct Place: Sendable, Hashable {
        package let institution: String
        package let subject: String
        package let record: String
        package let item: String

        package init(institution: String, subject: String, record: String, item: String) {
            self.institution = institution
            self.subject = subject
            self.record = record
            self.item = item
        }

        /// Each part after its length, so that none runs into the next.
        var bytes: [UInt8] {
            [institution, subject, record, item].flatMap { Array("\($0.utf8.count):\($0)".utf8) }
        }
    }

    /// The encapsulated key, then the ciphertext.
    package static func seal(
        _ content: [UInt8], for place: Place, to key: Curve25519.KeyAgreement.PublicKey
    ) throws(SealFault) -> [UInt8] {
        do {
            var sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: info)
            return Array(sender.encapsulatedKey) + Array(try sender.seal(content, authenticating: place.bytes))
        } catch {
            throw .notSealed
        }
    }

    /// - Throws: ``SealFault/notAuthentic`` for what was sealed for another place or key, or changed.
    package static func open(
        _ sealed: [UInt8], for place: Place, with key: Curve25519.KeyAgreement.PrivateKey
    ) throws(SealFault) -> [UInt8] {
        guard sealed.count > encapsulatedSize else { throw .malformed }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: info,
                encapsulatedKey: Data(sealed.prefix(encapsulatedSize)))
            let content = try recipient.open(
                Data(sealed.dropFirst(encapsulatedSize)), authenticating: Data(place.bytes))
            return Array(content)
        } catch {
            throw .notAuthentic
        }
    }
}
