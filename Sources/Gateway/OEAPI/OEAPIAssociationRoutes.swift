import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Who takes part in offerings of courses and components, with results where the reader may see them.
///
/// An association is a placement of registration. Its result stands in the learner's dossier: it is shown to who may
/// read it there, after the reading has been recorded, and left out for everyone else.
struct OEAPIAssociationRoutes: Sendable {
    let oeapi: Projector<LinkedView>
    let placements: Projector<DocumentView>
    let dossiers: DossierRoutes

    /// A placement in an offering of the sort that is asked for.
    private struct Placement: Sendable {
        let id: String
        let body: Data
        /// What OEAPI tells of the product that is offered.
        let product: Data?
    }

    // MARK: One

    func single(_ sort: OEAPIAssociationSort) -> Endpoint.Handler {
        { request, context in
            try OEAPIVersion.check(request)
            var query = Query(request)
            let expansions = query.texts("expand")
            for name in expansions where !sort.expansions.contains(name) {
                query.fault("expand", "can name \(sort.expansions.joined(separator: ", "))")
            }
            let fields = OEAPIListRequest.fields(&query)
            _ = query.text("consumer")
            try query.check()
            let id = (context.parameters.get(sort.parameter) ?? "").lowercased()
            let institution = context.institution
            let body = try await placements.rows { database in
                try Data.fetchOne(
                    database,
                    sql: "SELECT body FROM document WHERE institution = ? AND kind = 'placement' AND id = ?",
                    arguments: [institution, id])
            }
            guard let body, let offering = try JSONDocument(Array(body)).root["offeringId"]?.string,
                let told = try await self.offering(offering, sort, institution)
            else { throw Problem(.notFound, "There is no \(sort.schema) with this id.") }
            let placement = Placement(id: id, body: body, product: told.product)
            var text = try await associations([placement], sort, request, context).first ?? []
            if expansions.contains(sort.offering.snakeCase) {
                text = text.dropLast() + Array(",\"\(sort.offering.rawValue)\":".utf8) + told.body + Array("}".utf8)
            }
            if let fields { text = fields.select(from: try JSONDocument(text).root, mandatory: sort.mandatory) }
            var response = Response.tagged(text, for: request)
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    // MARK: Those of an offering

    func list(_ sort: OEAPIAssociationSort) -> Endpoint.Handler {
        { request, context in
            try OEAPIVersion.check(request)
            var query = Query(request)
            let page = OEAPIListRequest.page(&query)
            _ = query.text("consumer")
            let filters = OEAPIListRequest.fieldFilters(&query)
            let fields = OEAPIListRequest.fields(&query)
            let (role, state, result) = (query.text("role"), query.text("state"), query.text("resultState"))
            try query.check()
            let offering = (context.parameters.get(sort.offering.parameter) ?? "").lowercased()
            let institution = context.institution
            var texts: [[UInt8]] = []
            if let told = try await self.offering(offering, sort, institution), role == nil || role == "student" {
                let rows = try await placements.rows { database in
                    try Row.fetchAll(
                        database,
                        sql: """
                            SELECT id, body FROM document WHERE institution = ? AND kind = 'placement'
                            AND instr(filters, ?) > 0 ORDER BY id
                            """, arguments: [institution, "\nofferingId=\(offering)\n"]
                    ).map { Placement(id: $0[0], body: $0[1], product: told.product) }
                }
                texts = try await associations(rows, sort, request, context)
            }
            let found = try texts.filter { text in
                let object = try JSONDocument(text).root
                return (state == nil || object["state"]?.string == state)
                    && (result == nil || object["result"]?["state"]?.string == result) && filters.match(object)
            }
            let shown = try found.dropFirst((page.number - 1) * page.size).prefix(page.size).map { text in
                try fields?.select(from: JSONDocument(text).root, mandatory: sort.mandatory) ?? text
            }
            var response = OEAPIRoutes.page(
                .init(total: found.count, bodies: shown), size: page.size, number: page.number, request)
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    // MARK: What is told

    /// An offering of the sort, with what is offered in it.
    private func offering(
        _ id: String, _ sort: OEAPIAssociationSort, _ institution: String
    ) async throws -> (body: [UInt8], product: Data?)? {
        try await oeapi.rows { database in
            func resource(_ type: OEAPIType, _ id: String) throws -> Data? {
                try Data.fetchOne(
                    database, sql: "SELECT body FROM resource WHERE institution = ? AND type = ? AND id = ?",
                    arguments: [institution, type.rawValue, id.lowercased()])
            }
            guard let body = try resource(sort.offering, id) else { return nil }
            let object = try JSONDocument(Array(body)).root
            let product = sort == .testComponent ? "componentId" : "\(sort.product.rawValue)Id"
            return (
                Array(body), try object[product]?.string.flatMap { try resource(sort.product, $0) }
            )
        }
    }

    private func associations(
        _ placements: [Placement], _ sort: OEAPIAssociationSort, _ request: Request, _ context: GatewayContext
    ) async throws -> [[UInt8]] {
        // Without a reader that is proven there are no results; everything else is told.
        let reader = try? dossiers.identify(request, context)
        var texts: [[UInt8]] = []
        for placement in placements {
            let document = try JSONDocument(Array(placement.body)).root
            var result: OEAPIAssociationResult?
            if let reader, let learner = document["subjectId"]?.string.flatMap({ UUIDValue($0) }) {
                let product = try placement.product.map { try JSONDocument(Array($0)).root }
                result = try await dossiers.result(ofAssociation: placement.id, learner, to: reader, context).flatMap {
                    OEAPIAssociationResult(
                        try JSONDocument($0).root, studyLoad: product?["studyLoad"]?.items.first, of: sort)
                }
            }
            texts.append(sort.text(document, id: placement.id, result: result))
        }
        return texts
    }

    // MARK: Addresses

    var endpoints: [Endpoint] {
        OEAPIAssociationSort.allCases.flatMap { sort in
            let shared = OEAPIRoutes.associationParameters
            let names = sort.expansions.map { "\"\($0)\"" }.joined(separator: ",")
            return [
                Endpoint(
                    .get, OEAPIAssociationRoutes.path(ofList: sort), in: .oeapi, tag: sort.collection,
                    "Who takes part in one \(sort.offering.schema).",
                    description: """
                        Results are shown to who may read them in the learner's dossier, and left out otherwise. Each \
                        reading is recorded before it is answered.
                        """,
                    parameters: [OEAPIRoutes.id(sort.offering)] + shared.list,
                    answers: [OEAPIRoutes.answer(listOf: sort.schema)] + OEAPIRoutes.problems, handler: list(sort)),
                Endpoint(
                    .get, OEAPIAssociationRoutes.path(ofSingle: sort), in: .oeapi, tag: sort.collection,
                    "One \(sort.schema).",
                    parameters: [
                        .init(
                            sort.parameter, in: .path, "The id of the association, which is that of the placement.",
                            schema: #"{"type":"string","format":"uuid"}"#),
                        .init(
                            "expand", in: .query, "Objects to put beside their ids, with commas.",
                            schema: #"{"type":"array","items":{"enum":["# + names + "]}}"),
                    ] + shared.single,
                    answers: [OEAPIRoutes.answer(sort.schema)] + Endpoint.Answer.problems(404) + OEAPIRoutes.problems,
                    handler: single(sort)),
            ]
        }
    }

    static func path(ofList sort: OEAPIAssociationSort) -> String {
        "/\(sort.offering.collection)/{\(sort.offering.parameter)}/\(sort.collection)"
    }

    static func path(ofSingle sort: OEAPIAssociationSort) -> String { "/\(sort.collection)/{\(sort.parameter)}" }

    /// Every path, with parameters as OpenAPI writes them.
    static let paths = OEAPIAssociationSort.allCases.flatMap { [path(ofList: $0), path(ofSingle: $0)] }
}

extension OEAPIType {
    /// As expansions name it, such as `course_offering`.
    var snakeCase: String {
        rawValue.reduce(into: "") { text, character in
            text += character.isUppercase ? "_\(character.lowercased())" : String(character)
        }
    }
}
