import JSONSchema

extension DocumentChange {
    /// The object comes to the state that the event names in `to`.
    static let advance = DocumentChange(needsHeld: true) { data, held in
        var document = held ?? Document()
        document["state"] = data["to"].map { Array($0.textBytes) }
        return document
    }

    // MARK: Applications

    /// What an application tells of itself each time, as a whole. Its offering stays while it is the same programme.
    private static let told: Set<String> = [
        "changeNumber", "programme", "forFirstYear", "workPlacementCompanyCode", "details", "priorEducation", "support",
    ]

    private static func isInterest(_ held: Document?) -> Bool { held?["kind"] == Document.text("interest") }

    static let received = DocumentChange(needsHeld: true) { data, held in
        var document = DocumentChange.merge(state: "new").document(data, held)
        document["kind"] = Document.text("application")
        document["isWithdrawnAtPortal"] = nil
        return document
    }

    static let interestRegistered = tellsAnew(kind: "interest")
    static let applicationRevised = tellsAnew(kind: "application")

    private static func tellsAnew(kind: String) -> DocumentChange {
        DocumentChange(needsHeld: true) { data, held in
            var document = DocumentChange.revise(removing: told).document(data, held)
            let left = document["leftOfferingId"] != nil || kind == "interest" && !isInterest(held)
            if left, data["offeringId"] == nil { document["offeringId"] = nil }
            if left || held?["programme"] != document["programme"] { document["isOfferingUnknown"] = nil }
            document["leftOfferingId"] = nil
            document["kind"] = Document.text(kind)
            let isFirst = held?["state"] == nil
            if held?["isWithdrawnAtPortal"] == nil, isFirst || kind == "interest" || isInterest(held) {
                document["state"] = Document.text(kind == "interest" ? "interest" : "new")
            }
            return document
        }
    }

    static let applicationReinstated = DocumentChange(needsHeld: true) { data, held in
        var document = DocumentChange.merge(state: isInterest(held) ? "interest" : "new").document(data, held)
        document["isWithdrawnAtPortal"] = nil
        return document
    }

    static let applicationWithdrawn = DocumentChange(needsHeld: true) { data, held in
        var document = DocumentChange.merge(state: "withdrawn").document(data, held)
        if data["channel"]?.string == "portal" { document["isWithdrawnAtPortal"] = Array("true".utf8) }
        return document
    }

    static let applicationParked = DocumentChange(needsHeld: true) { data, held in
        let from = held?["state"] == Document.text("underReview") ? "underReview" : "new"
        var document = DocumentChange.merge(state: "parked").document(data, held)
        document["parkedFrom"] = Document.text(from)
        return document
    }

    static let applicationResumed = DocumentChange(needsHeld: true) { data, held in
        let removed: Set = ["reason", "explanation", "parkedFrom"]
        var document = DocumentChange.revise(removing: removed).document(data, held)
        document["state"] = held?["parkedFrom"] ?? Document.text("new")
        return document
    }

    static let applicationLinked = DocumentChange.revise(removing: ["isOfferingUnknown"])

    /// Its codes lead to no offering that the hub knows.
    static let markedUnlinked = DocumentChange(needsHeld: true) { data, held in
        var document = DocumentChange.revise(removing: ["offeringId"]).document(data, held)
        document["isOfferingUnknown"] = Array("true".utf8)
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

    /// A place is asked for, or asked for with other facts: who waits for it, or was refused it, does so until it is said
    /// otherwise.
    static let placementRequested = DocumentChange(needsHeld: true) { data, held in
        let stands = held?["state"].map { ["waitlisted", "refused"].map(Document.text).contains($0) } ?? false
        var document = DocumentChange.revise(removing: ["moveReason", "movedToPlacementId", "movedToOfferingId"])
            .document(data, held)
        if !stands { document["state"] = Document.text("requested") }
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
