import EventSourcing
import JSONSchema

extension ContractLinter {
    /// A service's AsyncAPI document and its folders say the same.
    mutating func checkServices() {
        for service in tree.services {
            if !service.hasReadme {
                fault(
                    .documentation, service.name, "README.md is missing",
                    remedy: "say what the service is for and what it owns")
            }
            guard let document = service.asyncAPI else {
                if !tree.faults.contains(where: { $0.file == service.asyncAPIPath }) {
                    fault(
                        .asyncAPI, service.name, "asyncapi.yaml is missing",
                        remedy: "describe the service's channels, operations and messages")
                }
                continue
            }
            var check = AsyncAPICheck(service: service, document: document, tree: tree)
            check.run()
            for found in check.faults {
                fault(
                    found.rule, service.asyncAPIPath, at: document.position(of: found.pointer), pointer: found.pointer,
                    found.sentence, remedy: found.remedy)
            }
        }
    }
}

/// Compares one AsyncAPI document with the folders beside it.
private struct AsyncAPICheck {
    struct Found {
        let rule: ContractFault.Rule
        let pointer: JSONPointer
        let sentence: String
        let remedy: String
    }

    let service: ServiceFolder
    let document: YAMLText
    let tree: ContractTree
    private(set) var faults: [Found] = []
    /// The contract that each message of the document is, by the message's key.
    private var contracts: [String: Contract] = [:]

    init(service: ServiceFolder, document: YAMLText, tree: ContractTree) {
        self.service = service
        self.document = document
        self.tree = tree
    }

    private var root: JSONValue { document.document.root }

    mutating func run() {
        if root["asyncapi"]?.string?.hasPrefix("3.") != true {
            fault(.asyncAPI, ["asyncapi"], "the document is not AsyncAPI 3", remedy: "write asyncapi: 3.0.0")
        }
        checkMessages()
        checkMissing()
        checkChannels()
        checkOperations()
        checkHeaders()
    }

    private mutating func fault(
        _ rule: ContractFault.Rule, _ tokens: [String], _ sentence: String, remedy: String
    ) {
        faults.append(Found(rule: rule, pointer: JSONPointer(tokens), sentence: sentence, remedy: remedy))
    }

    // MARK: Messages

    private mutating func checkMessages() {
        for (key, message) in root["components"]?["messages"]?.members ?? [] {
            let place = ["components", "messages", key]
            guard let contract = contract(of: message) else {
                fault(
                    .asyncAPI, place + ["payload"], "the message \(key) refers to no schema of this tree",
                    remedy: "give payload.schema.$ref the path of a schema.json, from this file")
                continue
            }
            contracts[key] = contract
            checkMessage(message, contract, place)
        }
    }

    private mutating func checkMessage(_ message: JSONValue, _ contract: Contract, _ place: [String]) {
        let name = contract.identity.swiftName
        let key = name.prefix(1).lowercased() + name.dropFirst()
        let expected = [("name", contract.identity.type), ("contentType", "application/json")]
        for (member, value) in expected where message[member]?.string != value {
            fault(.identity, place + [member], "\(member) must be \(value)", remedy: "write \(member): \(value)")
        }
        if place.last != key {
            fault(.identity, place, "the message's key must be \(key)", remedy: "rename it, here and in its channel")
        }
        if message["title"]?.string?.isEmpty ?? true {
            fault(.documentation, place, "the message has no title", remedy: "add a title")
        }
        let format = message["payload"]?["schemaFormat"]?.string
        if format != "application/schema+json;version=draft-2020-12" {
            fault(
                .asyncAPI, place + ["payload", "schemaFormat"], "the payload's schema format is not stated",
                remedy: "write schemaFormat: application/schema+json;version=draft-2020-12")
        }
        switch message["x-mora"]?.string {
        case "none"? where contract.identity.isShared: break
        case let object? where MORA.isInformationObject(object): break
        case nil:
            fault(.mora, place, "the message names no MORA object", remedy: "add x-mora with the object's Dutch name")
        case let object?:
            fault(
                .mora, place + ["x-mora"], "\"\(object)\" is no information object of MORA",
                remedy: "use a name from the glossary, as MORA spells it")
        }
        let readers = message["x-readers"]?.items.compactMap(\.string) ?? []
        if readers.isEmpty || readers.contains(where: { !KebabCase.accepts($0) }) {
            fault(
                .asyncAPI, place + ["x-readers"], "the message does not say who reads it",
                remedy: "list services and roles under x-readers, in lower-case words")
        }
        if message["bindings"]?["kafka"]?["key"] == nil {
            fault(
                .asyncAPI, place + ["bindings"], "the message does not say what its Kafka key is",
                remedy: "add bindings.kafka.key with a description")
        }
    }

