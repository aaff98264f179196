package import EventSourcing
package import HubContracts

/// What all contracts that tell what is agreed have in common.
private protocol TermsContract {
    var enrolmentId: UUIDValue { get }
    var subjectId: UUIDValue { get }
    var companyCode: String { get }
    var period: PeriodV1 { get }
    var hours: Int64? { get }
    var qualificationId: UUIDValue? { get }
}

extension ProposeWorkPlacementV1: TermsContract {}
extension WorkPlacementProposedV1: TermsContract {}
extension WorkPlacementAgreedV1: TermsContract {}

extension TermsContract {
    fileprivate var terms: WorkPlacement.Terms {
        var terms = WorkPlacement.Terms(
            WorkPlacement.Learner(enrolment: enrolmentId, subject: subjectId), at: companyCode,
            from: period.validFrom, to: period.validTo)
        terms.hours = hours
        terms.qualification = qualificationId
        return terms
    }
}

/// What the contracts that tell how a recorded agreement stands have in common.
private protocol ToldContract: TermsContract {
    associatedtype State: RawRepresentable<String>
    associatedtype EndReason: RawRepresentable<String>
    var sourceVersion: Int64 { get }
    var state: State { get }
    var endedOn: CalendarDate? { get }
    var endReason: EndReason? { get }
    var explanation: SealedReferenceV1? { get }
}

extension RecordWorkPlacementV1: ToldContract {}
extension WorkPlacementRecordedV1: ToldContract {}

extension ToldContract {
    fileprivate var told: WorkPlacement.Told {
        guard let phase = WorkPlacement.Phase(rawValue: state.rawValue) else {
            preconditionFailure("the states of the contract are those of the rules")
        }
        return WorkPlacement.Told(
            terms, version: sourceVersion, phase, endedOn: endedOn,
            endReason: Reason(endReason?.rawValue, explanation))
    }
}

extension WorkPlacement.Command {
    package init(_ contract: ProposeWorkPlacementV1) { self = .propose(contract.terms) }

    package init(_ contract: AdvanceWorkPlacementV1) {
        self = .advance(contract.to == .printed ? .printed : .complete)
    }

    package init(_ contract: SignWorkPlacementV1) {
        let party: WorkPlacement.Party =
            switch contract.party {
            case .institution: .institution
            case .learner: .learner
            case .company: .company
            }
        self = .sign(party, on: contract.signedOn)
    }

    package init(_ contract: EndWorkPlacementV1) { self = .end(contract.lastDay) }

    package init(_ contract: BreakOffWorkPlacementV1) {
        self = .breakOff(
            WorkPlacement.Ending(on: contract.endsOn, Reason(contract.reason.rawValue, contract.explanation)))
    }

    package init(_ contract: WithdrawWorkPlacementV1) {
        self = .withdraw(contract.explanation.map { SealedReference($0) })
    }

    package init(_ contract: RejectWorkPlacementV1) {
        self = .reject(contract.explanation.map { SealedReference($0) })
    }

    package init(_ contract: ReopenWorkPlacementV1) { self = .reopen }
    package init(_ contract: RecordWorkPlacementV1) { self = .record(contract.told) }
}

extension WorkPlacement.Event {
    package init(_ contract: WorkPlacementProposedV1) { self = .proposed(contract.terms) }

    package init(_ contract: WorkPlacementAdvancedV1) {
        self = .advanced(contract.to == .printed ? .printed : .complete)
    }

    package init(_ contract: WorkPlacementSignedV1) {
        let party: WorkPlacement.Party =
            switch contract.party {
            case .institution: .institution
            case .learner: .learner
            case .company: .company
            }
        self = .signed(party, on: contract.signedOn)
    }

    package init(_ contract: WorkPlacementAgreedV1) { self = .agreed(contract.terms) }

