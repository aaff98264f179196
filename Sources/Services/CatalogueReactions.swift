import EventSourcing
import HubContracts
package import ServiceRuntime

/// What the catalogue asks itself because of its own events.
package enum CatalogueReactions {
    package static let all: [any Reaction] = [
        OwnershipSpreading(service: "catalogue"), ProductQualification(), QualificationExpiry(), OfferingProduct(),
        OfferingQualificationExpiry(),
    ]
}

/// Lets a qualification know which education products rest on it.
struct ProductQualification: Reaction {
    let name = "product-qualification"
    let source = "catalogue"
    let target = "catalogue"
    let start = ReactionStart.beginning

    private static let created = EducationProductCreatedV1.identity.type
    private static let revised = EducationProductRevisedV1.identity.type
    private static let left = EducationProductLeftQualificationV1.identity.type

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        switch event.type {
        case ProductQualification.created:
            let created = try ContractText.read(EducationProductCreatedV1.self, event)
            return try list(created.educationProductId, on: created.qualificationId)
        case ProductQualification.revised:
            let revised = try ContractText.read(EducationProductRevisedV1.self, event)
            return try list(revised.educationProductId, on: revised.qualificationId)
        case ProductQualification.left:
            let left = try ContractText.read(EducationProductLeftQualificationV1.self, event)
            let command = TakeProductOffQualificationV1(
                qualificationId: left.qualificationId, educationProductId: left.educationProductId)
            return [try ReactionCommand(command, to: left.qualificationId)]
        default: return []
        }
    }

    private func list(
        _ product: UUIDValue, on qualification: UUIDValue?
    ) throws(MessageFault) -> [ReactionCommand] {
        guard let qualification else { return [] }
        let command = ListProductOnQualificationV1(qualificationId: qualification, educationProductId: product)
        return [try ReactionCommand(command, to: qualification)]
    }
}

/// Tells education products that the qualification on which they rest has expired.
struct QualificationExpiry: Reaction {
    let name = "qualification-expiry"
    let source = "catalogue"
    let target = "catalogue"
    let start = ReactionStart.beginning

    private static let reached = QualificationExpiryReachedProductsV1.identity.type

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == QualificationExpiry.reached else { return [] }
        let reached = try ContractText.read(QualificationExpiryReachedProductsV1.self, event)
        var commands: [ReactionCommand] = []
        for product in reached.educationProductIds {
            let command = NoteQualificationExpiryV1(
                educationProductId: product, qualificationId: reached.qualificationId, lastDay: reached.lastDay)
            commands.append(try ReactionCommand(command, to: product, partitionKey: event[.institution]))
        }
        return commands
    }
}

/// Lets an education product know which offerings there are of it.
struct OfferingProduct: Reaction {
    let name = "offering-product"
    let source = "catalogue"
    let target = "catalogue"
    let start = ReactionStart.beginning

    private static let created = OfferingCreatedV1.identity.type

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == OfferingProduct.created else { return [] }
        let created = try ContractText.read(OfferingCreatedV1.self, event)
        let command = ListOfferingOnProductV1(
            educationProductId: created.educationProductId, offeringId: created.offeringId)
        return [
            try ReactionCommand(command, to: created.educationProductId, partitionKey: event[.institution])
        ]
    }
}

/// Tells offerings that the qualification on which their product rests has expired.
struct OfferingQualificationExpiry: Reaction {
    let name = "offering-qualification-expiry"
    let source = "catalogue"
    let target = "catalogue"
    let start = ReactionStart.beginning

    private static let reached = QualificationExpiryReachedOfferingsV1.identity.type

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == OfferingQualificationExpiry.reached else { return [] }
        let reached = try ContractText.read(QualificationExpiryReachedOfferingsV1.self, event)
        var commands: [ReactionCommand] = []
        for offering in reached.offeringIds {
            let command = NoteOfferingQualificationExpiryV1(
                offeringId: offering, qualificationId: reached.qualificationId, lastDay: reached.lastDay)
            commands.append(try ReactionCommand(command, to: offering))
        }
        return commands
    }
}

extension ReactionCommand {
    fileprivate init(
        _ command: some ContractMessage, to subject: UUIDValue, partitionKey: String? = nil
    ) throws(MessageFault) {
        let text = try ContractText.write(command)
        self.init(
            contract: text.contract, subject: subject.description, partitionKey: partitionKey, data: text.data)
    }
}
