/// The meaning that the keywords of a schema have.
struct SchemaDialect: Sendable, Hashable {
    enum Draft: Sendable {
        case draft07
        case draft202012
    }

    var draft: Draft
    /// Whether the applicator vocabulary is in force (2020-12).
    var applies = true
    /// Whether the validation vocabulary is in force (2020-12).
    var validates = true
    /// Whether the unevaluated vocabulary is in force (2020-12).
    var usesUnevaluated = true
    /// Whether the format-assertion vocabulary is in force (2020-12).
    var assertsFormats = false

    static let draft07 = SchemaDialect(draft: .draft07)
    static let draft202012 = SchemaDialect(draft: .draft202012)

    /// The dialects known without a meta-schema.
    static func standard(_ uri: String) -> SchemaDialect? {
        switch uri.hasSuffix("#") ? String(uri.dropLast()) : uri {
        case "https://json-schema.org/draft/2020-12/schema": draft202012
        case "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema": draft07
        default: nil
        }
    }

    private static let vocabularies = "https://json-schema.org/draft/2020-12/vocab/"

    /// The dialect that a meta-schema's `$vocabulary` describes.
    ///
    /// - Returns: nil, with the offending vocabulary, when one that is required is not known here.
    static func described(by vocabulary: JSONValue) -> (dialect: SchemaDialect?, unknown: String?) {
        var dialect = SchemaDialect(
            draft: .draft202012, applies: false, validates: false, usesUnevaluated: false, assertsFormats: false)
        for (name, isRequired) in vocabulary.members {
            switch name.hasPrefix(vocabularies) ? String(name.dropFirst(vocabularies.count)) : "" {
            case "applicator": dialect.applies = true
            case "validation": dialect.validates = true
            case "unevaluated": dialect.usesUnevaluated = true
            case "format-assertion": dialect.assertsFormats = true
            case "core", "meta-data", "content", "format-annotation": break
            default: if isRequired.boolean == true { return (nil, name) }
            }
        }
        return (dialect, nil)
    }
}
