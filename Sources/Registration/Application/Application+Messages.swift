package import EventSourcing

extension Application {
    package enum Command: Sendable, Hashable {
        /// What the portal says.
        case record(Told)
        case submit(subject: UUIDValue, Submission)
        case withdraw(Reason)
        case review
        case park(Reason)
        case resume
        case approve(Approval)
        case reject(Reason)
        /// Codes that it may have lead to an offering.
        case link(offering: UUIDValue, codes: ProgrammeReference)
        /// Codes that it may have lead to none yet.
        case markUnlinked(codes: ProgrammeReference)
        case noteIntake(IntakeAttended)
    }

    package enum Event: Sendable, Hashable {
        case received(subject: UUIDValue, Channel, Submission)
        case interestRegistered(subject: UUIDValue, Submission, leaves: UUIDValue?)
        case revised(subject: UUIDValue, Submission, leaves: UUIDValue?)
        case reinstated(subject: UUIDValue)
        case withdrawn(subject: UUIDValue, Channel, offering: UUIDValue?, Reason)
        case reviewBegun
        case parked(Reason)
        case resumed
        case approved(subject: UUIDValue, Approval)
        case rejected(subject: UUIDValue, Reason)
        case linked(offering: UUIDValue)
        case markedUnlinked(codes: ProgrammeReference)
        case intakeNoted(IntakeAttended)
        case putForward(subject: UUIDValue, offering: UUIDValue, AdmissionFacts)
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notReceived
        /// The identifier is in use for another application.
        case alreadyExists
        case wrongState(Phase)
        /// It names neither an offering nor codes of one.
        case nothingAppliedFor
        /// A newer change number is held already.
        case superseded
        /// The same change number came with another content.
        case changeContradicted
        /// Only with leave, of this service's scope.
        case overrideNeeded(Phase)
    }

    /// A rule of ours that what the portal says breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case withdrawnAfterApproval
        case withdrawnAfterRejection
        case subjectChanged
        case becameInterest
        case reinstated
        case submissionChanged
    }

    /// Where it was made, or withdrawn.
    package enum Channel: String, Sendable, Hashable {
        case portal
        case hub
    }

    package enum Kind: String, Sendable, Hashable {
        case application
        /// An interest only: never an application.
        case interest
    }

    /// What the portal says at one change number.
    package struct Told: Sendable, Hashable {
        package var subject: UUIDValue
        package var kind: Kind
        package var submission: Submission
        package var isWithdrawn: Bool

        package init(subject: UUIDValue, _ kind: Kind, _ submission: Submission, isWithdrawn: Bool = false) {
            self.subject = subject
            self.kind = kind
            self.submission = submission
            self.isWithdrawn = isWithdrawn
        }
    }

    /// What an applicant filled in, as far as it may stand in a message.
    package struct Submission: Sendable, Hashable {
        package var submittedAt: Timestamp
        /// Nil for one made in the hub.
        package var changeNumber: Int64?
        package var programme: ProgrammeReference?
        /// Where it was chosen by itself and not by codes.
        package var offering: UUIDValue?
        package var meetsPriorEducation: Bool?
        package var forFirstYear: Bool?
        /// The applicant's own work-placement company, by its code.
        package var company: String?
        package var details: SealedReference?
        package var priorEducation: SealedReference?
        package var support: SealedReference?

        package init(at submittedAt: Timestamp, changeNumber: Int64? = nil, for programme: ProgrammeReference? = nil) {
            self.submittedAt = submittedAt
            self.changeNumber = changeNumber
            self.programme = programme
        }
    }

    package struct Approval: Sendable, Hashable {
        package let meetsPriorEducation: Bool
        package let level: Int64
        package let override: Override?

        package init(meetsPriorEducation: Bool, level: Int64, override: Override? = nil) {
            self.meetsPriorEducation = meetsPriorEducation
            self.level = level
            self.override = override
        }
    }

    package struct IntakeAttended: Sendable, Hashable {
        package let intake: UUIDValue
        package let on: CalendarDate

        package init(_ intake: UUIDValue, on day: CalendarDate) {
            self.intake = intake
            self.on = day
        }
    }
}
