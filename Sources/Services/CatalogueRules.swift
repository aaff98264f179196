package import Catalogue
package import EventSourcing
import HubContracts
package import ServiceRuntime

/// The catalogue's deciders as the partition writer asks them.
package struct CatalogueRules: ServiceRules {
    package enum Command: Sendable {
        case dossier(QualificationDossier.Command)
        case qualification(Qualification.Command)
    }

    package enum Event: Sendable {
        case dossier(QualificationDossier.Event)
        case qualification(Qualification.Event)
    }

    package enum State: Sendable {
        case dossier(QualificationDossier.State)
        case qualification(Qualification.State)
    }

    /// Nothing is known of a whole partition yet.
    package struct Facts: Sendable {}

    package init() {}

    package let service = "catalogue"
    package let initialFacts = Facts()
    package let factTypes: Set<String> = []
    package let deadlineTypes: Set<String> = []

    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        switch message.type {
        case RecordQualificationDossierV1.identity.type:
            .dossier(.init(try ContractText.read(RecordQualificationDossierV1.self, message)))
        case RecordQualificationV1.identity.type:
            .qualification(.init(try ContractText.read(RecordQualificationV1.self, message)))
        case ExpireQualificationV1.identity.type:
            .qualification(.init(try ContractText.read(ExpireQualificationV1.self, message)))
        default: throw MessageFault("\(message.type) is no command that the catalogue decides")
        }
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        switch message.type {
        case QualificationDossierRecordedV1.identity.type:
            .dossier(.init(try ContractText.read(QualificationDossierRecordedV1.self, message)))
        case QualificationRecordedV1.identity.type:
            .qualification(.init(try ContractText.read(QualificationRecordedV1.self, message)))
        case QualificationExpiredV1.identity.type:
            .qualification(.init(try ContractText.read(QualificationExpiredV1.self, message)))
        case QualificationDeviationNotedV1.identity.type:
            .qualification(.init(try ContractText.read(QualificationDeviationNotedV1.self, message)))
        default: throw MessageFault("\(message.type) is no event of the catalogue")
        }
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
        return switch event {
        case .dossier(let event): try ContractText.write(event.contract(id))
        case .qualification(let event): try ContractText.write(event.contract(id))
        }
    }

    package func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        guard UUIDValue(aggregate.subject) != nil else {
            throw Refusal(.invalid, "the subject of a command to the catalogue is the object's UUID")
        }
        switch (command, state) {
        case (.dossier(let command), nil):
            return QualificationDossier.decide(command, .absent).map { .dossier($0) }
        case (.dossier(let command), .dossier(let state)):
            return QualificationDossier.decide(command, state).map { .dossier($0) }
        case (.qualification(let command), nil): return try decide(command, .absent)
        case (.qualification(let command), .qualification(let state)): return try decide(command, state)
        case (.dossier, .qualification), (.qualification, .dossier):
            throw Refusal(.invalid, "the subject is an object of another kind")
        }
    }

    private func decide(
        _ command: Qualification.Command, _ state: Qualification.State
    ) throws(Refusal) -> [Event] {
        do throws(Qualification.Rejection) {
            return try Qualification.decide(command, state).map { .qualification($0) }
        } catch {
            switch error {
            case .notRecorded: throw Refusal(.notFound, "the qualification is not recorded yet")
            }
        }
    }

    package func evolve(_ state: inout State?, _ event: Event) {
        switch event {
        case .dossier(let event):
            var dossier = QualificationDossier.initial
            if case .dossier(let held)? = state { dossier = held }
            QualificationDossier.evolve(&dossier, event)
            state = .dossier(dossier)
        case .qualification(let event):
            var qualification = Qualification.initial
            if case .qualification(let held)? = state { qualification = held }
            Qualification.evolve(&qualification, event)
            state = .qualification(qualification)
        }
    }

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] { [] }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {}
}
