import Hummingbird

extension OEAPIPersonRoutes {
    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/persons", in: .oeapi, tag: "persons", "Whoever has applied, is placed or is enrolled.",
                description: """
                    In the order of ids: names are sealed, and can be neither sorted nor searched. Each record that is \
                    opened is a line in the processing log.
                    """,
                parameters: OEAPIPersonRoutes.paging + OEAPIPersonRoutes.sealedFilters + ReadingPurpose.parameters,
                answers: [OEAPIRoutes.answer(listOf: "Person")] + OEAPIPersonRoutes.problems(401, 403),
                handler: persons),
            Endpoint(
                .get, "/persons/{personId}", in: .oeapi, tag: "persons", "One Person.",
                parameters: [OEAPIPersonRoutes.id("personId", "Person")] + OEAPIPersonRoutes.selecting
                    + ReadingPurpose.parameters,
                answers: [OEAPIRoutes.answer("Person")] + OEAPIPersonRoutes.problems(401, 403, 404),
                handler: person),
            Endpoint(
                .get, "/persons/{personId}/programme-offering-associations", in: .oeapi,
                tag: "programme-offering-associations", "The programme offering associations of one Person.",
                parameters: [OEAPIPersonRoutes.id("personId", "Person")] + OEAPIPersonRoutes.paging
                    + OEAPIPersonRoutes.filters,
                answers: [OEAPIRoutes.answer(listOf: OEAPIPersonRoutes.schema)] + OEAPIPersonRoutes.problems(),
                handler: associationsOfPerson),
            Endpoint(
                .get, "/programme-offerings/{programmeOfferingId}/programme-offering-associations", in: .oeapi,
                tag: "programme-offering-associations", "The associations with one ProgrammeOffering.",
                parameters: [OEAPIPersonRoutes.id("programmeOfferingId", "ProgrammeOffering")]
                    + OEAPIPersonRoutes.paging + OEAPIPersonRoutes.filters,
                answers: [OEAPIRoutes.answer(listOf: OEAPIPersonRoutes.schema)] + OEAPIPersonRoutes.problems(),
                handler: associationsOfOffering),
            Endpoint(
                .get, OEAPIPersonRoutes.associationPath, in: .oeapi,
                tag: "programme-offering-associations", "One ProgrammeOfferingAssociation.",
                description: "expand=person needs a token and a purpose, as /persons does.",
                parameters: [
                    OEAPIPersonRoutes.id("programmeOfferingAssociationId", OEAPIPersonRoutes.schema),
                    .init(
                        "expand", in: .query, "Objects to put beside their ids, with commas.",
                        schema: #"{"type":"array","items":{"enum":["person","programme_offering"]}}"#),
                ] + OEAPIPersonRoutes.selecting + ReadingPurpose.parameters + [OEAPIRoutes.ifNoneMatch],
                answers: [OEAPIRoutes.answer(OEAPIPersonRoutes.schema), .init(304, "It is still the same.")]
                    + OEAPIPersonRoutes.problems(401, 403, 404),
                handler: association),
        ]
    }

    static let associationPath = "/programme-offering-associations/{programmeOfferingAssociationId}"

    private static let schema = "ProgrammeOfferingAssociation"

    private static func problems(_ more: Int...) -> [Endpoint.Answer] {
        ([400, 406, 421, 503] + more).flatMap { Endpoint.Answer.problems($0) }
    }

    private static func id(_ name: String, _ schema: String) -> Endpoint.Parameter {
        .init(name, in: .path, "The id of the \(schema).", schema: #"{"type":"string","format":"uuid"}"#)
    }

    private static let selecting = [OEAPIRoutes.fields, OEAPIRoutes.consumer]

    private static let paging =
        [
            Endpoint.Parameter(
                "pageSize", in: .query, "How many on a page.",
                schema: #"{"type":"integer","enum":[10,20,50,100,250],"default":10}"#),
            .init(
                "pageNumber", in: .query, "Which page, from 1.",
                schema: #"{"type":"integer","minimum":1,"default":1}"#),
        ] + selecting

    private static let filters = [
        Endpoint.Parameter(
            "filter_query", in: .query, "Conditions on any member; also in filter_query[__or][].",
            schema: #"{"type":"object"}"#),
        .init("role", in: .query, "Only those with this role; everybody here is a student."),
        .init("state", in: .query, "Only those in this state."),
        .init("resultState", in: .query, "Only those with a result in this state; none here has a result."),
    ]

    private static let sealedFilters = [
        Endpoint.Parameter(
            "filter_query", in: .query, "Refused: what is known of persons is sealed.", schema: #"{"type":"object"}"#),
        .init("q", in: .query, "Refused: what is known of persons is sealed."),
        .init("primaryCode", in: .query, "Only the person with this id."),
        .init("affiliations", in: .query, "Only those with this affiliation: student has who is enrolled."),
    ]
}