    private func contract(of message: JSONValue) -> Contract? {
        guard let reference = message["payload"]?["schema"]?["$ref"]?.string else { return nil }
        let path: String
        if reference.hasPrefix("./") {
            path = "\(service.name)/\(reference.dropFirst(2))"
        } else if reference.hasPrefix("../") {
            path = String(reference.dropFirst(3))
        } else {
            return nil
        }
        return tree.contracts.first { $0.schema.path == path }
    }

    private mutating func checkMissing() {
        let described = Set(contracts.values.map(\.path))
        for contract in tree.contracts
        where contract.identity.service == service.name && !described.contains(contract.path) {
            fault(
                .asyncAPI, ["components", "messages"], "the message \(contract.path) is not described",
                remedy: "add it, and list it in its channel")
        }
        for (path, keys) in Dictionary(grouping: contracts, by: \.value.path) where keys.count > 1 {
            fault(
                .asyncAPI, ["components", "messages"], "the message \(path) is described more than once",
                remedy: "describe it once and refer to it")
        }
    }

    // MARK: Channels

    private mutating func checkChannels() {
        var partitions: Set<Int64> = []
        var placed: Set<String> = []
        var addresses: Set<String> = []
        for (key, channel) in root["channels"]?.members ?? [] {
            let place = ["channels", key]
            let address = channel["address"]?.string ?? ""
            addresses.insert(address)
            guard let (kind, isDeadLetters) = role(of: address) else {
                fault(
                    .asyncAPI, place + ["address"], "\"\(address)\" is no topic of this service",
                    remedy: "use \(service.name).commands, .events, .results, .dead-letters or .records.<name>")
                continue
            }
            checkTopic(channel, kind, isDeadLetters, place)
            channel["bindings"]?["kafka"]?["partitions"]?.integer.map { _ = partitions.insert($0) }
            for (name, member) in channel["messages"]?.members ?? [] {
                let wanted = "#/components/messages/\(name)"
                if member["$ref"]?.string != wanted {
                    fault(
                        .asyncAPI, place + ["messages", name], "a channel lists its messages by reference",
                        remedy: "write $ref: '\(wanted)'")
                }
                placed.insert(name)
                guard let contract = contracts[name], contract.kind != kind else { continue }
                fault(
                    .asyncAPI, place + ["messages", name], "\(name) does not belong on \(address)",
                    remedy: "list it in the channel of its kind")
            }
        }
        if partitions.count > 1 {
            fault(
                .asyncAPI, ["channels"], "the service's topics differ in their number of partitions",
                remedy: "give all of them the same number")
        }
        let kinds = Set(contracts.values.compactMap(\.kind)).subtracting([.record])
        for topic in kinds.map(\.plural) + ["dead-letters"] where !addresses.contains("\(service.name).\(topic)") {
            fault(
                .asyncAPI, ["channels"], "there is no channel for \(service.name).\(topic)",
                remedy: "add it with its Kafka binding")
        }
        for key in contracts.keys.sorted() where !placed.contains(key) {
            fault(
                .asyncAPI, ["components", "messages", key], "no channel lists \(key)",
                remedy: "list it in the channel of its kind")
        }
    }

