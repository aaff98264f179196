package import EventSourcing

extension Intake {
    package enum Command: Sendable, Hashable {
        case invite(Invitation)
        case plan(Plan)
        /// Whether the applicant came.
        case confirmAttendance(Bool, on: CalendarDate)
        case advise(Advice)
        case cancel(Reason)
        /// What the system that owns intakes says.
        case record(Told)
    }

    package enum Event: Sendable, Hashable {
        case invited(Invitation)
        case planned(Plan)
        case held(Applicant, on: CalendarDate)
        case missed(on: CalendarDate)
        case advised(Applicant, Advice)
        case cancelled(Reason)
        case recorded(Told)
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notInvited
        /// The identifier is in use for another intake.
        case alreadyExists
        case wrongState(Phase)
        /// It would end before it begins.
        case planReversed
        /// The same version of the source came with another content.
        case versionContradicted
    }

    /// A rule of ours that a recorded intake breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case stepNotAllowed
        case applicationChanged
        case subjectChanged
        case planReversed
        case heldDayMissing
    }

    package enum Phase: String, Sendable, Hashable {
        case notPlanned
        case planned
        case held
        case missed
        case advised
        case cancelled
    }

    /// Who comes to it.
    package struct Applicant: Sendable, Hashable {
        package let application: UUIDValue
        package let subject: UUIDValue

        package init(application: UUIDValue, subject: UUIDValue) {
            self.application = application
            self.subject = subject
        }
    }

    package struct Invitation: Sendable, Hashable {
        package let applicant: Applicant
        package let on: CalendarDate

        package init(_ applicant: Applicant, on day: CalendarDate) {
            self.applicant = applicant
            self.on = day
        }
    }

    package struct Plan: Sendable, Hashable {
        package let startsAt: Timestamp
        package let endsAt: Timestamp?
        package let location: UUIDValue?

        package init(at startsAt: Timestamp, to endsAt: Timestamp? = nil, location: UUIDValue? = nil) {
            self.startsAt = startsAt
            self.endsAt = endsAt
            self.location = location
        }

        var isReversed: Bool { endsAt.map { $0 < startsAt } ?? false }
    }

    /// What it came to; what the advice is lies sealed.
    package struct Advice: Sendable, Hashable {
        package let on: CalendarDate
        package let result: SealedReference

        package init(_ result: SealedReference, on day: CalendarDate) {
            self.on = day
            self.result = result
        }
    }

    /// What the owning system says at one version.
    package struct Told: Sendable, Hashable {
        package let applicant: Applicant
        package let version: Int64
        package let phase: Phase
        package var startsAt: Timestamp?
        package var endsAt: Timestamp?
        package var location: UUIDValue?
        package var heldOn: CalendarDate?
        package var advisedOn: CalendarDate?
        package var result: SealedReference?

        package init(_ applicant: Applicant, version: Int64, _ phase: Phase) {
            self.applicant = applicant
            self.version = version
            self.phase = phase
        }
    }
}
