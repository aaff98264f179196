/// Reads one JSON text into a tape, without recursion.
///
/// RFC 8259, and stricter where leniency loses data: a name occurs once in an object, text is well-formed UTF-8,
/// surrogates come in pairs, and nothing stands before or behind the value.
struct JSONParser {
    struct Fault {
        let reason: JSONSyntaxError.Reason
        let offset: Int
        let sentence: String
    }

    private(set) var nodes: [JSONNode] = []
    private(set) var decoded: [UInt8] = []
    private let bytes: UnsafeBufferPointer<UInt8>
    private let end: Int
    private let limits: JSONLimits
    private var position = 0
    /// The open arrays and objects, outermost first.
    private var open: [Int] = []
    private var fault: Fault?

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.end = bytes.count
        self.limits = limits
    }

    mutating func parse() -> Fault? {
        guard end <= limits.bytes else {
            return Fault(reason: .tooLong, offset: 0, sentence: "the text is longer than \(limits.bytes) bytes")
        }
        nodes.reserveCapacity(end / 8 + 4)
        if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            return Fault(reason: .byteOrderMark, offset: 0, sentence: "the text begins with a byte order mark")
        }
        skipWhitespace()
        guard position < end else {
            return Fault(reason: .empty, offset: position, sentence: "the text is empty; a JSON value is expected")
        }
        guard parseValues() else { return fault }
        skipWhitespace()
        guard position == end else {
            return Fault(
                reason: .trailingContent, offset: position, sentence: "something follows behind the JSON value")
        }
        return nil
    }

    private mutating func parseValues() -> Bool {
        while true {
            guard position < end else { return failAtEnd("a value is expected") }
            switch bytes[position] {
            case UInt8(ascii: "{"):
                guard begin(.object) else { return false }
                skipWhitespace()
                if position < end, bytes[position] == UInt8(ascii: "}") {
                    position += 1
                    finish()
                    break
                }
                guard parseName() else { return false }
                continue
            case UInt8(ascii: "["):
                guard begin(.array) else { return false }
                skipWhitespace()
                if position < end, bytes[position] == UInt8(ascii: "]") {
                    position += 1
                    finish()
                    break
                }
                nodes[open[open.count - 1]].count = 1
                continue
            case UInt8(ascii: "\""):
                guard parseString() else { return false }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard parseNumber() else { return false }
            case UInt8(ascii: "t"):
                guard parseWord("true", .boolean, flag: true) else { return false }
            case UInt8(ascii: "f"):
                guard parseWord("false", .boolean, flag: false) else { return false }
            case UInt8(ascii: "n"):
                guard parseWord("null", .null, flag: false) else { return false }
            default:
                return fail(.unexpectedCharacter, position, "a value is expected here")
            }
            guard let isDone = parseAfterValue() else { return false }
            if isDone { return true }
        }
    }

    /// Goes on behind a value: to the next one, or out of the arrays and objects that end here.
    /// - Returns: whether the outermost value is complete; nil after a fault.
    private mutating func parseAfterValue() -> Bool? {
        while let container = open.last {
            skipWhitespace()
            guard position < end else {
                _ = failAtEnd("a comma or the closing bracket is expected")
                return nil
            }
            let byte = bytes[position]
            if nodes[container].kind == .object {
                if byte == UInt8(ascii: ",") {
                    position += 1
                    skipWhitespace()
                    return parseName() ? false : nil
                }
                guard byte == UInt8(ascii: "}") else {
                    _ = fail(.unexpectedCharacter, position, "a comma or } is expected here")
                    return nil
                }
                position += 1
                guard namesAreUnique(in: container) else { return nil }
            } else {
                if byte == UInt8(ascii: ",") {
                    position += 1
                    skipWhitespace()
                    nodes[container].count += 1
                    return false
                }
                guard byte == UInt8(ascii: "]") else {
                    _ = fail(.unexpectedCharacter, position, "a comma or ] is expected here")
                    return nil
                }
                position += 1
            }
            finish()
        }
        return true
    }

    private mutating func begin(_ kind: JSONKind) -> Bool {
        guard open.count < limits.depth else {
            return fail(.tooDeep, position, "arrays and objects are nested deeper than \(limits.depth)")
        }
        open.append(nodes.count)
        let offset = UInt32(truncatingIfNeeded: position)
        nodes.append(JSONNode(kind: kind, flag: false, offset: offset, start: offset, count: 0, next: 0))
        position += 1
        return true
    }

    private mutating func finish() {
        let container = open.removeLast()
        nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
        nodes[container].start = UInt32(truncatingIfNeeded: position)
    }

    /// Reads a member's name and its colon, and moves to the value.
    private mutating func parseName() -> Bool {
        guard position < end else { return failAtEnd("a member name is expected") }
        guard bytes[position] == UInt8(ascii: "\"") else {
            return fail(.unexpectedCharacter, position, "a member name in double quotes is expected here")
        }
        guard parseString() else { return false }
        skipWhitespace()
        guard position < end else { return failAtEnd("a colon is expected") }
        guard bytes[position] == UInt8(ascii: ":") else {
            return fail(.unexpectedCharacter, position, "a colon is expected here")
        }
        position += 1
        nodes[open[open.count - 1]].count += 1
        skipWhitespace()
        return true
    }

    private mutating func parseWord(_ word: StaticString, _ kind: JSONKind, flag: Bool) -> Bool {
        let start = position
        let matches = word.withUTF8Buffer { letters in
            guard start + letters.count <= end else { return false }
            for index in 0..<letters.count where bytes[start + index] != letters[index] { return false }
            return true
        }
        guard matches else {
            return fail(.unexpectedCharacter, start, "a value is expected here; names such as true stand in full")
        }
        append(kind, flag: flag, from: start, contentFrom: start, count: word.utf8CodeUnitCount)
        position = start + word.utf8CodeUnitCount
        return true
    }

    private mutating func append(_ kind: JSONKind, flag: Bool, from offset: Int, contentFrom start: Int, count: Int) {
        nodes.append(
            JSONNode(
                kind: kind, flag: flag,
                offset: UInt32(truncatingIfNeeded: offset), start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: count), next: UInt32(truncatingIfNeeded: nodes.count + 1)))
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < end {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private mutating func fail(_ reason: JSONSyntaxError.Reason, _ offset: Int, _ sentence: String) -> Bool {
        fault = Fault(reason: reason, offset: offset, sentence: sentence)
        return false
    }

    private mutating func failAtEnd(_ expectation: String) -> Bool {
        fail(.unexpectedEnd, end, "the text ends where \(expectation)")
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func parseNumber() -> Bool {
        let start = position
        var kind = JSONKind.integer
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        skipDigits()
        guard position > whole else { return fail(.malformedNumber, start, "a digit is expected behind the sign") }
        guard bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
            return fail(.malformedNumber, start, "a number has no leading zeros")
        }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            kind = .number
            position += 1
            let fraction = position
            skipDigits()
            guard position > fraction else {
                return fail(.malformedNumber, start, "a digit is expected behind the decimal point")
            }
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            kind = .number
            position += 1
            if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            let exponent = position
            skipDigits()
            guard position > exponent else {
                return fail(.malformedNumber, start, "a digit is expected in the exponent")
            }
            guard position - exponent <= limits.exponentDigits else {
                return fail(
                    .numberTooLarge, start, "the number's exponent has more than \(limits.exponentDigits) digits")
            }
        }
        guard position - start <= limits.numberLength else {
            return fail(.numberTooLarge, start, "the number is longer than \(limits.numberLength) characters")
        }
        append(kind, flag: false, from: start, contentFrom: start, count: position - start)
        return true
    }

    @inline(__always)
    private mutating func skipDigits() {
        while position < end, bytes[position] &- 0x30 < 10 { position += 1 }
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func parseString() -> Bool {
        let start = position
        position += 1
        guard skipPlain() else { return false }
        if bytes[position] == UInt8(ascii: "\"") {
            append(.string, flag: false, from: start, contentFrom: start + 1, count: position - start - 1)
            position += 1
            return true
        }
        let decodedStart = decoded.count
        var plainStart = start + 1
        while true {
            decoded.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plainStart..<position]))
            if bytes[position] == UInt8(ascii: "\"") {
                append(.string, flag: true, from: start, contentFrom: decodedStart, count: decoded.count - decodedStart)
                position += 1
                return true
            }
            guard parseEscape() else { return false }
            plainStart = position
            guard skipPlain() else { return false }
        }
    }

    /// Moves to the next quote or backslash, checking that what lies before it may stand in a string.
    private mutating func skipPlain() -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while true {
            while position + 8 <= end, let base = bytes.baseAddress {
                let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self).littleEndian
                let quotes = word ^ (ones &* 0x22)
                let slashes = word ^ (ones &* 0x5C)
                let special =
                    ((word &- (ones &* 0x20)) & ~word)
                    | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | word
                let hits = special & tops
                guard hits != 0 else {
                    position += 8
                    continue
                }
                position += hits.trailingZeroBitCount / 8
                break
            }
            guard position < end else { return failAtEnd("the closing quote of a string is expected") }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                return true
            case 0x80...:
                guard let length = UTF8Scan.scalarLength(at: position, in: bytes) else {
                    return fail(.malformedUTF8, position, "the text is not well-formed UTF-8 here")
                }
                position += length
            case ..<0x20:
                return fail(.malformedString, position, "a control character in a string must be escaped")
            default:
                position += 1
            }
        }
    }

    private mutating func parseEscape() -> Bool {
        let start = position
        guard position + 1 < end else { return failAtEnd("an escape is expected") }
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            guard var value = parseHexadecimal() else {
                return fail(.malformedString, start, "four hexadecimal digits are expected behind \\u")
            }
            if value & 0xFC00 == 0xD800 {
                guard position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { return fail(.loneSurrogate, start, "half of a surrogate pair stands alone") }
                position += 2
                guard let low = parseHexadecimal(), low & 0xFC00 == 0xDC00 else {
                    return fail(.loneSurrogate, start, "half of a surrogate pair stands alone")
                }
                value = 0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(value) else {
                return fail(.loneSurrogate, start, "half of a surrogate pair stands alone")
            }
            decoded.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
        default:
            return fail(.malformedString, start, "this is no escape that JSON knows")
        }
        return true
    }

    private mutating func parseHexadecimal() -> UInt32? {
        guard position + 4 <= end else { return nil }
        var value: UInt32 = 0
        for index in position..<position + 4 {
            guard let digit = UTF8Scan.hexadecimalValue(of: bytes[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}

// MARK: - Unique names

extension JSONParser {
    /// Compares the names of a few members with each other, and those of many by sorting them: no input makes this slow.
    private mutating func namesAreUnique(in container: Int) -> Bool {
        let count = Int(nodes[container].count)
        guard count > 1 else { return true }
        var duplicate: Int?
        if count <= 12 {
            var later = container + 1
            for _ in 0..<count where duplicate == nil {
                var earlier = container + 1
                while earlier < later, duplicate == nil {
                    if compareNames(earlier, later) == 0 { duplicate = later }
                    earlier = Int(nodes[earlier + 1].next)
                }
                later = Int(nodes[later + 1].next)
            }
        } else {
            var names: [Int] = []
            names.reserveCapacity(count)
            var name = container + 1
            for _ in 0..<count {
                names.append(name)
                name = Int(nodes[name + 1].next)
            }
            names.sort { left, right in
                let order = compareNames(left, right)
                return order < 0 || order == 0 && left < right
            }
            for index in 1..<count where compareNames(names[index - 1], names[index]) == 0 {
                duplicate = min(duplicate ?? Int.max, names[index])
            }
        }
        guard let duplicate else { return true }
        return fail(.duplicateName, Int(nodes[duplicate].offset), "this member name occurs twice in its object")
    }

    private func compareNames(_ left: Int, _ right: Int) -> Int {
        let one = nodes[left]
        let other = nodes[right]
        guard one.count == other.count else { return one.count < other.count ? -1 : 1 }
        func compare(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>) -> Int {
            for index in 0..<Int(one.count) where first[index] != second[index] {
                return first[index] < second[index] ? -1 : 1
            }
            return 0
        }
        return decoded.withUnsafeBufferPointer { escaped in
            guard let source = bytes.baseAddress else { return 0 }
            let apart = escaped.baseAddress ?? source
            return compare(
                (one.flag ? apart : source) + Int(one.start), (other.flag ? apart : source) + Int(other.start))
        }
    }
}
