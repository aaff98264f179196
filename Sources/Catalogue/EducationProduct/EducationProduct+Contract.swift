package import EventSourcing
package import HubContracts

extension EducationProduct: ContractDecider {
    package static let identifier = "educationProductId"
    package static let key = ObjectKey.institution

    package static let commands: [CommandContract<Request>] = [
        .init(CreateEducationProductV1.self, \.educationProductId) {
            .create(Product(type: $0.specificationType.rawValue, description: $0.described))
        },
        .init(ReviseEducationProductV1.self, \.educationProductId) { .revise($0.described) },
        .init(ComposeEducationProductV1.self, \.educationProductId) { contract in
            let added = (contract.added ?? []).map { Composition.Component($0.educationProductId, .init($0.relation)) }
            return .compose(Composition.Change(added: added, removed: contract.removed ?? []))
        },
        .init(ReviseStudentChoiceRulesV1.self, \.educationProductId) {
            .reviseChoiceRules($0.rules.map { $0.rule })
        },
        .init(AdoptEducationProductV1.self, \.educationProductId) {
            .adopt(
                Adoption(
                    on: $0.adoptedOn, by: $0.adoptedBy, decidedBy: $0.decidedByPerson,
                    proposedBy: $0.proposedByPerson))
        },
        .init(ReopenEducationProductV1.self, \.educationProductId) { .complete(.reopen(reason: $0.reason)) },
        .init(PublishEducationProductV1.self, \.educationProductId) { .complete(.publish(on: $0.publishedOn)) },
        .init(DeactivateEducationProductV1.self, \.educationProductId) { .complete(.deactivate(reason: $0.reason)) },
        .init(ReactivateEducationProductV1.self, \.educationProductId) { .complete(.reactivate(reason: $0.reason)) },
        .init(ExpireEducationProductV1.self, \.educationProductId) { .complete(.expire(lastDay: $0.lastDay)) },
        .init(ArchiveEducationProductV1.self, \.educationProductId) { .complete(.archive(reason: $0.reason)) },
        .init(NoteQualificationExpiryV1.self, \.educationProductId) {
            .complete(.noteQualificationExpiry(QualificationExpiry(of: $0.qualificationId, lastDay: $0.lastDay)))
        },
        .init(ListOfferingOnProductV1.self, \.educationProductId) { .complete(.listOffering($0.offeringId)) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(EducationProductCreatedV1.self, [.neighbours, .reminders]) {
            .created(Product(type: $0.specificationType.rawValue, description: $0.described))
        },
        .init(EducationProductRevisedV1.self, [.neighbours, .reminders]) { .revised($0.described) },
        .init(EducationProductLeftQualificationV1.self) { .leftQualification($0.qualificationId) },
        .init(EducationProductComposedV1.self, .neighbours) { contract in
            let added = (contract.added ?? []).map { Composition.Component($0.educationProductId, .init($0.relation)) }
            return .composed(Composition.Change(added: added, removed: contract.removed ?? []))
        },
        .init(StudentChoiceRulesRevisedV1.self) { .choiceRulesRevised($0.rules.map { $0.rule }) },
        .init(EducationProductAdoptedV1.self, .neighbours) {
            .adopted(
                Adoption(
                    on: $0.adoptedOn, by: $0.adoptedBy, decidedBy: $0.decidedByPerson,
                    proposedBy: $0.proposedByPerson))
        },
        .init(EducationProductReopenedV1.self, .neighbours) { .reopened(reason: $0.reason) },
        .init(EducationProductPublishedV1.self, .reminders) { .published(on: $0.publishedOn, until: $0.lastDay) },
        .init(EducationProductDeactivatedV1.self) { .deactivated(reason: $0.reason) },
        .init(EducationProductReactivatedV1.self, .reminders) { .reactivated(reason: $0.reason, until: $0.lastDay) },
        .init(EducationProductExpiredV1.self, [.neighbours, .reminders]) { .expired(lastDay: $0.lastDay) },
        .init(EducationProductArchivedV1.self, [.neighbours, .reminders]) { .archived(reason: $0.reason) },
        .init(EducationProductQualificationExpiryNotedV1.self) {
            .qualificationExpiryNoted(QualificationExpiry(of: $0.qualificationId, lastDay: $0.lastDay))
        },
        .init(OfferingListedOnProductV1.self) { .offeringListed($0.offeringId) },
        .init(QualificationExpiryReachedOfferingsV1.self) {
            .expiryReachedOfferings(
                $0.offeringIds, QualificationExpiry(of: $0.qualificationId, lastDay: $0.lastDay))
        },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
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
        case .choiceRulesRevised(let rules):
            StudentChoiceRulesRevisedV1(educationProductId: id, rules: rules.map { .init($0) })
        case .adopted(let adoption):
            EducationProductAdoptedV1(
                educationProductId: id, adoptedOn: adoption.day, adoptedBy: adoption.body,
                decidedByPerson: adoption.decidedBy, proposedByPerson: adoption.proposedBy)
        case .reopened(let reason): EducationProductReopenedV1(educationProductId: id, reason: reason)
        case .published(let day, let lastDay):
            EducationProductPublishedV1(educationProductId: id, publishedOn: day, lastDay: lastDay)
        case .deactivated(let reason): EducationProductDeactivatedV1(educationProductId: id, reason: reason)
        case .reactivated(let reason, let lastDay):
            EducationProductReactivatedV1(educationProductId: id, reason: reason, lastDay: lastDay)
        case .expired(let lastDay): EducationProductExpiredV1(educationProductId: id, lastDay: lastDay)
        case .archived(let reason): EducationProductArchivedV1(educationProductId: id, reason: reason)
        case .qualificationExpiryNoted(let expiry):
            EducationProductQualificationExpiryNotedV1(
                educationProductId: id, qualificationId: expiry.qualification, lastDay: expiry.lastDay)
        case .offeringListed(let offering): OfferingListedOnProductV1(educationProductId: id, offeringId: offering)
        case .expiryReachedOfferings(let offerings, let expiry):
            QualificationExpiryReachedOfferingsV1(
                educationProductId: id, qualificationId: expiry.qualification, lastDay: expiry.lastDay,
                offeringIds: offerings)
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
