import EventSourcing
import JSONSchema

/// Reads a contract's schema as a shape, and notes everything that a generated type could not express.
struct ShapeBuilder {
    private let contract: Contract
    private let sharedTypes: Set<String>
    private(set) var faults: [ContractFault] = []
    private var definitionNames: [String: String] = [:]
    private var definitions: [ContractShape.Body] = []

    /// - Parameter sharedTypes: the `$id` of every shared contract.
    init(_ contract: Contract, sharedTypes: Set<String>) {
        self.contract = contract
        self.sharedTypes = sharedTypes
    }

    /// - Returns: nil when the schema is no object or enumeration at all; otherwise what could be understood.
    mutating func build() -> ContractShape? {
        let root = contract.schema.document.root
        guard root.kind == .object else {
            fault(.notExpressible, root, JSONPointer(), "a contract's schema is an object", "write { \"$id\": … }")
            return nil
        }
        for (name, value) in root["$defs"]?.members ?? [] {
            definitionNames[name] = SwiftNames.type(name)
            checkTypeName(SwiftNames.type(name), value, JSONPointer(["$defs", name]))
        }
        for (name, value) in root["$defs"]?.members ?? [] {
            let pointer = JSONPointer(["$defs", name])
            body(value, pointer, name: SwiftNames.type(name), keywords: Keywords.definition)
                .map { definitions.append($0) }
        }
        guard
            var body = body(root, JSONPointer(), name: contract.identity.swiftName, keywords: Keywords.root),
            case let title = root["title"]?.string ?? contract.identity.name
        else { return nil }
        if case .record(var record) = body {
            record.nested += definitions
            checkDistinct(record, root)
            checkEndless(root)
            body = .record(record)
        }
        return ContractShape(
            identity: contract.identity, kind: contract.kind, owner: root["x-owner"]?.string,
            path: contract.schema.path, title: title, body: body)
    }

    // MARK: Objects and enumerations

    private mutating func body(
        _ schema: JSONValue, _ pointer: JSONPointer, name: String, keywords: Set<String>
    ) -> ContractShape.Body? {
        if schema["enum"] != nil || schema["x-extensible-enum"] != nil {
            check(schema, pointer, allowed: keywords.union(Keywords.enumeration))
            return enumeration(schema, pointer, name: name).map { .enumeration($0) }
        }
        guard schema["type"]?.string == "object" else {
            fault(
                .notExpressible, schema["type"] ?? schema, pointer, "this must be an object or a list of string values",
                "give it \"type\": \"object\" with properties, or enum or x-extensible-enum")
            return nil
        }
        check(schema, pointer, allowed: keywords.union(Keywords.object))
        return .record(record(schema, pointer, name: name))
    }

    private mutating func record(
        _ schema: JSONValue, _ pointer: JSONPointer, name: String
    ) -> ContractShape.Record {
        var record = ContractShape.Record(
            name: name, documentation: documentation(of: schema, pointer) + Constraints.sentences(of: schema),
            members: [], nested: [])
        let required = schema["required"]?.items.compactMap(\.string) ?? []
        let properties = schema["properties"]?.members ?? []
        if properties.isEmpty {
            fault(
                .notExpressible, schema, pointer, "an object without properties says nothing", "name its properties")
        }
        for (member, value) in properties {
            let place = pointer.appending("properties").appending(member)
            guard SwiftNames.isMemberName(member) else {
                fault(
                    .naming, value, place, "the property \"\(member)\" is not in lower camel case",
                    "name it in lower camel case, letters and digits only")
                continue
            }
            guard let type = memberType(value, place, name: member, &record.nested) else { continue }
            record.members.append(
                ContractShape.Member(
                    name: member, type: type, isRequired: required.contains(member),
                    documentation: documentation(of: value, place) + Constraints.sentences(of: value), pointer: place))
        }
        for name in required where schema["properties"]?[name] == nil {
            fault(
                .notExpressible, schema["required"] ?? schema, pointer.appending("required"),
                "\"\(name)\" is required but not described", "describe it under properties, or do not require it")
        }
        return record
    }

