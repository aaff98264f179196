/// Reads ECMA-262 patterns in their Unicode mode.
///
/// More lenient in one thing, because schemas in use need it: `\-` stands for a hyphen everywhere.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var groupNames: Set<String> = []
    private var groupCount = 0
    /// Whether back references are read (and stand for nothing) instead of being refused.
    private let readsBackReferences: Bool
    private var references: [(place: Int, name: String?, number: Int)] = []

    private static let maximumDepth = 200
    private static let maximumCount = 10_000

    init(_ source: String, readsBackReferences: Bool = false) {
        scalars = Array(source.unicodeScalars)
        self.readsBackReferences = readsBackReferences
    }

    mutating func parse() throws(PatternError) -> PatternTree {
        let tree = try parseAlternatives()
        guard position == scalars.count else { throw fault("this ) closes nothing") }
        for reference in references
        where reference.number > groupCount || reference.name.map({ !groupNames.contains($0) }) == true {
            throw fault("this refers back to a group that there is not", at: reference.place)
        }
        return tree
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func fault(_ sentence: String, at place: Int? = nil) -> PatternError {
        PatternError(position: place ?? position, sentence: sentence)
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard position + wanted.count <= scalars.count,
            scalars[position..<position + wanted.count].elementsEqual(wanted)
        else { return false }
        position += wanted.count
        return true
    }

    private mutating func parseAlternatives() throws(PatternError) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= PatternParser.maximumDepth else {
            throw fault("groups are nested deeper than \(PatternParser.maximumDepth)")
        }
        var alternatives = [try parseSequence()]
        while take("|") { alternatives.append(try parseSequence()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            let (term, isRepeatable) = try parseTerm()
            parts.append(try parseQuantifier(of: term, isRepeatable: isRepeatable, start: start))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func parseTerm() throws(PatternError) -> (PatternTree, Bool) {
        guard let scalar = next else { return (.empty, false) }
        switch scalar {
        case "^":
            position += 1
            return (.start, false)
        case "$":
            position += 1
            return (.end, false)
        case ".":
            position += 1
            return (.set(.dot), true)
        case "(": return try parseGroup()
        case "[": return (.set(try parseClass()), true)
        case "\\": return try parseEscapedTerm()
        case "*", "+", "?": throw fault("there is nothing before \(scalar) that it could repeat")
        case "{", "}", "]": throw fault("write \\\(scalar) for the character \(scalar)")
        default:
            position += 1
            return (.set(ScalarSet(scalar.value)), true)
        }
    }

    private mutating func parseGroup() throws(PatternError) -> (PatternTree, Bool) {
        let start = position
        var look: (isAhead: Bool, isNegated: Bool)?
        if take("(?:") {
        } else if take("(?=") {
            look = (true, false)
        } else if take("(?!") {
            look = (true, true)
        } else if take("(?<=") {
            look = (false, false)
        } else if take("(?<!") {
            look = (false, true)
        } else if take("(?<") {
            groupCount += 1
            guard groupNames.insert(try parseGroupName()).inserted else {
                throw fault("two groups have this name", at: start)
            }
        } else if take("(?") {
            throw fault("this kind of group is not known", at: start)
        } else {
            position += 1
            groupCount += 1
        }
        let inner = try parseAlternatives()
        guard take(")") else { throw fault("this group is not closed", at: start) }
        guard let look else { return (inner, true) }
        return (.look(inner, isAhead: look.isAhead, isNegated: look.isNegated), false)
    }

    private mutating func parseGroupName() throws(PatternError) -> String {
        let start = position
        var name = ""
        while let scalar = next, scalar != ">" {
            let isAllowed =
                scalar == "$" || scalar == "_"
                || (name.isEmpty ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
            guard isAllowed else { throw fault("a group's name is an identifier") }
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(">"), !name.isEmpty else { throw fault("a group's name ends in >", at: start) }
        return name
    }

    private mutating func parseQuantifier(
        of term: PatternTree, isRepeatable: Bool, start: Int
    ) throws(PatternError) -> PatternTree {
        var bounds: (Int, Int?)?
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if next == "{" {
            bounds = try parseCounts()
        }
        guard let (minimum, maximum) = bounds else { return term }
        guard isRepeatable else { throw fault("this cannot be repeated", at: start) }
        _ = take("?")
        return .repetition(term, minimum: minimum, maximum: maximum)
    }

    private mutating func parseCounts() throws(PatternError) -> (Int, Int?) {
        let start = position
        position += 1
        guard let minimum = try parseCount() else { throw fault("write \\{ for the character {", at: start) }
        var maximum: Int? = minimum
        if take(",") { maximum = try parseCount() }
        guard take("}") else { throw fault("write \\{ for the character {", at: start) }
        if let maximum, maximum < minimum { throw fault("the counts are in the wrong order", at: start) }
        return (minimum, maximum)
    }

    private mutating func parseCount() throws(PatternError) -> Int? {
        var value: Int?
        while let scalar = next, let digit = PatternParser.digit(scalar) {
            value = (value ?? 0) * 10 + digit
            guard value ?? 0 <= PatternParser.maximumCount else {
                throw fault("a count is at most \(PatternParser.maximumCount)")
            }
            position += 1
        }
        return value
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil
    }
}

// MARK: - Classes and escapes

extension PatternParser {
    private mutating func parseEscapedTerm() throws(PatternError) -> (PatternTree, Bool) {
        if take("\\b") { return (.wordBoundary(isNegated: false), false) }
        if take("\\B") { return (.wordBoundary(isNegated: true), false) }
        let start = position
        if position + 1 < scalars.count, ("1"..."9").contains(scalars[position + 1]) || scalars[position + 1] == "k" {
            guard readsBackReferences else {
                throw fault("back references are not supported, because matching takes linear time", at: start)
            }
            position += 1
            if take("k") {
                guard take("<") else { throw fault("a group's name in < > follows \\k", at: start) }
                references.append((start, try parseGroupName(), 0))
            } else {
                references.append((start, nil, try parseCount() ?? 0))
            }
            return (.empty, true)
        }
        return (.set(try parseEscape()), true)
    }

    private mutating func parseClass() throws(PatternError) -> ScalarSet {
        let start = position
        position += 1
        var set = ScalarSet([], isNegated: take("^"))
        while let scalar = next, scalar != "]" {
            let place = position
            let low = try parseClassAtom()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.parts.append(low)
                continue
            }
            position += 1
            let high = try parseClassAtom()
            guard case .range(let first, let firstEnd) = low, case .range(let last, let lastEnd) = high,
                first == firstEnd, last == lastEnd
            else { throw fault("a range goes from one character to another", at: place) }
            guard first <= last else { throw fault("this range is in the wrong order", at: place) }
            set.parts.append(.range(first, last))
        }
        guard take("]") else { throw fault("this class is not closed", at: start) }
        return set
    }

    private mutating func parseClassAtom() throws(PatternError) -> ScalarSet.Part {
        guard let scalar = next else { throw fault("this class is not closed") }
        guard scalar == "\\" else {
            position += 1
            return .range(scalar.value, scalar.value)
        }
        if take("\\b") { return .range(8, 8) }
        let set = try parseEscape()
        if !set.isNegated, set.parts.count == 1 { return set.parts[0] }
        return .except(ScalarSet(set.parts, isNegated: !set.isNegated))
    }

    /// Reads an escape that stands for one character or a set of them.
    private mutating func parseEscape() throws(PatternError) -> ScalarSet {
        let start = position
        position += 1
        guard let letter = next else { throw fault("a backslash stands at the end", at: start) }
        position += 1
        switch letter {
        case "d": return .digits
        case "D": return ScalarSet([.except(.digits)])
        case "w": return .word
        case "W": return ScalarSet([.except(.word)])
        case "s": return .space
        case "S": return ScalarSet([.except(.space)])
        case "p", "P": return try parseProperty(isNegated: letter == "P", start: start)
        case "t": return ScalarSet(0x09)
        case "n": return ScalarSet(0x0A)
        case "v": return ScalarSet(0x0B)
        case "f": return ScalarSet(0x0C)
        case "r": return ScalarSet(0x0D)
        case "0":
            guard next.flatMap(PatternParser.digit) == nil else {
                throw fault("an octal escape is not allowed", at: start)
            }
            return ScalarSet(0)
        case "c":
            guard let control = next, ("a"..."z").contains(control) || ("A"..."Z").contains(control) else {
                throw fault("a letter follows \\c", at: start)
            }
            position += 1
            return ScalarSet(control.value % 32)
        case "x":
            guard let value = parseHexadecimal(2) else { throw fault("two hexadecimal digits follow \\x", at: start) }
            return ScalarSet(value)
        case "u": return ScalarSet(try parseUnicodeEscape(start))
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/", "-":
            return ScalarSet(letter.value)
        default: throw fault("the escape \\\(letter) is not known", at: start)
        }
    }

    private mutating func parseUnicodeEscape(_ start: Int) throws(PatternError) -> UInt32 {
        let sentence = "\\u is followed by four hexadecimal digits or by {…} with a code point"
        if take("{") {
            var value: UInt32 = 0
            var count = 0
            while let digit = next.flatMap(\.hexadecimal) {
                value = value << 4 | digit
                count += 1
                position += 1
                guard value <= 0x10FFFF else { throw fault(sentence, at: start) }
            }
            guard count > 0, take("}") else { throw fault(sentence, at: start) }
            return value
        }
        guard let value = parseHexadecimal(4) else { throw fault(sentence, at: start) }
        guard value & 0xFC00 == 0xD800 else { return value }
        let place = position
        if take("\\u"), let low = parseHexadecimal(4), low & 0xFC00 == 0xDC00 {
            return 0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
        }
        position = place
        return value
    }

    private mutating func parseHexadecimal(_ count: Int) -> UInt32? {
        guard position + count <= scalars.count else { return nil }
        var value: UInt32 = 0
        for scalar in scalars[position..<position + count] {
            guard let digit = scalar.hexadecimal else { return nil }
            value = value << 4 | digit
        }
        position += count
        return value
    }

    private mutating func parseProperty(isNegated: Bool, start: Int) throws(PatternError) -> ScalarSet {
        guard take("{") else { throw fault("a property in braces follows \\p", at: start) }
        var name = ""
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}") else { throw fault("the property is not closed by }", at: start) }
        guard let property = ScalarProperties.property(named: name) else {
            throw fault("the property \(name) is not known or not supported", at: start)
        }
        let set = ScalarSet([.property(property)])
        return isNegated ? ScalarSet([.except(set)]) : set
    }
}

extension Unicode.Scalar {
    /// The value of an ASCII hexadecimal digit.
    fileprivate var hexadecimal: UInt32? {
        guard isASCII else { return nil }
        return UTF8Scan.hexadecimalValue(of: UInt8(truncatingIfNeeded: value)).map(UInt32.init)
    }
}
