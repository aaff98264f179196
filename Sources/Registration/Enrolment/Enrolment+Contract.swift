package import EventSourcing
package import HubContracts

/// What the contracts that tell how a recorded enrolment stands have in common.
private protocol EnrolmentContract {
    associatedtype State: RawRepresentable<String>
    associatedtype EndReason: RawRepresentable<String>
    var subjectId: UUIDValue { get }
    var sourceVersion: Int64 { get }
    var state: State { get }
    var applicationId: UUIDValue? { get }
    var placementId: UUIDValue? { get }
    var offeringId: UUIDValue? { get }
    var startsOn: CalendarDate? { get }
    var endsOn: CalendarDate? { get }
    var endReason: EndReason? { get }
    var explanation: SealedReferenceV1? { get }
}

extension RecordEnrolmentV1: EnrolmentContract {}
extension EnrolmentRecordedV1: EnrolmentContract {}

extension EnrolmentContract {
    fileprivate var told: Enrolment.Told {
        guard let phase = Enrolment.Phase(rawValue: state.rawValue) else {
            preconditionFailure("the states of the contract are those of the rules")
        }
        return Enrolment.Told(
            Enrolment.Learner(subjectId, by: applicationId), version: sourceVersion, phase,
            Enrolment.Place(placement: placementId, offering: offeringId), from: startsOn, to: endsOn,
            endReason: Reason(endReason?.rawValue, explanation))
    }
}

extension Enrolment.Command {
    package init(_ contract: OpenEnrolmentV1) {
        self = .open(Enrolment.Learner(contract.subjectId, by: contract.applicationId))
    }

    package init(_ contract: AdvanceEnrolmentV1) {
        let step: Enrolment.Step =
            switch contract.to {
            case .inIntake: .inIntake
            case .provisional: .provisional
            case .complete: .complete
            case .printed: .printed
            }
        self = .advance(step)
    }

    package init(_ contract: AssignPlacementV1) {
        self = .assign(
            subject: contract.subjectId,
            Enrolment.Assignment(contract.placementId, in: contract.offeringId, from: contract.startsOn))
    }

    package init(_ contract: ConfirmEnrolmentV1) {
        self = .confirm(
            Enrolment.Confirmation(
                on: contract.decidedOn, from: contract.startsOn, override: contract.override.map { Override($0) }))
    }

    package init(_ contract: EndEnrolmentV1) {
        self = .end(
            Enrolment.Ending(on: contract.endsOn, Reason(contract.reason.rawValue, contract.explanation)))
    }

    package init(_ contract: WithdrawEnrolmentV1) {
        self = .withdraw(
            Enrolment.Leave(Reason(nil, contract.explanation), override: contract.override.map { Override($0) }))
    }

    package init(_ contract: RejectEnrolmentV1) {
        self = .reject(
            Enrolment.Leave(
                Reason(contract.reason.rawValue, contract.explanation),
                override: contract.override.map { Override($0) }))
    }

    package init(_ contract: ReopenEnrolmentV1) { self = .reopen }
    package init(_ contract: RecordEnrolmentV1) { self = .record(contract.told) }
}

extension Enrolment.Event {
    package init(_ contract: EnrolmentOpenedV1) {
        self = .opened(Enrolment.Learner(contract.subjectId, by: contract.applicationId))
    }

    package init(_ contract: EnrolmentAdvancedV1) {
        let step: Enrolment.Step =
            switch contract.to {
            case .inIntake: .inIntake
            case .provisional: .provisional
            case .complete: .complete
            case .printed: .printed
            }
        self = .advanced(subject: contract.subjectId, step)
    }

    package init(_ contract: EnrolmentPlacedV1) {
        self = .placed(
            subject: contract.subjectId,
            Enrolment.Assignment(contract.placementId, in: contract.offeringId, from: contract.startsOn))
    }

    package init(_ contract: EnrolmentStartedV1) {
        self = .started(
            subject: contract.subjectId,
            Enrolment.Start(
                from: contract.startsOn, decidedOn: contract.decidedOn,
                Enrolment.Place(placement: contract.placementId, offering: contract.offeringId),
                override: contract.override.map { Override($0) }))
    }

