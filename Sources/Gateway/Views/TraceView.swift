import EventLog
package import EventSourcing
package import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Which events followed from one outside act, through all services: a row for each event, found by correlation.
package struct TraceView: Projection {
    package let name = "traces"
    package let version = 2
    package let services: [String]
    private let deadlines: Deadlines

    /// The deadlines that an event opens, by name, with the moment at which each is due.
    package typealias Deadlines = @Sendable (CloudEvent) -> [(name: String, due: Timestamp)]

    package init(services: [String], deadlines: @escaping Deadlines) {
        self.services = services
        self.deadlines = deadlines
    }

    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE trace (
                  institution TEXT NOT NULL, correlation TEXT NOT NULL, time INTEGER NOT NULL, id TEXT NOT NULL,
                  service TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
                  sequence INTEGER NOT NULL, causation TEXT,
                  PRIMARY KEY (institution, correlation, time, service, number, id)) STRICT, WITHOUT ROWID;
                CREATE TABLE deadline (
                  command TEXT NOT NULL PRIMARY KEY, event TEXT NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
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
        for deadline in deadlines(event) {
            let command = DerivedIdentity.command(deadline: deadline.name, event: event.id, due: deadline.due)
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO deadline VALUES (?, ?, ?)").execute(
                arguments: [command.description, event.id, "\(service)-\(deadline.name)"])
        }
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

        /// Which event opened the deadline whose command it follows from, and its name.
        let deadline: (event: String, name: String)?

        static func deadline(_ event: String?, _ name: String?) -> (event: String, name: String)? {
            guard let event, let name else { return nil }
            return (event, name)
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
                if let deadline {
                    text.member("after", deadline.event)
                    text.member("deadline", deadline.name)
                }
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
                    SELECT time, trace.id, service, number, type, subject, sequence, causation, deadline.event,
                      deadline.name
                    FROM trace LEFT JOIN deadline ON deadline.command = trace.causation
                    WHERE institution = ? AND correlation = ? ORDER BY time, service, number, trace.id LIMIT ? OFFSET ?
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
                        sequence: $0[6], causation: $0[7],
                        deadline: Step.deadline($0[8], $0[9]))
                },
                links.map { TraceCauses.Link(id: $0[0], service: $0[1], subject: $0[2], causation: $0[3]) }
            )
        }
        guard total > 0 else { throw Problem(.notFound, "Nothing followed from an act with this correlation id.") }
        let found = causes.causes(of: steps.filter { $0.deadline == nil }.map(\.link), in: links)
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
                command that an event follows from; where a reaction or a deadline sent it, `reaction` or `deadline` \
                names that and `after` the event before.
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
