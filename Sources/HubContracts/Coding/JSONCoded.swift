package import EventSourcing
package import FoundationEssentials
package import JSONSchema

/// A value that is read from JSON and written as JSON, by generated code.
///
/// Reading takes what it needs and ignores members it does not know. What is written has its members in alphabetical
/// order, so that equal values give equal bytes.
package protocol JSONCoded: Sendable, Hashable {
    /// - Throws: ``JSONContentFault`` for the first value that is missing or of another kind.
    init(json: JSONValue) throws(JSONContentFault)

    /// - Throws: ``JSONContentFault`` for a number that is none.
    func write(to text: inout JSONText) throws(JSONContentFault)
}

/// Why a JSON value is not what a type expects; never the value itself.
package struct JSONContentFault: Error, Sendable, Hashable {
    /// For a person.
    package let message: String
    /// The JSON pointer of the value, or of the object that lacks one.
    package let pointer: String

    package init(_ message: String, pointer: String) {
        self.message = message
        self.pointer = pointer
    }

    static func otherKind(_ json: JSONValue) -> JSONContentFault {
        JSONContentFault("the value has another type than the contract says", pointer: json.pointer)
    }

    static func otherForm(_ json: JSONValue) -> JSONContentFault {
        JSONContentFault("the value is not what the contract says", pointer: json.pointer)
    }
}

/// The members of an object on their way into a type.
package struct JSONObjectReader {
    private let object: JSONValue

    package init(_ json: JSONValue) throws(JSONContentFault) {
        guard json.kind == .object else { throw .otherKind(json) }
        object = json
    }

    package func required<Value: JSONCoded>(_ name: StaticString) throws(JSONContentFault) -> Value {
        guard let value = object.member(name) else {
            throw JSONContentFault("\(name) is missing", pointer: object.pointer)
        }
        return try Value(json: value)
    }

    /// Nil where there is no such member, or null.
    package func optional<Value: JSONCoded>(_ name: StaticString) throws(JSONContentFault) -> Value? {
        guard let value = object.member(name), value.kind != .null else { return nil }
        return try Value(json: value)
    }
}

extension JSONText {
    /// Writes a member.
    package mutating func add(_ name: String, _ value: some JSONCoded) throws(JSONContentFault) {
        self.name(name)
        try value.write(to: &self)
    }

    /// Writes a member, and nothing for nil.
    package mutating func add(_ name: String, _ value: (some JSONCoded)?) throws(JSONContentFault) {
        if let value { try add(name, value) }
    }
}

// MARK: The types of members

extension String: JSONCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard let text = json.string else { throw .otherKind(json) }
        self = text
    }

    package func write(to text: inout JSONText) { text.string(self) }
}

extension Bool: JSONCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard let value = json.boolean else { throw .otherKind(json) }
        self = value
    }

    package func write(to text: inout JSONText) { text.boolean(self) }
}

extension Int64: JSONCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard json.numberText != nil else { throw .otherKind(json) }
        guard let value = json.integer else { throw .otherForm(json) }
        self = value
    }

    package func write(to text: inout JSONText) { text.integer(self) }
}

extension Decimal: JSONCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard let number = json.numberText else { throw .otherKind(json) }
        guard let value = Decimal(string: number), !value.isNaN else { throw .otherForm(json) }
        self = value
    }

    package func write(to text: inout JSONText) throws(JSONContentFault) {
        guard !isNaN else { throw JSONContentFault("a number is none", pointer: "") }
        text.raw(description.utf8)
    }
}

extension Array: JSONCoded where Element: JSONCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard json.kind == .array else { throw .otherKind(json) }
        self.init()
        reserveCapacity(json.count)
        for item in json.items { append(try Element(json: item)) }
    }

    package func write(to text: inout JSONText) throws(JSONContentFault) {
        text.beginArray()
        for item in self { try item.write(to: &text) }
        text.endArray()
    }
}

extension JSONCoded where Self: RawRepresentable, RawValue == String {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard let text = json.string else { throw .otherKind(json) }
        guard let value = Self(rawValue: text) else { throw .otherForm(json) }
        self = value
    }

    package func write(to text: inout JSONText) { text.string(rawValue) }
}

/// A value that JSON has as a text of one form.
package protocol TextCoded: JSONCoded, CustomStringConvertible {
    /// Nil for a text of another form.
    init?(_ text: some StringProtocol)
}

extension TextCoded {
    package init(json: JSONValue) throws(JSONContentFault) {
        guard let text = json.string else { throw .otherKind(json) }
        guard let value = Self(text) else { throw .otherForm(json) }
        self = value
    }

    package func write(to text: inout JSONText) { text.string(description) }
}

extension UUIDValue: TextCoded {}

extension CalendarDate: TextCoded {}

extension Timestamp: TextCoded {}