    private mutating func enumeration(
        _ schema: JSONValue, _ pointer: JSONPointer, name: String
    ) -> ContractShape.Enumeration? {
        let isOpen = schema["x-extensible-enum"] != nil
        let keyword = isOpen ? "x-extensible-enum" : "enum"
        guard let list = schema[keyword], list.kind == .array, list.count > 0,
            list.items.allSatisfy({ $0.kind == .string }), schema["type"]?.string == "string",
            !isOpen || schema["enum"] == nil
        else {
            fault(
                .notExpressible, schema[keyword] ?? schema, pointer, "an enumeration lists one or more strings",
                "give \"type\": \"string\" and either enum or x-extensible-enum with string values")
            return nil
        }
        var values: [(value: String, name: String)] = []
        for (index, item) in list.items.enumerated() {
            let value = item.string ?? ""
            let constant = SwiftNames.enumerationCase(value)
            let place = pointer.appending(keyword).appending(index)
            if constant.isEmpty || values.contains(where: { $0.name == constant }) {
                fault(
                    .naming, item, place, "the value \"\(value)\" has no Swift name of its own",
                    "give values that differ in their letters and digits")
            } else {
                values.append((value, constant))
            }
        }
        return ContractShape.Enumeration(
            name: name, documentation: documentation(of: schema, pointer), values: values, isOpen: isOpen)
    }

    // MARK: Members

    private mutating func memberType(
        _ schema: JSONValue, _ pointer: JSONPointer, name: String, _ nested: inout [ContractShape.Body]
    ) -> ContractShape.MemberType? {
        guard schema.kind == .object else {
            fault(.notExpressible, schema, pointer, "true and false describe no type", "describe the property")
            return nil
        }
        if let reference = schema["$ref"] {
            check(schema, pointer, allowed: Keywords.reference)
            return self.reference(reference, pointer.appending("$ref"))
        }
        if schema["enum"] != nil || schema["x-extensible-enum"] != nil || schema["type"]?.string == "object" {
            let typeName = schema["title"]?.string.map(SwiftNames.type) ?? SwiftNames.type(name)
            checkTypeName(typeName, schema, pointer)
            guard let body = body(schema, pointer, name: typeName, keywords: Keywords.member) else { return nil }
            nested.append(body)
            return .named(typeName)
        }
        let allowed: Set<String>
        let type: ContractShape.MemberType?
        switch schema["type"]?.string {
        case "boolean": (allowed, type) = ([], .boolean)
        case "integer": (allowed, type) = (Keywords.number, .integer)
        case "number": (allowed, type) = (Keywords.number, .decimal)
        case "string": (allowed, type) = (Keywords.string, Formats.type(schema["format"]?.string))
        case "array":
            (allowed, type) = (Keywords.array, items(schema, pointer, name: name, &nested).map { .list($0) })
        default:
            fault(
                .notExpressible, schema["type"] ?? schema, pointer,
                "the type must be one of object, array, string, integer, number, boolean",
                "state one type; leave a property out instead of writing null")
            return nil
        }
        check(schema, pointer, allowed: Keywords.member.union(allowed))
        checkBounds(schema, pointer)
        return type
    }

    private mutating func items(
        _ schema: JSONValue, _ pointer: JSONPointer, name: String, _ nested: inout [ContractShape.Body]
    ) -> ContractShape.MemberType? {
        guard let items = schema["items"] else {
            fault(.notExpressible, schema, pointer, "the list does not say what its items are", "add items")
            return nil
        }
        return memberType(items, pointer.appending("items"), name: name + "Item", &nested)
    }

    private mutating func reference(_ value: JSONValue, _ pointer: JSONPointer) -> ContractShape.MemberType? {
        let text = value.string ?? ""
        if text.hasPrefix("#/$defs/"), let name = definitionNames[String(text.dropFirst("#/$defs/".count))] {
            return .named(name)
        }
        if sharedTypes.contains(text), let identity = try? ContractIdentity(urn: text) {
            return .named(identity.swiftName)
        }
        fault(
            .notExpressible, value, pointer, "the reference \(text) leads to no type of this schema or of shared",
            "refer to #/$defs/<name> or to urn:schakel:contract:shared:<type>:v<n>")
        return nil
    }

    // MARK: Checks

