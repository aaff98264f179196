package import EventSourcing
import FoundationEssentials
package import HubContracts

/// What all contracts that describe a dossier have in common.
private protocol DossierContract {
    associatedtype Domain: DomainContract
    var registration: RegisterReferenceV1 { get }
    var name: String { get }
    var domain: Domain? { get }
    var priceFactor: Decimal? { get }
    var validity: PeriodV1 { get }
}

private protocol DomainContract {
    var code: String { get }
    var name: String { get }
}

extension RecordQualificationDossierV1: DossierContract {}
extension QualificationDossierRecordedV1: DossierContract {}
extension RecordQualificationDossierV1.Domain: DomainContract {}
extension QualificationDossierRecordedV1.Domain: DomainContract {}

extension DossierContract {
    fileprivate var description: QualificationDossier.Description {
        QualificationDossier.Description(
            entry: RegisterEntry(registration), name: name,
            domain: domain.map { QualificationDossier.Domain(code: $0.code, name: $0.name) },
            priceFactor: priceFactor, validity: Validity(validity))
    }
}

extension QualificationDossier: ContractDecider {
    package typealias Neighbours = InstitutionObjects

    package static let identifier = "qualificationDossierId"
    package static let key = ObjectKey.itself

    package static let commands: [CommandContract<Command>] = [
        .init(recorded: RecordQualificationDossierV1.self) { .record($0.description) }
    ]

    package static let events: [EventContract<Event>] = [
        .init(QualificationDossierRecordedV1.self) { .recorded($0.description) }
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .recorded(let description):
            QualificationDossierRecordedV1(
                qualificationDossierId: id, registration: description.entry.contract, name: description.name,
                domain: description.domain.map { .init(code: $0.code, name: $0.name) },
                priceFactor: description.priceFactor, validity: description.validity.contract)
        }
    }

    package static func reason(_ rejection: Never) -> RejectionReason {}
}
