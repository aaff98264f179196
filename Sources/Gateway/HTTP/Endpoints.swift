import Hummingbird
import ServiceRuntime

/// The headers with which a caller asks a reading to be no older than a position.
let positionParameter = Endpoint.Parameter(
    "Position", in: .header,
    "Up to where the view must have come, as an answer to a command gave it; the reading waits for it.")

private let problem = OpenAPISchemas.reference("Problem")
private let event = OpenAPISchemas.reference("CloudEvent")

extension CommandRoutes {
    private static let outcome = Endpoint.Answer(
        200, "What became of the command.", content: [("application/json", CommandRoutes.schema)],
        headers: [
            ("ETag", "The object's version, for If-Match."),
            ("Position", "Where its events lie: service/partition@number."),
        ])

    private static let schema =
        #"{"type":"object","required":["key","state"],"properties":{"key":{"type":"string","format":"uuid"},"#
        + #""state":{"enum":["decided","parked","pending"]},"result":{"type":"object","description":"#
        + #""urn:schakel:contract:shared:command-result:v1"}}}"#

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/commands", tag: "commands", "Sends a command.",
                description: """
                    A CloudEvent, structured (application/cloudevents+json) or binary (ce- headers). The same id with \
                    the same body is decided once, however often it is sent.
                    """,
                parameters: [
                    .init("Idempotency-Key", in: .header, "If present, the id of the CloudEvent."),
                    .init("If-Match", in: .header, "The ETag that the object must have."),
                    .init("If-None-Match", in: .header, "Only *: the object must not be there yet."),
                    .init(
                        "Prefer", in: .header,
                        "wait=n: how many seconds to wait for the outcome, 0 to 60, otherwise 10; or respond-async."),
                    .init(
                        DossierReader.actingFor.rawName, in: .header,
                        "The learner whose own act it is; the token has the scope dossiers:learner."),
                ],
                body: .init(
                    description: "The command.",
                    content: [
                        ("application/cloudevents+json", event), ("application/json", OpenAPISchemas.object),
                    ]),
                answers: [
                    CommandRoutes.outcome,
                    .init(
                        201, "Accepted, and it made a new object.",
                        content: [("application/json", CommandRoutes.schema)], headers: CommandRoutes.outcome.headers),
                    .init(
                        202, "Not decided yet, or parked; Location tells where to ask.",
                        content: [("application/json", CommandRoutes.schema)],
                        headers: [("Location", "The command's address.")]),
                ] + Endpoint.Answer.problems(400, 401, 403, 409, 412, 413, 421, 422, 503),
                handler: submit),
            Endpoint(
                .get, "/commands/{key}", tag: "commands", "What became of a command of the last 14 days.",
                parameters: [
                    .init("key", in: .path, "As Location gave it.", schema: #"{"type":"string","format":"uuid"}"#)
                ],
                answers: [
                    CommandRoutes.outcome,
                    .init(202, "Not decided yet.", content: [("application/json", CommandRoutes.schema)]),
                ] + Endpoint.Answer.problems(404, 409, 412, 421, 422, 503),
                handler: read),
        ]
    }
}

extension ViewRoutes {
    var endpoints: [Endpoint] {
        let path = "/\(projector.projection.name)"
        let expansion = persons == nil ? [] : PersonalExpansion.parameters
        let refusals = persons == nil ? [] : Endpoint.Answer.problems(401, 403)
        let filters = kind.filterNames.map { name in
            let paths = kind.filters.filter { $0.name == name }.map { $0.path.joined(separator: ".") }
            return Endpoint.Parameter(name, in: .query, "Only those whose \(paths.joined(separator: " or ")) is this.")
        }
        return [
            Endpoint(
                .get, path, tag: projector.projection.name, "Lists and searches, in the order of names.",
                parameters: Page.parameters + [
                    .init("q", in: .query, "Words that must occur, whatever their capitals and accents.")
                ] + filters + [AsOf.parameter, positionParameter] + expansion,
                answers: [
                    .init(
                        200, "A page.",
                        content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                        headers: [("Link", "The pages before and after.")])
                ] + Endpoint.Answer.problems(400, 421, 503) + refusals,
                handler: list),
            Endpoint(
                .get, path + "/{id}", tag: projector.projection.name, "One \(kind.name).",
                parameters: [
                    .init("id", in: .path, "Its id.", schema: #"{"type":"string","format":"uuid"}"#),
                    AsOf.parameter,
                    .init("If-None-Match", in: .header, "An ETag: 304 when it still holds."),
                    positionParameter,
                ] + expansion,
                answers: [
                    .init(
                        200, "The object.", content: [("application/json", OpenAPISchemas.object)],
                        headers: [("ETag", "Its version.")]),
                    .init(304, "It is still the same."),
                ] + Endpoint.Answer.problems(400, 404, 421, 503) + refusals,
                handler: single),
            HistoryRoutes(projector: projector, kind: kind).endpoint,
        ]
    }
}

extension EventRoutes {
    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/events", tag: "events", "Events, a page at a time or as they come.",
                description: """
                    Accept: text/event-stream keeps the connection and sends events as they are committed; the id of \
                    each is the cursor behind it. Within one partition the order is that of the log.
                    """,
                parameters: [
                    .init("type", in: .query, "Only these types, with commas; an end of * stands for anything."),
                    .init("source", in: .query, "Only from these sources, with commas."),
                    .init("subject", in: .query, "Only about these objects, with commas."),
                    .init("cursor", in: .query, "Where to read on, as an answer gave it; latest begins at the end."),
                    .init(
                        "limit", in: .query, "The most events on a page.",
                        schema: #"{"type":"integer","minimum":1,"maximum":1000,"default":100}"#),
                    .init("Last-Event-ID", in: .header, "As cursor; browsers send it when they connect again."),
                ],
                answers: [
                    .init(
                        200, "Events.",
                        content: [
                            (
                                "application/cloudevents-batch+json",
                                #"{"type":"array","items":"# + event + "}"
                            ),
                            ("text/event-stream", #"{"type":"string"}"#),
                        ],
                        headers: [("Cursor", "Where to read on."), ("Link", "The next page, when there is more.")])
                ] + Endpoint.Answer.problems(400, 409, 421, 503),
                handler: read)
        ]
    }
}