    /// Every keyword is one that is known here; nothing is passed over.
    private mutating func check(_ schema: JSONValue, _ pointer: JSONPointer, allowed: Set<String>) {
        for (name, value) in schema.members where !allowed.contains(name) {
            let place = pointer.appending(name)
            if Keywords.isKnown(name) {
                fault(
                    .notExpressible, value, place, "the generated types cannot express \(name) here",
                    Keywords.remedy(for: name))
            } else {
                fault(
                    .unknownKeyword, value, place, "the keyword \(name) is not known", "remove it or correct its name")
            }
        }
    }

    /// Everything has an upper bound, so that every message has one.
    private mutating func checkBounds(_ schema: JSONValue, _ pointer: JSONPointer) {
        func lacks(_ names: String...) -> Bool { !names.contains { schema[$0] != nil } }
        switch schema["type"]?.string {
        case "string" where lacks("maxLength") && !Formats.areBounded.contains(schema["format"]?.string ?? ""):
            fault(.bounds, schema, pointer, "the text has no upper bound", "add maxLength")
        case "array" where lacks("maxItems"):
            fault(.bounds, schema, pointer, "the list has no upper bound", "add maxItems")
        case "integer" where lacks("minimum", "exclusiveMinimum") || lacks("maximum", "exclusiveMaximum"),
            "number" where lacks("minimum", "exclusiveMinimum") || lacks("maximum", "exclusiveMaximum"):
            fault(.bounds, schema, pointer, "the number has no bounds", "add minimum and maximum")
        default: break
        }
        guard schema["type"]?.string == "integer" else { return }
        for name in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            guard let value = schema[name], value.integer == nil else { continue }
            fault(
                .bounds, value, pointer.appending(name), "the bound is no whole number of 64 bits",
                "use a whole number from \(Int64.min) to \(Int64.max)")
        }
    }

    private mutating func checkTypeName(_ name: String, _ value: JSONValue, _ pointer: JSONPointer) {
        guard !SwiftNames.isTypeName(name) else { return }
        fault(
            .naming, value, pointer, "\"\(name)\" cannot be the name of a nested type",
            "give it another name, or a title to take the name from")
    }

    private mutating func checkDistinct(_ record: ContractShape.Record, _ root: JSONValue) {
        var seen: Set<String> = [record.name]
        for body in record.nested where !seen.insert(body.name).inserted {
            fault(
                .naming, root, JSONPointer(), "two nested types would be called \(body.name)",
                "give one of them a title, or describe it once under $defs")
        }
    }

    /// A type that contains itself other than through a list has no value.
    private mutating func checkEndless(_ root: JSONValue) {
        let definitions = root["$defs"]?.members ?? []
        let needs = Dictionary(
            uniqueKeysWithValues: definitions.map { ($0.name, Set(ShapeBuilder.contained(in: $0.value))) })
        for (name, value) in definitions {
            var reached: Set<String> = []
            var waiting = Array(needs[name] ?? [])
            while let next = waiting.popLast() {
                if reached.insert(next).inserted { waiting += needs[next] ?? [] }
            }
            guard reached.contains(name) else { continue }
            fault(
                .notExpressible, value, JSONPointer(["$defs", name]), "the type contains itself",
                "let it contain a list of itself, or refer to it by an id")
        }
    }

    /// The definitions that every value of a schema holds a value of, or may hold one.
    private static func contained(in schema: JSONValue) -> [String] {
        (schema["properties"]?.members ?? []).flatMap { property in
            let reference = property.value["$ref"]?.string ?? ""
            let own = reference.hasPrefix("#/$defs/") ? [String(reference.dropFirst("#/$defs/".count))] : []
            return own + contained(in: property.value)
        }
    }

    private mutating func documentation(of schema: JSONValue, _ pointer: JSONPointer) -> [String] {
        guard let text = schema["description"]?.string, !text.isEmpty else {
            fault(
                .documentation, schema, pointer, "there is no description", "say in a sentence what it means")
            return []
        }
        return [text]
    }

    private mutating func fault(
        _ rule: ContractFault.Rule, _ value: JSONValue, _ pointer: JSONPointer, _ sentence: String, _ remedy: String
    ) {
        faults.append(
            ContractFault(
                rule, file: contract.schema.path, position: value.position, pointer: pointer, sentence, remedy: remedy))
    }
}
