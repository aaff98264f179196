import EventSourcing

/// One half of a link: the learner names another dossier as theirs, from this one.
///
/// Nothing is merged, and no institution sees more by it. The link holds while each of the two dossiers names the
/// other; which one that is stands in a sealed record, so that no stream leads to another.
package enum DossierLink: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case linked(SealedReference)
        case unlinked
    }

    package enum Command: Sendable, Hashable {
        case link(SealedReference)
        case unlink
    }

    package enum Event: Sendable, Hashable {
        case linked(SealedReference)
        case unlinked
    }

    package enum Rejection: Error, Hashable {
        case notLinked
        /// The identifier is in use for another link, or was.
        case alreadyExists
        case wrongRecord
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.link(let other), .absent):
            guard other.isSealed(as: .dossierLink) else { throw .wrongRecord }
            return [.linked(other)]
        case (.link(let other), .linked(let held)) where other == held: return []
        case (.unlink, .linked): return [.unlinked]
        case (.unlink, .unlinked): return []
        case (.link, .linked), (.link, .unlinked): throw .alreadyExists
        case (.unlink, .absent): throw .notLinked
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .linked(let other): state = .linked(other)
        case .unlinked: state = .unlinked
        }
    }
}
