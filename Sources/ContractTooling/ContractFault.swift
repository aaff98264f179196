package import JSONSchema

/// One thing in the contract tree that is wrong, where it is and how to mend it.
package struct ContractFault: Error, Sendable, Hashable {
    /// The rule that is broken, in kebab-case; stable, so that it may be searched for.
    package let rule: Rule
    /// The file or folder, from the root of the tree.
    package let file: String
    /// Line and column in the file, where it has lines.
    package let position: TextPosition?
    /// The place in the file's JSON, where it has one.
    package let pointer: JSONPointer?
    package let sentence: String
    /// What to do.
    package let remedy: String

    package init(
        _ rule: Rule, file: String, position: TextPosition? = nil, pointer: JSONPointer? = nil, _ sentence: String,
        remedy: String
    ) {
        self.rule = rule
        self.file = file
        self.position = position
        self.pointer = pointer
        self.sentence = sentence
        self.remedy = remedy
    }

    package enum Rule: String, Sendable, CaseIterable {
        case layout
        case identity
        case naming
        case wellFormed = "well-formed"
        case unknownKeyword = "unknown-keyword"
        case notExpressible = "not-expressible"
        case bounds
        case personalData = "personal-data"
        case owner
        case senders
        case examples
        case documentation
        case asyncAPI = "asyncapi"
        case mora
        case retention
        case cloudEvents = "cloudevents"
        case versions
        case generated
    }
}

extension ContractFault: CustomStringConvertible {
    package var description: String {
        let place = position.map { ":\($0)" } ?? ""
        let inside = pointer.map { $0.tokens.isEmpty ? "" : " at \($0)" } ?? ""
        return "\(file)\(place): [\(rule.rawValue)]\(inside) \(sentence)\n    remedy: \(remedy)"
    }

    /// Writes the fault as an object with `rule`, `file`, `line`, `column`, `pointer`, `message` and `remedy`.
    package func write(to text: inout JSONText) {
        text.object { text in
            text.member("rule", rule.rawValue)
            text.member("file", file)
            if let position {
                text.member("line", position.line)
                text.member("column", position.column)
            }
            if let pointer { text.member("pointer", pointer.description) }
            text.member("message", sentence)
            text.member("remedy", remedy)
        }
    }
}

extension ContractFault: Comparable {
    package static func < (left: ContractFault, right: ContractFault) -> Bool {
        (left.file, left.position?.line ?? 0, left.position?.column ?? 0, left.rule.rawValue, left.sentence)
            < (right.file, right.position?.line ?? 0, right.position?.column ?? 0, right.rule.rawValue, right.sentence)
    }
}