    package init(_ contract: WorkPlacementEndedV1) {
        self = .ended(
            WorkPlacement.Learner(enrolment: contract.enrolmentId, subject: contract.subjectId),
            WorkPlacement.Ending(on: contract.endsOn, Reason(contract.reason.rawValue, contract.explanation)))
    }

    package init(_ contract: WorkPlacementWithdrawnV1) {
        self = .withdrawn(contract.explanation.map { SealedReference($0) })
    }

    package init(_ contract: WorkPlacementRejectedV1) {
        self = .rejected(contract.explanation.map { SealedReference($0) })
    }

    package init(_ contract: WorkPlacementReopenedV1) { self = .reopened }
    package init(_ contract: WorkPlacementRecordedV1) { self = .recorded(contract.told) }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: WorkPlacementDeviationNotedV1) {
        self = .deviationNoted(
            contract.deviations.compactMap { WorkPlacement.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the agreement.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .proposed(let terms):
            WorkPlacementProposedV1(
                workPlacementId: id, enrolmentId: terms.learner.enrolment, subjectId: terms.learner.subject,
                companyCode: terms.company, period: terms.period, hours: terms.hours,
                qualificationId: terms.qualification)
        case .advanced(let step):
            WorkPlacementAdvancedV1(workPlacementId: id, to: step == .printed ? .printed : .complete)
        case .signed(let party, let day):
            WorkPlacementSignedV1(workPlacementId: id, party: party.contract, signedOn: day)
        case .agreed(let terms):
            WorkPlacementAgreedV1(
                workPlacementId: id, enrolmentId: terms.learner.enrolment, subjectId: terms.learner.subject,
                companyCode: terms.company, period: terms.period, hours: terms.hours,
                qualificationId: terms.qualification)
        case .ended(let learner, let ending):
            WorkPlacementEndedV1(
                workPlacementId: id, enrolmentId: learner.enrolment, subjectId: learner.subject, endsOn: ending.on,
                reason: .init(rawValue: ending.reason.code ?? ""), explanation: ending.reason.explanation?.contract)
        case .withdrawn(let explanation):
            WorkPlacementWithdrawnV1(workPlacementId: id, explanation: explanation?.contract)
        case .rejected(let explanation):
            WorkPlacementRejectedV1(workPlacementId: id, explanation: explanation?.contract)
        case .reopened: WorkPlacementReopenedV1(workPlacementId: id)
        case .recorded(let told):
            WorkPlacementRecordedV1(
                workPlacementId: id, enrolmentId: told.terms.learner.enrolment, subjectId: told.terms.learner.subject,
                sourceVersion: told.version, state: told.phase.contract, companyCode: told.terms.company,
                period: told.terms.period, hours: told.terms.hours, qualificationId: told.terms.qualification,
                endedOn: told.endedOn, endReason: told.endReason.code.map { .init(rawValue: $0) },
                explanation: told.endReason.explanation?.contract)
        case .deviationNoted(let deviations):
            WorkPlacementDeviationNotedV1(
                workPlacementId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension WorkPlacement.Terms {
    fileprivate var period: PeriodV1 { PeriodV1(validFrom: firstDay, validTo: lastDay) }
}

extension WorkPlacement.Party {
    fileprivate var contract: WorkPlacementSignedV1.Party {
        switch self {
        case .institution: .institution
        case .learner: .learner
        case .company: .company
        }
    }
}

extension WorkPlacement.Phase {
    fileprivate var contract: WorkPlacementRecordedV1.State {
        switch self {
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

extension WorkPlacement.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .stepNotAllowed: "It came to this state by no step of the hub."
        case .enrolmentChanged: "It belongs to another enrolment than before."
        case .subjectChanged: "It is about another person than before."
        case .lastDayMissing: "It has no last day."
        case .periodReversed: "It ends before it begins."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .stepNotAllowed: "/state"
        case .enrolmentChanged: "/enrolmentId"
        case .subjectChanged: "/subjectId"
        case .lastDayMissing, .periodReversed: "/period/validTo"
        }
    }
}
