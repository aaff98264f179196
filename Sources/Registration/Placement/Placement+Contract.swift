package import EventSourcing
package import HubContracts

/// What the contracts that tell how a recorded placement stands have in common.
private protocol PlacementContract {
    associatedtype State: RawRepresentable<String>
    var subjectId: UUIDValue { get }
    var offeringId: UUIDValue { get }
    var applicationId: UUIDValue? { get }
    var sourceVersion: Int64 { get }
    var state: State { get }
    var startsOn: CalendarDate? { get }
    var endsOn: CalendarDate? { get }
}

extension RecordPlacementV1: PlacementContract {}
extension PlacementRecordedV1: PlacementContract {}

extension PlacementContract {
    fileprivate var told: Placement.Told {
        guard let phase = Placement.Phase(rawValue: state.rawValue) else {
            preconditionFailure("the states of the contract are those of the rules")
        }
        return Placement.Told(
            Placement.Party(subject: subjectId, in: offeringId, by: applicationId), version: sourceVersion, phase,
            from: startsOn, to: endsOn)
    }
}

extension Placement.Command {
    package init(_ contract: RequestPlacementV1) {
        self = .request(
            Placement.Ask(
                subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId,
                moving: contract.movesPlacementId), AdmissionFacts(contract.admission))
    }

    package init(_ contract: SettlePlacementV1) {
        let outcome: Placement.Outcome =
            switch contract.outcome {
            case .made: .made(reason: contract.reason?.rawValue, startsOn: contract.startsOn)
            case .waitlisted: .waitlisted(reason: contract.reason?.rawValue)
            case .refused: .refused(reason: contract.reason?.rawValue)
            }
        self = .settle(outcome)
    }

    package init(_ contract: ConfirmPlacementV1) { self = .confirm(on: contract.confirmedOn) }

    package init(_ contract: WithdrawPlacementV1) {
        self = .withdraw(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: NotePlacementMoveV1) {
        self = .noteMove(
            of: contract.subjectId,
            Placement.Move(to: contract.movedToPlacementId, in: contract.movedToOfferingId))
    }

    package init(_ contract: EndPlacementV1) {
        self = .end(Placement.Ending(on: contract.endsOn, reason: contract.reason?.rawValue))
    }

    package init(_ contract: RecordPlacementV1) { self = .record(contract.told) }
}

extension Placement.Event {
    package init(_ contract: PlacementRequestedV1) {
        self = .requested(
            Placement.Ask(
                subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId,
                moving: contract.movesPlacementId), AdmissionFacts(contract.admission))
    }

    package init(_ contract: PlacementMadeV1) {
        self = .made(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId),
            startsOn: contract.startsOn, moves: contract.movesPlacementId)
    }

    package init(_ contract: PlacementWaitlistedV1) {
        self = .waitlisted(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId), reason: contract.reason?.rawValue)
    }

    package init(_ contract: PlacementRefusedV1) {
        self = .refused(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId), reason: contract.reason?.rawValue)
    }

    package init(_ contract: PlacementConfirmedV1) {
        self = .confirmed(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId), on: contract.confirmedOn)
    }

    package init(_ contract: PlacementWithdrawnV1) {
        self = .withdrawn(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId),
            Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: PlacementMoveAskedV1) {
        self = .moveAsked(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId),
            reason: contract.moveReason.rawValue)
    }

    package init(_ contract: PlacementMovedV1) {
        self = .moved(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId),
            Placement.Move(to: contract.movedToPlacementId, in: contract.movedToOfferingId))
    }

    package init(_ contract: PlacementEndedV1) {
        self = .ended(
            Placement.Party(subject: contract.subjectId, in: contract.offeringId, by: contract.applicationId),
            Placement.Ending(on: contract.endsOn, reason: contract.reason?.rawValue))
    }

    package init(_ contract: PlacementRecordedV1) { self = .recorded(contract.told) }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: PlacementDeviationNotedV1) {
        self = .deviationNoted(contract.deviations.compactMap { Placement.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the placement.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .requested(let ask, let facts):
            PlacementRequestedV1(
                placementId: id, applicationId: ask.application, subjectId: ask.subject, offeringId: ask.offering,
                admission: facts.contract, movesPlacementId: ask.moves)
        case .made(let party, let startsOn, let moves):
            PlacementMadeV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                applicationId: party.application, startsOn: startsOn, movesPlacementId: moves)
        case .waitlisted(let party, let reason):
            PlacementWaitlistedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                reason: reason.map { .init(rawValue: $0) })
        case .refused(let party, let reason):
            PlacementRefusedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                reason: reason.map { .init(rawValue: $0) })
        case .confirmed(let party, let day):
            PlacementConfirmedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering, confirmedOn: day)
        case .withdrawn(let party, let reason):
            PlacementWithdrawnV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                applicationId: party.application, reason: reason.code.map { .init(rawValue: $0) },
                explanation: reason.explanation?.contract)
        case .moveAsked(let party, let reason):
            PlacementMoveAskedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                applicationId: party.application, moveReason: .init(rawValue: reason))
        case .moved(let party, let move):
            PlacementMovedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                applicationId: party.application, movedToPlacementId: move.placement,
                movedToOfferingId: move.offering)
        case .ended(let party, let ending):
            PlacementEndedV1(
                placementId: id, subjectId: party.subject, offeringId: party.offering,
                applicationId: party.application, endsOn: ending.on,
                reason: ending.reason.map { .init(rawValue: $0) })
        case .recorded(let told):
            PlacementRecordedV1(
                placementId: id, subjectId: told.party.subject, offeringId: told.party.offering,
                sourceVersion: told.version, state: told.phase.contract, applicationId: told.party.application,
                startsOn: told.startsOn, endsOn: told.endsOn)
        case .deviationNoted(let deviations):
            PlacementDeviationNotedV1(
                placementId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension Placement.Phase {
    fileprivate var contract: PlacementRecordedV1.State {
        switch self {
        case .requested: .requested
        case .waitlisted: .waitlisted
        case .made: .made
        case .refused: .refused
        case .confirmed: .confirmed
        case .withdrawn: .withdrawn
        case .ended: .ended
        }
    }
}

extension Placement.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .stepNotAllowed: "It came to this state by no step of the hub."
        case .offeringChanged: "It is in another offering than before."
        case .subjectChanged: "It is about another person than before."
        case .periodReversed: "It ends before it starts."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .stepNotAllowed: "/state"
        case .offeringChanged: "/offeringId"
        case .subjectChanged: "/subjectId"
        case .periodReversed: "/endsOn"
        }
    }
}
