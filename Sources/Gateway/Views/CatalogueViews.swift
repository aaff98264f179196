import EventSourcing
import HubContracts

/// The views of the catalogue: what its events have said of each object last.
package enum CatalogueViews {
    package static let qualifications = DocumentView(
        "qualifications", version: 1, services: ["catalogue"], kinds: [qualification])

    package static let qualificationDossiers = DocumentView(
        "qualification-dossiers", version: 1, services: ["catalogue"], kinds: [dossier])

    package static let educationProducts = DocumentView(
        "education-products", version: 1, services: ["catalogue"], kinds: [educationProduct])

    package static let offerings = DocumentView("offerings", version: 1, services: ["catalogue"], kinds: [offering])

    package static let all = [qualifications, qualificationDossiers, educationProducts, offerings]

    /// The catalogue as objects of OEAPI 6.
    package static let oeapi = LinkedView("oeapi", version: 1, services: ["catalogue"], OEAPIDrawing())

    /// The catalogue as it is searched.
    package static let search = LinkedView("search", version: 1, services: ["catalogue"], SearchDrawing())

    static let qualification = DocumentView.Kind(
        name: "qualification", identifier: "qualificationId",
        filters: [
            ("identifier", ["registration", "identifier"]), ("level", ["level"]),
            ("educationType", ["educationType"]), ("learningPath", ["learningPaths"]),
            ("qualificationDossierId", ["qualificationDossierId"]), ("state", ["state"]),
        ],
        searched: [["name"], ["registration", "identifier"]],
        changes: [
            QualificationRecordedV1.identity.type: .revise(
                removing: ["educationType", "priceFactor", "professionalRequirements"], state: "recorded"),
            QualificationExpiredV1.identity.type: .merge(state: "expired"),
            QualificationDeviationNotedV1.identity.type: .merge(),
        ])

    static let dossier = DocumentView.Kind(
        name: "qualification-dossier", identifier: "qualificationDossierId",
        filters: [("identifier", ["registration", "identifier"]), ("domain", ["domain", "code"])],
        searched: [["name"], ["registration", "identifier"], ["domain", "name"]],
        changes: [QualificationDossierRecordedV1.identity.type: .replace(with: "recorded")])

    static let educationProduct = DocumentView.Kind(
        name: "education-product", identifier: "educationProductId",
        filters: [
            ("state", ["state"]), ("specificationType", ["specificationType"]),
            ("qualificationId", ["qualificationId"]), ("level", ["level"]), ("code", ["otherCodes", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["otherCodes", "code"]],
        changes: [
            EducationProductCreatedV1.identity.type: .replace(with: "concept"),
            EducationProductRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "descriptions", "studyLoad", "level", "modeOfStudy", "modesOfDelivery",
                "teachingLanguages", "duration", "qualificationId", "otherCodes", "validity",
            ]),
            EducationProductComposedV1.identity.type: .compose,
            EducationProductAdoptedV1.identity.type: .merge(state: "adopted"),
            EducationProductPublishedV1.identity.type: .merge(state: "published"),
            EducationProductExpiredV1.identity.type: .merge(state: "expired"),
            EducationProductArchivedV1.identity.type: .merge(state: "archived"),
            EducationProductDeactivatedV1.identity.type: .merge(state: "deactivated"),
            EducationProductReactivatedV1.identity.type: .merge(state: "published"),
            EducationProductReopenedV1.identity.type: .merge(state: "concept"),
            EducationProductQualificationExpiryNotedV1.identity.type: .noteExpiry,
        ])

    static let offering = DocumentView.Kind(
        name: "offering", identifier: "offeringId",
        filters: [
            ("state", ["state"]), ("offeringType", ["offeringType"]),
            ("educationProductId", ["educationProductId"]), ("learningPath", ["learningPath"]),
            ("validFrom", ["period", "validFrom"]), ("code", ["otherCodes", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["otherCodes", "code"]],
        changes: [
            OfferingCreatedV1.identity.type: .replace(with: "inPlanning"),
            OfferingRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "academicSessionId", "organisationId", "locationId", "addresses", "learningPath",
                "modeOfStudy", "modesOfDelivery", "teachingLanguages", "minimumStudents", "maximumStudents",
                "enrolmentWindow", "otherCodes",
            ]),
            OfferingPlannedV1.identity.type: .merge(state: "planned"),
            OfferingDeclaredNotFeasibleV1.identity.type: .merge(state: "notFeasible"),
            OfferingPlanningResumedV1.identity.type: .merge(state: "inPlanning"),
            OfferingCancelledV1.identity.type: .merge(state: "cancelled"),
            EnrolmentWindowClosedV1.identity.type: .closeWindow,
        ])
}
