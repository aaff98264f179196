import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// The versions of timetables, what each holds, and in what two of them differ.
struct TimetableRoutes: Sendable {
    let projector: Projector<TimetableView>
    /// The documents of timetables, which share their address with versions.
    let documents: ViewRoutes

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let key = Key(context)
        let heads = try await projector.rows { database in
            let reading = key.reading(database)
            return try reading.document().map { _ in try reading.heads() }
        }
        guard let heads else { throw TimetableRoutes.unknown }
        return page.response(total: heads.count, request) { text in
            for head in heads.dropFirst(page.offset).prefix(page.size) { text.object { head.write(to: &$0) } }
        }
    }

    /// A version by an id of its own, or the document of a timetable.
    func byId(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await ReadPosition.wait(request, for: projector)
        let institution = context.institution
        let id = (context.parameters.get("id") ?? "").lowercased()
        guard
            let named = try await projector.rows({ try TimetableReading.version(id, at: institution, $0) })
        else { return try await documents.single(request, context) }
        return try await version(
            .number(named.number), of: Key(institution: institution, timetable: named.timetable), request)
    }

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let version = try TimetableRoutes.version(context.parameters.get("version") ?? "")
        try await ReadPosition.wait(request, for: projector)
        return try await self.version(version, of: Key(context), request)
    }

    private func version(_ version: TimetableVersion, of key: Key, _ request: Request) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        let used = TimetableRoutes.resources.compactMap { query.text($0.name) }
        try query.check()
        let found = try await projector.rows { database in
            let reading = key.reading(database)
            guard let document = try reading.document() else { throw TimetableRoutes.unknown }
            guard let head = try reading.head(of: version) else { throw TimetableRoutes.noVersion }
            return (document: document, head: head, entries: try reading.entries(of: head, using: used))
        }
        let timetable = try JSONDocument(Array(found.document)).root
        return page.response(total: found.entries.count, request) { text in
            for entry in found.entries.dropFirst(page.offset).prefix(page.size) { text.raw(entry.body) }
        } more: { text in
            for (name, value) in timetable.members {
                text.name(name)
                text.raw(value.textBytes)
            }
            found.head.write(to: &text)
        }
    }

    func differences(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        let since = query.text("since")
        let former = since.flatMap { TimetableVersion($0) }
        if since != nil, former == nil {
            query.fault("since", "must be the number of a version, or published, or draft")
        }
        try query.check()
        let version = try TimetableRoutes.version(context.parameters.get("version") ?? "")
        try await ReadPosition.wait(request, for: projector)
        let key = Key(context)
        let (differences, earlier, later) = try await projector.rows { database in
            let reading = key.reading(database)
            guard try reading.document() != nil else { throw TimetableRoutes.unknown }
            guard let later = try reading.head(of: version) else { throw TimetableRoutes.noVersion }
            let earlier = try former.map { former in
                guard let head = try reading.head(of: former) else { throw TimetableRoutes.noVersion }
                return head
            }
            // Without one, the version before; of the draft the newest, whether or not it was withdrawn.
            let before = try earlier ?? reading.heads().first { $0.number ?? 0 < later.number ?? .max }
            let entries = try before.map { try reading.entries(of: $0) } ?? []
            return (
                TimetableDifference.between(entries, try reading.entries(of: later)), before, later
            )
        }
        return page.response(total: differences.count, request) { text in
            for difference in differences.dropFirst(page.offset).prefix(page.size) { difference.write(to: &text) }
        } more: { text in
            for (name, head) in [("since", earlier), ("version", later)] {
                guard let head else { continue }
                text.name(name)
                text.object { head.write(to: &$0) }
            }
            for change in TimetableDifference.Change.allCases {
                text.member(change.rawValue, differences.count { $0.change == change })
            }
        }
    }

    /// The timetable that an address names.
    private struct Key: Sendable {
        let institution: String
        let timetable: String

        init(institution: String, timetable: String) {
            self.institution = institution
            self.timetable = timetable
        }

        init(_ context: GatewayContext) {
            self.init(institution: context.institution, timetable: (context.parameters.get("id") ?? "").lowercased())
        }

        func reading(_ database: Database) -> TimetableReading {
            TimetableReading(institution: institution, timetable: timetable, database: database)
        }
    }

    private static func version(_ text: String) throws -> TimetableVersion {
        guard let version = TimetableVersion(text) else { throw noVersion }
        return version
    }

    private static let unknown = Problem(.notFound, "There is no timetable with this id.")
    private static let noVersion = Problem(.notFound, "The timetable has no such version.")

    // MARK: Addresses

    /// In the place of the documents' own.
    static let address = "/timetables/{id}"
    private static let id = Endpoint.Parameter(
        "id", in: .path, "The id of the timetable.", schema: #"{"type":"string","format":"uuid"}"#)
    private static let versionParameter = Endpoint.Parameter(
        "version", in: .path,
        "The number of a version; or draft, for what is planned now; or published, for the newest, unless it was "
            + "withdrawn.", schema: TimetableVersion.schema)
    private static let resources: [Endpoint.Parameter] =
        [("groupId", "group"), ("roomId", "room")].map {
            .init(
                $0.0, in: .query, "Only the activities with this \($0.1).",
                schema: #"{"type":"string","format":"uuid"}"#)
        } + [
            .init(
                "staffMemberId", in: .query, "Only the activities with this member of staff.",
                schema: #"{"type":"string","format":"uuid"}"#)
        ]

    private static func page(_ description: String) -> [Endpoint.Answer] {
        [
            .init(
                200, description, content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                headers: [
                    ("ETag", "The tag of exactly this answer."), ("Link", "The pages before and after."),
                ]), .init(304, "It is still the same."),
        ] + Endpoint.Answer.problems(400, 404, 421, 503)
    }

    var endpoints: [Endpoint] {
        let shared =
            Page.parameters
            + [.init("If-None-Match", in: .header, "An ETag: 304 when it still holds."), positionParameter]
        return [
            Endpoint(
                .get, TimetableRoutes.address, tag: "timetables",
                "A published version by its id, with its activities; or the document of a timetable.",
                description: """
                    By the versionId that lists of versions give, this is the same as the version below its timetable. \
                    By the id of a timetable it is its document, without activities.
                    """,
                parameters: [
                    .init(
                        "id", in: .path, "The id of a version, or of a timetable.",
                        schema: #"{"type":"string","format":"uuid"}"#)
                ] + TimetableRoutes.resources + shared + [AsOf.parameter],
                answers: [
                    .init(
                        200, "A page of activities with the version, or a timetable.",
                        content: [("application/json", OpenAPISchemas.object)],
                        headers: [("ETag", "The tag of exactly this answer, or the timetable's version.")]),
                    .init(304, "It is still the same."),
                ] + Endpoint.Answer.problems(400, 404, 421, 503), handler: byId),
            Endpoint(
                .get, "/timetables/{id}/versions", tag: "timetables", "What was published of a timetable, and when.",
                parameters: [TimetableRoutes.id] + shared,
                answers: TimetableRoutes.page("A page of versions, the newest first."), handler: list),
            Endpoint(
                .get, "/timetables/{id}/versions/{version}", tag: "timetables",
                "A version of a timetable with its activities, in the order of their times.",
                description: """
                    Beside the page stand the timetable's own members and those of the version: its number, state, day \
                    of publication and counts. What a version holds never changes.
                    """,
                parameters: [TimetableRoutes.id, TimetableRoutes.versionParameter] + TimetableRoutes.resources
                    + shared,
                answers: TimetableRoutes.page("A page of activities."), handler: single),
            Endpoint(
                .get, "/timetables/{id}/versions/{version}/differences", tag: "timetables",
                "In what a version differs from another: activities that were added, moved or removed.",
                parameters: [
                    TimetableRoutes.id, TimetableRoutes.versionParameter,
                    .init(
                        "since", in: .query,
                        "The version to compare with. Absent: the one before; of the draft the newest.",
                        schema: TimetableVersion.schema),
                ] + shared,
                answers: TimetableRoutes.page("A page of differences, with the activity before and after."),
                handler: differences),
        ]
    }
}
