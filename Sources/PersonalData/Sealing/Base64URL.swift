/// Bytes as base64url without padding (RFC 4648, section 5), as JOSE writes them. Every record, key and fact on its way
/// passes here, so that it goes over bytes and not over characters.
package enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// The value of each digit; 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        let length = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: length) { text in
            var (place, held, bits) = (0, 0 as UInt32, 0)
            for byte in bytes {
                held = held << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text[place] = digits[Int(held >> UInt32(bits) & 63)]
                    place += 1
                }
            }
            if bits > 0 {
                text[place] = digits[Int(held << UInt32(6 - bits) & 63)]
                place += 1
            }
            return place
        }
    }

    /// Nil for anything that ``text(_:)`` would not write, padding included.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? { bytes(Array(text.utf8)) }

    /// As ``bytes(_:)-(StringProtocol)``, from UTF-8.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var (held, bits) = (0 as UInt32, 0)
        for digit in text {
            let value = values[Int(digit)]
            guard value != 255 else { return nil }
            held = held << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
        }
        // A lone last digit is no byte; one with spare bits set would be a second text for the same bytes.
        guard bits < 6, held & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
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
