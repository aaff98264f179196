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
        "elective",
        [
            "nl.mbo.catalogue.elective-recorded.v1": .revise(removing: ["formalDocument"], state: "recorded"),
            "nl.mbo.catalogue.elective-expired.v1": .merge(state: "expired"),
        ],
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
        "organisation",
        [
            "nl.mbo.catalogue.organisation-created.v1": .replace(with: "active"),
            "nl.mbo.catalogue.organisation-revised.v1": .revise(removing: [
                "shortName", "descriptions", "parentId", "addresses", "link", "logo", "otherCodes", "validity",
            ]),
            "nl.mbo.catalogue.organisation-ended.v1": .merge(state: "ended"),
        ],
        references: [.init("parent", ["parentId"], to: "organisation", isSeenFromTarget: true)])

    static let location = LinkedKind(
        "location",
        [
            "nl.mbo.catalogue.location-created.v1": .replace(with: "open"),
            "nl.mbo.catalogue.location-revised.v1": .revise(removing: [
                "abbreviation", "organisationId", "partOfLocationId", "address", "geolocation", "link", "otherCodes",
                "validity",
            ]),
            "nl.mbo.catalogue.location-closed.v1": .merge(state: "closed"),
        ],
        references: [.init("organisation", ["organisationId"], to: "organisation")])

    static let academicSession = LinkedKind(
        "academic-session",
        [
            "nl.mbo.catalogue.academic-session-created.v1": .replace(with: "active"),
            "nl.mbo.catalogue.academic-session-revised.v1": .revise(removing: [
                "abbreviation", "parentId", "otherCodes",
            ]),
            "nl.mbo.catalogue.academic-session-withdrawn.v1": .merge(state: "withdrawn"),
        ],
        references: [.init("parent", ["parentId"], to: "academic-session", isSeenFromTarget: true)])

    static let learningOutcome = LinkedKind(
        "learning-outcome",
        [
            "nl.mbo.catalogue.learning-outcome-created.v1": .replace(with: "concept"),
            "nl.mbo.catalogue.learning-outcome-revised.v1": .revise(removing: [
                "abbreviation", "descriptions", "framework", "qualificationId", "electiveId", "parentIds",
                "studyLoad", "complexityLevel", "levelOfQualification", "fieldsOfStudy", "otherCodes", "validity",
            ]),
            "nl.mbo.catalogue.learning-outcome-adopted.v1": .merge(state: "adopted"),
            "nl.mbo.catalogue.learning-outcome-published.v1": .merge(state: "published"),
            "nl.mbo.catalogue.learning-outcome-expired.v1": .merge(state: "expired"),
            "nl.mbo.catalogue.learning-outcome-archived.v1": .merge(state: "archived"),
            "nl.mbo.catalogue.learning-outcome-deactivated.v1": .merge(state: "deactivated"),
            "nl.mbo.catalogue.learning-outcome-reactivated.v1": .merge(state: "published"),
            "nl.mbo.catalogue.learning-outcome-reopened.v1": .merge(state: "concept"),
        ],
        references: [.init("parent", ["parentIds"], to: "learning-outcome", isSeenFromTarget: true)])

    static let learningMaterial = LinkedKind(
        "learning-material",
        [
            "nl.mbo.catalogue.learning-material-created.v1": .replace(with: "available"),
            "nl.mbo.catalogue.learning-material-revised.v1": .revise(removing: [
                "descriptions", "publisher", "edition", "publicationYear", "isbn", "ean", "materialType", "licence",
                "languages", "link", "uses", "otherCodes", "validity",
            ]),
            "nl.mbo.catalogue.learning-material-licence-ended.v1": .merge(state: "licenceEnded"),
            "nl.mbo.catalogue.learning-material-withdrawn.v1": .merge(state: "withdrawn"),
        ])
}
