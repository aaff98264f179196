package import JSONSchema
import Yams

/// A YAML text read as JSON, with the place of every value in the YAML.
///
/// Plain scalars are read by the rules of YAML 1.2's core schema and no others: `yes` is a string, and a number with
/// leading zeros is refused instead of being read as octal. Numbers keep their digits.
package struct YAMLText: Sendable {
    package let document: JSONDocument
    private let positions: [JSONPointer: TextPosition]

    /// The most values that a text may have once its aliases are expanded.
    package static let maximumValues = 100_000

    /// - Throws: ``YAMLTextError`` with the place of the fault.
    package init(_ text: String) throws(YAMLTextError) {
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            throw YAMLTextError(reading: error)
        }
        guard let root else {
            throw YAMLTextError(position: TextPosition(line: 1, column: 1), sentence: "the text is empty")
        }
        var writer = YAMLWriter()
        try writer.write(root, JSONPointer())
        do {
            document = try JSONDocument(writer.text.bytes)
        } catch {
            throw YAMLTextError(position: TextPosition(line: 1, column: 1), sentence: error.sentence)
        }
        positions = writer.positions
    }

    /// The place of a value, or of the nearest one around it.
    package func position(of pointer: JSONPointer) -> TextPosition {
        var tokens = pointer.tokens
        while true {
            if let position = positions[JSONPointer(tokens)] { return position }
            guard tokens.popLast() != nil else { return TextPosition(line: 1, column: 1) }
        }
    }
}

/// Why a text is not YAML that can be read as JSON.
package struct YAMLTextError: Error, CustomStringConvertible {
    package let position: TextPosition
    package let sentence: String

    init(position: TextPosition, sentence: String) {
        self.position = position
        self.sentence = sentence
    }

    init(reading error: any Error) {
        var position = TextPosition(line: 1, column: 1)
        var sentence = "the text is not YAML"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            position = TextPosition(line: mark.line, column: mark.column)
            sentence = "the text is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            position = TextPosition(line: context.mark.line, column: context.mark.column)
            sentence = "a key occurs twice in one mapping: \(duplicates.joined(separator: ", "))"
        default: break
        }
        self.position = position
        self.sentence = sentence
    }

    package var description: String { "\(position): \(sentence)" }
}

/// Writes YAML nodes as JSON text.
private struct YAMLWriter {
    var text = JSONText()
    var positions: [JSONPointer: TextPosition] = [:]
    private var count = 0

    mutating func write(_ node: Node, _ pointer: JSONPointer) throws(YAMLTextError) {
        let position = TextPosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        positions[pointer] = position
        count += 1
        guard count <= YAMLText.maximumValues else {
            throw YAMLTextError(position: position, sentence: "the text has more than \(YAMLText.maximumValues) values")
        }
        switch node {
        case .scalar(let scalar): try write(scalar, position)
        case .sequence(let items):
            text.beginArray()
            for (index, item) in items.enumerated() { try write(item, pointer.appending(index)) }
            text.endArray()
        case .mapping(let members):
            text.beginObject()
            for (key, value) in members {
                guard let name = key.scalar?.string else {
                    throw YAMLTextError(position: position, sentence: "a key of a mapping must be a scalar")
                }
                text.name(name)
                try write(value, pointer.appending(name))
            }
            text.endObject()
        case .alias:
            throw YAMLTextError(position: position, sentence: "an alias leads nowhere")
        }
    }

    private mutating func write(_ scalar: Node.Scalar, _ position: TextPosition) throws(YAMLTextError) {
        guard scalar.style == .plain || scalar.style == .any else {
            text.string(scalar.string)
            return
        }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": text.null()
        case "true", "True", "TRUE": text.boolean(true)
        case "false", "False", "FALSE": text.boolean(false)
        default:
            guard YAMLWriter.looksLikeNumber(scalar.string) else {
                text.string(scalar.string)
                return
            }
            guard let number = YAMLWriter.number(scalar.string) else {
                throw YAMLTextError(
                    position: position,
                    sentence: "this number is read differently by different readers; write it plainly or in quotes")
            }
            text.raw(number.utf8)
        }
    }

    /// Whether some YAML reader would take the scalar for a number.
    private static func looksLikeNumber(_ scalar: String) -> Bool {
        var rest = Substring(scalar)
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(String(rest)) { return true }
        guard rest.first?.isASCII == true, rest.first?.isNumber == true || rest.first == "." && rest.count > 1 else {
            return false
        }
        if rest.hasPrefix("0x") { return rest.dropFirst(2).allSatisfy(\.isHexDigit) }
        if rest.hasPrefix("0o") { return rest.dropFirst(2).allSatisfy { "01234567".contains($0) } }
        guard rest.count(where: { $0 == "." }) <= 1 else { return false }
        return rest.allSatisfy { $0.isASCII && ($0.isNumber || "eE.+-_".contains($0)) }
            && !rest.dropFirst().contains(where: { $0 == "-" || $0 == "+" }) || exponentFollows(rest)
    }

    private static func exponentFollows(_ text: Substring) -> Bool {
        let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
        guard parts.count == 2, parts[0].allSatisfy({ $0.isNumber || $0 == "." }) else { return false }
        return parts[1].drop(while: { $0 == "+" || $0 == "-" }).allSatisfy(\.isNumber)
    }

    /// The scalar as a JSON number, if it is one but for a plus sign; versions such as `3.0.0` are none.
    private static func number(_ scalar: String) -> String? {
        let text = scalar.hasPrefix("+") ? String(scalar.dropFirst()) : scalar
        guard let document = try? JSONDocument(text: text), document.root.numberText != nil else { return nil }
        return text
    }
}
