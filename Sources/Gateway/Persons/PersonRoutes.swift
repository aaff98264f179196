import EventSourcing
import HTTPTypes
import Hummingbird
import JSONSchema
import PersonalData

/// What is known of one person, for a purpose.
struct PersonRoutes: Sendable {
    let reader: PersonReader

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let query = Query(request)
        try query.check()
        let reading = try PersonalReading(request, context, reader)
        let id = (context.parameters.get("id") ?? "").lowercased()
        guard let subject = UUIDValue(id) else { throw PersonRoutes.absent }
        let places = try reading.places(of: subject)
        guard !places.isEmpty else { throw PersonRoutes.absent }
        let identity = try reading.read(.identity, of: subject)
        let contact = try reading.read(.contact, of: subject)
        var text = JSONText()
        text.object { text in
            text.member("personId", subject.description)
            for (name, record) in [("identity", identity), ("contact", contact)] {
                guard let record else { continue }
                text.name(name)
                text.raw(record.content)
            }
            text.name("records")
            text.array { text in
                for (place, version) in places {
                    text.object { text in
                        text.member("record", place.type.name)
                        if !place.item.isEmpty { text.member("item", place.item) }
                        text.member("class", place.type.recordClass.rawValue)
                        text.name("version")
                        text.integer(version)
                    }
                }
            }
        }
        return .json(text)
    }

    private static let absent = Problem(.notFound, "There is no person with this id.")

    var endpoint: Endpoint {
        Endpoint(
            .get, "/persons/{id}", tag: "persons", "What is known of one person, for a purpose.",
            description: """
                Who somebody is and where they can be reached, as far as the purpose covers it, and which other records \
                there are. Each record that is opened is a line in the processing log, written before the answer.
                """,
            parameters: [.init("id", in: .path, "The subject id.", schema: #"{"type":"string","format":"uuid"}"#)]
                + ReadingPurpose.parameters,
            answers: [.init(200, "The person.", content: [("application/json", OpenAPISchemas.object)])]
                + Endpoint.Answer.problems(400, 401, 403, 404, 421, 503),
            handler: single)
    }
}
