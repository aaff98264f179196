/// The formats that strings may be held to.
///
/// JSON Schema lets a format only annotate; the hub asserts it (``CompiledSchema/Options/assertsFormats``). Formats not
/// listed here always annotate only.
package enum Format: String, Sendable, CaseIterable {
    case date
    case dateTime = "date-time"
    case time
    case duration
    case uuid
    case uri
    case uriReference = "uri-reference"
    case email
    case hostname
    case ipv4
    case ipv6
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    /// Whether a text has the format.
    ///
    /// - Parameter text: well-formed UTF-8.
    package func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = FormatReader(text)
        switch self {
        case .date: return reader.readDate() && reader.isAtEnd
        case .time: return reader.readTime() && reader.isAtEnd
        case .dateTime:
            return reader.readDate() && reader.skip(where: { $0 | 0x20 == UInt8(ascii: "t") }) && reader.readTime()
                && reader.isAtEnd
        case .duration: return reader.readDuration() && reader.isAtEnd
        case .uuid: return reader.readUUID() && reader.isAtEnd
        case .uri: return reader.readURI(needsScheme: true)
        case .uriReference: return reader.readURI(needsScheme: false)
        case .email: return reader.readEmail()
        case .hostname: return Hostname.accepts(text)
        case .ipv4: return reader.readIPv4() && reader.isAtEnd
        case .ipv6: return reader.readIPv6() && reader.isAtEnd
        case .jsonPointer: return reader.readPointer()
        case .relativeJSONPointer: return reader.readRelativePointer()
        case .regex:
            // A back reference is well-formed, though no pattern that this validator would run.
            var parser = PatternParser(String(decoding: text, as: UTF8.self), readsBackReferences: true)
            do {
                _ = try parser.parse()
                return true
            } catch {
                return false
            }
        }
    }

    /// What is expected, for a sentence that begins with "must be".
    package var sentence: String {
        switch self {
        case .date: "a date such as 2026-08-31"
        case .dateTime: "a date and time with an offset such as 2026-08-31T09:00:00Z"
        case .time: "a time with an offset such as 09:00:00Z"
        case .duration: "a duration such as P1Y2M or PT36H"
        case .uuid: "a UUID such as 2eb8aa08-aa98-41ea-b4aa-73b441d16380"
        case .uri: "a URI with its scheme, such as https://example.nl/a or urn:example:a"
        case .uriReference: "a URI or a reference relative to one"
        case .email: "an e-mail address such as naam@example.nl"
        case .hostname: "a host name such as www.example.nl"
        case .ipv4: "an IPv4 address such as 192.0.2.1"
        case .ipv6: "an IPv6 address such as 2001:db8::1"
        case .jsonPointer: "a JSON pointer such as /a/0"
        case .relativeJSONPointer: "a relative JSON pointer such as 1/a"
        case .regex: "a regular expression (ECMA-262, Unicode mode)"
        }
    }
}

/// Reads a text from front to back, byte by byte.
struct FormatReader {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { position == text.count }
    var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skip(where: { $0 == UInt8(ascii: character) })
    }

    mutating func skip(where matches: (UInt8) -> Bool) -> Bool {
        guard let byte = next, matches(byte) else { return false }
        position += 1
        return true
    }

    /// - Returns: how many bytes were skipped.
    mutating func skipAll(where matches: (UInt8) -> Bool) -> Int {
        let start = position
        while let byte = next, matches(byte) { position += 1 }
        return position - start
    }

    /// Reads exactly `count` digits.
    mutating func readNumber(_ count: Int) -> Int? {
        guard position + count <= text.count else { return nil }
        var value = 0
        for byte in text[position..<position + count] {
            guard ASCII.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += count
        return value
    }
}

/// Classes of ASCII bytes.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

    static func isOneOf(_ characters: StaticString, _ byte: UInt8) -> Bool {
        characters.withUTF8Buffer { $0.contains(byte) }
    }
}
