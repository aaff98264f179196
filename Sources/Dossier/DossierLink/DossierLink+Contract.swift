import EventSourcing
package import HubContracts

extension DossierLink.Command {
    package init(_ contract: LinkDossierV1) { self = .link(SealedReference(contract.other)) }
}

extension DossierLink.Event {
    package init(_ contract: DossierLinkedV1) { self = .linked(SealedReference(contract.other)) }

    /// - Parameters:
    ///   - id: the half.
    ///   - dossier: the dossier that names the other.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .linked(let other): DossierLinkedV1(dossierId: dossier, linkId: id, other: other.contract)
        case .unlinked: DossierUnlinkedV1(dossierId: dossier, linkId: id)
        }
    }
}
