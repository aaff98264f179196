import EventSourcing

/// A learning outcome (leeruitkomst): what a student knows and can do, so worded that products refer to it and results
/// prove it.
package enum LearningOutcome: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Description, SpecificationStanding)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let description, let lineage), .absent):
            try check(description, lineage)
            return [.created(description)]
        case (.create(let description, _), .held(let held, _)):
            guard description == held else { throw .alreadyExists }
            return []
        case (.revise(let description, _), .held(let held, _)) where description == held: return []
        case (.revise(let description, let lineage), .held(_, .concept)):
            try check(description, lineage)
            return [.revised(description)]
        case (.revise, .held(_, let standing)): throw .wrongState(standing.phase)
        case (.take(let step), .held(let description, let standing)):
            return try take(step, description, standing)
        case (.revise, .absent), (.take, .absent): throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let description), _): state = .held(description, .concept(.created))
        case (.revised(let description), .held(_, let standing)): state = .held(description, standing)
        case (.taken(let step), .held(let description, _)):
            state = .held(description, SpecificationStanding(after: step))
        case (.revised, .absent), (.taken, .absent): break
        }
    }

    private static func take(
        _ step: SpecificationStep, _ description: Description, _ standing: SpecificationStanding
    ) throws(Rejection) -> [Event] {
        do throws(SpecificationStanding.WrongPhase) {
            guard try standing.leads(step) else { return [] }
        } catch {
            throw .wrongState(error.phase)
        }
        if case .publication(let day) = step, let lastDay = description.validity?.lastDay, lastDay < day {
            throw .publishedAfterEnd
        }
        return [.taken(step)]
    }

    private static func check(_ description: Description, _ lineage: Lineage) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
        for (place, parent) in (description.parents ?? []).enumerated() {
            guard !lineage.circular.contains(parent) else { throw .cycle(place: place) }
            guard !lineage.unknown.contains(parent) else { throw .parentUnknown(place: place) }
        }
    }
}
