package import EventSourcing
import HubContracts
import Registration
package import ServiceRuntime

extension RegistrationRules {
    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        guard let read = RegistrationRules.events[message.type] else {
            throw MessageFault("\(message.type) is no event of registration")
        }
        return try read(message)
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        if case .ownership(let event) = event { return try ContractText.write(event.contract) }
        guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
        return switch event {
        case .ownership(let event): try ContractText.write(event.contract)
        case .application(let event): try ContractText.write(event.contract(id))
        case .offeringCode(let event): try ContractText.write(event.contract(id))
        case .intake(let event): try ContractText.write(event.contract(id))
        case .places(let event): try ContractText.write(event.contract(id))
        case .placement(let event): try ContractText.write(event.contract(id))
        case .enrolment(let event): try ContractText.write(event.contract(id))
        case .workPlacement(let event): try ContractText.write(event.contract(id))
        }
    }

    private typealias EventReader = @Sendable (CloudEvent) throws(MessageFault) -> Event

    /// How each event is read, by its type.
    private static let events: [String: EventReader] = Dictionary(
        uniqueKeysWithValues: [
            event(OwnershipChangedV1.self) { .ownership(.init($0)) },
            event(OwnershipAppliedV1.self) { .ownership(.init($0)) },
            event(OfferingCodeAssignedV1.self) { .offeringCode(.init($0)) },
            event(OfferingAwaitedV1.self) { .offeringCode(.init($0)) },
            event(OfferingFoundV1.self) { .offeringCode(.init($0)) },
        ] + applications + intakes + places + placements + enrolments + workPlacements)

    private static let applications: [(String, EventReader)] = [
        event(ApplicationReceivedV1.self) { .application(.init($0)) },
        event(InterestRegisteredV1.self) { .application(.init($0)) },
        event(ApplicationRevisedV1.self) { .application(.init($0)) },
        event(ApplicationReinstatedV1.self) { .application(.init($0)) },
        event(ApplicationWithdrawnV1.self) { .application(.init($0)) },
        event(ApplicationReviewBegunV1.self) { .application(.init($0)) },
        event(ApplicationParkedV1.self) { .application(.init($0)) },
        event(ApplicationResumedV1.self) { .application(.init($0)) },
        event(ApplicationApprovedV1.self) { .application(.init($0)) },
        event(ApplicationRejectedV1.self) { .application(.init($0)) },
        event(ApplicationLinkedV1.self) { .application(.init($0)) },
        event(ApplicationMarkedUnlinkedV1.self) { .application(.init($0)) },
        event(ApplicationIntakeNotedV1.self) { .application(.init($0)) },
        event(ApplicationPutForwardV1.self) { .application(.init($0)) },
        event(ApplicationDeviationNotedV1.self) { .application(.init($0)) },
    ]

    private static let intakes: [(String, EventReader)] = [
        event(IntakeInvitedV1.self) { .intake(.init($0)) },
        event(IntakePlannedV1.self) { .intake(.init($0)) },
        event(IntakeHeldV1.self) { .intake(.init($0)) },
        event(IntakeMissedV1.self) { .intake(.init($0)) },
        event(IntakeAdvisedV1.self) { .intake(.init($0)) },
        event(IntakeCancelledV1.self) { .intake(.init($0)) },
        event(IntakeRecordedV1.self) { .intake(.init($0)) },
        event(IntakeDeviationNotedV1.self) { .intake(.init($0)) },
    ]

    private static let places: [(String, EventReader)] = [
        event(PlacesDescribedV1.self) { .places(.init($0)) },
        event(AdmissionTermsSetV1.self) { .places(.init($0)) },
        event(PlaceGrantedV1.self) { .places(.init($0)) },
        event(PlaceWaitlistedV1.self) { .places(.init($0)) },
        event(PlaceEnteredForLotV1.self) { .places(.init($0)) },
        event(PlaceRefusedV1.self) { .places(.init($0)) },
        event(PlaceReleasedV1.self) { .places(.init($0)) },
        event(PlaceConfirmedV1.self) { .places(.init($0)) },
        event(LotDrawnV1.self) { .places(.init($0)) },
        event(PlacesAllottedV1.self) { .places(.init($0)) },
        event(PlacesWindowClosedV1.self) { .places(.init($0)) },
        event(PlacesCancelledV1.self) { .places(.init($0)) },
        event(PlacementsVoidedV1.self) { .places(.init($0)) },
        event(PlacesDeviationNotedV1.self) { .places(.init($0)) },
    ]

    private static let placements: [(String, EventReader)] = [
        event(PlacementRequestedV1.self) { .placement(.init($0)) },
        event(PlacementMadeV1.self) { .placement(.init($0)) },
        event(PlacementWaitlistedV1.self) { .placement(.init($0)) },
        event(PlacementRefusedV1.self) { .placement(.init($0)) },
        event(PlacementConfirmedV1.self) { .placement(.init($0)) },
        event(PlacementWithdrawnV1.self) { .placement(.init($0)) },
        event(PlacementMoveAskedV1.self) { .placement(.init($0)) },
        event(PlacementMovedV1.self) { .placement(.init($0)) },
        event(PlacementEndedV1.self) { .placement(.init($0)) },
        event(PlacementRecordedV1.self) { .placement(.init($0)) },
        event(PlacementDeviationNotedV1.self) { .placement(.init($0)) },
    ]

    private static let enrolments: [(String, EventReader)] = [
        event(EnrolmentOpenedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentAdvancedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentPlacedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentStartedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentEndedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentWithdrawnV1.self) { .enrolment(.init($0)) },
        event(EnrolmentRejectedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentReopenedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentRecordedV1.self) { .enrolment(.init($0)) },
        event(EnrolmentDeviationNotedV1.self) { .enrolment(.init($0)) },
    ]

    private static let workPlacements: [(String, EventReader)] = [
        event(WorkPlacementProposedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementAdvancedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementSignedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementAgreedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementEndedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementWithdrawnV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementRejectedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementReopenedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementRecordedV1.self) { .workPlacement(.init($0)) },
        event(WorkPlacementDeviationNotedV1.self) { .workPlacement(.init($0)) },
    ]

    private static func event<Contract: ContractMessage>(
        _ type: Contract.Type, _ event: @escaping @Sendable (Contract) -> Event
    ) -> (String, EventReader) {
        (Contract.identity.type, { message throws(MessageFault) in event(try ContractText.read(type, message)) })
    }
}
