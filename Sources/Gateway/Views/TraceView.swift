import EventLog
package import EventSourcing
package import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Which events followed from one outside act, through all services: a row for each event, found by correlation.
package struct TraceView: Projection {
    package let name = "traces"
    package let version = 1
    package let services: [String]

    package init(services: [String]) {
        self.services = services
    }

    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE trace (
                  institution TEXT NOT NULL, correlation TEXT NOT NULL, time INTEGER NOT NULL, id TEXT NOT NULL,
                  service TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
                  sequence INTEGER NOT NULL, causation TEXT,
                  PRIMARY KEY (institution, correlation, time, service, number, id)) STRICT, WITHOUT ROWID;
                """)
    }

    package func take(_ event: CloudEvent, _ database: Database) throws {
        guard let institution = event[.institution], let correlation = event[.correlationid],
            let service = event.contract?.service
        else { return }
        let insert = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try insert.execute(arguments: [
            institution, correlation, event.time?.milliseconds ?? 0, event.id, service,
            event.partitionSequence?.value ?? 0, event.type, event.subject ?? "", event.sequence?.value ?? 0,
            event[.causationid],
        ])
    }
}

/// What followed from one outside act.
struct TraceRoutes: Sendable {
    let projector: Projector<TraceView>
    let causes: TraceCauses

    private struct Step: Sendable {
        let time: Int64
        let id: String
        let service: String
        let number: Int64
        let type: String
        let subject: String
        let sequence: Int64
        let causation: String?

        var link: TraceCauses.Link {
            .init(id: id, service: service, subject: subject, causation: causation ?? "")
        }

        func write(_ cause: TraceCauses.Cause?, to text: inout JSONText) {
            text.object { text in
                text.member("time", Timestamp(milliseconds: time).description)
                text.member("service", service)
                text.member("type", type)
                text.member("subject", subject)
                text.name("sequence")
                text.integer(sequence)
                text.name("partitionsequence")
                text.integer(number)
                text.member("id", id)
                if let causation { text.member("causationid", causation) }
                guard let cause else { return }
                text.member("after", cause.after)
                text.member("reaction", cause.reaction)
            }
        }
    }

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        let correlation = context.parameters.get("correlation") ?? ""
        let (total, steps, links) = try await read { [institution = context.institution] database in
            let total = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM trace WHERE institution = ? AND correlation = ?",
                arguments: [institution, correlation])
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT time, id, service, number, type, subject, sequence, causation FROM trace
                    WHERE institution = ? AND correlation = ? ORDER BY time, service, number, id LIMIT ? OFFSET ?
                    """, arguments: [institution, correlation, page.size, page.offset])
            let links = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, service, subject, coalesce(causation, '') FROM trace
                    WHERE institution = ? AND correlation = ? ORDER BY time, service, number, id LIMIT 1000
                    """, arguments: [institution, correlation])
            return (
                total ?? 0,
                rows.map {
                    Step(
                        time: $0[0], id: $0[1], service: $0[2], number: $0[3], type: $0[4], subject: $0[5],
                        sequence: $0[6], causation: $0[7])
                },
                links.map { TraceCauses.Link(id: $0[0], service: $0[1], subject: $0[2], causation: $0[3]) }
            )
        }
        guard total > 0 else { throw Problem(.notFound, "Nothing followed from an act with this correlation id.") }
        let found = causes.causes(of: steps.map(\.link), in: links)
        return page.response(total: total, request) { text in
            for step in steps { step.write(found[step.id], to: &text) }
        }
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await projector.read(body)
        } catch let error as EventLogError {
            throw Problem(.unavailable, error.detail, retryAfter: 1)
        }
    }

    var endpoint: Endpoint {
        Endpoint(
            .get, "/traces/{correlation}", tag: "events",
            "Every event that followed from one outside act, through all services.",
            description: """
                The id is the one in the header of an answer to a request, or that of an import. `causationid` is the \
                command that an event follows from; where a reaction sent it, `reaction` names it and `after` the event \
                before.
                """,
            parameters: [.init("correlation", in: .path, "The correlation id.")] + Page.parameters,
            answers: [
                .init(
                    200, "A page, oldest first.",
                    content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                    headers: [("Link", "The pages before and after.")])
            ] + Endpoint.Answer.problems(400, 404, 421, 503),
            handler: list)
    }
}
