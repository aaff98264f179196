package import EventSourcing

/// A learning material (leermiddel): what a student needs or is helped by, on what terms, and for which education.
package enum LearningMaterial: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case inUse(Content)
        case withdrawn(Content, reason: String)
    }

    package struct Content: Sendable, Hashable {
        package var description: Description
        /// The last day of the licence's term, once that was over.
        package var licenceEnded: CalendarDate?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let description), .absent):
            try check(description)
            return [.created(description)]
        case (.create(let description), .inUse(let held)), (.create(let description), .withdrawn(let held, _)):
            guard description == held.description else { throw .alreadyExists }
            return []
        case (.revise(let description), .inUse(let held)):
            guard description != held.description else { return [] }
            try check(description)
            return [.revised(description)]
        case (.withdraw(let reason), .inUse): return [.withdrawn(reason: reason)]
        case (.withdraw(let reason), .withdrawn(_, let held)) where reason == held: return []
        case (.endLicence(let lastDay), .inUse(let held)):
            let isChanged = held.description.licence?.term?.lastDay != lastDay
            return isChanged || held.licenceEnded == lastDay ? [] : [.licenceEnded(lastDay: lastDay)]
        case (.endLicence, .withdrawn), (.endLicence, .absent): return []
        case (.revise, .withdrawn), (.withdraw, .withdrawn): throw .withdrawn
        case (.revise, .absent), (.withdraw, .absent): throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let description), _): state = .inUse(Content(description: description))
        case (.revised(let description), .inUse(var content)):
            content.description = description
            if content.licenceEnded != description.licence?.term?.lastDay { content.licenceEnded = nil }
            state = .inUse(content)
        case (.withdrawn(let reason), .inUse(let content)): state = .withdrawn(content, reason: reason)
        case (.licenceEnded(let lastDay), .inUse(var content)):
            content.licenceEnded = lastDay
            state = .inUse(content)
        case (.revised, .absent), (.revised, .withdrawn), (.withdrawn, .absent), (.withdrawn, .withdrawn),
            (.licenceEnded, .absent), (.licenceEnded, .withdrawn):
            break
        }
    }

    private static func check(_ description: Description) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
        if let isbn = description.isbn, !BookNumber.isISBN(isbn) { throw .wrongISBN }
        if let ean = description.ean {
            guard BookNumber.isEAN(ean) else { throw .wrongEAN }
            if let isbn = description.isbn, BookNumber.ean(ofISBN: isbn) != ean { throw .otherBook }
        }
        if let licence = description.licence {
            if description.access == .open, licence.form != Licence.openForm { throw .openUnderClosedLicence }
            if licence.term?.isReversed ?? false { throw .termReversed }
        }
        var objects: Set<UUIDValue> = []
        if let place = (description.uses ?? []).firstIndex(where: { !objects.insert($0.object).inserted }) {
            throw .useRepeated(place: place)
        }
    }
}
