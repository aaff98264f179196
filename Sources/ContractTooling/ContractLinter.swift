import EventSourcing
import JSONSchema

/// Checks a contract tree against every rule of `Contracts/README.md`.
///
/// One piece of code for the command line, the tests and CI. It looks at everything and reports everything: a fault in
/// one file does not hide those of another.
package struct ContractLinter {
    let tree: ContractTree
    private(set) var faults: [ContractFault]

    private init(_ tree: ContractTree) {
        self.tree = tree
        faults = tree.faults
    }

    /// Every fault of a tree, in the order of files and lines; empty when the tree is in order.
    package static func lint(_ tree: ContractTree) -> [ContractFault] {
        var linter = ContractLinter(tree)
        linter.checkContracts()
        linter.checkFamilies()
        linter.checkNames()
        linter.checkSchemasAndExamples()
        linter.checkServices()
        return Array(Set(linter.faults)).sorted()
    }

    mutating func fault(
        _ rule: ContractFault.Rule, _ file: String, at position: TextPosition? = nil, pointer: JSONPointer? = nil,
        _ sentence: String, remedy: String
    ) {
        faults.append(
            ContractFault(rule, file: file, position: position, pointer: pointer, sentence, remedy: remedy))
    }

    mutating func fault(
        _ rule: ContractFault.Rule, _ file: ContractFile, _ pointer: JSONPointer, _ sentence: String, remedy: String
    ) {
        var nearest = pointer
        while file.document.root[nearest] == nil, !nearest.tokens.isEmpty {
            nearest = JSONPointer(nearest.tokens.dropLast())
        }
        fault(
            rule, file.path, at: file.document.root[nearest]?.position, pointer: pointer, sentence, remedy: remedy)
    }

    // MARK: Schemas by themselves

    private mutating func checkContracts() {
        let shared = tree.sharedIdentifiers
        for contract in tree.contracts {
            var builder = ShapeBuilder(contract, sharedTypes: shared)
            _ = builder.build()
            faults += builder.faults
            checkIdentity(contract)
            checkOwner(contract)
            checkSenders(contract)
            checkProperties(of: contract.schema.document.root, JSONPointer(), contract)
        }
    }

    private mutating func checkIdentity(_ contract: Contract) {
        let root = contract.schema.document.root
        let expected = [
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", contract.identity.urn),
        ]
        for (keyword, value) in expected where root[keyword]?.string != value {
            fault(
                .identity, contract.schema, JSONPointer([keyword]), "\(keyword) must be \(value), as the path says",
                remedy: "write \"\(keyword)\": \"\(value)\"")
        }
        if root["title"]?.string?.isEmpty ?? true {
            fault(
                .documentation, contract.schema, JSONPointer(["title"]), "the schema has no title",
                remedy: "add a title of a few words")
        }
        guard contract.identity.isShared, let kind = root["x-kind"] else {
            if root["x-kind"] != nil {
                fault(
                    .identity, contract.schema, JSONPointer(["x-kind"]), "the folder says already what kind this is",
                    remedy: "remove x-kind")
            }
            return
        }
        guard kind.string.flatMap(MessageKind.init(rawValue:)) == nil else { return }
        fault(
            .identity, contract.schema, JSONPointer(["x-kind"]),
            "x-kind must be one of command, event, result, record", remedy: "name the kind, or remove it from a type")
    }

    /// A command says who owns its object until an institution's ownership table does.
    private mutating func checkOwner(_ contract: Contract) {
        let owner = contract.schema.document.root["x-owner"]
        let pointer = JSONPointer(["x-owner"])
        guard contract.kind == .command else {
            if owner != nil {
                fault(
                    .owner, contract.schema, pointer, "only commands have an owner of their object",
                    remedy: "remove x-owner")
            }
            return
        }
        let isRecorded = contract.identity.name.hasPrefix("record-")
        switch owner?.string {
        case "hub"?, "register"?: break
        default:
            fault(
                .owner, contract.schema, pointer, "x-owner must be hub or register",
                remedy: "name who owns the object by default: \(isRecorded ? "register, for a fact recorded" : "hub")")
        }
    }

    /// A command that is no institution's to send says which part of the hub sends it.
    private mutating func checkSenders(_ contract: Contract) {
        guard let senders = contract.schema.document.root["x-senders"] else { return }
        let pointer = JSONPointer(["x-senders"])
        guard contract.kind == .command else {
            fault(.senders, contract.schema, pointer, "only commands have senders", remedy: "remove x-senders")
            return
        }
        let named = senders.items.compactMap { $0.string.flatMap(CommandSender.init(rawValue:)) }
        guard named.isEmpty || named.count != senders.items.count || Set(named).count != named.count else { return }
        let known = CommandSender.allCases.map(\.rawValue).joined(separator: ", ")
        fault(
            .senders, contract.schema, pointer, "x-senders must be a list of \(known), each once",
            remedy: "name which part of the hub sends it, or remove x-senders where institutions may")
    }

    /// Every property, wherever it is described, says whether it is personal.
    private mutating func checkProperties(of schema: JSONValue, _ pointer: JSONPointer, _ contract: Contract) {
        for (name, property) in schema["properties"]?.members ?? [] {
            let place = pointer.appending("properties").appending(name)
            checkPersonal(property, place, contract)
            if property["$ref"] != nil, property["description"] == nil {
                fault(
                    .documentation, contract.schema, place, "there is no description",
                    remedy: "say in a sentence what it means here")
            }
            checkProperties(of: property, place, contract)
            if let items = property["items"] { checkProperties(of: items, place.appending("items"), contract) }
        }
        for (name, definition) in schema["$defs"]?.members ?? [] {
            checkProperties(of: definition, pointer.appending("$defs").appending(name), contract)
        }
    }

    private mutating func checkPersonal(_ property: JSONValue, _ pointer: JSONPointer, _ contract: Contract) {
        let place = pointer.appending("x-personal")
        switch property["x-personal"]?.string {
        case "none"?, "pseudonymous"?: return
        case "personal"?, "special"?:
            // A shared type takes its mark from the record that uses it.
            guard contract.kind != .record else { return }
            fault(
                .personalData, contract.schema, place, "personal data occurs in records only, where it is sealed",
                remedy: "refer to a sealed record and its version instead")
        case nil:
            fault(
                .personalData, contract.schema, pointer, "the property does not say whether it is personal",
                remedy: "add \"x-personal\": none, pseudonymous, personal or special")
        default:
            fault(
                .personalData, contract.schema, place, "x-personal is none, pseudonymous, personal or special",
                remedy: "use one of the four")
        }
    }

    // MARK: Names over the whole tree

    private mutating func checkNames() {
        var owners: [String: String] = [:]
        var identifiers: [String: String] = [:]
        for contract in tree.contracts {
            if let other = owners.updateValue(contract.path, forKey: contract.identity.swiftName) {
                fault(
                    .naming, contract.path, "the Swift type \(contract.identity.swiftName) is that of \(other) too",
                    remedy: "rename one of the messages")
            }
            if let other = identifiers.updateValue(contract.path, forKey: contract.identity.urn) {
                fault(
                    .identity, contract.path, "the identifier \(contract.identity.urn) is that of \(other) too",
                    remedy: "rename one of the messages: a service has one name for one message")
            }
            checkCloudEventsType(contract)
        }
    }

    /// NL GOV profile for CloudEvents 1.1, section on `type`, and names that tell the kind.
    private mutating func checkCloudEventsType(_ contract: Contract) {
        let words = contract.identity.name.split(separator: "-")
        if let word = words.first(where: { ContractIdentity.version(ofSegment: $0) != nil }) {
            fault(
                .cloudEvents, contract.path,
                "the type \(contract.identity.type) would have two version numbers, \(word) and the last",
                remedy: "leave the version out of the message's name")
        }
        let participle = words.contains {
            $0.hasSuffix("ed") || ContractLinter.irregularParticiples.contains(String($0))
        }
        switch contract.kind {
        case .event? where !participle:
            fault(
                .naming, contract.path, "an event is named in the past tense",
                remedy: "name what has happened, such as qualification-recorded")
        case .command?
        where words.last.map { $0.hasSuffix("ed") } == true && words.count > 1 && !participleIsNoun(words):
            fault(
                .naming, contract.path, "a command is named in the imperative",
                remedy: "name what is asked, such as record-qualification")
        default: break
        }
    }

    private static let irregularParticiples: Set<String> = [
        "begun", "bound", "drawn", "forgotten", "found", "given", "held", "left", "lost", "made", "met", "put", "sent",
        "set", "taken", "withdrawn", "written",
    ]

    private func participleIsNoun(_ words: [Substring]) -> Bool { words.last == "need" || words.last == "feed" }
}
