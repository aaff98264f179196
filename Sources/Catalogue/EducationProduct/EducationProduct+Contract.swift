package import EventSourcing
package import HubContracts

/// What all contracts that describe a product have in common.
private protocol ProductContract {
    associatedtype Level: RawRepresentable<String>
    associatedtype ModeOfStudy: RawRepresentable<String>
    associatedtype ModeOfDelivery: RawRepresentable<String>
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var studyLoad: StudyLoadV1? { get set }
    var level: Level? { get set }
    var modeOfStudy: ModeOfStudy? { get set }
    var modesOfDelivery: [ModeOfDelivery]? { get set }
    var teachingLanguages: [String]? { get set }
    var duration: String? { get set }
    var qualificationId: UUIDValue? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
}

extension CreateEducationProductV1: ProductContract {}
extension ReviseEducationProductV1: ProductContract {}
extension EducationProductCreatedV1: ProductContract {}
extension EducationProductRevisedV1: ProductContract {}

extension ProductContract {
    fileprivate var description: EducationProduct.Description {
        var description = EducationProduct.Description(names: names.map { LocalisedText($0) })
        description.abbreviation = abbreviation
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.studyLoad = studyLoad.map { StudyLoad($0) }
        description.level = level?.rawValue
        description.modeOfStudy = modeOfStudy?.rawValue
        description.modesOfDelivery = modesOfDelivery.map { $0.map(\.rawValue) }
        description.teachingLanguages = teachingLanguages
        description.duration = duration
        description.qualification = qualificationId
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        return description
    }

    fileprivate func describing(_ description: EducationProduct.Description) -> Self {
        var contract = self
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.studyLoad = description.studyLoad?.contract
        contract.level = description.level.flatMap { Level(rawValue: $0) }
        contract.modeOfStudy = description.modeOfStudy.flatMap { ModeOfStudy(rawValue: $0) }
        contract.modesOfDelivery = description.modesOfDelivery.map { $0.compactMap { ModeOfDelivery(rawValue: $0) } }
        contract.teachingLanguages = description.teachingLanguages
        contract.duration = description.duration
        contract.qualificationId = description.qualification
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        return contract
    }
}

extension EducationProduct.Request {
    package init(_ contract: CreateEducationProductV1) {
        self = .complete(
            .create(
                EducationProduct.Product(type: contract.specificationType.rawValue, description: contract.description)))
    }

    package init(_ contract: ReviseEducationProductV1) { self = .revise(contract.description) }

    package init(_ contract: ComposeEducationProductV1) {
        let added = (contract.added ?? []).map { added in
            Composition.Component(added.educationProductId, .init(added.relation))
        }
        self = .compose(Composition.Change(added: added, removed: contract.removed ?? []))
    }

    package init(_ contract: AdoptEducationProductV1) {
        self = .adopt(
            EducationProduct.Adoption(
                on: contract.adoptedOn, by: contract.adoptedBy, decidedBy: contract.decidedByPerson,
                proposedBy: contract.proposedByPerson))
    }

    package init(_ contract: ReopenEducationProductV1) { self = .complete(.reopen(reason: contract.reason)) }
    package init(_ contract: PublishEducationProductV1) { self = .complete(.publish(on: contract.publishedOn)) }
    package init(_ contract: DeactivateEducationProductV1) { self = .complete(.deactivate(reason: contract.reason)) }
    package init(_ contract: ReactivateEducationProductV1) { self = .complete(.reactivate(reason: contract.reason)) }
    package init(_ contract: ExpireEducationProductV1) { self = .complete(.expire(lastDay: contract.lastDay)) }
    package init(_ contract: ArchiveEducationProductV1) { self = .complete(.archive(reason: contract.reason)) }

    package init(_ contract: NoteQualificationExpiryV1) {
        self = .complete(
            .noteQualificationExpiry(
                EducationProduct.QualificationExpiry(of: contract.qualificationId, lastDay: contract.lastDay)))
    }
}

extension EducationProduct.Event {
    package init(_ contract: EducationProductCreatedV1) {
        self = .created(
            EducationProduct.Product(type: contract.specificationType.rawValue, description: contract.description))
    }

