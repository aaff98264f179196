import EventLog
import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import PersonalData
import ServiceRuntime

/// Reading in a dossier: what the learner, the institution's rules and the learner's grants allow, and noted first.
struct DossierRoutes: Sendable {
    let projector: Projector<DossierView>
    let log: any EventLog
    let identify: DossierReader.Identification
    let rules: DossierReadingRules
    let recording: DossierRecording
    let persons: PersonReader
    let now: @Sendable () -> Timestamp

    // MARK: The dossier

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let isLinked = query.flag("linked")
        let hasContent = query.flag("content")
        try query.check()
        let reader = try identify(request, context)
        let id = try DossierRoutes.id(context)
        let held = try await held(id, context)
        let at = now()
        let shown = try await show(held, to: reader, at, context)
        var others: [(held: HeldDossier, shown: HeldDossier.Shown)] = []
        if isLinked {
            guard case .learner = reader else {
                throw Problem(
                    .forbidden, "Only a learner sees linked dossiers as one.",
                    faults: [.init(.parameter("linked"), code: "forbidden", "is for the learner")])
            }
            let links = DossierLinks(reader: persons, rules: rules) { try await self.held($0, $1) }
            for other in try await links.dossiers(linkedTo: held, request, context) {
                guard let learner = other.dossier.learner else { continue }
                let context = context.at(other.dossier.institution)
                others.append((other, try await show(other, to: .learner(learner), at, context)))
            }
        }
        let asker = Caller(id: context.caller.id ?? "", traceparent: request.headers[.traceparent])
        func told(_ shown: HeldDossier.Shown, of held: HeldDossier, to reader: DossierReader) throws
            -> HeldDossier.Shown
        {
            guard hasContent, let learner = held.dossier.learner else { return shown }
            let contents = DossierContents(of: learner, at: held.dossier.institution, to: reader, persons, asker)
            return try shown.map { try contents.open($0) }
        }
        let whole = try told(shown, of: held, to: reader)
        others = try others.map { other in
            guard let learner = other.held.dossier.learner else { return other }
            return (other.held, try told(other.shown, of: other.held, to: .learner(learner)))
        }
        var text = JSONText()
        text.object { text in
            DossierRoutes.write(held, whole, to: &text)
            guard isLinked else { return }
            text.name("linked")
            text.array { text in
                for other in others {
                    text.object { text in
                        text.member("institution", other.held.dossier.institution)
                        DossierRoutes.write(other.held, other.shown, to: &text)
                    }
                }
            }
        }
        var response = Response.json(text)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// What a reader gets to see of a dossier; noted before it is returned.
    private func show(
        _ held: HeldDossier, to reader: DossierReader, _ at: Timestamp, _ context: GatewayContext
    ) async throws -> HeldDossier.Shown {
        let shown = try held.shown(to: reader, rules, on: at.dayInTheNetherlands)
        guard !shown.readings.isEmpty else { throw DossierRoutes.refusal }
        try await recording.record(shown.readings, of: held.dossier.id, by: reader, at: at, context)
        return shown
    }

    private static func write(_ held: HeldDossier, _ shown: HeldDossier.Shown, to text: inout JSONText) {
        text.member("dossierId", held.dossier.id.description)
        if let learner = held.dossier.learner, !shown.isOfStranger {
            text.member("subjectId", learner.description)
        }
        for list in shown.lists {
            text.name(list.name)
            text.array { text in
                for body in list.bodies { text.raw(body) }
            }
        }
    }

    /// Notes that a sealed record was read by itself, if something of the learner's dossier refers to it.
    ///
    /// - Throws: ``Problem``: 503 when it cannot be noted; then nothing may be shown.
    func note(
        readingOf place: RecordPlace, _ learner: UUIDValue, by reader: DossierReader, _ context: GatewayContext
    ) async throws {
        let id = rules.dossier(context.institution, learner)
        let things = try await held(id, context).entries.filter { DossierContents.names(place, in: $0.body) }
        guard !things.isEmpty else { return }
        let access: DossierAccess
        if case .learner = reader { access = .learner } else { access = .source }
        try await recording.record(
            [.init(access: access, things: things.compactMap { $0.thing?.id })], of: id, by: reader, at: now(), context)
    }

    /// The result of an association, if the reader may read it; it is noted then.
    ///
    /// - Parameter learner: whose association it is.
    /// - Returns: the document of the newest result that was not annulled.
    func result(
        ofAssociation association: String, _ learner: UUIDValue, to reader: DossierReader, _ context: GatewayContext
    ) async throws -> [UInt8]? {
        let institution = context.institution
        let id = rules.dossier(institution, learner)
        let held = try await held(id, context)
        guard let entry = held.result(ofAssociation: association), let thing = entry.thing else { return nil }
        let at = now()
        guard let access = try rules.access(reader, thing, held.dossier, at.dayInTheNetherlands) else { return nil }
        try await recording.record(
            [.init(access: access, things: [thing.id])], of: id, by: reader, at: at, context)
        return Array(entry.body)
    }

