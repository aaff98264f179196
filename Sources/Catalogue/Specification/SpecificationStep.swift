package import EventSourcing

/// A step in the life of a specification, as it is asked for and as it was taken.
package enum SpecificationStep: Sendable, Hashable {
    case adoption(SpecificationStanding.Adoption)
    case reopening(reason: String)
    case publication(on: CalendarDate)
    case deactivation(reason: String)
    case reactivation(reason: String)
    case expiry(lastDay: CalendarDate)
    case archiving(reason: String?)
}

extension SpecificationStanding {
    /// No step leads on from here that was asked for.
    struct WrongPhase: Error {
        let phase: Phase
    }

    /// Whether a step leads on from here; not where it was the last one that was taken.
    func leads(_ step: SpecificationStep) throws(WrongPhase) -> Bool {
        switch (step, self) {
        case (.adoption, .concept), (.reopening, .adopted), (.publication, .adopted), (.deactivation, .published),
            (.reactivation, .deactivated), (.expiry, .published), (.expiry, .deactivated), (.archiving, .expired),
            (.archiving, .deactivated):
            return true
        case (.adoption, _), (.reopening, _), (.publication, _), (.deactivation, _), (.reactivation, _), (.expiry, _),
            (.archiving, _):
            guard self == SpecificationStanding(after: step) else { throw WrongPhase(phase: phase) }
            return false
        }
    }

    init(after step: SpecificationStep) {
        switch step {
        case .adoption(let adoption): self = .adopted(adoption)
        case .reopening(let reason): self = .concept(.reopened(reason: reason))
        case .publication(let day): self = .published(.published(on: day))
        case .deactivation(let reason): self = .deactivated(reason: reason)
        case .reactivation(let reason): self = .published(.reactivated(reason: reason))
        case .expiry(let lastDay): self = .expired(lastDay: lastDay)
        case .archiving(let reason): self = .archived(reason: reason)
        }
    }
}
