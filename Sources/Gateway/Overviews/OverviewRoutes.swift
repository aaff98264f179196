import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Overviews of content and exams, made from the views of the catalogue as they are asked for.
struct OverviewRoutes: Sendable {
    /// The views by name. Each is consistent in itself; they may lie an event apart.
    private let projectors: [String: Projector<DocumentView>]

    init(_ projectors: [Projector<DocumentView>]) {
        self.projectors = Dictionary(projectors.map { ($0.projection.name, $0) }) { first, _ in first }
    }

    var endpoints: [Endpoint] {
        [
            endpoint("qualifications", "qualification", .qualification),
            endpoint("electives", "elective", .elective),
        ]
    }

    private func endpoint(_ view: String, _ name: String, _ kind: CatalogueOverview.Subject) -> Endpoint {
        Endpoint(
            .get, "/\(view)/{id}/overview", tag: view,
            "The content and exams of one \(name), with everything that is missing.",
            description: """
                The education products that rest on it and all of which they consist, with their learning outcomes, \
                learning materials, exam plans and offerings. `gaps` says what is missing, of the whole and of each \
                product.
                """,
            parameters: [
                .init("id", in: .path, "Its id.", schema: #"{"type":"string","format":"uuid"}"#), AsOf.parameter,
                .init("If-None-Match", in: .header, "An ETag: 304 when it still holds."), positionParameter,
            ],
            answers: [
                .init(
                    200, "The overview.", content: [("application/json", OpenAPISchemas.object)],
                    headers: [("ETag", "The tag of what was answered.")]),
                .init(304, "It is still the same."),
            ] + Endpoint.Answer.problems(400, 404, 421, 503)
        ) { request, context in try await overview(view, name, kind, request, context) }
    }

    private func overview(
        _ view: String, _ name: String, _ kind: CatalogueOverview.Subject, _ request: Request,
        _ context: GatewayContext
    ) async throws -> Response {
        var query = Query(request)
        let asOf = AsOf(&query)
        try query.check()
        let id = (context.parameters.get("id") ?? "").lowercased()
        guard
            let subject = try await documents(view, request, context, asOf, id: id).first
        else { throw Problem(.notFound, "There is no \(name) with this id.") }
        var documents = CatalogueOverview.Documents()
        documents.electives = try await self.documents("electives", request, context, asOf)
        documents.products = try await self.documents("education-products", request, context, asOf)
        documents.outcomes = try await self.documents("learning-outcomes", request, context, asOf)
        documents.materials = try await self.documents("learning-materials", request, context, asOf)
        documents.offerings = try await self.documents("offerings", request, context, asOf)
        return Response.tagged(CatalogueOverview(of: subject, kind, documents).text(name), for: request)
    }

    /// The documents of a view, in the order of their names.
    ///
    /// - Parameter id: one of them only.
    private func documents(
        _ view: String, _ request: Request, _ context: GatewayContext, _ asOf: AsOf, id: String? = nil
    ) async throws -> [JSONValue] {
        guard let projector = projectors[view] else { return [] }
        try await ReadPosition.wait(request, for: projector)
        let source = asOf.source
        let institution = context.institution
        let bodies = try await ViewRoutes.read(projector) { database in
            try Data.fetchAll(
                database,
                sql: """
                    SELECT body FROM \(source.sql) WHERE institution = ? \(id == nil ? "" : "AND id = ?")
                    ORDER BY sort, id
                    """,
                arguments: StatementArguments(source.arguments)
                    + StatementArguments([institution] + (id.map { [$0] } ?? [])))
        }
        return try bodies.map { try JSONDocument(Array($0)).root }
    }
}
