import EventSourcing
import Foundation
import InstitutionFormats
import Support
import Testing

/// Calendars read back with Python's icalendar, which knows time zones from tables of its own.
@Suite struct ICalendarPeerTests {
    private struct Answer: Decodable {
        struct Event: Decodable {
            let uid, stamp, status, from, to, zone, summary, location, description: String
            let sequence: Int64
            let categories: [String]
        }

        let name: String
        let zones: [String]
        let events: [Event]
        let faults: [String]
    }

    /// Ordinary days, both switches of the clock with the hours that are skipped and doubled, and a night shift.
    private static let times = [
        ("2026-09-07 08:30", "2026-09-07 10:10"), ("2026-12-31 23:00", "2027-01-01 01:00"),
        ("2026-03-28 22:00", "2026-03-29 06:00"), ("2026-03-29 02:30", "2026-03-29 04:30"),
        ("2026-10-25 01:30", "2026-10-25 03:30"), ("2026-10-25 02:15", "2026-10-25 02:45"),
        ("2030-03-31 03:00", "2030-10-27 02:59"),
    ]

    private static let texts = [
        "Receptuur", "Zalf; crème,\\ en \"pillen\": \n2 regels", String(repeating: "Lang 💊 é ", count: 30), "المختبر",
    ]

    private func time(_ text: String) throws -> LocalDateTime {
        let parts = text.split(separator: " ")
        return LocalDateTime(
            try #require(CalendarDate(parts[0])), try #require(TimeOfDay(parts[1])))
    }

    @Test func anotherReaderFindsTheSameMomentsAndTexts() throws {
        let suite = "iCalendar (icalendar)"
        guard let python = PythonPeer.interpreter(having: "icalendar", for: suite) else { return }
        var events: [ICalendar.Event] = []
        for (number, (start, end)) in ICalendarPeerTests.times.enumerated() {
            for (place, text) in ICalendarPeerTests.texts.enumerated() {
                var event = ICalendar.Event(
                    uid: "\(number)-\(place)@schakel.example", stamp: Timestamp(milliseconds: 1_787_320_800_000),
                    sequence: Int64(place), status: place == 1 ? .cancelled : .confirmed, from: try time(start),
                    to: try time(end), summary: text)
                event.location = "B2.14, Zwolle"
                event.description = text
                event.categories = ["practical", "klas, 1A"]
                events.append(event)
            }
        }
        let calendar = ICalendar(product: "-//Schakel//Rooster//NL", name: "APO26-1A periode 1", events: events)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Peers/icalendar_peer.py")
        let lines = try PythonPeer.run(
            python, script, input: [Data(calendar.bytes).base64EncodedString()])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(try #require(lines.first).utf8))
        #expect(answer.faults == [])
        #expect(answer.name == calendar.name)
        #expect(answer.zones == ["Europe/Amsterdam"])
        try #require(answer.events.count == events.count)
        for (event, read) in zip(events, answer.events) {
            #expect(read.uid == event.uid)
            #expect(read.stamp == event.stamp.description)
            #expect(read.sequence == event.sequence)
            #expect(read.status == event.status.rawValue)
            #expect(read.zone == "Europe/Amsterdam")
            #expect(read.from == event.start.momentInTheNetherlands.description, "\(event.start)")
            #expect(read.to == event.end.momentInTheNetherlands.description, "\(event.end)")
            #expect(read.summary == event.summary)
            #expect(read.location == event.location)
            #expect(read.description == event.description)
            #expect(read.categories == event.categories)
        }
        SuiteReport.ran(suite, passed: events.count)
    }
}
