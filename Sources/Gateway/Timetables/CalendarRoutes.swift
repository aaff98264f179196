import EventSourcing
import GRDB
import Hummingbird
import InstitutionFormats
import ServiceRuntime

/// Published timetables as calendars that a calendar program subscribes to (RFC 5545).
struct CalendarRoutes: Sendable {
    let projector: Projector<TimetableView>

    private func calendar(of owner: CalendarReading.Owner) -> Endpoint.Handler {
        { request, context in
            var query = Query(request)
            let (firstDay, lastDay) = (CalendarRoutes.day("firstDay", &query), CalendarRoutes.day("lastDay", &query))
            try query.check()
            try await ReadPosition.wait(request, for: projector)
            let (institution, id) = (context.institution, (context.parameters.get("id") ?? "").lowercased())
            let calendar = try await projector.rows { database in
                try CalendarReading(
                    institution: institution, owner: owner, id: id, firstDay: firstDay, lastDay: lastDay,
                    database: database
                ).calendar()
            }
            guard let calendar else { throw Problem(.notFound, "Scheduling knows no \(owner.name) with this id.") }
            return .tagged(calendar.bytes, for: request, type: "text/calendar; charset=utf-8")
        }
    }

    private static func day(_ name: String, _ query: inout Query) -> CalendarDate? {
        guard let text = query.text(name) else { return nil }
        let day = CalendarDate(text)
        if day == nil { query.fault(name, "must be a date such as 2026-08-31") }
        return day
    }

    var endpoints: [Endpoint] {
        CalendarReading.Owner.allCases.map { owner in
            Endpoint(
                .get, "/\(owner.collection)/{id}/calendar.ics", tag: owner.collection,
                "The published timetable of one \(owner.name) as iCalendar.",
                description: """
                    What the newest version of every timetable holds, unless that version was withdrawn. An activity \
                    that a later version no longer has is told as cancelled. People have no names in it.
                    """,
                parameters: [
                    .init(
                        "id", in: .path, "The id of the \(owner.name).", schema: #"{"type":"string","format":"uuid"}"#),
                    .init(
                        "firstDay", in: .query, "Only what ends on this day or later.",
                        schema: #"{"type":"string","format":"date"}"#),
                    .init(
                        "lastDay", in: .query, "Only what begins on this day or earlier.",
                        schema: #"{"type":"string","format":"date"}"#),
                    .init("If-None-Match", in: .header, "An ETag: 304 when it still holds."), positionParameter,
                ],
                answers: [
                    .init(
                        200, "A calendar.", content: [("text/calendar", #"{"type":"string"}"#)],
                        headers: [("ETag", "The tag of exactly this answer.")]),
                    .init(304, "It is still the same."),
                ] + Endpoint.Answer.problems(400, 404, 421, 503),
                handler: calendar(of: owner))
        }
    }
}

extension CalendarReading.Owner {
    var collection: String {
        switch self {
        case .group: "groups"
        case .room: "rooms"
        case .staffMember: "staff-members"
        case .learner: "learners"
        }
    }

    var name: String {
        switch self {
        case .group: "group"
        case .room: "room"
        case .staffMember: "member of staff"
        case .learner: "learner"
        }
    }
}
