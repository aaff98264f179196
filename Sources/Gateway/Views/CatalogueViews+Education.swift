import EventSourcing
import HubContracts

/// What is learned and offered: what each event says of it.
extension CatalogueViews {
    static let qualification = DocumentView.Kind(
        name: "qualification", identifier: "qualificationId",
        filters: [
            ("identifier", ["registration", "identifier"]), ("level", ["level"]),
            ("educationType", ["educationType"]), ("learningPath", ["learningPaths"]),
            ("qualificationDossierId", ["qualificationDossierId"]), ("state", ["state"]),
        ],
        searched: [["name"], ["registration", "identifier"]],
        changes: [
            QualificationRecordedV1.identity.type: .recorded(
                removing: ["educationType", "priceFactor", "professionalRequirements"]),
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
            ("qualificationId", ["qualificationId"]), ("electiveId", ["electiveId"]), ("level", ["level"]),
            ("code", ["otherCodes", "code"]), ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["primaryCode", "code"], ["otherCodes", "code"]],
        changes: [
            EducationProductCreatedV1.identity.type: .replace(with: "concept"),
            EducationProductRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "descriptions", "studyLoad", "level", "modeOfStudy", "modesOfDelivery",
                "teachingLanguages", "duration", "qualificationId", "otherCodes", "validity", "primaryCode",
                "learningOutcomeIds", "electiveId", "organisationId", "componentType", "learningPath", "targetGroup",
                "cohort", "firstStartDay", "levelOfQualification", "qualificationAwarded", "formalDocument",
                "fieldsOfStudy", "admissionRequirements", "qualificationRequirements", "assessment",
                "enrolmentInstructions", "resources", "examPlans", "link",
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
            EducationProductLeftQualificationV1.identity.type: .leaveQualification,
            StudentChoiceRulesRevisedV1.identity.type: .merge(),
        ])

    static let offering = DocumentView.Kind(
        name: "offering", identifier: "offeringId",
        filters: [
            ("state", ["state"]), ("offeringType", ["offeringType"]),
            ("educationProductId", ["educationProductId"]), ("learningPath", ["learningPath"]),
            ("validFrom", ["period", "validFrom"]), ("code", ["otherCodes", "code"]),
            ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["primaryCode", "code"], ["otherCodes", "code"]],
        changes: [
            OfferingCreatedV1.identity.type: .replace(with: "inPlanning"),
            OfferingRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "academicSessionId", "organisationId", "locationId", "addresses", "learningPath",
                "modeOfStudy", "modesOfDelivery", "teachingLanguages", "minimumStudents", "maximumStudents",
                "enrolmentWindow", "admission", "otherCodes", "primaryCode", "descriptions", "partOfOfferingIds",
                "flexibleEntryPeriod", "resultExpected", "resultValueType", "link",
            ]),
            OfferingPlannedV1.identity.type: .merge(state: "planned"),
            OfferingDeclaredNotFeasibleV1.identity.type: .merge(state: "notFeasible"),
            OfferingPlanningResumedV1.identity.type: .merge(state: "inPlanning"),
            OfferingCancelledV1.identity.type: .merge(state: "cancelled"),
            EnrolmentWindowClosedV1.identity.type: .closeWindow,
            OfferingQualificationExpiryNotedV1.identity.type: .noteExpiry,
        ])

    static let elective = DocumentView.Kind(
        name: "elective", identifier: "electiveId",
        filters: [
            ("identifier", ["registration", "identifier"]), ("qualificationId", ["qualificationIds"]),
            ("state", ["state"]),
        ],
        searched: [["name"], ["registration", "identifier"]],
        changes: [
            ElectiveRecordedV1.identity.type: .recorded(removing: ["purposes", "formalDocument"]),
            ElectiveExpiredV1.identity.type: .merge(state: "expired"),
            ElectiveDeviationNotedV1.identity.type: .merge(),
        ])

    static let learningOutcome = DocumentView.Kind(
        name: "learning-outcome", identifier: "learningOutcomeId",
        filters: [
            ("state", ["state"]), ("qualificationId", ["qualificationId"]), ("electiveId", ["electiveId"]),
            ("parentId", ["parentIds"]), ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["primaryCode", "code"]],
        changes: [
            LearningOutcomeCreatedV1.identity.type: .replace(with: "concept"),
            LearningOutcomeRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "descriptions", "framework", "qualificationId", "electiveId", "parentIds",
                "studyLoad", "complexityLevel", "levelOfQualification", "fieldsOfStudy", "otherCodes", "validity",
            ]),
            LearningOutcomeAdoptedV1.identity.type: .merge(state: "adopted"),
            LearningOutcomePublishedV1.identity.type: .merge(state: "published"),
            LearningOutcomeExpiredV1.identity.type: .merge(state: "expired"),
            LearningOutcomeArchivedV1.identity.type: .merge(state: "archived"),
            LearningOutcomeDeactivatedV1.identity.type: .merge(state: "deactivated"),
            LearningOutcomeReactivatedV1.identity.type: .merge(state: "published"),
            LearningOutcomeReopenedV1.identity.type: .merge(state: "concept"),
        ])

    static let learningMaterial = DocumentView.Kind(
        name: "learning-material", identifier: "learningMaterialId",
        filters: [
            ("state", ["state"]), ("materialType", ["materialType"]), ("access", ["access"]), ("isbn", ["isbn"]),
            ("usedBy", ["uses", "objectId"]),
        ],
        searched: [["names", "value"], ["publisher"], ["isbn"], ["ean"]],
        changes: [
            LearningMaterialCreatedV1.identity.type: .replace(with: "available"),
            LearningMaterialRevisedV1.identity.type: .revise(removing: [
                "descriptions", "publisher", "edition", "publicationYear", "isbn", "ean", "materialType", "licence",
                "languages", "link", "uses", "otherCodes", "validity",
            ]),
            LearningMaterialLicenceEndedV1.identity.type: .endLicence,
            LearningMaterialWithdrawnV1.identity.type: .merge(state: "withdrawn"),
        ])
}
