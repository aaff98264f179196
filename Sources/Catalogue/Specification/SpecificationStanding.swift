package import EventSourcing

/// How far a specification (onderwijsspecificatie) has come, with what the last step carried.
///
/// It changes as a concept only. Others may rely on it from its publication, and it is never deleted.
package enum SpecificationStanding: Sendable, Hashable {
    case concept(Beginning)
    case adopted(Adoption)
    case published(Availability)
    case deactivated(reason: String)
    case expired(lastDay: CalendarDate)
    case archived(reason: String?)

    package enum Beginning: Sendable, Hashable {
        case created
        case reopened(reason: String)
    }

    package enum Availability: Sendable, Hashable {
        case published(on: CalendarDate)
        case reactivated(reason: String)
    }

    package enum Phase: String, Sendable, Hashable {
        case concept
        case adopted
        case published
        case deactivated
        case expired
        case archived
    }

    /// Who proposed and who adopted it, and when.
    package struct Adoption: Sendable, Hashable {
        package var day: CalendarDate
        /// A team or an examination board.
        package var body: String
        /// Pseudonyms.
        package var decidedBy: UUIDValue?
        package var proposedBy: UUIDValue?

        package init(
            on day: CalendarDate, by body: String, decidedBy: UUIDValue? = nil, proposedBy: UUIDValue? = nil
        ) {
            self.day = day
            self.body = body
            self.decidedBy = decidedBy
            self.proposedBy = proposedBy
        }
    }

    package var phase: Phase {
        switch self {
        case .concept: .concept
        case .adopted: .adopted
        case .published: .published
        case .deactivated: .deactivated
        case .expired: .expired
        case .archived: .archived
        }
    }
}

extension SpecificationStanding.Phase {
    var phrase: String {
        switch self {
        case .concept: "a concept"
        case .adopted: "adopted"
        case .published: "published"
        case .deactivated: "deactivated"
        case .expired: "expired"
        case .archived: "archived"
        }
    }
}
