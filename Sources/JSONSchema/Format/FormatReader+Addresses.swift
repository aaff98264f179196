/// Addresses of the network.
extension FormatReader {
    mutating func readIPv4() -> Bool {
        for part in 0..<4 {
            if part > 0 { guard skip(".") else { return false } }
            let start = position
            let count = skipAll(where: ASCII.isDigit)
            guard 1...3 ~= count, count == 1 || text[start] != UInt8(ascii: "0") else { return false }
            let value = text[start..<position].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return false }
        }
        return true
    }

    /// Eight groups, or fewer around one `::`; the last two may be written as an IPv4 address (RFC 4291).
    mutating func readIPv6() -> Bool {
        var groups = 0
        var isShortened = false
        if skip(":") {
            guard skip(":") else { return false }
            isShortened = true
        }
        while let byte = next, ASCII.isHexadecimal(byte) {
            let start = position
            let count = skipAll(where: ASCII.isHexadecimal)
            if next == UInt8(ascii: ".") {
                position = start
                guard readIPv4() else { return false }
                groups += 2
                break
            }
            guard count <= 4 else { return false }
            groups += 1
            guard next == UInt8(ascii: ":") else { break }
            position += 1
            if next == UInt8(ascii: ":") {
                guard !isShortened else { return false }
                isShortened = true
                position += 1
            } else if next.map(ASCII.isHexadecimal) != true {
                return false
            }
        }
        return isShortened ? groups <= 7 : groups == 8
    }

    /// RFC 5321: a dotted or quoted local part, and a host name or an address in brackets.
    mutating func readEmail() -> Bool {
        let start = position
        if next == UInt8(ascii: "\"") {
            guard readQuotedString() else { return false }
        } else {
            repeat {
                guard skipAll(where: FormatReader.isAtom) > 0 else { return false }
            } while skip(".")
        }
        guard position - start <= 64, skip("@") else { return false }
        guard skip("[") else {
            return Hostname.accepts(UnsafeBufferPointer(rebasing: text[position...]))
        }
        if text.count - position > 5, text[position..<position + 5].elementsEqual("IPv6:".utf8) {
            position += 5
            return readIPv6() && skip("]") && isAtEnd
        }
        return readIPv4() && skip("]") && isAtEnd
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || ASCII.isOneOf("!#$%&'*+-/=?^_`{|}~", byte)
    }

    private mutating func readQuotedString() -> Bool {
        position += 1
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard skip(where: { 0x20...0x7E ~= $0 }) else { return false }
            case 0x20...0x7E: break
            default: return false
            }
        }
        return false
    }
}

// MARK: - URIs

extension FormatReader {
    private static func isUnreservedOrDelimiter(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || ASCII.isOneOf("-._~!$&'()*+,;=", byte)
    }

    /// RFC 3986, the whole text.
    mutating func readURI(needsScheme: Bool) -> Bool {
        let hasScheme = readScheme()
        guard hasScheme || !needsScheme else { return false }
        if text.count - position >= 2, text[position] == UInt8(ascii: "/"), text[position + 1] == UInt8(ascii: "/") {
            position += 2
            guard readAuthority() else { return false }
            guard isAtEnd || ASCII.isOneOf("/?#", text[position]) else { return false }
        } else if !hasScheme {
            // A relative path must not look like a scheme.
            let segment = text[position...].prefix { !ASCII.isOneOf("/?#", $0) }
            guard !segment.contains(UInt8(ascii: ":")) else { return false }
        }
        guard skipCharacters(":@/") else { return false }
        if skip("?") { guard skipCharacters(":@/?") else { return false } }
        if skip("#") { guard skipCharacters(":@/?") else { return false } }
        return isAtEnd
    }

    private mutating func readScheme() -> Bool {
        let start = position
        if skip(where: ASCII.isLetter) {
            _ = skipAll { ASCII.isAlphanumeric($0) || ASCII.isOneOf("+-.", $0) }
            if skip(":") { return true }
        }
        position = start
        return false
    }

    /// Skips what may stand here, with percent escapes.
    /// - Returns: false at a malformed escape.
    private mutating func skipCharacters(_ further: StaticString) -> Bool {
        while let byte = next {
            if byte == UInt8(ascii: "%") {
                position += 1
                guard skip(where: ASCII.isHexadecimal), skip(where: ASCII.isHexadecimal) else { return false }
            } else if FormatReader.isUnreservedOrDelimiter(byte) || ASCII.isOneOf(further, byte) {
                position += 1
            } else {
                return true
            }
        }
        return true
    }

    private mutating func readAuthority() -> Bool {
        let end = text[position...].firstIndex { ASCII.isOneOf("/?#", $0) } ?? text.count
        if let at = text[position..<end].lastIndex(of: UInt8(ascii: "@")) {
            guard skipCharacters(":"), position == at else { return false }
            position += 1
        }
        if skip("[") {
            if skip("v") {
                guard skipAll(where: ASCII.isHexadecimal) > 0, skip("."), skipCharacters(":"), skip("]") else {
                    return false
                }
            } else {
                guard readIPv6(), skip("]") else { return false }
            }
        } else {
            guard skipCharacters("") else { return false }
        }
        if skip(":") { _ = skipAll(where: ASCII.isDigit) }
        return true
    }
}

// MARK: - JSON pointers

extension FormatReader {
    /// RFC 6901, the rest of the text.
    mutating func readPointer() -> Bool {
        guard isAtEnd || next == UInt8(ascii: "/") else { return false }
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "~") {
                guard skip(where: { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else { return false }
            }
        }
        return true
    }

    mutating func readRelativePointer() -> Bool {
        let start = position
        let count = skipAll(where: ASCII.isDigit)
        guard count > 0, count == 1 || text[start] != UInt8(ascii: "0") else { return false }
        if skip("#") { return isAtEnd }
        return readPointer()
    }
}
