/// How names in contracts become names in Swift.
enum SwiftNames {
    /// A member's name as it stands in source text.
    static func member(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    /// Whether a member may be called this: lower camel case, so that it is the same in JSON and in Swift.
    static func isMemberName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.allSatisfy(isAlphanumeric)
    }

    /// The case or constant for a value of an enumeration: `academic_year` becomes `academicYear`, `BOL` `bol`.
    static func enumerationCase(_ value: String) -> String {
        let words = value.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        var name = ""
        for (index, word) in words.enumerated() {
            let isShouted = !word.contains(where: \.isLowercase)
            let rest = isShouted ? word.dropFirst().lowercased() : String(word.dropFirst())
            name += (index == 0 ? word.prefix(1).lowercased() : word.prefix(1).uppercased()) + rest
        }
        if name.first?.isNumber == true { name = "value" + name }
        return member(name)
    }

    /// `levelOfEducation` or `education-level` as a type's name.
    static func type(_ name: String) -> String {
        name.split { $0 == "-" || $0 == " " || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    static func isTypeName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return name.utf8.allSatisfy(isAlphanumeric) && !taken.contains(name)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Types that generated code uses, which a nested type must not hide.
    private static let taken: Set<String> = [
        "String", "Bool", "Int64", "Decimal", "Array", "Optional", "Type", "Protocol", "Self", "Any", "Error", "Never",
        "JSONCoded", "JSONValue", "JSONText", "JSONContentFault", "JSONObjectReader", "Sendable", "Hashable",
        "CalendarDate", "Timestamp", "UUIDValue", "ContractIdentity", "MessageKind", "ContractMessage", "ContractType",
    ]

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else",
        "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in",
        "init",
        "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public",
        "repeat",
        "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
        "try", "typealias", "var", "where", "while",
    ]
}
