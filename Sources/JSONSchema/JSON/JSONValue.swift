/// One value of a ``JSONDocument``: a place on its tape, cheap to pass on.
package struct JSONValue: Sendable {
    package let document: JSONDocument
    let index: Int

    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    var node: JSONNode { document.nodes[index] }

    package var kind: JSONKind { node.kind }

    /// Bytes of the text before this value.
    package var offset: Int { Int(node.offset) }

    /// Where this value stands in the text.
    package var position: TextPosition { document.position(ofByte: offset) }

    /// The text of a string, with its escapes resolved; nil for any other kind.
    package var string: String? {
        guard kind == .string else { return nil }
        return String(decoding: document.content(of: node), as: UTF8.self)
    }

    /// The bytes of a string or number, a string's with its escapes resolved.
    var contentBytes: [UInt8] { Array(document.content(of: node)) }

    package var boolean: Bool? {
        kind == .boolean ? node.flag : nil
    }

    /// A number that is whole and fits 64 bits, however it was written (`1.0` counts as 1); nil otherwise.
    package var integer: Int64? {
        decimal?.integer
    }

    /// A number with every digit it was written with; nil for any other kind.
    package var decimal: JSONDecimal? {
        guard kind == .integer || kind == .number else { return nil }
        return JSONDecimal(literal: document.content(of: node))
    }

    /// A number as it was written; nil for any other kind.
    package var numberText: String? {
        guard kind == .integer || kind == .number else { return nil }
        return String(decoding: document.content(of: node), as: UTF8.self)
    }

    /// Items of an array or members of an object; 0 for any other kind.
    package var count: Int {
        kind == .array || kind == .object ? Int(node.count) : 0
    }

    /// The items of an array in order; empty for any other kind.
    package var items: [JSONValue] {
        guard kind == .array else { return [] }
        var result: [JSONValue] = []
        result.reserveCapacity(count)
        var next = index + 1
        for _ in 0..<count {
            result.append(JSONValue(document: document, index: next))
            next = Int(document.nodes[next].next)
        }
        return result
    }

    /// The members of an object in the order of the text; empty for any other kind.
    package var members: [(name: String, value: JSONValue)] {
        memberValues.map { ($0.name.string ?? "", $0.value) }
    }

    /// As ``members``, with the name as the value it is in the text, which knows its place.
    package var memberValues: [(name: JSONValue, value: JSONValue)] {
        guard kind == .object else { return [] }
        var result: [(name: JSONValue, value: JSONValue)] = []
        result.reserveCapacity(count)
        var next = index + 1
        for _ in 0..<count {
            result.append((JSONValue(document: document, index: next), JSONValue(document: document, index: next + 1)))
            next = Int(document.nodes[next + 1].next)
        }
        return result
    }

    /// The member of an object with this name.
    package subscript(name: String) -> JSONValue? {
        guard kind == .object else { return nil }
        var next = index + 1
        for _ in 0..<count {
            if document.content(of: document.nodes[next]).elementsEqual(name.utf8) {
                return JSONValue(document: document, index: next + 1)
            }
            next = Int(document.nodes[next + 1].next)
        }
        return nil
    }

    /// The member of an object with this name, of a reader that knows which names it asks for.
    package func member(_ name: StaticString) -> JSONValue? {
        guard kind == .object else { return nil }
        let length = name.utf8CodeUnitCount
        var next = index + 1
        for _ in 0..<count {
            let node = document.nodes[next]
            if Int(node.count) == length {
                let isMeant = document.content(of: node).withUnsafeBufferPointer { bytes in
                    (0..<length).allSatisfy { bytes[$0] == name.utf8Start[$0] }
                }
                if isMeant { return JSONValue(document: document, index: next + 1) }
            }
            next = Int(document.nodes[next + 1].next)
        }
        return nil
    }

    /// The pointer that leads from the outermost value to here, as text.
    package var pointer: String {
        var pointer = JSONPointer()
        var value = document.root
        while value.index < index {
            switch value.kind {
            case .object:
                guard let inner = value.memberValues.last(where: { $0.value.index <= index }) else { break }
                pointer = pointer.appending(inner.name.string ?? "")
                value = inner.value
                continue
            case .array:
                let items = value.items
                guard let place = items.lastIndex(where: { $0.index <= index }) else { break }
                pointer = pointer.appending(place)
                value = items[place]
                continue
            case .null, .boolean, .integer, .number, .string: break
            }
            break
        }
        return pointer.description
    }

    /// The value that a pointer leads to from here, or nil if nothing stands there.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value.kind {
            case .object:
                guard let member = value[token] else { return nil }
                value = member
            case .array:
                guard let position = JSONPointer.arrayIndex(token), position < value.count else { return nil }
                var next = value.index + 1
                for _ in 0..<position { next = Int(document.nodes[next].next) }
                value = JSONValue(document: document, index: next)
            default: return nil
            }
        }
        return value
    }

    /// The value's own text, as it was written.
    package var text: String { String(decoding: textBytes, as: UTF8.self) }

    /// The bytes of the value's own text, as it was written.
    package var textBytes: ArraySlice<UInt8> { document.source[offset..<endOffset] }

    /// The value's text without white space between its parts; strings and numbers stay as they were written.
    package var compactText: String {
        var text = JSONText()
        write(to: &text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    /// Writes the value as it was written, without white space between its parts.
    package func write(to text: inout JSONText) {
        switch kind {
        case .array:
            text.array { text in
                for item in items { item.write(to: &text) }
            }
        case .object:
            text.object { text in
                for (name, value) in members {
                    text.name(name)
                    value.write(to: &text)
                }
            }
        default: text.raw(textBytes)
        }
    }

    /// Bytes of the text before the end of this value.
    private var endOffset: Int {
        switch kind {
        case .null: return offset + 4
        case .boolean: return offset + (node.flag ? 4 : 5)
        case .integer, .number: return offset + Int(node.count)
        case .array, .object: return Int(node.start)
        case .string:
            guard node.flag else { return offset + Int(node.count) + 2 }
            var end = offset + 1
            while document.source[end] != UInt8(ascii: "\"") {
                end += document.source[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return end + 1
        }
    }
}
