import EventSourcing
import JSONSchema

/// The keywords that a contract's schema may use, by where they stand.
enum Keywords {
    private static let annotations: Set<String> = ["title", "description", "$comment", "deprecated"]

    static let root = annotations.union(["$schema", "$id", "$defs", "x-owner", "x-senders", "x-kind"])
    static let definition = annotations
    static let member = annotations.union(["x-personal", "type"])
    static let reference = annotations.union(["$ref", "x-personal"])
    static let object: Set<String> = ["type", "properties", "required", "dependentRequired", "minProperties"]
    static let enumeration: Set<String> = ["type", "enum", "x-extensible-enum", "maxLength"]
    static let number: Set<String> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
    static let string: Set<String> = ["minLength", "maxLength", "pattern", "format"]
    static let array: Set<String> = ["items", "minItems", "maxItems", "uniqueItems"]

    static func isKnown(_ name: String) -> Bool {
        CompiledSchema.knowsKeyword(name)
            || [root, member, object, enumeration, number, string, array].contains { $0.contains(name) }
    }

    static func remedy(for name: String) -> String {
        switch name {
        case "additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames":
            "readers ignore members they do not know; name the properties, or use a list of objects"
        case "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas":
            "describe one shape; make another message where the shapes mean different things"
        case "const", "enum": "use an enumeration of strings as a property of its own"
        case "$anchor", "$dynamicAnchor", "$dynamicRef": "use $defs and $ref"
        case "default": "state in the description what a reader takes when the property is absent"
        default: "say it with the keywords that Contracts/README.md lists"
        }
    }
}

/// The formats that become Swift types of their own.
enum Formats {
    /// Formats whose text cannot be long.
    static let areBounded: Set<String> = ["date", "date-time", "uuid"]

    static func type(_ format: String?) -> ContractShape.MemberType {
        switch format {
        case "date": .date
        case "date-time": .timestamp
        case "uuid": .uuid
        default: .string
        }
    }
}

/// A schema's constraints in sentences, for doc comments.
enum Constraints {
    static func sentences(of schema: JSONValue) -> [String] {
        var parts: [String] = []
        func number(_ name: String) -> String? { schema[name]?.numberText }
        if let text = range(number("minLength"), number("maxLength"), "characters") { parts.append(text) }
        if let pattern = schema["pattern"]?.string { parts.append("Matches `\(pattern)`.") }
        if let format = schema["format"]?.string, !Formats.areBounded.contains(format) {
            parts.append("Format: \(format).")
        }
        if let text = range(number("minimum"), number("maximum"), nil) { parts.append(text) }
        if let bound = number("exclusiveMinimum") { parts.append("More than \(bound).") }
        if let bound = number("exclusiveMaximum") { parts.append("Less than \(bound).") }
        if let step = number("multipleOf") { parts.append("A multiple of \(step).") }
        if let text = range(number("minItems"), number("maxItems"), "items") { parts.append(text) }
        if schema["uniqueItems"]?.boolean == true { parts.append("No two items are the same.") }
        if let number = number("minProperties") { parts.append("At least \(number) of its members are present.") }
        for (name, needs) in schema["dependentRequired"]?.members ?? [] {
            let others = needs.items.compactMap(\.string).map { "`\($0)`" }.joined(separator: ", ")
            parts.append("With `\(name)` come \(others).")
        }
        if let personal = schema["x-personal"]?.string, personal != "none" {
            parts.append("Personal data: \(personal).")
        }
        if schema["deprecated"]?.boolean == true { parts.append("Deprecated.") }
        return parts.isEmpty ? [] : [parts.joined(separator: " ")]
    }

    private static func range(_ low: String?, _ high: String?, _ unit: String?) -> String? {
        let suffix = unit.map { " \($0)" } ?? ""
        return switch (low, high) {
        case (let low?, let high?) where low == high: "Exactly \(low)\(suffix)."
        case (let low?, let high?): "From \(low) to \(high)\(suffix)."
        case (let low?, nil): "At least \(low)\(suffix)."
        case (nil, let high?): "At most \(high)\(suffix)."
        case (nil, nil): nil
        }
    }
}
