import EventSourcing
import JSONSchema

/// The sorts of part that a person has in an offering (aanbodverbintenis), beside that in a whole programme.
enum OEAPIAssociationSort: String, Sendable, CaseIterable {
    case course
    case learningComponent
    case testComponent

    /// The sort of offering.
    var offering: OEAPIType {
        switch self {
        case .course: .courseOffering
        case .learningComponent: .learningComponentOffering
        case .testComponent: .testComponentOffering
        }
    }

    /// What is offered.
    var product: OEAPIType {
        switch self {
        case .course: .course
        case .learningComponent: .learningComponent
        case .testComponent: .testComponent
        }
    }

    /// The collection's name in addresses.
    var collection: String { offering.collection.dropLast() + "-associations" }

    /// The name of the id in addresses.
    var parameter: String { "\(offering.rawValue)AssociationId" }

    /// What OEAPI's document calls the schema of one.
    var schema: String { "\(offering.schema)Association" }

    /// What can be asked for with one, as OEAPI's document lists it.
    var expansions: [String] {
        switch self {
        case .course: ["academic_session", offering.snakeCase, "person"]
        case .learningComponent, .testComponent: ["person", offering.snakeCase, "rooms"]
        }
    }

    /// Members that one always has, whatever a reader asks for.
    var mandatory: Set<String> { ["associationId", "role", "state", "personId", offering.identifier] }

    /// A learner's placement as an association.
    ///
    /// - Parameters:
    ///   - placement: its document.
    ///   - result: what is shown of its result; nil for none.
    func text(_ placement: JSONValue, id: String, result: OEAPIAssociationResult?) -> [UInt8] {
        OEAPIWriter.object(placement) { writer in
            writer.text("associationId", id)
            writer.text("role", "student")
            writer.text("state", OEAPIAssociationSort.state(placement["state"]?.string ?? ""))
            writer.moment("startDateTime", OEAPIText.start(of: placement["startsOn"]))
            writer.moment("actualEndDateTime", OEAPIText.end(of: placement["endsOn"]))
            writer.text(offering.identifier, placement["offeringId"]?.string?.lowercased())
            writer.text("personId", placement["subjectId"]?.string?.lowercased())
            if let result { writer.member("result", result.text(self)) }
        }
    }

    /// A place that was given and not taken yet is pending, as what was asked for.
    private static func state(_ placement: String) -> String {
        switch placement {
        case "confirmed": "associated"
        case "waitlisted": "queued"
        case "refused": "denied"
        case "withdrawn": "cancelled"
        case "ended": "finished"
        default: "pending"
        }
    }
}

/// What a dossier says of the result of an association. The value itself is sealed; a reference stands in its place.
struct OEAPIAssociationResult: Sendable {
    /// The result's document.
    let document: JSONValue
    /// How much the course counts for, which its results must say.
    let studyLoad: JSONValue?

    /// - Returns: nil for a result that OEAPI cannot tell.
    init?(_ document: JSONValue, studyLoad: JSONValue?, of association: OEAPIAssociationSort) {
        guard document["state"]?.string != nil, document["resultDateTime"]?.string != nil else { return nil }
        if association == .course && studyLoad == nil { return nil }
        self.document = document
        self.studyLoad = studyLoad
    }

    /// `in_progress`, `postponed`, `completed` or `queued`.
    var state: String { document["state"]?.string ?? "" }

    func text(_ association: OEAPIAssociationSort) -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.copy("state")
            writer.copy("pass")
            writer.boolean("final")
            writer.copy("assessorId")
            writer.copy("resultDateTime")
            if association == .course, let studyLoad { writer.member("studyLoad", Array(studyLoad.textBytes)) }
            writer.extras(["resultId", "revision", "value", "resultValueType", "opportunity"])
        }
    }
}
