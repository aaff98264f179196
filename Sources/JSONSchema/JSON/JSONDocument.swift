/// A JSON text that has been read once into a flat tape of nodes.
///
/// The tape refers to the text instead of copying it: numbers keep every digit they were written with, and a whole
/// document costs three allocations however many values it has. Member names are known to be unique, strings to be
/// well-formed Unicode.
package final class JSONDocument: Sendable {
    /// The text as it was read.
    package let source: [UInt8]
    let nodes: [JSONNode]
    /// The bytes of those strings that were written with escapes.
    let decoded: [UInt8]

    /// Reads a text.
    ///
    /// - Throws: ``JSONSyntaxError`` for the first fault: syntax, a name that occurs twice in one object, text that is
    ///   not UTF-8, half of a surrogate pair, or something beyond `limits`.
    package convenience init(
        _ source: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) {
        let outcome = source.withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes, limits: limits)
            let fault = parser.parse()
            return (parser.nodes, parser.decoded, fault)
        }
        if let fault = outcome.2 {
            throw JSONSyntaxError(
                reason: fault.reason, offset: fault.offset,
                position: TextPosition(ofByte: fault.offset, in: source), sentence: fault.sentence)
        }
        self.init(source: source, nodes: outcome.0, decoded: outcome.1)
    }

    /// Reads a text, as ``init(_:limits:)`` does with its UTF-8.
    package convenience init(
        text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    init(source: [UInt8], nodes: [JSONNode], decoded: [UInt8]) {
        self.source = source
        self.nodes = nodes
        self.decoded = decoded
    }

    /// The outermost value.
    package var root: JSONValue { JSONValue(document: self, index: 0) }

    /// The place of a byte of the text.
    package func position(ofByte offset: Int) -> TextPosition {
        TextPosition(ofByte: offset, in: source)
    }

    /// The bytes of a string or number node.
    func content(of node: JSONNode) -> ArraySlice<UInt8> {
        let range = Int(node.start)..<Int(node.start + node.count)
        return node.kind == .string && node.flag ? decoded[range] : source[range]
    }
}
