package import EventSourcing

extension Enrolment {
    package enum Command: Sendable, Hashable {
        case open(Learner)
        case advance(Step)
        /// The learner is placed.
        case assign(subject: UUIDValue, Assignment)
        case confirm(Confirmation)
        case end(Ending)
        case withdraw(Leave)
        case reject(Leave)
        case reopen
        /// What the system that owns enrolments says.
        case record(Told)
    }

    package enum Event: Sendable, Hashable {
        case opened(Learner)
        case advanced(subject: UUIDValue, Step)
        case placed(subject: UUIDValue, Assignment)
        case started(subject: UUIDValue, Start)
        case ended(subject: UUIDValue, Place, Ending)
        case withdrawn(subject: UUIDValue, Leave)
        case rejected(subject: UUIDValue, Leave)
        case reopened(subject: UUIDValue)
        case recorded(Told)
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notOpened
        /// The identifier is in use for another enrolment.
        case alreadyExists
        case wrongState(Phase)
        /// Only with leave, of this service's scope.
        case overrideNeeded(Phase)
        /// The learner has no placement.
        case placementMissing
        case endsBeforeStart
        /// The reason is said to be sealed, and nothing is.
        case explanationMissing
        /// The same version of the source came with another content.
        case versionContradicted
    }

    /// A rule of ours that a recorded enrolment breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case stepNotAllowed
        case subjectChanged
        case startMissing
        case endMissing
        case periodReversed
        case placementMissing
    }

    /// The nine states (EduArte: verbintenis).
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        case applied
        case inIntake
        case provisional
        case complete
        case printed
        case definitive
        case ended
        case withdrawn
        case rejected
    }

    /// The states that one comes to step by step.
    package enum Step: String, Sendable, Hashable, CaseIterable {
        case inIntake
        case provisional
        case complete
        case printed
    }

    /// Whose it is, and by which application.
    package struct Learner: Sendable, Hashable {
        package let subject: UUIDValue
        package let application: UUIDValue?

        package init(_ subject: UUIDValue, by application: UUIDValue? = nil) {
            self.subject = subject
            self.application = application
        }
    }

    /// Where the learner is placed.
    package struct Place: Sendable, Hashable {
        package let placement: UUIDValue?
        package let offering: UUIDValue?

        package init(placement: UUIDValue? = nil, offering: UUIDValue? = nil) {
            self.placement = placement
            self.offering = offering
        }
    }

    /// A placement, as it is told.
    package struct Assignment: Sendable, Hashable {
        package let placement: UUIDValue
        package let offering: UUIDValue
        package let startsOn: CalendarDate?

        package init(_ placement: UUIDValue, in offering: UUIDValue, from startsOn: CalendarDate? = nil) {
            self.placement = placement
            self.offering = offering
            self.startsOn = startsOn
        }
    }

    /// The institution's decision.
    package struct Confirmation: Sendable, Hashable {
        package let decidedOn: CalendarDate
        package let startsOn: CalendarDate
        package let override: Override?

        package init(on decidedOn: CalendarDate, from startsOn: CalendarDate, override: Override? = nil) {
            self.decidedOn = decidedOn
            self.startsOn = startsOn
            self.override = override
        }
    }

    package struct Start: Sendable, Hashable {
        package let startsOn: CalendarDate
        /// Nil where it was decided elsewhere.
        package let decidedOn: CalendarDate?
        package let place: Place
        package let override: Override?

        package init(
            from startsOn: CalendarDate, decidedOn: CalendarDate? = nil, _ place: Place, override: Override? = nil
        ) {
            self.startsOn = startsOn
            self.decidedOn = decidedOn
            self.place = place
            self.override = override
        }
    }

    /// A deregistration (uitschrijving).
    package struct Ending: Sendable, Hashable {
        package let on: CalendarDate
        package let reason: Reason

        package init(on day: CalendarDate, _ reason: Reason) {
            self.on = day
            self.reason = reason
        }
    }

    /// Why it does not come about, and by whose leave where that is needed.
    package struct Leave: Sendable, Hashable {
        package let reason: Reason
        package let override: Override?

        package init(_ reason: Reason = Reason(nil), override: Override? = nil) {
            self.reason = reason
            self.override = override
        }
    }

    /// What the owning system says at one version.
    package struct Told: Sendable, Hashable {
        package let learner: Learner
        package let version: Int64
        package let phase: Phase
        package var place: Place
        package var startsOn: CalendarDate?
        package var endsOn: CalendarDate?
        package var endReason: Reason

        package init(
            _ learner: Learner, version: Int64, _ phase: Phase, _ place: Place = Place(),
            from startsOn: CalendarDate? = nil, to endsOn: CalendarDate? = nil, endReason: Reason = Reason(nil)
        ) {
            self.learner = learner
            self.version = version
            self.phase = phase
            self.place = place
            self.startsOn = startsOn
            self.endsOn = endsOn
            self.endReason = endReason
        }
    }
}
