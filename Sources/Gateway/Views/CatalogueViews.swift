import EventSourcing
import HubContracts

/// The views of the catalogue: what its events have said of each object last.
package enum CatalogueViews {
    package static let qualifications = DocumentView(
        "qualifications", version: 3, services: ["catalogue"], kinds: [qualification])

    package static let qualificationDossiers = DocumentView(
        "qualification-dossiers", version: 2, services: ["catalogue"], kinds: [dossier])

    package static let educationProducts = DocumentView(
        "education-products", version: 4, services: ["catalogue"], kinds: [educationProduct])

    package static let offerings = DocumentView("offerings", version: 3, services: ["catalogue"], kinds: [offering])

    package static let electives = DocumentView("electives", version: 3, services: ["catalogue"], kinds: [elective])

    package static let organisations = DocumentView(
        "organisations", version: 2, services: ["catalogue"], kinds: [organisation])

    package static let locations = DocumentView("locations", version: 2, services: ["catalogue"], kinds: [location])

    package static let academicSessions = DocumentView(
        "academic-sessions", version: 2, services: ["catalogue"], kinds: [academicSession])

    package static let learningOutcomes = DocumentView(
        "learning-outcomes", version: 2, services: ["catalogue"], kinds: [learningOutcome])

    package static let learningMaterials = DocumentView(
        "learning-materials", version: 2, services: ["catalogue"], kinds: [learningMaterial])

    package static let all = [
        qualifications, qualificationDossiers, electives, educationProducts, offerings, organisations, locations,
        academicSessions, learningOutcomes, learningMaterials,
    ]

    /// The catalogue, and the rooms and groups of scheduling, as objects of OEAPI 6.
    package static let oeapi = LinkedView("oeapi", version: 3, services: ["catalogue", "scheduling"], OEAPIDrawing())

    /// The catalogue as it is searched.
    package static let search = LinkedView(
        "search", version: 3, services: ["catalogue", "registration"], SearchDrawing())
}