extension DeadLetterRoutes {
    var endpoints: [Endpoint] {
        let id = Endpoint.Parameter("id", in: .path, "Such as catalogue-3-17.")
        let reason = Endpoint.Body(
            description: "Why, in words for colleagues; may be left out.",
            content: [("application/json", #"{"type":"object","properties":{"reason":{"type":"string"}}}"#)])
        let done = [
            Endpoint.Answer(200, "Done.", content: [("application/json", OpenAPISchemas.object)]),
            Endpoint.Answer(202, "Not done yet.", content: [("application/json", OpenAPISchemas.object)]),
        ]
        return [
            Endpoint(
                .get, "/dead-letters", tag: "dead-letters", "Commands that could not be processed, oldest first.",
                parameters: Page.parameters + [
                    .init("service", in: .query, "Only of this service."),
                    .init("aggregate", in: .query, "Only of this object."),
                ],
                answers: [
                    .init(
                        200, "A page.",
                        content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))])
                ] + Endpoint.Answer.problems(400, 421),
                handler: list),
            Endpoint(
                .get, "/dead-letters/{id}", tag: "dead-letters", "One of them, with the command as it was received.",
                parameters: [id],
                answers: [.init(200, "The letter.", content: [("application/json", OpenAPISchemas.object)])]
                    + Endpoint.Answer.problems(404, 421),
                handler: single),
            Endpoint(
                .post, "/dead-letters/{id}/release", tag: "dead-letters",
                "Decides the held commands of its object again, in their order.", parameters: [id], body: reason,
                answers: done + Endpoint.Answer.problems(400, 403, 404, 409, 413, 421, 422, 503), handler: release),
            Endpoint(
                .post, "/dead-letters/{id}/discard", tag: "dead-letters", "Gives it up.", parameters: [id],
                body: reason, answers: done + Endpoint.Answer.problems(400, 403, 404, 409, 413, 421, 422, 503),
                handler: discard),
        ]
    }
}

extension ProjectionRoutes {
    var endpoints: [Endpoint] {
        let name = Endpoint.Parameter("name", in: .path, "Such as qualifications.")
        let one = [Endpoint.Answer(200, "Where it is.", content: [("application/json", OpenAPISchemas.object)])]
        return [
            Endpoint(
                .get, "/projections", tag: "projections", "How far each view has come.", parameters: Page.parameters,
                answers: [
                    .init(
                        200, "A page.",
                        content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))])
                ] + Endpoint.Answer.problems(400, 421),
                handler: list),
            Endpoint(
                .get, "/projections/{name}", tag: "projections", "How far one view has come.", parameters: [name],
                answers: one + Endpoint.Answer.problems(404, 421), handler: single),
            Endpoint(
                .post, "/projections/{name}/rebuild", tag: "projections",
                "Builds a view anew beside the old one, and answers when it has taken its place.", parameters: [name],
                answers: one + Endpoint.Answer.problems(403, 404, 421, 503), handler: rebuild),
        ]
    }
}

/// The contracts, so that a `dataschema` leads to its schema.
struct ContractRoutes: Sendable {
    let schemas: ContractSchemas

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = context.parameters.get("urn") ?? ""
        guard let text = schemas.text(of: id) else { throw Problem(.notFound, "There is no contract \(id).") }
        return Response.json(Array(text.utf8), type: "application/schema+json")
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/contracts/{urn}", tag: "contracts", "The JSON Schema that a dataschema names.",
                parameters: [.init("urn", in: .path, "Such as urn:schakel:contract:shared:period:v1.")],
                answers: [.init(200, "The schema.", content: [("application/schema+json", OpenAPISchemas.object)])]
                    + Endpoint.Answer.problems(404, 421),
                handler: single)
        ]
    }
}
