import EventSourcing
import Foundation
import GRDB
import JSONSchema

/// A version of a timetable as an address names it.
enum TimetableVersion: Sendable, Hashable {
    /// What is planned now.
    case draft
    /// The newest that is published; there is none where that was withdrawn.
    case published
    case number(Int64)

    /// - Returns: nil for text of another form.
    init?(_ text: String) {
        switch text {
        case "draft": self = .draft
        case "published": self = .published
        default:
            guard let number = Int64(text), number > 0 else { return nil }
            self = .number(number)
        }
    }

    /// What a version is called by itself, without its timetable.
    static func id(of number: Int64, of timetable: String, at institution: String) -> UUIDValue {
        DerivedIdentity.aggregate(
            institution: institution, kind: "timetable-version", register: timetable, code: String(number))
    }

    static let schema = #"{"type":"string","pattern":"^(draft|published|[1-9][0-9]*)$"}"#
}

/// Reads versions of one timetable.
struct TimetableReading {
    /// The timetable and the number of a version that is named by itself; nil where there is none.
    static func version(
        _ id: String, at institution: String, _ database: Database
    ) throws -> (timetable: String, number: Int64)? {
        try Row.fetchOne(
            database, sql: "SELECT timetable, version FROM version WHERE institution = ? AND id = ?",
            arguments: [institution, id]
        ).map { ($0[0], $0[1]) }
    }

    let institution: String
    let timetable: String
    let database: Database

    /// What is said of a version beside its activities.
    struct Head: Sendable, Hashable {
        /// Nil for the draft.
        let id: String?
        /// Nil for the draft.
        let number: Int64?
        let state: String
        let publishedOn: String?
        let activities: Int64?
        let added: Int64?
        let moved: Int64?
        let removed: Int64?
        let reason: String?

        func write(to text: inout JSONText) {
            func member(_ name: String, _ value: Int64?) {
                guard let value else { return }
                text.name(name)
                text.integer(value)
            }
            if let id { text.member("versionId", id) }
            member("version", number)
            text.member("state", state)
            if let publishedOn { text.member("publishedOn", publishedOn) }
            member("activities", activities)
            member("added", added)
            member("moved", moved)
            member("removed", removed)
            if let reason { text.member("reason", reason) }
        }
    }

    /// An activity as a version has it.
    struct Entry: Sendable, Hashable {
        let id: String
        let moment: Int64
        /// When and where it takes place and with whom, as one text.
        let plan: String
        let body: Data
    }

    /// The timetable's document; nil for one that was never opened.
    func document() throws -> Data? {
        try Data.fetchOne(
            database, sql: "SELECT body FROM timetable WHERE institution = ? AND id = ?",
            arguments: [institution, timetable])
    }

    /// Every version, the newest first.
    func heads() throws -> [Head] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT version, state, publishedOn, activities, added, moved, removed, reason, id FROM version
                WHERE institution = ? AND timetable = ? ORDER BY version DESC
                """, arguments: [institution, timetable]
        ).map {
            Head(
                id: $0[8], number: $0[0], state: $0[1], publishedOn: $0[2], activities: $0[3], added: $0[4],
                moved: $0[5],
                removed: $0[6], reason: $0[7])
        }
    }

    /// - Returns: nil where there is no such version.
    func head(of version: TimetableVersion) throws -> Head? {
        switch version {
        case .draft:
            return Head(
                id: nil, number: nil, state: "draft", publishedOn: nil, activities: nil, added: nil, moved: nil,
                removed: nil,
                reason: nil)
        case .published: return try heads().first.flatMap { $0.state == "published" ? $0 : nil }
        case .number(let number): return try heads().first { $0.number == number }
        }
    }

    /// The activities of a version, in the order of their times.
    ///
    /// - Parameter used: only those with all of these groups, rooms and members of staff.
    func entries(of head: Head, using used: [String] = []) throws -> [Entry] {
        let isUsed = used.map { _ in
            " AND EXISTS (SELECT 1 FROM usage WHERE usage.institution = source.institution AND usage.activity ="
                + " source.activity AND usage.timetable = source.holder AND usage.since = source.since"
                + " AND usage.used = ?)"
        }.joined()
        let source: String
        var arguments: [any DatabaseValueConvertible]
        if let number = head.number {
            source = """
                SELECT institution, activity, timetable AS holder, since, moment, plan, body FROM entry
                WHERE institution = ? AND timetable = ? AND since <= ? AND (until IS NULL OR until > ?)
                """
            arguments = [institution, timetable, number, number]
        } else {
            source = """
                SELECT activity.institution, activity.id AS activity, '' AS holder, 0 AS since, moment, plan,
                  activity.body
                FROM activity JOIN timetable ON timetable.institution = activity.institution
                  AND timetable.calendar = activity.calendar AND day BETWEEN firstDay AND lastDay
                WHERE activity.institution = ? AND timetable.id = ? AND state = 'planned'
                """
            arguments = [institution, timetable]
        }
        arguments += used.map { $0.lowercased() }
        return try Row.fetchAll(
            database,
            sql: "SELECT activity, moment, plan, body FROM (\(source)) AS source WHERE TRUE\(isUsed) "
                + "ORDER BY moment, activity",
            arguments: StatementArguments(arguments)
        ).map { Entry(id: $0[0], moment: $0[1], plan: $0[2], body: $0[3]) }
    }
}

/// An activity that one version has otherwise than another.
struct TimetableDifference: Sendable, Hashable {
    enum Change: String, Sendable, Hashable, CaseIterable {
        case added
        /// It has another time, other rooms or other staff.
        case moved
        case removed
    }

    let change: Change
    let before: TimetableReading.Entry?
    let after: TimetableReading.Entry?

    /// What differs, in the order of the times at which the activities are, or were.
    static func between(
        _ former: [TimetableReading.Entry], _ later: [TimetableReading.Entry]
    ) -> [TimetableDifference] {
        let held = Dictionary(former.map { ($0.id, $0) }) { first, _ in first }
        let kept = Set(later.map(\.id))
        let changed = later.compactMap { entry -> TimetableDifference? in
            guard let before = held[entry.id] else { return .init(change: .added, before: nil, after: entry) }
            return before.plan == entry.plan ? nil : .init(change: .moved, before: before, after: entry)
        }
        let removed = former.filter { !kept.contains($0.id) }.map { entry in
            TimetableDifference(change: .removed, before: entry, after: nil)
        }
        return (changed + removed).sorted { $0.place < $1.place }
    }

    private var place: (Int64, String) {
        let entry = after ?? before
        return (entry?.moment ?? 0, entry?.id ?? "")
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("change", change.rawValue)
            text.member("learningActivityId", (after ?? before)?.id ?? "")
            if let before {
                text.name("before")
                text.raw(before.body)
            }
            if let after {
                text.name("after")
                text.raw(after.body)
            }
        }
    }
}
