/// A universally unique identifier (RFC 9562), as two words instead of text.
///
/// Its text is always lower-case with hyphens, however it was read, so that one identifier never leads to two keys.
package struct UUIDValue: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 36 characters such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`.
    ///
    /// - Returns: nil for any other form. Capitals are read, as RFC 9562 asks.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let value = text.withUTF8({ UUIDValue.read($0) }) else { return nil }
        self = value
    }

    /// Every identifier of every message comes through here: nothing is allocated.
    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> UUIDValue? {
        guard bytes.count == 36 else { return nil }
        var (high, low) = (0 as UInt64, 0 as UInt64)
        for index in 0..<36 {
            switch index {
            case 8, 13, 18, 23:
                guard bytes[index] == UInt8(ascii: "-") else { return nil }
            default:
                guard let digit = Hexadecimal.value(of: bytes[index]) else { return nil }
                // The first word's last digit stands at 17.
                if index < 18 {
                    high = high << 4 | UInt64(digit)
                } else {
                    low = low << 4 | UInt64(digit)
                }
            }
        }
        return UUIDValue(high: high, low: low)
    }

    /// The identifier that a name has in a namespace (version 5): the same for the same name, always.
    package init(namespace: UUIDValue, name: some Sequence<UInt8>) {
        let digest = SHA1.digest(of: namespace.bytes + name)
        self.init(bytes: digest.prefix(16), version: 5)
    }

    /// As ``init(namespace:name:)`` for a name of several parts. A part cannot run into the next: each is preceded by
    /// its length.
    package init(namespace: UUIDValue, parts: [String]) {
        var name: [UInt8] = []
        for part in parts {
            name += "\(part.utf8.count):".utf8
            name += part.utf8
        }
        self.init(namespace: namespace, name: name)
    }

    /// A random identifier (version 4).
    package static func random(using generator: inout some RandomNumberGenerator) -> UUIDValue {
        let words = [generator.next() as UInt64, generator.next() as UInt64]
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
        return UUIDValue(bytes: bytes[...], version: 4)
    }

    /// A random identifier (version 4) from the system's generator. Rules never call this: randomness arrives in
    /// their commands.
    package static func random() -> UUIDValue {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    private init(bytes: ArraySlice<UInt8>, version: UInt64) {
        let high = bytes.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let low = bytes.dropFirst(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        self.init(
            high: high & ~0xF000 | version << 12, low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// The 16 bytes, most significant first.
    package var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }
}

extension UUIDValue: CustomStringConvertible, Comparable, Codable {
    package var description: String {
        var text: [UInt8] = Array(repeating: UInt8(ascii: "-"), count: 36)
        var place = 0
        for index in 0..<16 {
            // A hyphen stands before these.
            if index == 4 || index == 6 || index == 8 || index == 10 { place += 1 }
            let word = index < 8 ? high : low
            let byte = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
            text[place] = Hexadecimal.digit(byte >> 4)
            text[place + 1] = Hexadecimal.digit(byte & 15)
            place += 2
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (left: UUIDValue, right: UUIDValue) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    package init(from decoder: any Decoder) throws {
        self = try decoder.value("a UUID") { UUIDValue($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

enum Hexadecimal {
    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// - Precondition: below 16.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension Decoder {
    /// Reads a text as a value.
    func value<Value>(_ phrase: String, _ read: (String) -> Value?) throws -> Value {
        let container = try singleValueContainer()
        guard let value = read(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "the text is not \(phrase)")
        }
        return value
    }
}