    package init(_ contract: EducationProductRevisedV1) { self = .revised(contract.description) }

    package init(_ contract: EducationProductLeftQualificationV1) {
        self = .leftQualification(contract.qualificationId)
    }

    package init(_ contract: EducationProductComposedV1) {
        let added = (contract.added ?? []).map { added in
            Composition.Component(added.educationProductId, .init(added.relation))
        }
        self = .composed(Composition.Change(added: added, removed: contract.removed ?? []))
    }

    package init(_ contract: EducationProductAdoptedV1) {
        self = .adopted(
            EducationProduct.Adoption(
                on: contract.adoptedOn, by: contract.adoptedBy, decidedBy: contract.decidedByPerson,
                proposedBy: contract.proposedByPerson))
    }

    package init(_ contract: EducationProductReopenedV1) { self = .reopened(reason: contract.reason) }
    package init(_ contract: EducationProductPublishedV1) { self = .published(on: contract.publishedOn) }
    package init(_ contract: EducationProductDeactivatedV1) { self = .deactivated(reason: contract.reason) }
    package init(_ contract: EducationProductReactivatedV1) { self = .reactivated(reason: contract.reason) }
    package init(_ contract: EducationProductExpiredV1) { self = .expired(lastDay: contract.lastDay) }
    package init(_ contract: EducationProductArchivedV1) { self = .archived(reason: contract.reason) }

    package init(_ contract: EducationProductQualificationExpiryNotedV1) {
        self = .qualificationExpiryNoted(
            EducationProduct.QualificationExpiry(of: contract.qualificationId, lastDay: contract.lastDay))
    }

    /// - Parameter id: the product.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .created(let product):
            EducationProductCreatedV1(
                educationProductId: id, specificationType: .init(rawValue: product.type), names: []
            ).describing(product.description)
        case .revised(let description):
            EducationProductRevisedV1(educationProductId: id, names: []).describing(description)
        case .leftQualification(let qualification):
            EducationProductLeftQualificationV1(educationProductId: id, qualificationId: qualification)
        case .composed(let change):
            EducationProductComposedV1(
                educationProductId: id,
                added: change.added.isEmpty
                    ? nil : change.added.map { .init(educationProductId: $0.product, relation: .init($0.relation)) },
                removed: change.removed.isEmpty ? nil : change.removed)
        case .adopted(let adoption):
            EducationProductAdoptedV1(
                educationProductId: id, adoptedOn: adoption.day, adoptedBy: adoption.body,
                decidedByPerson: adoption.decidedBy, proposedByPerson: adoption.proposedBy)
        case .reopened(let reason): EducationProductReopenedV1(educationProductId: id, reason: reason)
        case .published(let day): EducationProductPublishedV1(educationProductId: id, publishedOn: day)
        case .deactivated(let reason): EducationProductDeactivatedV1(educationProductId: id, reason: reason)
        case .reactivated(let reason): EducationProductReactivatedV1(educationProductId: id, reason: reason)
        case .expired(let lastDay): EducationProductExpiredV1(educationProductId: id, lastDay: lastDay)
        case .archived(let reason): EducationProductArchivedV1(educationProductId: id, reason: reason)
        case .qualificationExpiryNoted(let expiry):
            EducationProductQualificationExpiryNotedV1(
                educationProductId: id, qualificationId: expiry.qualification, lastDay: expiry.lastDay)
        }
    }
}

extension Composition.Relation {
    fileprivate init(_ contract: ComposeEducationProductV1.Component.Relation) {
        switch contract {
        case .part: self = .part
        case .variant: self = .variant
        }
    }

    fileprivate init(_ contract: EducationProductComposedV1.Component.Relation) {
        switch contract {
        case .part: self = .part
        case .variant: self = .variant
        }
    }
}

extension EducationProductComposedV1.Component.Relation {
    fileprivate init(_ relation: Composition.Relation) {
        switch relation {
        case .part: self = .part
        case .variant: self = .variant
        }
    }
}
