/// Something in a schema that keeps it from being used, and where it stands.
package struct SchemaFault: Error, Sendable, Hashable {
    /// The URI under which the document was added.
    package let uri: String
    /// The place inside that document.
    package let pointer: JSONPointer
    /// Line and column in the document's text.
    package let position: TextPosition
    package let sentence: String

    package init(uri: String, pointer: JSONPointer, position: TextPosition, sentence: String) {
        self.uri = uri
        self.pointer = pointer
        self.position = position
        self.sentence = sentence
    }
}

/// Why schemas could not be added or compiled: every fault, not only the first.
package struct SchemaError: Error, CustomStringConvertible {
    package let faults: [SchemaFault]

    package init(faults: [SchemaFault]) {
        self.faults = faults
    }

    package var description: String {
        faults.map { "\($0.uri):\($0.position) at '\($0.pointer)': \($0.sentence)" }.joined(separator: "\n")
    }
}
