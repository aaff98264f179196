import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Who is in a group, and from when until when, as OEAPI tells it. People are opaque ids.
struct OEAPIMembershipRoutes: Sendable {
    let timetables: Projector<TimetableView>
    let now: @Sendable () -> Timestamp

    private struct Membership: Sendable {
        let learner: String
        /// Empty where it has always been so.
        let since: String
        let until: String?
    }

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try OEAPIVersion.check(request)
        var query = Query(request)
        let page = OEAPIListRequest.page(&query)
        _ = query.text("consumer")
        let filters = OEAPIListRequest.fieldFilters(&query)
        let fields = OEAPIListRequest.fields(&query)
        try query.check()
        try await ReadPosition.wait(request, for: timetables)
        let institution = context.institution
        let group = (context.parameters.get(OEAPIType.group.parameter) ?? "").lowercased()
        let memberships = try await timetables.rows { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT learner, since, until FROM membership WHERE institution = ? AND "group" = ?
                    ORDER BY learner, since
                    """, arguments: [institution, group]
            ).map { Membership(learner: $0[0], since: $0[1], until: $0[2]) }
        }
        let today = now().dayInTheNetherlands.description
        let texts = try memberships.map { OEAPIMembershipRoutes.text($0, of: group, on: today) }.filter {
            try filters.match(JSONDocument($0).root)
        }
        let shown = try texts.dropFirst((page.number - 1) * page.size).prefix(page.size).map { text in
            try fields?.select(from: JSONDocument(text).root, mandatory: mandatory) ?? text
        }
        return OEAPIRoutes.page(
            .init(total: texts.count, bodies: shown), size: page.size, number: page.number, request)
    }

    private let mandatory: Set<String> = ["personId", "groupId", "role", "state"]

    private static func text(_ membership: Membership, of group: String, on today: String) -> [UInt8] {
        // Days are compared as they are written.
        let isOver = membership.until.map { $0 <= today } ?? false
        var text = JSONText()
        text.object { text in
            text.member("personId", membership.learner)
            text.member("groupId", group)
            text.member("role", "student")
            text.member("state", isOver ? "cancelled" : "active")
            if let start = moment(membership.since) { text.member("startDateTime", start) }
            if let end = membership.until.flatMap({ moment($0) }) { text.member("endDateTime", end) }
        }
        return text.bytes
    }

    /// The first moment of a day in the Netherlands.
    private static func moment(_ day: String) -> String? {
        CalendarDate(day).map { LocalDateTime($0, .midnight).momentInTheNetherlands.description }
    }

    static let path = "/groups/{groupId}/memberships"

    var endpoint: Endpoint {
        Endpoint(
            .get, OEAPIMembershipRoutes.path, in: .oeapi, tag: OEAPIType.group.collection, "Who is in one Group.",
            description: "Those who have left are told too, with the moment at which they did.",
            parameters: [OEAPIRoutes.id(.group)] + OEAPIRoutes.membershipParameters,
            answers: [OEAPIRoutes.answer(listOf: "Membership")] + OEAPIRoutes.problems, handler: list)
    }
}
