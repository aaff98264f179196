import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import Support
import Testing

/// A version costs the view what it changes, however large the timetable is.
@Suite struct TimetableViewTests {
    private static let timetable = "0f6ae4c2-8b57-4d19-9e3a-b61c7f50d284"
    private static let calendar = "c37b05e9-6f14-4d82-a0b9-e25d8f471c63"
    private static let group = "edb0340d-79e3-46e9-8b24-3c96786cab1a"

    private static func id(_ number: Int) -> String { "5d8e2f06-b1a4-4c79-93e0-\(Digits.padded(number, 12))" }

    private static func event(_ name: String, _ subject: String, _ data: String, _ sequence: Int64 = 1) -> CloudEvent {
        var event = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.scheduling.\(name).v1", subject: subject, time: Timestamp(milliseconds: 1_800_000_000_000),
            dataContentType: "application/json", data: Array(data.utf8))
        event[.institution] = "25lx"
        event.sequence = SequenceNumber(sequence)
        return event
    }

    private static func proposed(_ number: Int) -> CloudEvent {
        event(
            "learning-activity-proposed", id(number),
            #"{"learningActivityId":"\#(id(number))","offeringId":"\#(group)","calendarId":"\#(calendar)","#
                + #""names":[{"language":"nl","value":"Les"}],"activityType":"lecture","groupIds":["\#(group)"],"#
                + #""timing":"free"}"#)
    }

    private static func planned(_ number: Int, _ name: String = "planned", hour: Int = 8) -> CloudEvent {
        let day = "2026-09-\(Digits.padded(1 + number % 28, 2))"
        let (from, to) = (Digits.padded(hour, 2), Digits.padded(hour + 1, 2))
        return event(
            "learning-activity-\(name)", id(number),
            #"{"learningActivityId":"\#(id(number))","startsOn":"\#(day)","startsAt":"\#(from):00","#
                + #""endsAt":"\#(to):00","endsOn":"\#(day)","from":"\#(day)T\#(from):00:00Z","#
                + #""to":"\#(day)T\#(to):00:00Z"}"#, 2)
    }

    /// A publication, with its changes in events of 400 at most.
    private static func published(
        _ version: Int, added: [Int] = [], moved: [Int] = [], removed: [Int] = []
    ) -> [CloudEvent] {
        func list(_ name: String, _ numbers: [Int]) -> String {
            #""\#(name)":[\#(numbers.map { "\"\(id($0))\"" }.joined(separator: ","))]"#
        }
        let head = #""timetableId":"\#(timetable)","version":\#(version)"#
        var events = [
            event(
                "timetable-published", timetable,
                #"{\#(head),"publishedOn":"2026-08-21","activities":0,"added":\#(added.count),"#
                    + #""moved":\#(moved.count),"removed":\#(removed.count)}"#)
        ]
        for start in stride(from: 0, to: max(added.count, 1), by: 400) {
            let part = Array(added.dropFirst(start).prefix(400))
            let (moved, removed) = start == 0 ? (moved, removed) : ([], [])
            events.append(
                event(
                    "timetable-changes-listed", timetable,
                    "{\(head),\(list("added", part)),\(list("moved", moved)),\(list("removed", removed))}"))
        }
        return events
    }

    @Test func ofFiveThousandActivitiesOnlyThoseThatChangeAreWrittenAgain() throws {
        let view = TimetableView()
        let database = try DatabaseQueue()
        let count = 5000
        let opened = Self.event(
            "timetable-opened", Self.timetable,
            #"{"timetableId":"\#(Self.timetable)","calendarId":"\#(Self.calendar)","names":[],"#
                + #""period":{"validFrom":"2026-09-01","validTo":"2026-09-30"}}"#)
        let first =
            (0..<count).flatMap { [Self.proposed($0), Self.planned($0)] } + Self.published(1, added: Array(0..<count))
        let second =
            (0..<10).map { Self.planned($0, "moved", hour: 13) }
            + [
                Self.event(
                    "learning-activity-cancelled", Self.id(20),
                    #"{"learningActivityId":"\#(Self.id(20))","reason":"other"}"#)
            ]
            + [Self.proposed(count), Self.planned(count)]
            + Self.published(2, added: [count], moved: Array(0..<10), removed: [20])
        try database.write { database in
            try view.create(database)
            for event in [opened] + first { try view.take(event, database) }
        }
        func rows(_ condition: String) throws -> Int {
            try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry WHERE \(condition)") ?? 0 }
        }
        #expect(try rows("TRUE") == count)
        try database.write { database in
            for event in second { try view.take(event, database) }
        }
        #expect(try rows("TRUE") == count + 11, "ten moved and one added")
        #expect(try rows("until IS NULL") == count, "one came and one went")
        #expect(try rows("since <= 1 AND (until IS NULL OR until > 1)") == count, "the first version is as it was")
        let held = try database.read {
            try String.fetchAll(
                $0, sql: "SELECT plan FROM entry WHERE activity = ? ORDER BY since", arguments: [Self.id(3)])
        }
        #expect(held.count == 2 && held[0].contains(#""startsAt":"08:00""#) && held[1].contains(#""startsAt":"13:00""#))
    }

    @Test func aLearnerIsInAGroupFromDayToDay() throws {
        let view = TimetableView()
        let database = try DatabaseQueue()
        let learner = "f05b9a7d-2c84-4e13-9d60-8a1be7c4f392"
        func change(_ what: String, _ day: String?) -> CloudEvent {
            Self.event(
                "group-members-changed", Self.group,
                #"{"groupId":"\#(Self.group)",\#(day.map { #""effectiveOn":"\#($0)","# } ?? "")"\#(what)":["\#(learner)"]}"#
            )
        }
        func spans(_ events: [CloudEvent]) throws -> [String] {
            try database.write { database in
                for event in events { try view.take(event, database) }
                return try Row.fetchAll(database, sql: "SELECT since, until FROM membership ORDER BY since").map {
                    "\($0[0] as String)-\($0[1] as String? ?? "")"
                }
            }
        }
        try database.write { try view.create($0) }
        #expect(try spans([change("added", "2026-09-01"), change("added", "2026-10-01")]) == ["2026-09-01-"])
        #expect(try spans([change("removed", "2026-11-01")]) == ["2026-09-01-2026-11-01"])
        #expect(try spans([change("added", "2027-02-01")]) == ["2026-09-01-2026-11-01", "2027-02-01-"])
        #expect(
            try spans([change("removed", "2027-02-01")]) == ["2026-09-01-2026-11-01"],
            "who leaves on the day was not in it")
    }
}
