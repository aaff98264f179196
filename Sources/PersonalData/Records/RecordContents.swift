import EventSourcing
import HubContracts
import JSONSchema

/// Holds what is in a record against its contract.
package struct RecordContents: Sendable {
    private let schemas: [String: CompiledSchema]

    /// - Throws: ``SchemaError`` when a schema is none, which the contracts' own checks prevent.
    package init() throws {
        var library = SchemaLibrary()
        for (id, text) in ContractIndex.schemas where id.contains(":persons:") || id.contains(":shared:") {
            try library.add(RecordContents.closed(JSONDocument(text: text)), at: id)
        }
        var schemas: [String: CompiledSchema] = [:]
        for type in RecordType.all {
            schemas[type.name] = try library.compile(type.contract.urn, options: .init(assertsFormats: true))
        }
        self.schemas = schemas
    }

    /// A schema that allows no more than it names: of a person nothing is kept that no contract asks for.
    private static func closed(_ schema: JSONDocument) throws(JSONSyntaxError) -> JSONDocument {
        try schema.adding { value in
            let isClosed = value["additionalProperties"] != nil || value["unevaluatedProperties"] != nil
            guard value["type"]?.string == "object", value["properties"]?.kind == .object, !isClosed else { return [] }
            return [("unevaluatedProperties", "false")]
        }
    }

    /// Everything that the contract does not allow, each with its place in the content; never the value.
    package func faults(in content: [UInt8], of type: RecordType) -> [ContentFault] {
        guard let schema = schemas[type.name] else { return [ContentFault("there is no contract", at: "")] }
        do throws(JSONSyntaxError) {
            let limits = JSONLimits(bytes: RecordContents.maximumSize, depth: 32)
            return try schema.validate(content, limits: limits).map {
                ContentFault($0.sentence, at: $0.instance.description)
            }
        } catch {
            return [ContentFault("the content is no JSON, or too large", at: "")]
        }
    }

    /// The most bytes of one record's content: sealed twice, and in its envelope, it is still a message of 64 KB.
    package static let maximumSize = 40_000
}

/// One way in which a content is not what its contract says. Speaks of the contract only.
package struct ContentFault: Sendable, Hashable {
    package let message: String
    /// A JSON pointer into the content.
    package let pointer: String

    init(_ message: String, at pointer: String) {
        self.message = message
        self.pointer = pointer
    }
}
