extension JSONDocument {
    /// The document with further members in its objects, by which a schema asks for more than it says itself.
    ///
    /// - Parameter more: gives the names of an object's further members and their values as JSON; none of them may be
    ///   there already.
    package func adding(_ more: (JSONValue) -> [(name: String, json: String)]) throws(JSONSyntaxError) -> JSONDocument {
        var text = JSONText()
        JSONDocument.write(root, more, to: &text)
        return try JSONDocument(text.bytes)
    }

    private static func write(
        _ value: JSONValue, _ more: (JSONValue) -> [(name: String, json: String)], to text: inout JSONText
    ) {
        switch value.kind {
        case .object:
            text.object { text in
                for (name, member) in value.members {
                    text.name(name)
                    write(member, more, to: &text)
                }
                for (name, json) in more(value) {
                    text.name(name)
                    text.raw(Array(json.utf8))
                }
            }
        case .array:
            text.array { text in
                for item in value.items { write(item, more, to: &text) }
            }
        default: text.raw(value.textBytes)
        }
    }
}
