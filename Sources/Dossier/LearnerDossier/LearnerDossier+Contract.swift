package import EventSourcing
package import HubContracts

extension LearnerDossier.Event {
    package init(_ contract: DossierOpenedV1) { self = .opened(of: contract.subjectId) }

    package init(_ contract: DossierDeviationNotedV1) {
        self = .deviated(contract.deviations.map { LearnerDossier.NotedDeviation($0) })
    }

    /// - Parameter id: the dossier.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .opened(let learner): DossierOpenedV1(dossierId: id, subjectId: learner)
        case .enrolment(let enrolment, let event): event.contract(enrolment, in: id)
        case .result(let result, let event): event.contract(result, in: id)
        case .document(let document, let event): event.contract(document, in: id)
        case .item(let item, let event): event.contract(item, in: id)
        case .grant(let grant, let event): event.contract(grant, in: id)
        case .link(let link, let event): event.contract(link, in: id)
        case .deviated(let deviations):
            DossierDeviationNotedV1(dossierId: id, deviations: deviations.map(\.contract))
        }
    }
}
