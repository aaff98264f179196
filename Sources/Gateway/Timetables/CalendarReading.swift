import EventSourcing
import Foundation
import GRDB
import InstitutionFormats
import JSONSchema

/// Reads what published timetables hold for a group, a room, a member of staff or a learner, as appointments.
struct CalendarReading {
    /// Whose calendar it is.
    enum Owner: String, Sendable, Hashable, CaseIterable {
        case group
        case room
        case staffMember = "staff-member"
        /// Through the groups of which the learner is a member on the day of an activity.
        case learner
    }

    let institution: String
    let owner: Owner
    let id: String
    /// Nil for all days; ends are included.
    var firstDay: CalendarDate?
    var lastDay: CalendarDate?
    let database: Database

    private struct Appointment {
        let activity: String
        let body: JSONValue
        let sequence: Int64
        let stamp: Int64
        let isRemoved: Bool
    }

    /// - Returns: nil for an owner that scheduling does not know.
    func calendar() throws -> ICalendar? {
        guard let label = try label() else { return nil }
        let labels = try self.labels()
        let events = try appointments().compactMap { event($0, labels) }
        return ICalendar(product: "-//Schakel//Rooster//NL", name: label, events: events)
    }

    /// What the calendar is called. People have no name here.
    private func label() throws -> String? {
        if owner == .learner {
            let known = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM membership WHERE institution = ? AND learner = ?)",
                arguments: [institution, id])
            return known == true ? "Rooster" : nil
        }
        let label = try String.fetchOne(
            database, sql: "SELECT label FROM resource WHERE institution = ? AND id = ? AND kind = ?",
            arguments: [institution, id, owner.rawValue])
        return label.map { $0.isEmpty ? "Rooster" : $0 }
    }

    private func labels() throws -> [String: String] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT id, label FROM resource WHERE institution = ?", arguments: [institution])
        return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    /// What the newest versions hold, and what they no longer hold.
    ///
    /// An activity that was moved is told once, as it stands; one that was removed is told as taken off, unless another
    /// timetable has it. A timetable whose newest version was withdrawn says nothing.
    private func appointments() throws -> [Appointment] {
        let (using, arguments) = users
        let rows = try Row.fetchAll(
            database,
            sql: """
                WITH used AS (\(using)),
                live AS (
                  SELECT timetable, max(version) AS newest, state FROM version WHERE institution = ?
                  GROUP BY timetable)
                SELECT DISTINCT entry.activity, entry.body, coalesce(entry.endSequence, entry.sequence),
                  coalesce(entry.endStamp, entry.stamp), entry.until IS NOT NULL, entry.moment
                FROM used JOIN entry ON entry.institution = ? AND entry.timetable = used.timetable
                  AND entry.activity = used.activity AND entry.since = used.since
                JOIN live ON live.timetable = entry.timetable AND live.state = 'published'
                WHERE entry.until IS NULL OR NOT EXISTS (
                  SELECT 1 FROM entry AS other WHERE other.institution = entry.institution
                  AND other.activity = entry.activity
                  AND (other.until IS NULL OR other.until > entry.until AND other.timetable = entry.timetable))
                ORDER BY entry.moment, entry.activity
                """, arguments: StatementArguments(arguments + [institution, institution]))
        return try rows.map { row in
            Appointment(
                activity: row[0], body: try JSONDocument(Array(row[1] as Data)).root, sequence: row[2], stamp: row[3],
                isRemoved: row[4])
        }
    }

    /// Which entries use the owner, with the arguments of the query.
    private var users: (sql: String, arguments: [any DatabaseValueConvertible]) {
        guard owner == .learner else {
            return (
                "SELECT activity, timetable, since FROM usage WHERE institution = ? AND used = ? AND timetable <> ''",
                [institution, id]
            )
        }
        return (
            """
            SELECT usage.activity, usage.timetable, usage.since FROM membership
            JOIN usage ON usage.institution = membership.institution AND usage.used = membership."group"
              AND usage.timetable <> ''
            JOIN entry ON entry.institution = usage.institution AND entry.timetable = usage.timetable
              AND entry.activity = usage.activity AND entry.since = usage.since
            WHERE membership.institution = ? AND membership.learner = ?
              AND entry.day >= membership.since AND (membership.until IS NULL OR entry.day < membership.until)
            """, [institution, id]
        )
    }

    private func event(_ appointment: Appointment, _ labels: [String: String]) -> ICalendar.Event? {
        let body = appointment.body
        guard let start = local(body["startsOn"], body["startsAt"]), let end = local(body["endsOn"], body["endsAt"])
        else { return nil }
        if let firstDay, end.date < firstDay { return nil }
        if let lastDay, lastDay < start.date { return nil }
        func names(_ member: String) -> [String] {
            (body[member]?.items ?? []).compactMap { item in labels[item.string?.lowercased() ?? ""] }
        }
        let title = body["names"]?.items.first?["value"]?.string ?? body["abbreviation"]?.string ?? "Leeractiviteit"
        var event = ICalendar.Event(
            uid: "\(appointment.activity)@\(institution).schakel", stamp: Timestamp(milliseconds: appointment.stamp),
            sequence: appointment.sequence, status: appointment.isRemoved ? .cancelled : .confirmed, from: start,
            to: end, summary: title)
        let rooms = names("roomIds")
        if !rooms.isEmpty { event.location = rooms.joined(separator: "; ") }
        let groups = names("groupIds").filter { !$0.isEmpty }
        if !groups.isEmpty { event.description = groups.joined(separator: ", ") }
        if let type = body["activityType"]?.string { event.categories = [type] }
        return event
    }

    private func local(_ day: JSONValue?, _ time: JSONValue?) -> LocalDateTime? {
        guard let day = (day?.string).flatMap({ CalendarDate($0) }),
            let time = (time?.string).flatMap({ TimeOfDay($0) })
        else { return nil }
        return LocalDateTime(day, time)
    }
}
