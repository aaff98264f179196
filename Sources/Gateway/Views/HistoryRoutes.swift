import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// What an object has said of itself, from its first event to its last.
struct HistoryRoutes: Sendable {
    let projector: Projector<DocumentView>
    let kind: DocumentView.Kind

    /// One version of a document; without an end it is the newest.
    private struct Version: Sendable {
        let sequence: Int64
        let since: Int64
        let until: Int64?
        let body: Data
    }

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let id = (context.parameters.get("id") ?? "").lowercased()
        let kind = kind
        let (total, versions) = try await ViewRoutes.read(projector) { database in
            let key: StatementArguments = [context.institution, kind.name, id]
            let one = "institution = ? AND kind = ? AND id = ?"
            let past = try Int.fetchOne(database, sql: "SELECT count(*) FROM past WHERE \(one)", arguments: key) ?? 0
            let now = try Int.fetchOne(database, sql: "SELECT count(*) FROM document WHERE \(one)", arguments: key) ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, since, until, body FROM past WHERE \(one)
                    UNION ALL SELECT sequence, since, NULL, body FROM document WHERE \(one)
                    ORDER BY sequence DESC LIMIT ? OFFSET ?
                    """,
                arguments: key + key + [page.size, page.offset])
            return (past + now, rows.map { Version(sequence: $0[0], since: $0[1], until: $0[2], body: $0[3]) })
        }
        guard total > 0 else { throw Problem(.notFound, "There is no \(kind.name) with this id.") }
        return page.response(total: total, request) { text in
            for version in versions { HistoryRoutes.write(version, to: &text) }
        }
    }

    private static func write(_ version: Version, to text: inout JSONText) {
        text.object { text in
            text.member("sequence", Int(version.sequence))
            text.member("since", Timestamp(milliseconds: version.since).description)
            if let until = version.until { text.member("until", Timestamp(milliseconds: until).description) }
            text.name("document")
            text.raw(version.body)
        }
    }

    var endpoint: Endpoint {
        Endpoint(
            .get, "/\(projector.projection.name)/{id}/history", tag: projector.projection.name,
            "What one \(kind.name) has said of itself, the newest version first.",
            description: "`since` and `until` are the times of the events that made and replaced a version.",
            parameters: [.init("id", in: .path, "Its id.", schema: #"{"type":"string","format":"uuid"}"#)]
                + Page.parameters + [positionParameter],
            answers: [
                .init(
                    200, "A page.", content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                    headers: [("Link", "The pages before and after.")])
            ] + Endpoint.Answer.problems(400, 404, 421, 503),
            handler: list)
    }
}
