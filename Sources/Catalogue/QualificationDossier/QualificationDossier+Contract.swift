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

extension QualificationDossier.Command {
    package init(_ contract: RecordQualificationDossierV1) {
        self = .record(contract.description)
    }
}

extension QualificationDossier.Event {
    package init(_ contract: QualificationDossierRecordedV1) {
        self = .recorded(contract.description)
    }

    /// - Parameter id: the dossier.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .recorded(let description):
            QualificationDossierRecordedV1(
                qualificationDossierId: id, registration: description.entry.contract, name: description.name,
                domain: description.domain.map { .init(code: $0.code, name: $0.name) },
                priceFactor: description.priceFactor, validity: description.validity.contract)
        }
    }
}
