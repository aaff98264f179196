package import EventSourcing

extension Placement {
    package enum Command: Sendable, Hashable {
        case request(Ask, AdmissionFacts)
        /// What the places of the offering decided.
        case settle(Outcome)
        case confirm(on: CalendarDate)
        case withdraw(Reason)
        /// The learner has a place elsewhere instead.
        case noteMove(of: UUIDValue, Move)
        case end(Ending)
        /// What the system that owns placements says.
        case record(Told)
    }

    package enum Event: Sendable, Hashable {
        case requested(Ask, AdmissionFacts)
        /// - Parameter moves: the placement whose place it takes.
        case made(Party, startsOn: CalendarDate?, moves: UUIDValue? = nil)
        case waitlisted(Party, reason: String?)
        case refused(Party, reason: String?)
        case confirmed(Party, on: CalendarDate)
        case withdrawn(Party, Reason)
        /// The learner is to be placed elsewhere; why, in the contract's words.
        case moveAsked(Party, reason: String)
        case moved(Party, Move)
        case ended(Party, Ending)
        case recorded(Told)
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notRequested
        /// The identifier is in use for another placement.
        case alreadyExists
        case wrongState(Phase)
        case endsBeforeStart
        /// It is another person's.
        case ofAnother
        /// The same version of the source came with another content.
        case versionContradicted
    }

    /// A rule of ours that a recorded placement breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case stepNotAllowed
        case offeringChanged
        case subjectChanged
        case periodReversed
    }

    package enum Phase: String, Sendable, Hashable {
        case requested
        case waitlisted
        case made
        case refused
        case confirmed
        case withdrawn
        case ended
    }

    /// Who is placed where, and by which application.
    package struct Party: Sendable, Hashable {
        package let subject: UUIDValue
        package let offering: UUIDValue
        /// Nil for one that was recorded without.
        package let application: UUIDValue?

        package init(subject: UUIDValue, in offering: UUIDValue, by application: UUIDValue? = nil) {
            self.subject = subject
            self.offering = offering
            self.application = application
        }
    }

    /// What is asked: a placement that an application leads to.
    package struct Ask: Sendable, Hashable {
        package let subject: UUIDValue
        package let offering: UUIDValue
        package let application: UUIDValue
        /// The placement whose place it is to take.
        package let moves: UUIDValue?

        package init(
            subject: UUIDValue, in offering: UUIDValue, by application: UUIDValue, moving moves: UUIDValue? = nil
        ) {
            self.subject = subject
            self.offering = offering
            self.application = application
            self.moves = moves
        }

        package var party: Party { Party(subject: subject, in: offering, by: application) }
    }

    /// Where a learner goes instead.
    package struct Move: Sendable, Hashable {
        package let placement: UUIDValue
        package let offering: UUIDValue

        package init(to placement: UUIDValue, in offering: UUIDValue) {
            self.placement = placement
            self.offering = offering
        }
    }

    /// What the places decided, with the ground or the reason in the contract's words.
    package enum Outcome: Sendable, Hashable {
        case made(reason: String?, startsOn: CalendarDate?)
        case waitlisted(reason: String?)
        case refused(reason: String?)
    }

    package struct Ending: Sendable, Hashable {
        package let on: CalendarDate
        /// In the contract's words; institutions may add to them.
        package let reason: String?

        package init(on day: CalendarDate, reason: String? = nil) {
            self.on = day
            self.reason = reason
        }
    }

    /// What the owning system says at one version.
    package struct Told: Sendable, Hashable {
        package let party: Party
        package let version: Int64
        package let phase: Phase
        package var startsOn: CalendarDate?
        package var endsOn: CalendarDate?

        package init(
            _ party: Party, version: Int64, _ phase: Phase, from startsOn: CalendarDate? = nil,
            to endsOn: CalendarDate? = nil
        ) {
            self.party = party
            self.version = version
            self.phase = phase
            self.startsOn = startsOn
            self.endsOn = endsOn
        }
    }
}
