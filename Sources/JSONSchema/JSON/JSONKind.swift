/// What a JSON value is, as far as its text shows.
///
/// The raw values are single bits, so that a set of kinds is one byte.
package enum JSONKind: UInt8, Sendable {
    case null = 1
    case boolean = 2
    /// A number written without fraction or exponent, such as `12` or `-0`.
    case integer = 4
    /// A number written with a fraction or an exponent, such as `1.0` or `1e3`. Its value may still be whole.
    case number = 8
    case string = 16
    case array = 32
    case object = 64

    /// The kind's name in a sentence, with its article.
    package var phrase: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// One value or member name on the tape of a ``JSONDocument``.
///
/// Values stand in the order of the text. An array's items follow it; an object is followed by name, value, name,
/// value and so on.
struct JSONNode: Sendable {
    var kind: JSONKind
    /// `true` for the boolean true and for a string whose decoded bytes stand apart from the source.
    var flag: Bool
    /// Where the value begins in the source, in bytes.
    var offset: UInt32
    /// Where its content begins: in the source, or in the decoded bytes of an escaped string. For an array or object,
    /// where it ends in the source.
    var start: UInt32
    /// Bytes of content of a string or number; the count of items or members of an array or object.
    var count: UInt32
    /// The index of the node behind this value and everything in it.
    var next: UInt32
}
