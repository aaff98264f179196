import FoundationEssentials

/// Bytes as base64url without padding (RFC 4648, section 5), as JOSE writes them.
package enum Base64URL {
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil for anything that ``text(_:)`` would not write, padding included.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let text = String(text)
        guard !text.utf8.contains(where: { $0 == 0x2B || $0 == 0x2F || $0 == 0x3D }) else { return nil }
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: standard + padding) else { return nil }
        let bytes = Array(data)
        // A last digit with spare bits set would be a second text for the same bytes.
        return Base64URL.text(bytes) == text ? bytes : nil
    }
}

/// Bytes as lower-case hexadecimal.
package enum HexadecimalText {
    package static func of(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
