import EventSourcing

/// An academic session (schooljaar, onderwijsperiode): a year or a part of one, within which offerings are planned.
package enum AcademicSession: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case planned(Description)
        case withdrawn(Description, reason: String)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let description, let surroundings), .absent):
            try check(description, surroundings)
            return [.created(description)]
        case (.create(let description, _), .planned(let held)), (.create(let description, _), .withdrawn(let held, _)):
            guard description == held else { throw .alreadyExists }
            return []
        case (.revise(let description, let surroundings), .planned(let held)):
            guard description != held else { return [] }
            try check(description, surroundings)
            return [.revised(description)]
        case (.withdraw(let reason, let surroundings), .planned):
            guard surroundings.inner == nil else { throw .othersWithin }
            return [.withdrawn(reason: reason)]
        case (.withdraw(let reason, _), .withdrawn(_, let held)) where reason == held: return []
        case (.revise, .withdrawn), (.withdraw, .withdrawn): throw .withdrawn
        case (.revise, .absent), (.withdraw, .absent): throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let description), _): state = .planned(description)
        case (.revised(let description), .planned): state = .planned(description)
        case (.withdrawn(let reason), .planned(let description)): state = .withdrawn(description, reason: reason)
        case (.revised, .absent), (.revised, .withdrawn), (.withdrawn, .absent), (.withdrawn, .withdrawn): break
        }
    }

    private static func check(_ description: Description, _ surroundings: Surroundings) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        guard description.days.first <= description.days.last else { throw .reversed }
        if description.parent != nil {
            guard description.type != Description.yearType else { throw .yearWithinAnother }
            guard !surroundings.isCircular else { throw .cycle }
            guard let around = surroundings.around else { throw .parentUnknown }
            guard around.contain(description.days) else { throw .outsideParent(around) }
        }
        if let inner = surroundings.inner, !description.days.contain(inner) { throw .othersOutside(inner) }
    }
}
