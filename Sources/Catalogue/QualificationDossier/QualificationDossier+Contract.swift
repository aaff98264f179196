package import EventSourcing
package import HubContracts

extension QualificationDossier.Command {
    package init(_ contract: RecordQualificationDossierV1) {
        self = .record(
            QualificationDossier.Description(
                entry: RegisterEntry(contract.registration), name: contract.name,
                domain: contract.domain.map { QualificationDossier.Domain(code: $0.code, name: $0.name) },
                priceFactor: contract.priceFactor, validity: Validity(contract.validity)))
    }
}

extension QualificationDossier.Event {
    package init(_ contract: QualificationDossierRecordedV1) {
        self = .recorded(
            QualificationDossier.Description(
                entry: RegisterEntry(contract.registration), name: contract.name,
                domain: contract.domain.map { QualificationDossier.Domain(code: $0.code, name: $0.name) },
                priceFactor: contract.priceFactor, validity: Validity(contract.validity)))
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
