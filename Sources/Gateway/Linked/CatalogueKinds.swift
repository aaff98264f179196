import EventSourcing
import HubContracts

/// The objects of the catalogue with what each refers to, for the views that draw them together.
enum CatalogueKinds {
    static let all = [
        qualification, elective, educationProduct, offering, organisation, location, academicSession, learningOutcome,
        learningMaterial,
    ]

    static let qualification = LinkedKind("qualification", CatalogueViews.qualification.changes)

    static let elective = LinkedKind(
        "elective", CatalogueViews.elective.changes,
        references: [.init("qualification", ["qualificationIds"], to: "qualification")])

    static let educationProduct = LinkedKind(
        "education-product", CatalogueViews.educationProduct.changes,
        references: [
            .init(
                "component", ["components", "educationProductId"], to: "education-product", isSeenFromTarget: true),
            .init("qualification", ["qualificationId"], to: "qualification"),
            .init("elective", ["electiveId"], to: "elective"),
            .init("outcome", ["learningOutcomeIds"], to: "learning-outcome"),
            .init("organisation", ["organisationId"], to: "organisation"),
        ])

    static let offering = LinkedKind(
        "offering", CatalogueViews.offering.changes,
        references: [
            .init("product", ["educationProductId"], to: "education-product"),
            .init("academicSession", ["academicSessionId"], to: "academic-session"),
            .init("organisation", ["organisationId"], to: "organisation"),
            .init("location", ["locationId"], to: "location"),
            .init("whole", ["partOfOfferingIds"], to: "offering"),
        ])

    static let organisation = LinkedKind(
        "organisation", CatalogueViews.organisation.changes,
        references: [.init("parent", ["parentId"], to: "organisation", isSeenFromTarget: true)])

    static let location = LinkedKind(
        "location", CatalogueViews.location.changes,
        references: [.init("organisation", ["organisationId"], to: "organisation")])

    static let academicSession = LinkedKind(
        "academic-session", CatalogueViews.academicSession.changes,
        references: [.init("parent", ["parentId"], to: "academic-session", isSeenFromTarget: true)])

    static let learningOutcome = LinkedKind(
        "learning-outcome", CatalogueViews.learningOutcome.changes,
        references: [.init("parent", ["parentIds"], to: "learning-outcome", isSeenFromTarget: true)])

    static let learningMaterial = LinkedKind(
        "learning-material", CatalogueViews.learningMaterial.changes)
}
