package import JSONSchema

/// Which members of objects a reader wants, such as `(name,programme(name,primaryCode))`.
package struct FieldSelection: Sendable, Hashable {
    /// Of each wanted member what is wanted of it; nothing stands for all of it.
    let members: [String: FieldSelection]

    /// How deep members are named within one another.
    private static let depth = 8

    /// - Returns: nil for text of another form.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let selection = FieldSelection.list(&rest, depth: 0), rest.isEmpty else { return nil }
        self = selection
    }

    private init(members: [String: FieldSelection]) {
        self.members = members
    }

    private static func list(_ rest: inout ArraySlice<UInt8>, depth: Int) -> FieldSelection? {
        guard depth < self.depth else { return nil }
        let isEnclosed = rest.first == UInt8(ascii: "(")
        if isEnclosed { rest.removeFirst() }
        // Only the outermost list may stand without parentheses.
        guard isEnclosed || depth == 0 else { return nil }
        var members: [String: FieldSelection] = [:]
        repeat {
            let name = rest.prefix { isNamePart($0) }
            guard !name.isEmpty else { return nil }
            rest = rest.dropFirst(name.count)
            var inner = FieldSelection(members: [:])
            if rest.first == UInt8(ascii: "(") {
                guard let list = list(&rest, depth: depth + 1) else { return nil }
                inner = list
            }
            members[String(decoding: name, as: UTF8.self)] = inner
            guard rest.first == UInt8(ascii: ",") else { break }
            rest.removeFirst()
        } while true
        if isEnclosed {
            guard rest.first == UInt8(ascii: ")") else { return nil }
            rest.removeFirst()
        }
        return FieldSelection(members: members)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    /// What is left of an object; members that it must have stay.
    package func select(from object: JSONValue, mandatory: Set<String>) -> [UInt8] {
        var text = JSONText()
        write(object, mandatory, to: &text)
        return text.bytes
    }

    private func write(_ value: JSONValue, _ mandatory: Set<String>, to text: inout JSONText) {
        switch value.kind {
        case .array:
            text.array { text in
                for item in value.items { write(item, mandatory, to: &text) }
            }
        case .object:
            text.object { text in
                for (name, member) in value.members {
                    let inner = members[name]
                    guard inner != nil || mandatory.contains(name) else { continue }
                    text.name(name)
                    if let inner, !inner.members.isEmpty {
                        inner.write(member, FieldSelection.required(in: member), to: &text)
                    } else {
                        text.raw(member.textBytes)
                    }
                }
            }
        default: text.raw(value.textBytes)
        }
    }

    /// Members that an object within another keeps: without them it would be none.
    private static func required(in value: JSONValue) -> Set<String> {
        let object = value.kind == .array ? value.items.first : value
        let type = OEAPIType.allCases.first { object?[$0.identifier] != nil && object?["primaryCode"] != nil }
        return type?.mandatory ?? ["language", "value", "codeType", "code", "studyLoadUnit", "addressType"]
    }
}
