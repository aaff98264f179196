import JSONSchema

/// What an event does to the document of its object.
struct DocumentChange: Sendable {
    let needsHeld: Bool
    /// - Parameter data: the event's data.
    let document: @Sendable (_ data: JSONValue, _ held: Document?) -> Document

    /// The event says all there is to say.
    static func replace(with state: String? = nil) -> DocumentChange {
        DocumentChange(needsHeld: false) { data, _ in
            var document = Document(data)
            if let state { document["state"] = Document.text(state) }
            return document
        }
    }

    /// The event's members replace those of before; members of these names that it lacks are no longer there.
    static func revise(removing names: Set<String>, state: String? = nil) -> DocumentChange {
        DocumentChange(needsHeld: true) { data, held in
            var document = held ?? Document()
            for name in names where data[name] == nil { document[name] = nil }
            for (name, value) in data.members { document[name] = Array(value.textBytes) }
            if let state { document["state"] = Document.text(state) }
            return document
        }
    }

    /// A register describes its object anew. One that has expired stays so, as the rules hold it.
    static func recorded(removing names: Set<String>) -> DocumentChange {
        DocumentChange(needsHeld: true) { data, held in
            let isExpired = held?["state"] == Document.text("expired")
            return revise(removing: names, state: isExpired ? "expired" : "recorded").document(data, held)
        }
    }

    /// Adds to and takes from the list of parts and variants.
    static let compose = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        var components: [(id: String, text: [UInt8])] = []
        if let text = document["components"], let root = try? JSONDocument(text).root { append(root, to: &components) }
        let removed = Set(data["removed"]?.items.compactMap(\.string) ?? [])
        components.removeAll { removed.contains($0.id) }
        if let added = data["added"] { append(added, to: &components) }
        var text = JSONText()
        text.array { text in
            for component in components { text.raw(component.text) }
        }
        document["components"] = text.bytes
        return document
    }

    private static func append(_ list: JSONValue, to components: inout [(id: String, text: [UInt8])]) {
        for item in list.items {
            guard let id = item["educationProductId"]?.string else { continue }
            let component = (id, Array(item.textBytes))
            if let place = components.firstIndex(where: { $0.id == id }) {
                components[place] = component
            } else {
                components.append(component)
            }
        }
    }

    /// Says that the qualification on which the product or offering rests has expired.
    static let noteExpiry = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        document["qualificationLastDay"] = data["lastDay"].map { Array($0.textBytes) }
        document["beginsAfterLastDay"] = data["beginsAfterLastDay"].map { Array($0.textBytes) }
        return document
    }

    /// The product rests on another qualification, or on none.
    static let leaveQualification = DocumentChange(needsHeld: true) { _, held in
        var document = held ?? Document()
        document["qualificationLastDay"] = nil
        return document
    }

    /// Says that the term of the licence is over.
    static let endLicence = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        document["licenceEndedOn"] = data["lastDay"].map { Array($0.textBytes) }
        return document
    }

    /// Says that the enrolment window is over.
    static let closeWindow = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        document["enrolmentWindowClosedOn"] = data["closesOn"].map { Array($0.textBytes) }
        return document
    }

    /// The event's members come beside those of before.
    static func merge(state: String? = nil) -> DocumentChange { revise(removing: [], state: state) }
}
