/// What the value of a keyword must look like for the schema to be well-formed.
enum SchemaKeyword: Sendable {
    case schema
    case schemas
    case namedSchemas
    /// Draft-07 `items`: one schema or a list.
    case schemaOrSchemas
    /// Draft-07 `dependencies`: a schema or a list of names for each name.
    case namedSchemasOrNames
    case types
    case anything
    case values
    case positiveNumber
    case number
    case count
    case boolean
    case text
    case pattern
    case uniqueNames
    case namedNames
    case identifier
    case reference
    case anchor
    case namedBooleans

    /// Whether the keyword holds subschemas.
    var holdsSchemas: Bool {
        switch self {
        case .schema, .schemas, .namedSchemas, .schemaOrSchemas, .namedSchemasOrNames: true
        default: false
        }
    }

    /// The keywords of a dialect by name.
    static func named(_ name: String, in draft: SchemaDialect.Draft) -> SchemaKeyword? {
        shared[name] ?? (draft == .draft07 ? draft07[name] : draft202012[name])
    }

    private static let shared: [String: SchemaKeyword] = [
        "$schema": .text, "$id": .identifier, "$ref": .reference, "$comment": .text,
        "title": .text, "description": .text, "default": .anything, "examples": .values,
        "readOnly": .boolean, "writeOnly": .boolean,
        "type": .types, "enum": .values, "const": .anything,
        "multipleOf": .positiveNumber, "maximum": .number, "exclusiveMaximum": .number,
        "minimum": .number, "exclusiveMinimum": .number,
        "maxLength": .count, "minLength": .count, "pattern": .pattern,
        "maxItems": .count, "minItems": .count, "uniqueItems": .boolean,
        "maxProperties": .count, "minProperties": .count, "required": .uniqueNames,
        "properties": .namedSchemas, "patternProperties": .namedSchemas, "additionalProperties": .schema,
        "propertyNames": .schema, "contains": .schema,
        "allOf": .schemas, "anyOf": .schemas, "oneOf": .schemas, "not": .schema,
        "if": .schema, "then": .schema, "else": .schema,
        "format": .text, "contentEncoding": .text, "contentMediaType": .text,
        "definitions": .namedSchemas, "dependencies": .namedSchemasOrNames,
    ]

    private static let draft07: [String: SchemaKeyword] = [
        "items": .schemaOrSchemas, "additionalItems": .schema,
    ]

    private static let draft202012: [String: SchemaKeyword] = [
        "$anchor": .anchor, "$dynamicAnchor": .anchor, "$dynamicRef": .reference,
        "$vocabulary": .namedBooleans, "$defs": .namedSchemas, "deprecated": .boolean,
        "prefixItems": .schemas, "items": .schema, "maxContains": .count, "minContains": .count,
        "dependentRequired": .namedNames, "dependentSchemas": .namedSchemas,
        "unevaluatedItems": .schema, "unevaluatedProperties": .schema, "contentSchema": .schema,
    ]
}

extension SchemaKeyword {
    private static let typeNames: Set<String> = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ]

    /// What is wrong with the keyword's value, if anything, not looking into subschemas.
    func fault(in value: JSONValue) -> String? {
        switch self {
        case .schema: return SchemaKeyword.isSchema(value) ? nil : "must be a schema: an object, true or false"
        case .schemas:
            guard value.kind == .array, value.count > 0 else { return "must be a list of one or more schemas" }
        case .namedSchemas:
            guard value.kind == .object else { return "must be an object whose members are schemas" }
        case .schemaOrSchemas:
            guard
                SchemaKeyword.isSchema(value) || value.kind == .array && value.items.allSatisfy(SchemaKeyword.isSchema)
            else { return "must be a schema or a list of schemas" }
        case .namedSchemasOrNames:
            guard value.kind == .object,
                value.members.allSatisfy({ SchemaKeyword.isSchema($0.value) || SchemaKeyword.areUniqueNames($0.value) })
            else { return "must be an object whose members are schemas or lists of names" }
        case .types:
            let names = value.kind == .string ? [value.string] : value.items.map(\.string)
            guard !names.isEmpty, names.allSatisfy({ SchemaKeyword.typeNames.contains($0 ?? "") }),
                Set(names).count == names.count
            else { return "must be one of null, boolean, integer, number, string, array, object, or a list of them" }
        case .anything: return nil
        case .values: return value.kind == .array ? nil : "must be a list"
        case .positiveNumber:
            guard let number = value.decimal, !number.isZero, !number.isNegative else {
                return "must be a number above 0"
            }
            guard number.divisorDigits != nil else { return "must have at most 18 digits" }
        case .number: return value.decimal == nil ? "must be a number" : nil
        case .count:
            guard let count = value.integer, count >= 0, count <= Int64(Int32.max) else {
                return "must be a whole number from 0 to \(Int32.max)"
            }
        case .boolean: return value.boolean == nil ? "must be true or false" : nil
        case .text, .identifier, .reference: return value.kind == .string ? nil : "must be a string"
        case .anchor:
            guard let name = value.string, SchemaKeyword.isAnchor(name) else {
                return "must be a name of letters, digits, - _ and . that begins with a letter or _"
            }
        case .pattern:
            guard let source = value.string else { return "must be a string" }
            return SchemaKeyword.patternFault(source)
        case .uniqueNames: return SchemaKeyword.areUniqueNames(value) ? nil : "must be a list of different names"
        case .namedNames:
            guard value.kind == .object, value.members.allSatisfy({ SchemaKeyword.areUniqueNames($0.value) }) else {
                return "must be an object whose members are lists of different names"
            }
        case .namedBooleans:
            guard value.kind == .object, value.members.allSatisfy({ $0.value.kind == .boolean }) else {
                return "must be an object whose members are true or false"
            }
        }
        return nil
    }

    static func isSchema(_ value: JSONValue) -> Bool { value.kind == .object || value.kind == .boolean }

    static func patternFault(_ source: String) -> String? {
        do {
            _ = try Pattern(source)
            return nil
        } catch {
            return "is no pattern that can be used: \(error.sentence)"
        }
    }

    private static func areUniqueNames(_ value: JSONValue) -> Bool {
        guard value.kind == .array else { return false }
        guard value.items.allSatisfy({ $0.kind == .string }) else { return false }
        return Set(value.items.map(\.contentBytes)).count == value.count
    }

    private static func isAnchor(_ name: String) -> Bool {
        guard let first = name.utf8.first, first | 0x20 >= 0x61 && first | 0x20 <= 0x7A || first == 0x5F else {
            return false
        }
        return name.utf8.allSatisfy {
            $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E
        }
    }
}
