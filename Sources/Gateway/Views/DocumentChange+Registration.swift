import JSONSchema

extension DocumentChange {
    /// The object comes to the state that the event names in `to`.
    static let advance = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        document["state"] = data["to"].map { Array($0.textBytes) }
        return document
    }

    /// Adds a party's signature.
    static let signature = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        var signed = DocumentList(document["signatures"], key: "party")
        if let party = data["party"]?.string {
            var entry = Document()
            entry["party"] = Document.text(party)
            entry["signedOn"] = data["signedOn"].map { Array($0.textBytes) }
            signed.set(party, entry.text)
        }
        document["signatures"] = signed.text
        return document
    }

    /// Describes an offering's places. They stay closed when the window that has closed is still the same.
    static let describePlaces = DocumentChange(needsHeld: true) { data, held in
        let removed: Set = ["capacity", "windowOpensOn", "windowClosesOn"]
        var document = DocumentChange.revise(removing: removed).document(data, held)
        let closed = held?["closesOn"]
        let isClosed = closed != nil && closed == data["windowClosesOn"].map { Array($0.textBytes) }
        document["state"] = Document.text(isClosed ? "closed" : "open")
        if !isClosed { document["closesOn"] = nil }
        return document
    }

    /// A placement has its place. One that its owning system told of as confirmed stays so: this only says that there is
    /// one, to those who follow placements whoever owns them.
    static let placementMade = DocumentChange(needsHeld: true) { data, held in
        let isConfirmed = held?["sourceVersion"] != nil && held?["state"] == Document.text("confirmed")
        return DocumentChange.revise(removing: ["reason"], state: isConfirmed ? "confirmed" : "made")
            .document(data, held)
    }

    /// A placement's place comes to stand otherwise; nil takes it off the list.
    static func place(_ outcome: String?) -> DocumentChange {
        DocumentChange(needsHeld: true) { data, held in
            var document = held ?? Document()
            var places = DocumentList(document["places"], key: "placementId")
            if let placement = data["placementId"]?.string {
                places.set(placement, outcome.map { DocumentChange.place(of: placement, $0, rank: nil) })
            }
            document["places"] = places.text
            return document
        }
    }

    /// What the lot gave to each placement.
    static let allotment = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        var places = DocumentList(document["places"], key: "placementId")
        for allotment in data["allotments"]?.items ?? [] {
            guard let placement = allotment["placementId"]?.string, let outcome = allotment["outcome"]?.string else {
                continue
            }
            places.set(placement, DocumentChange.place(of: placement, outcome, rank: allotment["rank"]))
        }
        document["places"] = places.text
        return document
    }

    /// The places of these placements are gone.
    static let voided = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        var places = DocumentList(document["places"], key: "placementId")
        for placement in data["placementIds"]?.items.compactMap(\.string) ?? [] { places.set(placement, nil) }
        document["places"] = places.text
        return document
    }

    private static func place(of placement: String, _ outcome: String, rank: JSONValue?) -> [UInt8] {
        var entry = Document()
        entry["placementId"] = Document.text(placement)
        entry["outcome"] = Document.text(outcome)
        entry["rank"] = rank.map { Array($0.textBytes) }
        return entry.text
    }
}

/// A list of objects in a document, each with a key of its own.
struct DocumentList: Sendable {
    private var entries: [(key: String, text: [UInt8])] = []

    /// - Parameter key: the member of each object that tells it from the others.
    init(_ text: [UInt8]?, key: String) {
        guard let text, let root = try? JSONDocument(text).root else { return }
        for item in root.items {
            guard let name = item[key]?.string else { continue }
            entries.append((name, Array(item.textBytes)))
        }
    }

    /// Puts an object in the place of the one with its key, or at the end; nil takes it away.
    mutating func set(_ key: String, _ text: [UInt8]?) {
        let place = entries.firstIndex { $0.key == key }
        switch (place, text) {
        case (let place?, let text?): entries[place].text = text
        case (let place?, nil): entries.remove(at: place)
        case (nil, let text?): entries.append((key, text))
        case (nil, nil): break
        }
    }

    var text: [UInt8] {
        var text = JSONText()
        text.array { text in
            for entry in entries { text.raw(entry.text) }
        }
        return text.bytes
    }
}
