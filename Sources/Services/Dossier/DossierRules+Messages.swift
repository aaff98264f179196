import Dossier
package import EventSourcing
import HubContracts
package import ServiceRuntime

extension DossierRules {
    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        if let ownership = try Ownership.Command(message) {
            return Command(ask: .ownership(ownership), act: .own, source: message.source)
        }
        guard let read = DossierRules.commands[message.type] else {
            throw MessageFault("\(message.type) is no command that the dossier decides")
        }
        return try read(message)
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        guard let read = DossierRules.events[message.type] else {
            throw MessageFault("\(message.type) is no event of the dossier")
        }
        return try read(message)
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        switch event {
        case .ownership(let event): return try ContractText.write(event.contract)
        case .dossier(let event):
            guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
            return try ContractText.write(event.contract(id))
        case .readings(let event): return try ContractText.write(event.contract)
        }
    }

    // MARK: Commands

    private typealias CommandReader = @Sendable (CloudEvent) throws(MessageFault) -> Command
    private typealias EventReader = @Sendable (CloudEvent) throws(MessageFault) -> Event

    /// The objects that an institution's ownership table names.
    private enum Object {
        static let result = "result"
        static let valueDocument = "value-document"
    }

    /// How each command is read, by its type.
    private static let commands: [String: CommandReader] = Dictionary(
        uniqueKeysWithValues: [readings] + enrolments + results + documents + items + grants)

    private static let enrolments: [(String, CommandReader)] = [
        dossier(NoteDossierEnrolmentV1.self, \.dossierId) { .enrolment($0.enrolmentId, of: $0.subjectId, .init($0)) },
        dossier(NoteDossierEnrolmentEndV1.self, \.dossierId) {
            .enrolment($0.enrolmentId, of: $0.subjectId, .init($0))
        },
        dossier(ConcludeDossierEnrolmentV1.self, \.dossierId) {
            .concludeEnrolment($0.enrolmentId, lastDay: $0.lastDay)
        },
    ]

    private static let results: [(String, CommandReader)] = [
        dossier(
            RecordResultV1.self, \.dossierId, .record(object: Object.result, by: RecordResultV1.defaultOwner)
        ) { .result($0.resultId, .init($0)) },
        dossier(
            RecordResultAnnulmentV1.self, \.dossierId,
            .record(object: Object.result, by: RecordResultAnnulmentV1.defaultOwner)
        ) { .result($0.resultId, .init($0)) },
        dossier(SubmitResultV1.self, \.dossierId, .ask(object: Object.result)) { .result($0.resultId, .init($0)) },
        dossier(CorrectResultV1.self, \.dossierId, .ask(object: Object.result)) { .result($0.resultId, .init($0)) },
        dossier(AnnulResultV1.self, \.dossierId, .ask(object: Object.result)) { .result($0.resultId, .init($0)) },
    ]

    private static let documents: [(String, CommandReader)] = [
        // Conditions are the hub's also where a system awards: a deviation says where it did without them.
        dossier(DeclareValueDocumentV1.self, \.dossierId) { .document($0.valueDocumentId, .init($0)) },
        dossier(AwardValueDocumentV1.self, \.dossierId, .ask(object: Object.valueDocument)) {
            .document($0.valueDocumentId, .init($0))
        },
        dossier(
            RecordValueDocumentAwardV1.self, \.dossierId,
            .record(object: Object.valueDocument, by: RecordValueDocumentAwardV1.defaultOwner)
        ) { .document($0.valueDocumentId, .init($0)) },
        dossier(WithdrawValueDocumentV1.self, \.dossierId, .ask(object: Object.valueDocument)) {
            .document($0.valueDocumentId, .init($0))
        },
        dossier(
            RecordValueDocumentWithdrawalV1.self, \.dossierId,
            .record(object: Object.valueDocument, by: RecordValueDocumentWithdrawalV1.defaultOwner)
        ) { .document($0.valueDocumentId, .init($0)) },
    ]

    private static let items: [(String, CommandReader)] = [
        dossier(AddDossierItemV1.self, \.dossierId) { .item($0.itemId, .init($0)) },
        dossier(ReviseDossierItemV1.self, \.dossierId) { .item($0.itemId, .init($0)) },
        dossier(RemoveDossierItemV1.self, \.dossierId) { .item($0.itemId, .init($0)) },
    ]

    private static let grants: [(String, CommandReader)] = [
        dossier(GiveGrantV1.self, \.dossierId) { .grant($0.grantId, .init($0)) },
        dossier(RevokeGrantV1.self, \.dossierId) { .grant($0.grantId, .init($0)) },
        dossier(ExpireGrantV1.self, \.dossierId) { .grant($0.grantId, .init($0)) },
        dossier(LinkDossierV1.self, \.dossierId) { .link($0.linkId, .init($0)) },
        dossier(UnlinkDossierV1.self, \.dossierId) { .link($0.linkId, .unlink) },
    ]

    private static let readings: (String, CommandReader) = (
        RecordReadingV1.identity.type,
        { message throws(MessageFault) in
            let contract = try ContractText.read(RecordReadingV1.self, message)
            try checkKey(message)
            return Command(
                ask: .readings(month: contract.month, .init(contract)), act: .own, source: message.source)
        }
    )

    /// Reads data that name the dossier they are about.
    private static func dossier<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable, _ act: Ownership.Act = .own,
        _ command: @escaping @Sendable (Contract) -> LearnerDossier.Command
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                let contract = try ContractText.read(type, message)
                guard contract[keyPath: id].description == message.subject else {
                    throw MessageFault("the data are about another object than the subject", pointer: "/dossierId")
                }
                try checkKey(message)
                return Command(ask: .dossier(command(contract)), act: act, source: message.source)
            }
        )
    }

    private static func checkKey(_ message: CloudEvent) throws(MessageFault) {
        guard message.recordKey == message.subject else {
            throw MessageFault("a dossier or a journal is keyed by itself and has no other partitionkey")
        }
    }

    // MARK: Events

    /// How each event is read, by its type.
    private static let events: [String: EventReader] = Dictionary(
        uniqueKeysWithValues: [
            event(OwnershipChangedV1.self) { .ownership(.init($0)) },
            event(OwnershipAppliedV1.self) { .ownership(.init($0)) },
            event(DossierOpenedV1.self) { .dossier(.init($0)) },
            event(DossierDeviationNotedV1.self) { .dossier(.init($0)) },
            event(DossierEnrolmentNotedV1.self) { .dossier(.enrolment($0.enrolmentId, .init($0))) },
            event(DossierEnrolmentEndNotedV1.self) { .dossier(.enrolment($0.enrolmentId, .init($0))) },
            event(DossierEnrolmentEndedV1.self) { .dossier(.enrolment($0.enrolmentId, .init($0))) },
            event(ResultRegisteredV1.self) { .dossier(.result($0.resultId, .init($0))) },
            event(ResultCorrectedV1.self) { .dossier(.result($0.resultId, .init($0))) },
            event(ResultConfirmedV1.self) { .dossier(.result($0.resultId, .init($0))) },
            event(ResultAnnulledV1.self) { .dossier(.result($0.resultId, .init($0))) },
            event(ValueDocumentDeclaredV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(ValueDocumentProposedV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(ValueDocumentProposalLapsedV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(ValueDocumentAwardedV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(ValueDocumentReassessedV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(ValueDocumentWithdrawnV1.self) { .dossier(.document($0.valueDocumentId, .init($0))) },
            event(DossierItemAddedV1.self) { .dossier(.item($0.itemId, .init($0))) },
            event(DossierItemRevisedV1.self) { .dossier(.item($0.itemId, .init($0))) },
            event(DossierItemRemovedV1.self) { .dossier(.item($0.itemId, .removed)) },
            event(GrantGivenV1.self) { .dossier(.grant($0.grantId, .init($0))) },
            event(GrantRevokedV1.self) { .dossier(.grant($0.grantId, .init($0))) },
            event(GrantExpiredV1.self) { .dossier(.grant($0.grantId, .init($0))) },
            event(GrantEndedWithEnrolmentV1.self) { .dossier(.grant($0.grantId, .init($0))) },
            event(DossierLinkedV1.self) { .dossier(.link($0.linkId, .init($0))) },
            event(DossierUnlinkedV1.self) { .dossier(.link($0.linkId, .unlinked)) },
            event(ReadingRecordedV1.self) { .readings(.init($0)) },
        ])

    private static func event<Contract: ContractMessage>(
        _ type: Contract.Type, _ event: @escaping @Sendable (Contract) -> Event
    ) -> (String, EventReader) {
        (Contract.identity.type, { message throws(MessageFault) in event(try ContractText.read(type, message)) })
    }
}
