package import EventSourcing
package import HubContracts

/// What the contracts that tell how a recorded intake stands have in common.
private protocol IntakeContract {
    associatedtype State: RawRepresentable<String>
    var applicationId: UUIDValue { get }
    var subjectId: UUIDValue { get }
    var sourceVersion: Int64 { get }
    var state: State { get }
    var startsAt: Timestamp? { get }
    var endsAt: Timestamp? { get }
    var locationId: UUIDValue? { get }
    var heldOn: CalendarDate? { get }
    var advisedOn: CalendarDate? { get }
    var result: SealedReferenceV1? { get }
}

extension RecordIntakeV1: IntakeContract {}
extension IntakeRecordedV1: IntakeContract {}

extension IntakeContract {
    fileprivate var told: Intake.Told {
        guard let phase = Intake.Phase(rawValue: state.rawValue) else {
            preconditionFailure("the states of the contract are those of the rules")
        }
        var told = Intake.Told(
            Intake.Applicant(application: applicationId, subject: subjectId), version: sourceVersion, phase)
        told.startsAt = startsAt
        told.endsAt = endsAt
        told.location = locationId
        told.heldOn = heldOn
        told.advisedOn = advisedOn
        told.result = result.map { SealedReference($0) }
        return told
    }
}

extension Intake.Command {
    package init(_ contract: InviteToIntakeV1) {
        self = .invite(
            Intake.Invitation(
                Intake.Applicant(application: contract.applicationId, subject: contract.subjectId),
                on: contract.invitedOn))
    }

    package init(_ contract: PlanIntakeV1) {
        self = .plan(Intake.Plan(at: contract.startsAt, to: contract.endsAt, location: contract.locationId))
    }

    package init(_ contract: ConfirmIntakeAttendanceV1) {
        self = .confirmAttendance(contract.attended, on: contract.heldOn)
    }

    package init(_ contract: AdviseAfterIntakeV1) {
        self = .advise(Intake.Advice(SealedReference(contract.result), on: contract.advisedOn))
    }

    package init(_ contract: CancelIntakeV1) {
        self = .cancel(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: RecordIntakeV1) { self = .record(contract.told) }
}

extension Intake.Event {
    package init(_ contract: IntakeInvitedV1) {
        self = .invited(
            Intake.Invitation(
                Intake.Applicant(application: contract.applicationId, subject: contract.subjectId),
                on: contract.invitedOn))
    }

    package init(_ contract: IntakePlannedV1) {
        self = .planned(Intake.Plan(at: contract.startsAt, to: contract.endsAt, location: contract.locationId))
    }

    package init(_ contract: IntakeHeldV1) {
        self = .held(
            Intake.Applicant(application: contract.applicationId, subject: contract.subjectId), on: contract.heldOn)
    }

    package init(_ contract: IntakeMissedV1) { self = .missed(on: contract.missedOn) }

    package init(_ contract: IntakeAdvisedV1) {
        self = .advised(
            Intake.Applicant(application: contract.applicationId, subject: contract.subjectId),
            Intake.Advice(SealedReference(contract.result), on: contract.advisedOn))
    }

    package init(_ contract: IntakeCancelledV1) {
        self = .cancelled(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: IntakeRecordedV1) { self = .recorded(contract.told) }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: IntakeDeviationNotedV1) {
        self = .deviationNoted(contract.deviations.compactMap { Intake.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the intake.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .invited(let invitation):
            IntakeInvitedV1(
                intakeId: id, applicationId: invitation.applicant.application,
                subjectId: invitation.applicant.subject, invitedOn: invitation.on)
        case .planned(let plan):
            IntakePlannedV1(intakeId: id, startsAt: plan.startsAt, endsAt: plan.endsAt, locationId: plan.location)
        case .held(let applicant, let day):
            IntakeHeldV1(
                intakeId: id, applicationId: applicant.application, subjectId: applicant.subject, heldOn: day)
        case .missed(let day): IntakeMissedV1(intakeId: id, missedOn: day)
        case .advised(let applicant, let advice):
            IntakeAdvisedV1(
                intakeId: id, applicationId: applicant.application, subjectId: applicant.subject,
                advisedOn: advice.on, result: advice.result.contract)
        case .cancelled(let reason):
            IntakeCancelledV1(
                intakeId: id, reason: reason.code.map { .init(rawValue: $0) },
                explanation: reason.explanation?.contract)
        case .recorded(let told):
            IntakeRecordedV1(
                intakeId: id, applicationId: told.applicant.application, subjectId: told.applicant.subject,
                sourceVersion: told.version, state: told.phase.contract, startsAt: told.startsAt, endsAt: told.endsAt,
                locationId: told.location, heldOn: told.heldOn, advisedOn: told.advisedOn,
                result: told.result?.contract)
        case .deviationNoted(let deviations):
            IntakeDeviationNotedV1(
                intakeId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension Intake.Phase {
    fileprivate var contract: IntakeRecordedV1.State {
        switch self {
        case .notPlanned: .notPlanned
        case .planned: .planned
        case .held: .held
        case .missed: .missed
        case .advised: .advised
        case .cancelled: .cancelled
        }
    }
}

extension Intake.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .stepNotAllowed: "It came to this state by no step of the hub."
        case .applicationChanged: "It belongs to another application than before."
        case .subjectChanged: "It is about another person than before."
        case .planReversed: "It ends before it begins."
        case .heldDayMissing: "It was held, and the day is not told."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .stepNotAllowed: "/state"
        case .applicationChanged: "/applicationId"
        case .subjectChanged: "/subjectId"
        case .planReversed: "/endsAt"
        case .heldDayMissing: "/heldOn"
        }
    }
}
