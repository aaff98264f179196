import EventSourcing

/// A location (onderwijslocatie) where education takes place, from a campus to a room, or on line.
package enum Location: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case open(Description)
        case closed(Description, Closing)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let description, let surroundings), .absent):
            try check(description, surroundings)
            return [.created(description)]
        case (.create(let description, _), .open(let held)), (.create(let description, _), .closed(let held, _)):
            guard description == held else { throw .alreadyExists }
            return []
        case (.revise(let description, let surroundings), .open(let held)):
            guard description != held else { return [] }
            try check(description, surroundings)
            return [.revised(description)]
        case (.close(let closing), .open): return [.closed(closing)]
        case (.close(let closing), .closed(_, let held)) where closing == held: return []
        case (.revise, .closed), (.close, .closed): throw .closed
        case (.revise, .absent), (.close, .absent): throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let description), _): state = .open(description)
        case (.revised(let description), .open): state = .open(description)
        case (.closed(let closing), .open(let description)): state = .closed(description, closing)
        case (.revised, .absent), (.revised, .closed), (.closed, .absent), (.closed, .closed): break
        }
    }

    private static func check(_ description: Description, _ surroundings: Surroundings) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
        guard surroundings.organisationIsKnown else { throw .organisationUnknown }
        guard let around = description.partOf else { return }
        guard !surroundings.lineage.circular.contains(around) else { throw .cycle }
        guard !surroundings.lineage.unknown.contains(around) else { throw .locationUnknown }
    }
}
