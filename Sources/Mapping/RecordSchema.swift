package import InstitutionFormats
import JSONSchema

/// What a connector's records must be, as a JSON Schema: it gives every reason at once, before the mapping sees them.
///
/// Reasons name a place and a rule. Names in a pointer that the schema does not know are the sender's own and may say
/// something of a person, so they are shown as `*`.
package struct RecordSchema: Sendable {
    private let schema: CompiledSchema
    private let names: Set<String>

    /// - Throws: ``JSONSyntaxError`` or ``SchemaError``.
    package init(_ text: [UInt8]) throws {
        let document = try JSONDocument(text)
        let id = document.root["$id"]?.string ?? "urn:schakel:connector:record"
        var library = SchemaLibrary()
        try library.add(document, at: id)
        schema = try library.compile(id, options: .init(assertsFormats: true))
        var names: Set<String> = []
        RecordSchema.gather(document.root, into: &names)
        self.names = names
    }

    private static func gather(_ value: JSONValue, into names: inout Set<String>) {
        for (name, member) in value.members {
            if name == "properties" { names.formUnion(member.members.map(\.name)) }
            gather(member, into: &names)
        }
        for item in value.items { gather(item, into: &names) }
    }

    /// Everything in the record that the schema does not allow, in the order of the schema.
    package func reasons(against record: JSONRecord) -> [MappedOutput.Rejection] {
        schema.validate(record.document).map {
            MappedOutput.Rejection(pointer: shown($0.instance), message: $0.sentence)
        }
    }

    /// A pointer into a record as it may be shown.
    package func shown(_ pointer: String) -> String {
        JSONPointer(text: pointer).map { shown($0) } ?? "*"
    }

    private func shown(_ pointer: JSONPointer) -> String {
        JSONPointer(
            pointer.tokens.map { token in
                names.contains(token) || token.utf8.count < 6 && token.utf8.allSatisfy({ (0x30...0x39).contains($0) })
                    ? token : "*"
            }
        ).description
    }
}
