import EventLog
import EventSourcing
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import JSONSchema
import PersonalData
import ServiceRuntime

/// Lists, searches and single objects of a view.
struct ViewRoutes: Sendable {
    let projector: Projector<DocumentView>
    let kind: DocumentView.Kind
    /// Opens what is known of the persons of the documents; nil where they have none, or their persons stay opaque.
    var persons: PersonReader?

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        let search = query.text("q").map(SearchText.folded)
        let filters = kind.filterNames.compactMap { name in query.filter(name).map { (name, $0) } }
        let asOf = AsOf(&query)
        let expansion = try persons.flatMap { try PersonalExpansion(&query, request, context, $0) }
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let source = asOf.source
        var conditions = ["institution = ?", "kind = ?"]
        var arguments = source.arguments + [context.institution.databaseValue, kind.name.databaseValue]
        for word in (search ?? "").split(separator: " ") {
            conditions.append("instr(search, ?) > 0")
            arguments.append(String(word).databaseValue)
        }
        for (name, value) in filters {
            conditions.append("instr(filters, ?) > 0")
            arguments.append("\n\(name)=\(value)\n".databaseValue)
        }
        let condition = conditions.joined(separator: " AND ")
        let (total, bodies) = try await read { [arguments] database in
            (
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM \(source.sql) WHERE \(condition)",
                    arguments: StatementArguments(arguments)) ?? 0,
                try Data.fetchAll(
                    database,
                    sql: "SELECT body FROM \(source.sql) WHERE \(condition) ORDER BY sort, id LIMIT ? OFFSET ?",
                    arguments: StatementArguments(
                        arguments + [page.size.databaseValue, page.offset.databaseValue]))
            )
        }
        guard let expansion else {
            return page.response(total: total, request) { text in
                for body in bodies { text.raw(body) }
            }
        }
        let expanded = try bodies.map { try expansion.expand(Array($0)) }
        var response = page.response(total: total, request) { text in
            for body in expanded { text.raw(body) }
        }
        // What is in the clear is nobody's to keep.
        response.headers[.eTag] = nil
        return response
    }

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let asOf = AsOf(&query)
        let expansion = try persons.flatMap { try PersonalExpansion(&query, request, context, $0) }
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let id = (context.parameters.get("id") ?? "").lowercased()
        let kind = kind
        let source = asOf.source
        let row = try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT body, sequence FROM \(source.sql) WHERE institution = ? AND kind = ? AND id = ?",
                arguments: StatementArguments(source.arguments) + [context.institution, kind.name, id]
            ).map { (body: $0[0] as Data, sequence: $0[1] as Int64) }
        }
        guard let row else { throw Problem(.notFound, "There is no \(kind.name) with this id.") }
        if let expansion { return .json(try expansion.expand(Array(row.body))) }
        let tag = "\"\(row.sequence)\""
        if request.headers[.ifNoneMatch] == tag {
            var response = Response(status: .notModified)
            response.headers[.eTag] = tag
            return response
        }
        var response = Response.json(Array(row.body))
        response.headers[.eTag] = tag
        return response
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await ViewRoutes.read(projector, body)
    }

    /// - Throws: ``Problem`` while the view is not built yet.
    static func read<Value: Sendable>(
        _ projector: Projector<DocumentView>, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await projector.read(body)
        } catch let error as EventLogError {
            throw Problem(.unavailable, error.detail, retryAfter: 1)
        }
    }
}

/// A page of a list, as OEAPI numbers them: from 1.
struct Page: Sendable {
    let size: Int
    let number: Int

    init(_ query: inout Query) {
        size = query.number("pageSize", in: 1...250, otherwise: 25)
        number = query.number("pageNumber", in: 1...1_000_000, otherwise: 1)
    }

    var offset: Int { (number - 1) * size }

    /// - Parameter more: writes what stands beside the items.
    func response(
        total: Int, _ request: Request, items: (inout JSONText) -> Void, more: (inout JSONText) -> Void = { _ in }
    ) -> Response {
        let pages = (total + size - 1) / size
        var text = JSONText()
        text.object { text in
            text.member("pageSize", size)
            text.member("pageNumber", number)
            text.name("hasPreviousPage")
            text.boolean(number > 1)
            text.name("hasNextPage")
            text.boolean(number < pages)
            text.member("totalItems", total)
            text.member("totalPages", pages)
            text.name("items")
            text.array { items(&$0) }
            more(&text)
        }
        var response = Response.tagged(text.bytes, for: request)
        // Lists of the hub's own are not kept on the way.
        response.headers[.cacheControl] = nil
        let links = Page.links(number: number, of: pages, request)
        if !links.isEmpty { response.headers[.link] = links }
        return response
    }

    /// The pages before and after, for the header `Link`.
    static func links(number: Int, of pages: Int, _ request: Request) -> String {
        let rest = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("pageNumber=") }
        func link(_ number: Int, _ relation: String) -> String {
            let query = (rest + ["pageNumber=\(number)"]).joined(separator: "&")
            return "<\(request.uri.path)?\(query)>; rel=\"\(relation)\""
        }
        var links: [String] = []
        if number > 1 { links.append(link(number - 1, "prev")) }
        if number < pages { links.append(link(number + 1, "next")) }
        return links.joined(separator: ", ")
    }

    static let parameters: [Endpoint.Parameter] = [
        .init(
            "pageSize", in: .query, "How many on a page.",
            schema: #"{"type":"integer","minimum":1,"maximum":250,"default":25}"#),
        .init(
            "pageNumber", in: .query, "Which page, from 1.", schema: #"{"type":"integer","minimum":1,"default":1}"#),
    ]
}
