import Hummingbird

extension OEAPIRoutes {
    /// Every address below `/oeapi/v6`.
    var endpoints: [Endpoint] {
        var all = [
            Endpoint(
                .get, "/", in: .oeapi, tag: "service", "What this service speaks and knows.",
                answers: [OEAPIRoutes.answer("Service")] + OEAPIRoutes.problems, handler: service)
        ]
        all += OEAPICollection.all.map { collection in
            Endpoint(
                .get, collection.path, in: .oeapi, tag: collection.type.collection,
                "The \(collection.type.collection.replacing("-", with: " ")) of \(OEAPIRoutes.owner(collection)).",
                parameters: OEAPIRoutes.parameters(of: collection),
                answers: [OEAPIRoutes.answer(listOf: collection.type)] + OEAPIRoutes.problems, handler: list(collection)
            )
        }
        all += OEAPIType.allCases.map { type in
            Endpoint(
                .get, OEAPIRoutes.path(ofSingle: type), in: .oeapi, tag: type.collection, "One \(type.schema).",
                parameters: OEAPIRoutes.parameters(of: type),
                answers: [OEAPIRoutes.answer(type.schema)] + Endpoint.Answer.problems(404) + OEAPIRoutes.problems,
                handler: single(type))
        }
        all += associations.endpoints
        all.append(memberships.endpoint)
        all += persons?.endpoints ?? []
        let described = all
        all.append(
            Endpoint(
                .get, "/openapi.json", in: .oeapi, tag: "service", "This description.",
                answers: [.init(200, "OpenAPI 3.1.", content: [("application/json", OpenAPISchemas.object)])]
            ) { request, _ in
                .tagged(OpenAPIDocument.text(described, of: .oeapi), for: request)
            })
        return all
    }

    private static func owner(_ collection: OEAPICollection) -> String {
        collection.place.map { "one \($0.type.schema)" } ?? "the institution"
    }

    // MARK: Parameters

    private static func parameters(of collection: OEAPICollection) -> [Endpoint.Parameter] {
        var parameters = collection.place.map { [id($0.type)] } ?? []
        parameters += pages + [consumer]
        if collection.hasFields { parameters.append(fields) }
        if collection.hasExpand { parameters.append(expand(collection.type)) }
        if collection.hasFieldFilters { parameters.append(filterQuery) }
        if collection.hasSearch {
            parameters.append(.init("q", in: .query, "Text that must occur in name, abbreviation or description."))
        }
        parameters += collection.filters.map {
            .init($0, in: .query, "Only those with this \($0).", schema: schema(ofFilter: $0))
        }
        if collection.hasTime {
            parameters += [
                .init("since", in: .query, "Only what begins then or later. Of offerings: otherwise from today."),
                .init("until", in: .query, "Only what has ended by then."),
            ]
        }
        return parameters + [ifNoneMatch]
    }

    private static func parameters(of type: OEAPIType) -> [Endpoint.Parameter] {
        var parameters = [id(type), expand(type), fields, consumer]
        if hasOverrides(type) {
            parameters.append(
                .init(
                    "returnTimelineOverrides", in: .query, "Whether to tell what will hold later.",
                    schema: #"{"type":"boolean","default":false}"#))
        }
        return parameters + [ifNoneMatch]
    }

    private static func expand(_ type: OEAPIType) -> Endpoint.Parameter {
        let names = OEAPIExpansion.all(for: type).map { "\"\($0.name)\"" }.joined(separator: ",")
        return .init(
            "expand", in: .query, "Objects to put beside their ids, with commas.",
            schema: #"{"type":"array","items":{"enum":["# + names + "]}}")
    }

    static func id(_ type: OEAPIType) -> Endpoint.Parameter {
        .init(type.parameter, in: .path, "The id of the \(type.schema).", schema: #"{"type":"string","format":"uuid"}"#)
    }

    private static func schema(ofFilter name: String) -> String {
        switch name {
        case "resultExpected": #"{"type":"boolean"}"#
        case "parent", "year": #"{"type":"string","format":"uuid"}"#
        default: #"{"type":"string"}"#
        }
    }

    private static let pages: [Endpoint.Parameter] = [
        .init(
            "pageSize", in: .query, "How many on a page.",
            schema: #"{"type":"integer","enum":[10,20,50,100,250],"default":10}"#),
        .init(
            "pageNumber", in: .query, "Which page, from 1.", schema: #"{"type":"integer","minimum":1,"default":1}"#),
    ]
    private static let filterQuery = Endpoint.Parameter(
        "filter_query", in: .query,
        "Conditions on any member, such as filter_query[primaryCode.code][in]=BTB3; also in filter_query[__or][].",
        schema: #"{"type":"object"}"#)

    /// What can be asked with memberships.
    static let membershipParameters = pages + [consumer, fields, filterQuery, ifNoneMatch]

    /// What can be asked with associations.
    static let associationParameters: (list: [Endpoint.Parameter], single: [Endpoint.Parameter]) = (
        pages + [consumer, fields, filterQuery]
            + [("role", "role"), ("state", "state"), ("resultState", "state of the result")].map {
                .init($0.0, in: .query, "Only those with this \($0.1).")
            } + [ifNoneMatch],
        [fields, consumer, ifNoneMatch]
    )

    static let consumer = Endpoint.Parameter(
        "consumer", in: .query, "For whom the objects are meant. No consumer has members of its own here.")
    static let fields = Endpoint.Parameter(
        "fields", in: .query, "Which members are wanted, such as (name,programme(name)).")
    static let ifNoneMatch = Endpoint.Parameter(
        "If-None-Match", in: .header, "An ETag: 304 when it still holds.")

    // MARK: Answers

    static let problems =
        [Endpoint.Answer(304, "It is still the same.")]
        + Endpoint.Answer.problems(400, 406, 421, 503)

    static func answer(_ schema: String) -> Endpoint.Answer {
        .init(
            200, "A \(schema).", content: [("application/json", reference(schema))],
            headers: [("ETag", "The tag of exactly this answer.")])
    }

    private static func answer(listOf type: OEAPIType) -> Endpoint.Answer { answer(listOf: type.schema) }

    static func answer(listOf schema: String) -> Endpoint.Answer {
        .init(
            200, "A page.",
            content: [
                (
                    "application/json",
                    #"{"allOf":["# + reference("Pagination")
                        + #",{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":"#
                        + reference(schema) + "}}}]}"
                )
            ],
            headers: [("ETag", "The tag of exactly this answer."), ("Link", "The pages before and after.")])
    }

    /// A schema of OEAPI's own document, which is not repeated here.
    private static func reference(_ name: String) -> String {
        #"{"$ref":"https://raw.githubusercontent.com/open-education-api/specification/v6.0/oeapi.json"#
            + "#/components/schemas/\(name)\"}"
    }
}
