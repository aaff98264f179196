/// The forms that attributes of an envelope have.
enum EnvelopeText {
    /// Whether a scalar may occur in a String of CloudEvents.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }

    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    /// Whether a text has the characters of RFC 3986, and percent signs that two hexadecimal digits follow.
    static func isURIReference(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var index = 0
        var fragments = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, Hexadecimal.value(of: bytes[index + 1]) != nil,
                    Hexadecimal.value(of: bytes[index + 2]) != nil
                else { return false }
                index += 2
            case UInt8(ascii: "#"):
                fragments += 1
                guard fragments == 1 else { return false }
            case let byte where isAlphanumeric(byte): break
            case let byte where "-._~:/?[]@!$&'()*+,;=".utf8.contains(byte): break
            default: return false
            }
            index += 1
        }
        // A first segment with a colon is a scheme.
        let head = text.utf8.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return !head.contains(UInt8(ascii: ":")) || isURIScheme(head)
    }

    static func isURI(_ text: String) -> Bool {
        isURIReference(text) && isURIScheme(text.utf8[...])
    }

    /// Whether a scheme and a colon stand first.
    private static func isURIScheme(_ text: Substring.UTF8View) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), let first = text.first, isLetter(first) else {
            return false
        }
        return text[..<colon].allSatisfy { isAlphanumeric($0) || "+-.".utf8.contains($0) }
    }

    static func isMediaType(_ text: String) -> Bool {
        let parts = text.utf8.prefix { $0 != UInt8(ascii: ";") }
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let type = parts[0]
        let subtype = parts[1].reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
        return !type.isEmpty && !subtype.isEmpty && (Array(type) + Array(subtype)).allSatisfy(isTokenCharacter)
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// Whether a type begins as a domain name read from the right: a top-level domain and one name more at least.
    static func isReverseDomainName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 3, let first = labels.first, first.utf8.count >= 2, first.utf8.allSatisfy(isLetter) else {
            return false
        }
        return labels.allSatisfy { label in
            guard let start = label.utf8.first, let end = label.utf8.last else { return false }
            return isAlphanumeric(start) && isAlphanumeric(end)
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    /// Whether a part of a type is a version number such as `v2`.
    static func isVersion(_ text: some StringProtocol) -> Bool {
        text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "v") && text.utf8.dropFirst().allSatisfy(isDigit)
    }

    /// Whether a source names an organisation by a national number, and its system.
    static func isHubSource(_ text: String) -> Bool {
        for (prefix, count) in [("urn:nld:oin:", 20), ("urn:nld:kvknr:", 8)] where text.hasPrefix(prefix) {
            let rest = text.utf8.dropFirst(prefix.utf8.count)
            let system = rest.dropFirst(count)
            guard rest.prefix(count).allSatisfy(isDigit), system.count > 1, let separator = system.first,
                separator == UInt8(ascii: ":") || separator == UInt8(ascii: ".")
            else { return false }
            return text.utf8.count <= 256 && isURI(text)
        }
        return false
    }

    static func isInstitution(_ text: String) -> Bool {
        1...40 ~= text.utf8.count && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    static func isTraceParent(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] == "00" else { return false }
        let isHexadecimal = parts.allSatisfy { part in
            part.utf8.allSatisfy { Hexadecimal.value(of: $0) != nil && !(65...70).contains($0) }
        }
        return isHexadecimal && !parts[1].allSatisfy { $0 == "0" } && !parts[2].allSatisfy { $0 == "0" }
    }

    /// Whether a word of the text could be a citizen service number.
    static func mayHoldCitizenServiceNumber(_ text: String) -> Bool {
        text.utf8.split { !isAlphanumeric($0) }.contains { CitizenServiceNumber.isOne($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
