import EventSourcing
import JSONSchema

/// A placement as OEAPI tells of it: a learner's association with the offering of a programme.
struct OEAPIAssociation: Sendable {
    /// Members that an association always has, whatever a reader asks for.
    static let mandatory: Set<String> = ["associationId", "role", "state", "personId", "programmeOfferingId"]
    /// Whom a placement is of.
    static let role = "student"

    let body: [UInt8]
    let person: String
    let offering: String

    /// Nil for a document that names no person or no offering, which OEAPI has no association for.
    init?(placement document: JSONValue) {
        guard let id = document["placementId"]?.string, let person = document["subjectId"]?.string,
            let offering = document["offeringId"]?.string
        else { return nil }
        self.person = person
        self.offering = offering
        let state = document["state"]?.string ?? ""
        body = OEAPIWriter.object(document) { writer in
            writer.text("associationId", id)
            writer.text("role", OEAPIAssociation.role)
            writer.text("state", OEAPIAssociation.state(of: state))
            writer.moment("startDateTime", OEAPIText.start(of: document["startsOn"]))
            writer.moment(
                state == "ended" ? "actualEndDateTime" : "expectedEndDateTime", OEAPIText.end(of: document["endsOn"]))
            writer.text("programmeOfferingId", offering)
            writer.text("personId", person)
        }
    }

    /// A place that was given and not taken yet is no enrolment: OEAPI calls it pending, as what was asked for.
    static func state(of placement: String) -> String {
        switch placement {
        case "requested", "made": "pending"
        case "waitlisted": "queued"
        case "confirmed": "associated"
        case "refused": "denied"
        case "withdrawn": "cancelled"
        case "ended": "finished"
        default: "x-\(placement)"
        }
    }

    /// The states of placements that OEAPI tells by this state.
    static func placements(in state: String) -> [String] {
        ["requested", "made", "waitlisted", "confirmed", "refused", "withdrawn", "ended"].filter {
            self.state(of: $0) == state
        }
    }
}
