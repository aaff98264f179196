import EventSourcing
import Foundation
import InstitutionFormats
import Testing

@Suite struct ICalendarTests {
    private func time(_ text: String) throws -> LocalDateTime {
        let parts = text.split(separator: " ")
        return LocalDateTime(
            try #require(CalendarDate(parts[0])), try #require(TimeOfDay(parts[1])))
    }

    private func event(_ summary: String) throws -> ICalendar.Event {
        ICalendar.Event(
            uid: "5d8e2f06@schakel.example", stamp: try #require(Timestamp("2026-08-21T14:00:00.5Z")), sequence: 3,
            from: try time("2026-09-07 08:30"), to: try time("2026-09-07 10:10"), summary: summary)
    }

    private func lines(_ calendar: ICalendar) -> [String] {
        String(decoding: calendar.bytes, as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test func anAppointmentIsWrittenAsTheClockShowsItWithItsZoneBesideIt() throws {
        let calendar = ICalendar(product: "-//Schakel//Rooster//NL", events: [try event("Receptuur")])
        let lines = lines(calendar)
        #expect(lines.first == "BEGIN:VCALENDAR")
        #expect(lines.suffix(2) == ["END:VCALENDAR", ""], "every line is ended")
        #expect(lines.contains("DTSTART;TZID=Europe/Amsterdam:20260907T083000"))
        #expect(lines.contains("DTEND;TZID=Europe/Amsterdam:20260907T101000"))
        #expect(lines.contains("DTSTAMP:20260821T140000Z"))
        #expect(lines.contains("SEQUENCE:3"))
        #expect(lines.contains("STATUS:CONFIRMED"))
        #expect(lines.contains("TZID:Europe/Amsterdam"))
    }

    @Test func aCancelledAppointmentSaysSo() throws {
        let cancelled = ICalendar.Event(
            uid: "1", stamp: Timestamp(milliseconds: 0), sequence: 4, status: .cancelled,
            from: try time("2026-09-07 08:30"), to: try time("2026-09-07 10:10"), summary: "Receptuur")
        #expect(lines(ICalendar(product: "p", events: [cancelled])).contains("STATUS:CANCELLED"))
    }

    @Test func whatHasAMeaningInATextIsEscapedAndControlCharactersAreLeftOut() throws {
        let calendar = ICalendar(product: "p", events: [try event("Zalf; crème,\\ \r\nen\u{7}\u{0} pillen\n")])
        #expect(lines(calendar).contains(#"SUMMARY:Zalf\; crème\,\\ \nen pillen\n"#))
    }

    @Test func noLineIsLongerThan75OctetsAndNoCharacterIsCutInTwo() throws {
        let summary = String(repeating: "Geneesmiddelen 💊 éë ", count: 20)
        let lines = lines(ICalendar(product: "p", events: [try event(summary)]))
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(lines.contains { $0.utf8.count > 70 }, "lines are as long as they may be")
        let place = try #require(lines.firstIndex { $0.hasPrefix("SUMMARY:") })
        let folded = lines[place...].dropFirst().prefix { $0.hasPrefix(" ") }
        let unfolded = lines[place] + folded.map { $0.dropFirst() }.joined()
        #expect(unfolded == "SUMMARY:\(summary)")
    }

    @Test func theSameContentGivesTheSameBytes() throws {
        let calendar = ICalendar(product: "p", name: "APO26-1A", events: [try event("Receptuur")])
        #expect(calendar.bytes == calendar.bytes)
        #expect(ICalendar(product: "p").bytes != calendar.bytes)
    }
}
