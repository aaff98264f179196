import EventSourcing
import Testing

@Suite struct DaysInTheNetherlandsTests {
    /// Midnights in Europe/Amsterdam, from the time zone database.
    @Test(arguments: [
        ("2026-01-15", "2026-01-15T23:00:00Z"), ("2026-03-27", "2026-03-27T23:00:00Z"),
        ("2026-03-28", "2026-03-28T23:00:00Z"), ("2026-03-29", "2026-03-29T22:00:00Z"),
        ("2026-07-31", "2026-07-31T22:00:00Z"), ("2026-10-24", "2026-10-24T22:00:00Z"),
        ("2026-10-25", "2026-10-25T23:00:00Z"), ("2026-12-31", "2026-12-31T23:00:00Z"),
        ("2024-03-30", "2024-03-30T23:00:00Z"), ("2024-03-31", "2024-03-31T22:00:00Z"),
        ("2027-10-30", "2027-10-30T22:00:00Z"), ("2027-10-31", "2027-10-31T23:00:00Z"),
        ("1999-10-31", "1999-10-31T23:00:00Z"), ("2000-02-29", "2000-02-29T23:00:00Z"),
    ])
    func aDayEndsAtMidnightAlsoWhereTheClockWasChanged(day: String, end: String) {
        #expect(CalendarDate(day)?.endInTheNetherlands == Timestamp(end))
    }

    @Test func aDayHas24HoursBut23And25OnceAYear() throws {
        for year in 1997...2096 {
            let first = try #require(CalendarDate(year: year, month: 1, day: 1)).dayNumber
            let days = try #require(CalendarDate(year: year + 1, month: 1, day: 1)).dayNumber - first
            let lengths = (first..<first + days).map { number in
                CalendarDate(dayNumber: number).endInTheNetherlands.seconds
                    - CalendarDate(dayNumber: number - 1).endInTheNetherlands.seconds
            }
            #expect(lengths.filter { $0 == 23 * 3600 }.count == 1)
            #expect(lengths.filter { $0 == 25 * 3600 }.count == 1)
            #expect(lengths.filter { $0 == 24 * 3600 }.count == days - 2)
        }
    }

    @Test func aMomentLiesInTheDayThatItIsThere() {
        for number in [20_540, 20_541, 20_737, 20_738, 20_820] {
            let day = CalendarDate(dayNumber: number)
            let end = day.endInTheNetherlands
            #expect(CalendarDate(inTheNetherlandsAt: Timestamp(milliseconds: end.milliseconds - 1)) == day)
            #expect(CalendarDate(inTheNetherlandsAt: end) == CalendarDate(dayNumber: number + 1))
        }
    }
}
