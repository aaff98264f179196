import Catalogue
package import EventSourcing
import HubContracts
package import ServiceRuntime

extension CatalogueRules {
    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        guard let read = CatalogueRules.commands[message.type] else {
            throw MessageFault("\(message.type) is no command that the catalogue decides")
        }
        return try read(message)
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        guard let read = CatalogueRules.events[message.type] else {
            throw MessageFault("\(message.type) is no event of the catalogue")
        }
        return try read(message)
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
        return switch event {
        case .dossier(let event): try ContractText.write(event.contract(id))
        case .qualification(let event): try ContractText.write(event.contract(id))
        case .product(let event): try ContractText.write(event.contract(id))
        case .offering(let event): try ContractText.write(event.contract(id))
        }
    }

    // MARK: Commands

    private typealias CommandReader = @Sendable (CloudEvent) throws(MessageFault) -> Command
    private typealias EventReader = @Sendable (CloudEvent) throws(MessageFault) -> Event

    /// How each command is read, by its type.
    private static let commands: [String: CommandReader] = Dictionary(
        uniqueKeysWithValues: [
            register(RecordQualificationDossierV1.self) { .dossier(.init($0)) },
            register(RecordQualificationV1.self) { .qualification(.init($0)) },
            register(ExpireQualificationV1.self) { .qualification(.init($0)) },
            qualification(ListProductOnQualificationV1.self, \.qualificationId) { .init($0) },
            qualification(TakeProductOffQualificationV1.self, \.qualificationId) { .init($0) },
            product(CreateEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ReviseEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ComposeEducationProductV1.self, \.educationProductId) { .init($0) },
            product(AdoptEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ReopenEducationProductV1.self, \.educationProductId) { .init($0) },
            product(PublishEducationProductV1.self, \.educationProductId) { .init($0) },
            product(DeactivateEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ReactivateEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ExpireEducationProductV1.self, \.educationProductId) { .init($0) },
            product(ArchiveEducationProductV1.self, \.educationProductId) { .init($0) },
            product(NoteQualificationExpiryV1.self, \.educationProductId) { .init($0) },
            offering(CreateOfferingV1.self, \.offeringId) { .init($0) },
            offering(ReviseOfferingV1.self, \.offeringId) { .init($0) },
            offering(ConfirmOfferingPlanningV1.self, \.offeringId) { .init($0) },
            offering(DeclareOfferingNotFeasibleV1.self, \.offeringId) { .init($0) },
            offering(ResumeOfferingPlanningV1.self, \.offeringId) { .init($0) },
            offering(CancelOfferingV1.self, \.offeringId) { .init($0) },
            offering(CloseEnrolmentWindowV1.self, \.offeringId) { .init($0) },
        ])

    private static func register<Contract: ContractMessage>(
        _ type: Contract.Type, _ command: @escaping @Sendable (Contract) -> Command
    ) -> (String, CommandReader) {
        (Contract.identity.type, { message throws(MessageFault) in command(try ContractText.read(type, message)) })
    }

    private static func qualification<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable,
        _ command: @escaping @Sendable (Contract) -> Qualification.Command
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                .qualification(command(try read(type, id, "qualificationId", message)))
            }
        )
    }

    /// Education products lie under the key of their institution, so that one writer sees all of them.
    private static func product<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable,
        _ request: @escaping @Sendable (Contract) -> EducationProduct.Request
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                guard let institution = message[.institution], message[.partitionkey] == institution else {
                    throw MessageFault("the partitionkey of an education product is its institution")
                }
                return .product(request(try read(type, id, "educationProductId", message)))
            }
        )
    }

    private static func offering<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable,
        _ command: @escaping @Sendable (Contract) -> Offering.Command
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                guard message.recordKey == message.subject else {
                    throw MessageFault("an offering is keyed by itself and has no other partitionkey")
                }
                return .offering(command(try read(type, id, "offeringId", message)))
            }
        )
    }

    /// Reads data that name the object they are about.
    private static func read<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: KeyPath<Contract, UUIDValue>, _ member: String, _ message: CloudEvent
    ) throws(MessageFault) -> Contract {
        let contract = try ContractText.read(type, message)
        guard contract[keyPath: id].description == message.subject else {
            throw MessageFault("the data are about another object than the subject", pointer: "/\(member)")
        }
        return contract
    }

    // MARK: Events

    /// How each event is read, by its type.
    private static let events: [String: EventReader] = Dictionary(
        uniqueKeysWithValues: [
            event(QualificationDossierRecordedV1.self) { .dossier(.init($0)) },
            event(QualificationRecordedV1.self) { .qualification(.init($0)) },
            event(QualificationExpiredV1.self) { .qualification(.init($0)) },
            event(QualificationDeviationNotedV1.self) { .qualification(.init($0)) },
            event(ProductListedOnQualificationV1.self) { .qualification(.init($0)) },
            event(ProductTakenOffQualificationV1.self) { .qualification(.init($0)) },
            event(QualificationExpiryReachedProductsV1.self) { .qualification(.init($0)) },
            event(EducationProductCreatedV1.self) { .product(.init($0)) },
            event(EducationProductRevisedV1.self) { .product(.init($0)) },
            event(EducationProductLeftQualificationV1.self) { .product(.init($0)) },
            event(EducationProductComposedV1.self) { .product(.init($0)) },
            event(EducationProductAdoptedV1.self) { .product(.init($0)) },
            event(EducationProductReopenedV1.self) { .product(.init($0)) },
            event(EducationProductPublishedV1.self) { .product(.init($0)) },
            event(EducationProductDeactivatedV1.self) { .product(.init($0)) },
            event(EducationProductReactivatedV1.self) { .product(.init($0)) },
            event(EducationProductExpiredV1.self) { .product(.init($0)) },
            event(EducationProductArchivedV1.self) { .product(.init($0)) },
            event(EducationProductQualificationExpiryNotedV1.self) { .product(.init($0)) },
            event(OfferingCreatedV1.self) { .offering(.init($0)) },
            event(OfferingRevisedV1.self) { .offering(.init($0)) },
            event(OfferingPlannedV1.self) { .offering(.init($0)) },
            event(OfferingDeclaredNotFeasibleV1.self) { .offering(.init($0)) },
            event(OfferingPlanningResumedV1.self) { .offering(.init($0)) },
            event(OfferingCancelledV1.self) { .offering(.init($0)) },
            event(EnrolmentWindowClosedV1.self) { .offering(.init($0)) },
        ])

    private static func event<Contract: ContractMessage>(
        _ type: Contract.Type, _ event: @escaping @Sendable (Contract) -> Event
    ) -> (String, EventReader) {
        (Contract.identity.type, { message throws(MessageFault) in event(try ContractText.read(type, message)) })
    }
}
