import EventSourcing

/// An organisation that carries education out (onderwijsaanbieder): the institution itself, or a part of it.
package enum Organisation: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case active(Description)
        case ended(Description, End)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let description, let lineage), .absent):
            try check(description, lineage)
            return [.created(description)]
        case (.create(let description, _), .active(let held)), (.create(let description, _), .ended(let held, _)):
            guard description == held else { throw .alreadyExists }
            return []
        case (.revise(let description, let lineage), .active(let held)):
            guard description != held else { return [] }
            try check(description, lineage)
            return [.revised(description)]
        case (.end(let end), .active): return [.ended(end)]
        case (.end(let end), .ended(_, let held)) where end == held: return []
        case (.revise, .ended), (.end, .ended): throw .ended
        case (.revise, .absent), (.end, .absent): throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let description), _): state = .active(description)
        case (.revised(let description), .active): state = .active(description)
        case (.ended(let end), .active(let description)): state = .ended(description, end)
        case (.revised, .absent), (.revised, .ended), (.ended, .absent), (.ended, .ended): break
        }
    }

    private static func check(_ description: Description, _ lineage: Lineage) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
        guard let parent = description.parent else { return }
        guard description.type != Description.rootType else { throw .rootWithParent }
        guard !lineage.circular.contains(parent) else { throw .cycle }
        guard !lineage.unknown.contains(parent) else { throw .parentUnknown }
    }
}
