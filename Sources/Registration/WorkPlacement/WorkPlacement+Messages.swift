package import EventSourcing

extension WorkPlacement {
    package enum Command: Sendable, Hashable {
        case propose(Terms)
        case advance(Step)
        case sign(Party, on: CalendarDate)
        /// A last day is over.
        case end(CalendarDate)
        case breakOff(Ending)
        case withdraw(SealedReference?)
        case reject(SealedReference?)
        case reopen
        /// What the system that owns work placements says.
        case record(Told)
    }

    package enum Event: Sendable, Hashable {
        case proposed(Terms)
        case advanced(Step)
        case signed(Party, on: CalendarDate)
        case agreed(Terms)
        case ended(Learner, Ending)
        case withdrawn(SealedReference?)
        case rejected(SealedReference?)
        case reopened
        case recorded(Told)
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notProposed
        /// The identifier is in use for another agreement.
        case alreadyExists
        case wrongState(Phase)
        case lastDayMissing
        case periodReversed
        /// The day lies before or after the agreement.
        case outsidePeriod
        /// The reason is said to be sealed, and nothing is.
        case explanationMissing
        /// The same version of the source came with another content.
        case versionContradicted
    }

    /// A rule of ours that a recorded agreement breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case stepNotAllowed
        case enrolmentChanged
        case subjectChanged
        case lastDayMissing
        case periodReversed
    }

    package enum Phase: String, Sendable, Hashable {
        case provisional
        case complete
        case printed
        case definitive
        case ended
        case withdrawn
        case rejected
    }

    package enum Step: String, Sendable, Hashable {
        case complete
        case printed
    }

    /// The three who sign.
    package enum Party: String, Sendable, Hashable, CaseIterable {
        case institution
        case learner
        case company
    }

    package struct Learner: Sendable, Hashable {
        package let enrolment: UUIDValue
        package let subject: UUIDValue

        package init(enrolment: UUIDValue, subject: UUIDValue) {
            self.enrolment = enrolment
            self.subject = subject
        }
    }

    /// What is agreed.
    package struct Terms: Sendable, Hashable {
        package let learner: Learner
        /// The recognised work-placement company, by its code.
        package let company: String
        package let firstDay: CalendarDate
        package let lastDay: CalendarDate?
        package var hours: Int64?
        package var qualification: UUIDValue?

        package init(_ learner: Learner, at company: String, from firstDay: CalendarDate, to lastDay: CalendarDate?) {
            self.learner = learner
            self.company = company
            self.firstDay = firstDay
            self.lastDay = lastDay
        }

        var isReversed: Bool { lastDay.map { $0 < firstDay } ?? false }
    }

    package struct Ending: Sendable, Hashable {
        package let on: CalendarDate
        package let reason: Reason

        package init(on day: CalendarDate, _ reason: Reason) {
            self.on = day
            self.reason = reason
        }
    }

    /// What the owning system says at one version.
    package struct Told: Sendable, Hashable {
        package let terms: Terms
        package let version: Int64
        package let phase: Phase
        /// Where it ended before its last day.
        package var endedOn: CalendarDate?
        package var endReason: Reason

        package init(
            _ terms: Terms, version: Int64, _ phase: Phase, endedOn: CalendarDate? = nil,
            endReason: Reason = Reason(nil)
        ) {
            self.terms = terms
            self.version = version
            self.phase = phase
            self.endedOn = endedOn
            self.endReason = endReason
        }
    }
}
