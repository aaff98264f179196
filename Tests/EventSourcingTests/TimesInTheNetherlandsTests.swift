import EventSourcing
import Testing

@Suite struct TimesInTheNetherlandsTests {
    private func local(_ text: String) throws -> LocalDateTime {
        let parts = text.split(separator: "T")
        return LocalDateTime(try #require(CalendarDate(parts[0])), try #require(TimeOfDay(parts[1])))
    }

    @Test(arguments: [
        ("2026-01-15T08:30", "2026-01-15T07:30:00Z"), ("2026-07-15T08:30", "2026-07-15T06:30:00Z"),
        ("2026-03-29T01:59", "2026-03-29T00:59:00Z"), ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25T01:59", "2026-10-24T23:59:00Z"), ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
        ("2026-01-01T00:00", "2025-12-31T23:00:00Z"), ("2025-03-30T12:00", "2025-03-30T10:00:00Z"),
        ("2024-10-27T12:00", "2024-10-27T11:00:00Z"), ("2031-03-30T12:00", "2031-03-30T10:00:00Z"),
    ])
    func aTimeIsTheMomentAtWhichClocksShowIt(_ text: String, _ moment: String) throws {
        let local = try local(text)
        #expect(local.momentInTheNetherlands.description == moment)
        #expect(local.occurrenceInTheNetherlands == .once)
        #expect(LocalDateTime(inTheNetherlandsAt: local.momentInTheNetherlands) == local)
    }

    @Test func anHourThatIsSkippedInSpringIsReadAnHourLater() throws {
        for minute in ["00", "30", "59"] {
            let local = try local("2026-03-29T02:\(minute)")
            #expect(local.occurrenceInTheNetherlands == .never)
            #expect(local.momentInTheNetherlands.description == "2026-03-29T01:\(minute):00Z")
            #expect(LocalDateTime(inTheNetherlandsAt: local.momentInTheNetherlands).time.hour == 3)
        }
    }

    @Test func ofAnHourThatComesTwiceInAutumnTheFirstIsMeant() throws {
        for minute in ["00", "30", "59"] {
            let local = try local("2026-10-25T02:\(minute)")
            #expect(local.occurrenceInTheNetherlands == .twice)
            #expect(local.momentInTheNetherlands.description == "2026-10-25T00:\(minute):00Z")
        }
        let second = try #require(Timestamp("2026-10-25T01:30:00Z"))
        #expect(LocalDateTime(inTheNetherlandsAt: second).description == "2026-10-25T02:30")
    }

    @Test func everyMomentOfAYearIsShownOnceAndReadBackButForTheSecondHour() throws {
        let first = try local("2026-01-01T00:00").momentInTheNetherlands
        var shown: [LocalDateTime: Int] = [:]
        for quarter in 0..<365 * 96 {
            let moment = Timestamp(milliseconds: first.milliseconds + Int64(quarter) * 900_000)
            let local = LocalDateTime(inTheNetherlandsAt: moment)
            shown[local, default: 0] += 1
            if shown[local] == 1 { #expect(local.momentInTheNetherlands == moment, "\(local)") }
        }
        #expect(shown.values.count { $0 == 2 } == 4, "four quarters come twice")
        #expect(shown.count == 365 * 96 - 4)
    }

    @Test func theFirstAndLastDaysThatThereAreHaveMoments() throws {
        for text in ["0000-01-01T00:00", "9999-12-31T23:59"] {
            #expect(try local(text).occurrenceInTheNetherlands == .once)
        }
        let last = try #require(Timestamp("9999-12-31T23:59:59Z"))
        #expect(LocalDateTime(inTheNetherlandsAt: last).description == "9999-12-31T23:59")
    }

    @Test(arguments: [
        ("1970-01-01", Weekday.thursday), ("2026-09-07", .monday), ("2026-03-29", .sunday), ("1969-12-29", .monday),
        ("2028-02-29", .tuesday),
    ])
    func aDayHasItsWeekday(_ text: String, _ weekday: Weekday) throws {
        #expect(try #require(CalendarDate(text)).weekday == weekday)
    }

    @Test func aWeekGoesFromMondayToSunday() throws {
        let days = ["2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03"].compactMap { CalendarDate($0) }
        #expect(Set(days.map(\.weekNumber)).count == 1)
        let next = try #require(CalendarDate("2027-01-04"))
        #expect(next.weekNumber == days[0].weekNumber + 1)
    }

    @Test(arguments: ["8:30", "24:00", "08:60", "08:30:00", "", "aa:bb"])
    func whatNoClockShowsIsNoTime(_ text: String) {
        #expect(TimeOfDay(text) == nil)
    }
}
