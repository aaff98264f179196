package import EventSourcing
import HubContracts
package import JSONSchema

/// The compiled schemas of every contract that this hub knows.
package struct ContractSchemas: Sendable {
    /// A contract that an institution adds to those that come with the hub.
    package struct Own: Sendable {
        package let identity: ContractIdentity
        /// Nil for a shared type.
        package let kind: MessageKind?
        package let document: JSONDocument
        /// The schema as it is published.
        package let text: String

        package init(identity: ContractIdentity, kind: MessageKind?, document: JSONDocument, text: String) {
            self.identity = identity
            self.kind = kind
            self.document = document
            self.text = text
        }
    }

    private let compiled: [ContractIdentity: CompiledSchema]
    private let kinds: [ContractIdentity: MessageKind]
    private let senders: [ContractIdentity: [CommandSender]]
    private let texts: [String: String]

    /// - Parameter own: an institution's, of services that the hub does not have; they may refer to those of the hub.
    /// - Throws: ``SchemaError`` when a schema is none, which the checks of the hub's own contracts prevent.
    package init(adding own: [Own] = []) throws {
        var library = SchemaLibrary()
        var marked: [String: [CommandSender]] = [:]
        for (id, text) in ContractIndex.schemas {
            let document = try ContractSchemas.asking(forCodesIn: JSONDocument(text: text))
            marked[id] = document.root["x-senders"]?.items.compactMap {
                $0.string.flatMap(CommandSender.init(rawValue:))
            }
            try library.add(document, at: id)
        }
        var compiled: [ContractIdentity: CompiledSchema] = [:]
        var kinds: [ContractIdentity: MessageKind] = [:]
        var senders: [ContractIdentity: [CommandSender]] = [:]
        for type in ContractIndex.messages {
            compiled[type.identity] = try library.compile(type.identity.urn, options: .init(assertsFormats: true))
            kinds[type.identity] = type.kind
            senders[type.identity] = marked[type.identity.urn]
        }
        var texts = Dictionary(ContractIndex.schemas.map { ($0.id, $0.text) }) { first, _ in first }
        for contract in own {
            try library.add(ContractSchemas.asking(forCodesIn: contract.document), at: contract.identity.urn)
        }
        for contract in own {
            compiled[contract.identity] = try library.compile(
                contract.identity.urn, options: .init(assertsFormats: true))
            kinds[contract.identity] = contract.kind
            texts[contract.identity.urn] = contract.text
        }
        self.compiled = compiled
        self.kinds = kinds
        self.senders = senders
        self.texts = texts
    }

    package func kind(of contract: ContractIdentity) -> MessageKind? { kinds[contract] }

    /// The schema as it is published, by its `$id`.
    package func text(of id: String) -> String? { texts[id] }

    /// The parts of the hub that alone send a command; empty where institutions may.
    package func senders(of contract: ContractIdentity) -> [CommandSender] { senders[contract] ?? [] }

    /// Why a message may not come from outside; nil where it may.
    ///
    /// - Parameter services: those whose commands come from outside.
    package func refusal(of contract: ContractIdentity, services: Set<String>) -> (code: String, sentence: String)? {
        guard kind(of: contract) == .command, services.contains(contract.service) else {
            return ("unknown", "is no command that this hub decides")
        }
        let senders = senders(of: contract).map(\.rawValue)
        guard !senders.isEmpty else { return nil }
        return ("notForCallers", "is sent by the hub itself (\(senders.joined(separator: ", "))), by nobody else")
    }

    /// Everything in the data that the contract does not allow.
    package func faults(in data: [UInt8], of contract: ContractIdentity) -> [ContractFault] {
        guard let schema = compiled[contract] else {
            return [ContractFault(pointer: "", code: "unknown", message: "there is no contract \(contract)")]
        }
        do throws(JSONSyntaxError) {
            let faults = try schema.validate(data, limits: JSONLimits(bytes: CloudEvent.maximumSize, depth: 64)).map {
                ContractFault(pointer: $0.instance.description, code: $0.keyword, message: $0.sentence)
            }
            return faults + (try ContractSchemas.nulls(in: data))
        } catch {
            return [ContractFault(pointer: "", code: "json", message: "\(error)")]
        }
    }
}

extension ContractSchemas {
    /// A schema in which values of a list that the sector may add to (`x-extensible-enum`) must be codes, as those are
    /// that it lists. Anything else would let words about a person pass for a code, and into the log.
    private static func asking(forCodesIn schema: JSONDocument) throws(JSONSyntaxError) -> JSONDocument {
        try schema.adding { value in
            guard value["x-extensible-enum"]?.kind == .array, value["pattern"] == nil else { return [] }
            return [("pattern", #""^[A-Za-z0-9][A-Za-z0-9_.:-]*$""#)]
        }
    }

    /// Texts with U+0000, at which other programs end a text: databases, and whatever is written in C.
    private static func nulls(in data: [UInt8]) throws(JSONSyntaxError) -> [ContractFault] {
        // A null stands escaped, and hardly any data have an escape.
        guard data.contains(UInt8(ascii: "\\")) else { return [] }
        return nulls(in: try JSONDocument(data).root, at: JSONPointer())
    }

    private static func nulls(in value: JSONValue, at pointer: JSONPointer) -> [ContractFault] {
        if let text = value.string {
            guard text.unicodeScalars.contains("\0") else { return [] }
            return [
                ContractFault(
                    pointer: pointer.description, code: "null", message: "must have no character U+0000 (null)")
            ]
        }
        if value.kind == .array {
            return value.items.enumerated().flatMap { nulls(in: $1, at: pointer.appending("\($0)")) }
        }
        return value.members.flatMap { nulls(in: $0.value, at: pointer.appending($0.name)) }
    }
}

/// One way in which a message's data are not what its contract says.
package struct ContractFault: Sendable, Hashable {
    /// A JSON pointer into the data.
    package let pointer: String
    /// The keyword of the schema that is not met.
    package let code: String
    package let message: String
}