    private func role(of address: String) -> (kind: MessageKind?, isDeadLetters: Bool)? {
        guard address.hasPrefix(service.name + ".") else { return nil }
        let rest = address.dropFirst(service.name.count + 1)
        if rest == "dead-letters" { return (nil, true) }
        if rest.hasPrefix("records."), KebabCase.accepts(String(rest.dropFirst("records.".count))) {
            return (.record, false)
        }
        guard let kind = MessageKind(plural: rest), kind != .record else { return nil }
        return (kind, false)
    }

    /// How long a topic keeps what, in milliseconds: DESIGN's terms for each kind.
    private mutating func checkTopic(
        _ channel: JSONValue, _ kind: MessageKind?, _ isDeadLetters: Bool, _ place: [String]
    ) {
        let place = place + ["bindings", "kafka"]
        let binding = channel["bindings"]?["kafka"]
        if let partitions = binding?["partitions"]?.integer, 1...1_000 ~= partitions {
        } else {
            fault(.asyncAPI, place, "the topic's number of partitions is not stated", remedy: "add partitions: 12")
        }
        let configuration = binding?["topicConfiguration"]
        let days: Int64 = 24 * 60 * 60 * 1_000
        let cleanup: String
        var terms: [(String, Int64)] = []
        switch kind {
        case .command?, .result?:
            // Commands to persons hold sealed facts, and are gone before their keys are.
            (cleanup, terms) = ("delete", [("retention.ms", (service.name == "persons" ? 30 : 90) * days)])
        case .event?: (cleanup, terms) = ("delete", [("retention.ms", -1)])
        case .record?:
            (cleanup, terms) = (
                "compact", [("delete.retention.ms", 90 * days), ("max.compaction.lag.ms", 7 * days)]
            )
        case nil: (cleanup, terms) = ("compact", [("delete.retention.ms", 90 * days)])
        }
        if configuration?["cleanup.policy"]?.items.compactMap(\.string) != [cleanup] {
            fault(
                .retention, place + ["topicConfiguration", "cleanup.policy"],
                "cleanup.policy must be [\(cleanup)] for this kind of topic",
                remedy: "write cleanup.policy: [\(cleanup)]")
        }
        for (name, value) in terms where configuration?[name]?.integer != value {
            fault(
                .retention, place + ["topicConfiguration", name], "\(name) must be \(value) for this kind of topic",
                remedy: "write \(name): \(value)")
        }
    }

    // MARK: Operations and headers

    private mutating func checkOperations() {
        var seen: Set<String> = []
        for (_, operation) in root["operations"]?.members ?? [] {
            guard let action = operation["action"]?.string, let channel = operation["channel"]?["$ref"]?.string else {
                continue
            }
            let key = channel.split(separator: "/").last.map(String.init) ?? ""
            let address = root["channels"]?[key]?["address"]?.string ?? ""
            seen.insert("\(action) \(address)")
        }
        let kinds = Set(contracts.values.compactMap(\.kind))
        for kind in MessageKind.allCases where kinds.contains(kind) && kind != .record {
            let action = kind == .command ? "receive" : "send"
            guard !seen.contains("\(action) \(service.name).\(kind.plural)") else { continue }
            fault(
                .asyncAPI, ["operations"], "no operation says that the service can \(action) \(kind.plural)",
                remedy: "add an operation with action: \(action) on the channel of \(service.name).\(kind.plural)")
        }
    }

    /// NL GOV: attribute names are lower-case letters and digits, at most 20 of them.
    private mutating func checkHeaders() {
        for (schemaName, schema) in root["components"]?["schemas"]?.members ?? [] {
            for (header, _) in schema["properties"]?.members ?? [] where header.hasPrefix("ce_") {
                let name = header.dropFirst(3)
                let isWellFormed = name.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
                guard !isWellFormed || !(1...20 ~= name.utf8.count) else { continue }
                fault(
                    .cloudEvents, ["components", "schemas", schemaName, "properties", header],
                    "the attribute \(name) is no CloudEvents name of the NL GOV profile",
                    remedy: "use 1 to 20 lower-case letters and digits")
            }
        }
    }
}
