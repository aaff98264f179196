package import Crypto
import FoundationEssentials

/// Bytes sealed as JWE in compact form (RFC 7516): `dir` and `A256GCM`, the label as protected header.
package enum SealedBytes {
    /// The media type of what is sealed.
    package static let mediaType = "application/jose"

    /// Seals bytes under a key and binds the label to them.
    ///
    /// - Parameter nonce: random, unless a test compares with another implementation. Never the same twice for a key.
    package static func seal(
        _ content: [UInt8], _ label: SealLabel, with key: SymmetricKey, nonce: AES.GCM.Nonce = AES.GCM.Nonce()
    ) throws(SealFault) -> [UInt8] {
        let header = Base64URL.text(label.text)
        do {
            let box = try AES.GCM.seal(content, using: key, nonce: nonce, authenticating: Array(header.utf8))
            let parts = [
                header, "", Base64URL.text(Array(nonce)), Base64URL.text(box.ciphertext), Base64URL.text(box.tag),
            ]
            return Array(parts.joined(separator: ".").utf8)
        } catch {
            throw .notSealed
        }
    }

    /// What the bytes say they are. Not to be believed before they are opened.
    package static func label(of sealed: [UInt8]) throws(SealFault) -> SealLabel { try parts(sealed).label }

    /// Opens bytes that must be what the caller expects.
    ///
    /// - Parameter expected: compared member by member, but for what the caller cannot know: version, content hash and
    ///   sources.
    /// - Throws: ``SealFault`` for anything that was moved, changed or cut.
    package static func open(
        _ sealed: [UInt8], as expected: SealLabel, with key: SymmetricKey
    ) throws(SealFault) -> (content: [UInt8], label: SealLabel) {
        let parts = try parts(sealed)
        var claimed = parts.label
        claimed.version = expected.version
        claimed.contentHash = expected.contentHash
        claimed.sources = expected.sources
        guard claimed == expected else { throw .otherLabel }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: parts.nonce), ciphertext: parts.ciphertext, tag: parts.tag)
            return (Array(try AES.GCM.open(box, using: key, authenticating: parts.header)), parts.label)
        } catch {
            throw .notAuthentic
        }
    }

    private struct Parts {
        let header: [UInt8]
        let label: SealLabel
        let nonce: [UInt8]
        let ciphertext: [UInt8]
        let tag: [UInt8]
    }

    private static func parts(_ sealed: [UInt8]) throws(SealFault) -> Parts {
        let texts = sealed.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard texts.count == 5, texts[1].isEmpty, let header = Base64URL.bytes(texts[0]),
            let label = SealLabel(header), let nonce = Base64URL.bytes(texts[2]), nonce.count == 12,
            let ciphertext = Base64URL.bytes(texts[3]), let tag = Base64URL.bytes(texts[4]), tag.count == 16
        else { throw .malformed }
        return Parts(header: Array(texts[0]), label: label, nonce: nonce, ciphertext: ciphertext, tag: tag)
    }
}

/// Why sealed bytes are refused. Says nothing of what is in them.
package enum SealFault: Error, Sendable, Hashable {
    /// They are no JWE of ours.
    case malformed
    /// They are sealed for another institution, subject, record, item, class or key than was asked for.
    case otherLabel
    /// They were changed, cut, or sealed with another key.
    case notAuthentic
    /// The key that they name is not held, or no longer.
    case unknownKey
    case notSealed
}
