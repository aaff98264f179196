extension JSONValue {
    /// Writes the value without white space, with some of the values in it replaced.
    ///
    /// - Parameters:
    ///   - pointer: where the value stands.
    ///   - replacement: the text that stands for a value; nil for one that stays, in which further ones are looked for.
    /// - Throws: what `replacement` throws.
    package func write<Failure: Error>(
        to text: inout JSONText, at pointer: JSONPointer,
        replacing replacement: (_ value: JSONValue, _ pointer: JSONPointer) throws(Failure) -> JSONText?
    ) throws(Failure) {
        if let replaced = try replacement(self, pointer) { return text.raw(replaced.bytes) }
        switch kind {
        case .object:
            text.beginObject()
            for (name, member) in members {
                text.name(name)
                try member.write(to: &text, at: pointer.appending(name), replacing: replacement)
            }
            text.endObject()
        case .array:
            text.beginArray()
            for (index, item) in items.enumerated() {
                try item.write(to: &text, at: pointer.appending(index), replacing: replacement)
            }
            text.endArray()
        case .null, .boolean, .integer, .number, .string: text.raw(textBytes)
        }
    }

    /// What an object with this one member has in it; nil for any other value.
    package func sole(_ name: String) -> JSONValue? { count == 1 ? self[name] : nil }
}

extension JSONText {
    package static func string(_ value: String) -> JSONText {
        var text = JSONText()
        text.string(value)
        return text
    }

    /// A whole number that was written as a text of digits, because a double would not keep it; nil for another text.
    package static func integer(digits: String?) -> JSONText? {
        guard let digits, let integer = Int64(digits) else { return nil }
        var text = JSONText()
        text.integer(integer)
        return text
    }
}
