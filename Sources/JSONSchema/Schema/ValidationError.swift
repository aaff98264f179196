/// One way in which a value breaks a schema.
///
/// The sentence speaks of the schema and never repeats the value, so that it may be shown and logged.
package struct ValidationError: Error, Sendable, CustomStringConvertible {
    /// Where the value stands in its document.
    package let instance: JSONPointer
    /// Line and column of the value in its text.
    package let position: TextPosition
    /// The absolute location of the keyword: the schema's URI with a JSON pointer as fragment.
    package let schema: String
    /// The keyword that is not met; `false` where the schema accepts nothing.
    package let keyword: String
    package let sentence: String
    /// For `anyOf`, `oneOf` and `contains`: what was wrong with each alternative.
    package let causes: [ValidationError]

    package var description: String {
        "\(position) at '\(instance)': \(sentence) (\(schema))"
    }

    /// Writes the error as an object with `instance`, `line`, `column`, `schema`, `keyword`, `message` and `causes`.
    package func write(to text: inout JSONText) {
        text.object { text in
            text.member("instance", instance.description)
            text.member("line", position.line)
            text.member("column", position.column)
            text.member("schema", schema)
            text.member("keyword", keyword)
            text.member("message", sentence)
            guard !causes.isEmpty else { return }
            text.name("causes")
            text.array { text in
                for cause in causes { cause.write(to: &text) }
            }
        }
    }
}

extension CompiledSchema {
    /// Whether the document meets the schema. Stops at the first fault.
    package func isValid(_ document: JSONDocument) -> Bool {
        Evaluation.run(self, document, collects: false).isValid
    }

    /// Every fault of the document, in the order of the schema; empty when it is valid.
    ///
    /// A validation that runs into a bound (schemas applied too deep inside one another, a pattern that takes too many
    /// steps) counts as a fault and says so. After ``maximumErrors`` faults the last one says that there are more.
    package func validate(_ document: JSONDocument) -> [ValidationError] {
        guard !isValid(document) else { return [] }
        return Evaluation.run(self, document, collects: true).errors
    }

    /// Reads and validates a text.
    ///
    /// - Throws: ``JSONSyntaxError`` when the text is no JSON.
    package func validate(_ bytes: [UInt8], limits: JSONLimits = .init()) throws(JSONSyntaxError) -> [ValidationError] {
        validate(try JSONDocument(bytes, limits: limits))
    }

    /// The most faults that one validation lists.
    package static let maximumErrors = 10_000
}
