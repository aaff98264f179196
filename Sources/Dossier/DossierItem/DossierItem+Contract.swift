import EventSourcing
package import HubContracts

/// What all contracts that describe an item have in common.
private protocol ContentContract {
    associatedtype ItemType: RawRepresentable<String>
    var itemType: ItemType { get set }
    var metadata: SealedReferenceV1 { get }
    var contentHash: String? { get set }
    var contentLength: Int64? { get set }
    var mediaType: String? { get set }
}

extension AddDossierItemV1: ContentContract {}
extension ReviseDossierItemV1: ContentContract {}
extension DossierItemAddedV1: ContentContract {}
extension DossierItemRevisedV1: ContentContract {}

extension ContentContract {
    fileprivate var content: DossierItem.Content {
        guard let type = DossierItem.ItemType(rawValue: itemType.rawValue) else {
            preconditionFailure("the contract's types are those of an item")
        }
        var content = DossierItem.Content(type, metadata: SealedReference(metadata))
        content.hash = contentHash
        content.length = contentLength
        content.mediaType = mediaType
        return content
    }

    fileprivate func describing(_ content: DossierItem.Content) -> Self {
        var contract = self
        if let type = ItemType(rawValue: content.type.rawValue) { contract.itemType = type }
        contract.contentHash = content.hash
        contract.contentLength = content.length
        contract.mediaType = content.mediaType
        return contract
    }
}

extension DossierItem.Contributor {
    /// Reads the word of a contract that lists the same ones.
    fileprivate init(_ contract: some RawRepresentable<String>) {
        guard let contributor = DossierItem.Contributor(rawValue: contract.rawValue) else {
            preconditionFailure("the contract's contributors are those of an item")
        }
        self = contributor
    }

    fileprivate var contract: DossierItemAddedV1.Contributor {
        switch self {
        case .learner: .learner
        case .institution: .institution
        }
    }
}

extension DossierItem.Command {
    package init(_ contract: AddDossierItemV1) {
        self = .add(contract.content, DossierItem.Contributor(contract.contributor))
    }

    package init(_ contract: ReviseDossierItemV1) {
        self = .revise(contract.content, DossierItem.Contributor(contract.contributor))
    }

    package init(_ contract: RemoveDossierItemV1) {
        self = .remove(DossierItem.Contributor(contract.contributor))
    }
}

extension DossierItem.Event {
    package init(_ contract: DossierItemAddedV1) {
        self = .added(contract.content, DossierItem.Contributor(contract.contributor))
    }

    package init(_ contract: DossierItemRevisedV1) {
        self = .revised(contract.content, revision: contract.revision)
    }

    /// - Parameters:
    ///   - id: the item.
    ///   - dossier: the dossier in which it is.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .added(let content, let contributor):
            DossierItemAddedV1(
                dossierId: dossier, itemId: id, contributor: contributor.contract, itemType: .experience,
                metadata: content.metadata.contract
            ).describing(content)
        case .revised(let content, let revision):
            DossierItemRevisedV1(
                dossierId: dossier, itemId: id, revision: revision, itemType: .experience,
                metadata: content.metadata.contract
            ).describing(content)
        case .removed: DossierItemRemovedV1(dossierId: dossier, itemId: id)
        }
    }
}