    package init(_ contract: EnrolmentEndedV1) {
        self = .ended(
            subject: contract.subjectId,
            Enrolment.Place(placement: contract.placementId, offering: contract.offeringId),
            Enrolment.Ending(on: contract.endsOn, Reason(contract.reason.rawValue, contract.explanation)))
    }

    package init(_ contract: EnrolmentWithdrawnV1) {
        self = .withdrawn(
            subject: contract.subjectId,
            Enrolment.Leave(Reason(nil, contract.explanation), override: contract.override.map { Override($0) }))
    }

    package init(_ contract: EnrolmentRejectedV1) {
        self = .rejected(
            subject: contract.subjectId,
            Enrolment.Leave(
                Reason(contract.reason.rawValue, contract.explanation),
                override: contract.override.map { Override($0) }))
    }

    package init(_ contract: EnrolmentReopenedV1) { self = .reopened(subject: contract.subjectId) }
    package init(_ contract: EnrolmentRecordedV1) { self = .recorded(contract.told) }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: EnrolmentDeviationNotedV1) {
        self = .deviationNoted(contract.deviations.compactMap { Enrolment.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the enrolment.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .opened(let learner):
            EnrolmentOpenedV1(enrolmentId: id, subjectId: learner.subject, applicationId: learner.application)
        case .advanced(let subject, let step):
            EnrolmentAdvancedV1(enrolmentId: id, subjectId: subject, to: step.contract)
        case .placed(let subject, let assignment):
            EnrolmentPlacedV1(
                enrolmentId: id, subjectId: subject, placementId: assignment.placement,
                offeringId: assignment.offering, startsOn: assignment.startsOn)
        case .started(let subject, let start):
            EnrolmentStartedV1(
                enrolmentId: id, subjectId: subject, startsOn: start.startsOn, decidedOn: start.decidedOn,
                placementId: start.place.placement, offeringId: start.place.offering,
                override: start.override?.contract)
        case .ended(let subject, let place, let ending):
            EnrolmentEndedV1(
                enrolmentId: id, subjectId: subject, offeringId: place.offering, placementId: place.placement,
                endsOn: ending.on, reason: .init(rawValue: ending.reason.code ?? ""),
                explanation: ending.reason.explanation?.contract)
        case .withdrawn(let subject, let leave):
            EnrolmentWithdrawnV1(
                enrolmentId: id, subjectId: subject, explanation: leave.reason.explanation?.contract,
                override: leave.override?.contract)
        case .rejected(let subject, let leave):
            EnrolmentRejectedV1(
                enrolmentId: id, subjectId: subject, reason: .init(rawValue: leave.reason.code ?? ""),
                explanation: leave.reason.explanation?.contract, override: leave.override?.contract)
        case .reopened(let subject): EnrolmentReopenedV1(enrolmentId: id, subjectId: subject)
        case .recorded(let told):
            EnrolmentRecordedV1(
                enrolmentId: id, subjectId: told.learner.subject, sourceVersion: told.version,
                state: told.phase.contract, applicationId: told.learner.application,
                placementId: told.place.placement, offeringId: told.place.offering, startsOn: told.startsOn,
                endsOn: told.endsOn, endReason: told.endReason.code.map { .init(rawValue: $0) },
                explanation: told.endReason.explanation?.contract)
        case .deviationNoted(let deviations):
            EnrolmentDeviationNotedV1(
                enrolmentId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension Enrolment.Step {
    fileprivate var contract: EnrolmentAdvancedV1.To {
        switch self {
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        }
    }
}

extension Enrolment.Phase {
    fileprivate var contract: EnrolmentRecordedV1.State {
        switch self {
        case .applied: .applied
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        case .definitive: .definitive
        case .ended: .ended
        case .withdrawn: .withdrawn
        case .rejected: .rejected
        }
    }
}

extension Enrolment.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .stepNotAllowed: "It came to this state by no step of the hub."
        case .subjectChanged: "It is about another person than before."
        case .startMissing: "The learner is enrolled, and the first day is not told."
        case .endMissing: "The learner is deregistered, and the last day is not told."
        case .periodReversed: "It ends before it starts."
        case .placementMissing: "The learner is enrolled, and it is not told in which offering."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .stepNotAllowed: "/state"
        case .subjectChanged: "/subjectId"
        case .startMissing: "/startsOn"
        case .endMissing, .periodReversed: "/endsOn"
        case .placementMissing: "/offeringId"
        }
    }
}
