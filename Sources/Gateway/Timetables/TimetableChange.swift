import EventSourcing
import Foundation
import GRDB
import JSONSchema

/// What one event of scheduling changes in the rows of ``TimetableView``.
struct TimetableChange {
    let institution: String
    let subject: String
    let sequence: Int64
    let stamp: Int64
    let data: JSONValue
    let database: Database

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    // MARK: Activities

    func propose() throws {
        var document = Document(data)
        document["state"] = Document.text("proposed")
        try run(
            "INSERT OR REPLACE INTO activity VALUES (?, ?, ?, '', 0, ?, ?, 'proposed', '', ?)",
            [institution, subject, text("calendarId"), sequence, stamp, Data(document.text)])
    }

    func plan() throws {
        guard var document = try held() else { return }
        for name in TimetableChange.planMembers { document[name] = data[name].map { Array($0.textBytes) } }
        document["state"] = Document.text("planned")
        let moment = (data["from"]?.string).flatMap { Timestamp($0) }?.milliseconds ?? 0
        var plan = Document()
        for name in TimetableChange.planMembers { plan[name] = document[name] }
        try run(
            """
            UPDATE activity SET day = ?, moment = ?, sequence = ?, stamp = ?, state = 'planned', plan = ?, body = ?
            WHERE institution = ? AND id = ?
            """,
            [
                text("startsOn"), moment, sequence, stamp, String(decoding: plan.text, as: UTF8.self),
                Data(document.text), institution, subject,
            ])
        try use(subject, in: "", since: 0, try JSONDocument(document.text).root)
    }

    func cancel() throws {
        guard var document = try held() else { return }
        document["state"] = Document.text("cancelled")
        try run(
            "UPDATE activity SET sequence = ?, stamp = ?, state = 'cancelled', body = ? WHERE institution = ? AND id = ?",
            [sequence, stamp, Data(document.text), institution, subject])
    }

    /// The members of an activity that its plan says.
    static let planMembers = ["startsOn", "startsAt", "endsOn", "endsAt", "from", "to", "roomIds", "staffMemberIds"]

    private func held() throws -> Document? {
        let select = try database.cachedStatement(sql: "SELECT body FROM activity WHERE institution = ? AND id = ?")
        return try Data.fetchOne(select, arguments: [institution, subject]).map {
            Document(try JSONDocument(Array($0)).root)
        }
    }

    private func use(_ activity: String, in timetable: String, since: Int64, _ body: JSONValue) throws {
        try run(
            "DELETE FROM usage WHERE institution = ? AND activity = ? AND timetable = ? AND since = ?",
            [institution, activity, timetable, since])
        for name in ["groupIds", "roomIds", "staffMemberIds"] {
            for id in body[name]?.items.compactMap(\.string) ?? [] {
                try run(
                    "INSERT OR IGNORE INTO usage VALUES (?, ?, ?, ?, ?)",
                    [institution, activity, timetable, since, id.lowercased()])
            }
        }
    }

    // MARK: Versions

    func open() throws {
        try run(
            "INSERT OR REPLACE INTO timetable VALUES (?, ?, ?, ?, ?, ?)",
            [
                institution, subject, text("calendarId"), data["period"]?["validFrom"]?.string ?? "",
                data["period"]?["validTo"]?.string ?? "9999-12-31", Data(data.textBytes),
            ])
    }

    func publish() throws {
        func count(_ name: String) -> Int64 { data[name]?.integer ?? 0 }
        try run(
            "INSERT OR REPLACE INTO version VALUES (?, ?, ?, 'published', ?, ?, ?, ?, ?, NULL, ?)",
            [
                institution, subject, count("version"), text("publishedOn"), count("activities"), count("added"),
                count("moved"), count("removed"),
                TimetableVersion.id(of: count("version"), of: subject, at: institution).description,
            ])
    }

    func setState(_ state: String) throws {
        try run(
            "UPDATE version SET state = ?, reason = ? WHERE institution = ? AND timetable = ? AND version = ?",
            [state, data["reason"]?.string, institution, subject, data["version"]?.integer ?? 0])
    }

    /// Takes over what a publication changed, as it is planned at this place in the order of events.
    func list() throws {
        let version = data["version"]?.integer ?? 0
        func ids(_ name: String) -> [String] {
            (data[name]?.items ?? []).compactMap { $0.string?.lowercased() }
        }
        for id in ids("moved") + ids("removed") {
            try run(
                """
                UPDATE entry SET until = ?, endStamp = ?,
                  endSequence = (SELECT sequence FROM activity WHERE institution = ? AND id = ?)
                WHERE institution = ? AND timetable = ? AND activity = ? AND until IS NULL AND since < ?
                """, [version, stamp, institution, id, institution, subject, id, version])
        }
        for id in ids("added") + ids("moved") {
            try run(
                """
                INSERT OR REPLACE INTO entry
                SELECT institution, ?, id, ?, NULL, day, moment, sequence, ?, NULL, NULL, plan, body
                FROM activity WHERE institution = ? AND id = ?
                """, [subject, version, stamp, institution, id])
            let select = try database.cachedStatement(
                sql: "SELECT body FROM activity WHERE institution = ? AND id = ?")
            guard let body = try Data.fetchOne(select, arguments: [institution, id]) else { continue }
            try use(id, in: subject, since: version, try JSONDocument(Array(body)).root)
        }
    }

    // MARK: Resources and groups

    func describe(_ kind: String) throws {
        let name = data["names"]?.items.first?["value"]?.string
        let parts = [data["abbreviation"]?.string, name, data["building"]?.string].compactMap { $0 }
        let label = kind == "group" ? data["abbreviation"]?.string ?? name ?? "" : parts.joined(separator: ", ")
        try run("INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?)", [institution, subject, kind, label])
    }

    /// A change holds from its day on; without one it is as if it had always been so.
    func changeMembers() throws {
        let day = data["effectiveOn"]?.string ?? ""
        for learner in data["removed"]?.items.compactMap(\.string) ?? [] {
            try run(
                """
                DELETE FROM membership
                WHERE institution = ? AND learner = ? AND "group" = ? AND until IS NULL AND since >= ?
                """, [institution, learner.lowercased(), subject, day])
            try run(
                """
                UPDATE membership SET until = ?
                WHERE institution = ? AND learner = ? AND "group" = ? AND until IS NULL
                """, [day, institution, learner.lowercased(), subject])
        }
        for learner in data["added"]?.items.compactMap(\.string) ?? [] {
            try run(
                """
                INSERT OR REPLACE INTO membership SELECT ?, ?, ?, ?, NULL WHERE NOT EXISTS (
                  SELECT 1 FROM membership WHERE institution = ? AND learner = ? AND "group" = ? AND until IS NULL)
                """,
                [
                    institution, learner.lowercased(), subject, day, institution, learner.lowercased(), subject,
                ])
        }
    }

    private func text(_ name: String) -> String { data[name]?.string ?? "" }
}
