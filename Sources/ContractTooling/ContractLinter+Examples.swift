import EventSourcing
import JSONSchema

extension ContractLinter {
    /// The most bytes of one message, envelope included; an example must leave room for the envelope.
    static let maximumMessage = 65_536
    private static let envelope = 4_096

    /// Compiles every schema with all others at hand, and holds the examples against them, formats included.
    mutating func checkSchemasAndExamples() {
        var library = SchemaLibrary()
        var added: Set<String> = []
        for contract in tree.contracts {
            do {
                try library.add(contract.schema.document, at: contract.identity.urn)
                added.insert(contract.path)
            } catch {
                for found in error.faults { schemaFault(found, contract) }
            }
        }
        for contract in tree.contracts {
            checkExampleFiles(contract)
            guard added.contains(contract.path) else { continue }
            do {
                let schema = try library.compile(contract.identity.urn, options: .init(assertsFormats: true))
                for example in contract.examples { check(example, schema) }
            } catch {
                for found in error.faults { schemaFault(found, contract) }
            }
        }
    }

    private mutating func schemaFault(_ found: SchemaFault, _ contract: Contract) {
        let file = tree.contracts.first { $0.identity.urn == found.uri } ?? contract
        fault(
            .wellFormed, file.schema.path, at: found.position, pointer: found.pointer, found.sentence,
            remedy: "mend the schema; JSON Schema 2020-12 says what each keyword takes")
    }

    private mutating func checkExampleFiles(_ contract: Contract) {
        for name in ["minimal.json", "full.json"] where !contract.examples.contains(where: { $0.name == name }) {
            fault(
                .examples, contract.path, "the example examples/\(name) is missing",
                remedy: name == "full.json"
                    ? "write an example with every property" : "write an example with the required properties only")
        }
        let root = contract.schema.document.root
        guard root["type"]?.string == "object" else { return }
        let all = root["properties"]?.members.map(\.name) ?? []
        let required = root["required"]?.items.compactMap(\.string) ?? []
        for example in contract.examples {
            let present = Set(example.document.root.members.map(\.name))
            if example.name == "full.json", let absent = all.first(where: { !present.contains($0) }) {
                fault(
                    .examples, example, JSONPointer(), "the full example lacks \(absent)",
                    remedy: "show every property in it")
            }
            if example.name == "minimal.json", let surplus = present.sorted().first(where: { !required.contains($0) }) {
                fault(
                    .examples, example, JSONPointer([surplus]), "the minimal example has \(surplus), which is optional",
                    remedy: "show the required properties only")
            }
        }
    }

    private mutating func check(_ example: ContractFile, _ schema: CompiledSchema) {
        for error in schema.validate(example.document) {
            fault(
                .examples, example.path, at: error.position, pointer: error.instance,
                "\(error.sentence) (\(error.schema))",
                remedy: "correct the example, or the schema if the example is right")
        }
        if example.document.source.count > ContractLinter.maximumMessage - ContractLinter.envelope {
            fault(
                .examples, example, JSONPointer(), "a message has at most 64 KB, its envelope included",
                remedy: "shorten it; a message that can grow so large needs another shape")
        }
        checkPrivacy(example.document.root, JSONPointer(), example)
    }

    /// No example shows what could be a citizen service number: nine digits that pass the eleven test.
    private mutating func checkPrivacy(_ value: JSONValue, _ pointer: JSONPointer, _ example: ContractFile) {
        switch value.kind {
        case .object:
            for (name, member) in value.members { checkPrivacy(member, pointer.appending(name), example) }
        case .array:
            for (index, item) in value.items.enumerated() { checkPrivacy(item, pointer.appending(index), example) }
        case .string, .integer:
            guard CitizenServiceNumber.isOne((value.string ?? value.numberText ?? "").utf8) else { return }
            fault(
                .personalData, example, pointer, "this could be a citizen service number (BSN)",
                remedy: "use a number that fails the eleven test; none ever stands in a message")
        default: break
        }
    }
}