    /// What the view has of a dossier, no older than everything that has been decided by now.
    func held(_ id: UUIDValue, _ context: GatewayContext) async throws -> HeldDossier {
        try await catchUp(id)
        let institution = context.institution
        return try await projector.rows { database in
            try HeldDossier(institution: institution, id: id, database)
        }
    }

    /// Waits until the view shows every event of the dossier: a grant that was revoked is to open nothing any more.
    private func catchUp(_ id: UUIDValue) async throws {
        guard let layout = log.layout(of: ServiceTopics(service: "dossier").events) else { return }
        let partition = layout.partition(ofKey: Array(id.description.utf8))
        let last: EventNumber
        do throws(EventLogError) {
            last = try await log.lastEvent(in: partition)
        } catch {
            throw Problem(.unavailable, "The event log cannot be read now.", retryAfter: 2)
        }
        let isThere = await ReadPosition.withinLimit { [projector] in
            await projector.wait(service: "dossier", partition: partition.number, number: last)
        }
        guard isThere else {
            throw Problem(.unavailable, "The view has not come as far as the dossier yet.", retryAfter: 1)
        }
    }

    // MARK: Who has read

    /// Every reading, the newest first. Only the learner sees them.
    func readings(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let reader = try identify(request, context)
        let id = try DossierRoutes.id(context)
        let institution = context.institution
        let (learner, total, bodies) = try await projector.rows { database in
            (
                try String.fetchOne(
                    database, sql: "SELECT subject FROM dossier WHERE institution = ? AND id = ?",
                    arguments: [institution, id.description]),
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM reading WHERE institution = ? AND dossier = ?",
                    arguments: [institution, id.description]) ?? 0,
                try Data.fetchAll(
                    database,
                    sql: """
                        SELECT body FROM reading WHERE institution = ? AND dossier = ?
                        ORDER BY at DESC, id LIMIT ? OFFSET ?
                        """, arguments: [institution, id.description, page.size, page.offset])
            )
        }
        guard case .learner(let subject) = reader, learner == subject.description else { throw DossierRoutes.refusal }
        var response = page.response(total: total, request) { text in
            for body in bodies { text.raw(body) }
        }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func id(_ context: GatewayContext) throws -> UUIDValue {
        guard let id = UUIDValue((context.parameters.get("id") ?? "").lowercased()) else { throw refusal }
        return id
    }

    /// The same for a dossier that may not be read and for one that is not there.
    private static let refusal = Problem(
        .forbidden, "Nothing of this dossier may be read by this reader for this purpose.")

    var endpoints: [Endpoint] {
        let id = Endpoint.Parameter(
            "id", in: .path, "The id of the dossier.", schema: #"{"type":"string","format":"uuid"}"#)
        return [
            Endpoint(
                .get, "/dossiers/{id}", tag: "dossiers", "What the reader may read of a learner's dossier.",
                description: """
                    A learner reads what is theirs; the institution what it put in, as far as the reader's task goes; \
                    everyone else what the learner has granted them for the purpose that they state. The reading is \
                    recorded before it is answered, and shown to the learner. Facts about the learner are references \
                    to sealed records; with content=true their contents stand beside them, each a line in the \
                    processing log. With linked=true a learner sees beside it the dossiers that they have linked \
                    and that link back.
                    """,
                parameters: [
                    id,
                    .init(
                        "linked", in: .query, "true: the learner's linked dossiers too.", schema: #"{"type":"boolean"}"#
                    ),
                    .init(
                        "content", in: .query, "true: the facts themselves beside the references to them.",
                        schema: #"{"type":"boolean"}"#),
                ] + DossierReader.parameters,
                answers: [
                    .init(200, "What may be read.", content: [("application/json", OpenAPISchemas.object)])
                ] + Endpoint.Answer.problems(400, 401, 403, 421, 503),
                handler: single),
            Endpoint(
                .get, "/dossiers/{id}/readings", tag: "dossiers",
                "Who has read what of a dossier, when, what for and why it was allowed, for the learner.",
                parameters: [id] + DossierReader.parameters + Page.parameters + [positionParameter],
                answers: [
                    .init(
                        200, "A page, the newest first.",
                        content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                        headers: [("Link", "The pages before and after.")])
                ] + Endpoint.Answer.problems(400, 401, 403, 421, 503),
                handler: readings),
        ]
    }
}

extension Timestamp {
    /// The day in the Netherlands.
    var dayInTheNetherlands: CalendarDate { LocalDateTime(inTheNetherlandsAt: self).date }
}
