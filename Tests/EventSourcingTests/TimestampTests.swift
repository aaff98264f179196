import EventSourcing
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2018-04-05T03:56:24Z", "2018-04-05T03:56:24Z"),
        ("2026-08-01T00:30:00+02:00", "2026-07-31T22:30:00Z"),
        ("2026-12-31t23:59:59.25-01:00", "2027-01-01T00:59:59.250Z"),
        ("1969-12-31T23:59:59.000001Z", "1969-12-31T23:59:59.000001Z"),
        ("2000-02-29T12:00:00.1234567899Z", "2000-02-29T12:00:00.123456789Z"),
        ("1998-12-31T23:59:60Z", "1999-01-01T00:00:00Z"),
        ("1998-12-31T15:59:60.9-08:00", "1999-01-01T00:00:00Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ])
    func momentsAreReadWithAnyOffsetAndWrittenInUTC(text: String, expected: String) throws {
        #expect(try #require(Timestamp(text)).description == expected)
    }

    @Test(arguments: [
        "2018-04-05", "2018-04-05 03:56:24Z", "2018-04-05T03:56:24", "2018-4-5T03:56:24Z", "2018-02-30T03:56:24Z",
        "2018-04-05T24:00:00Z", "2018-04-05T03:60:00Z", "2018-04-05T03:56:61Z", "2018-04-05T03:56:60Z",
        "2018-04-05T03:56:24.Z", "2018-04-05T03:56:24+0200", "2018-04-05T03:56:24Z ", "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "２018-04-05T03:56:24Z",
    ])
    func otherFormsAreRefused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func momentsAreOrderedAsTimeIs() throws {
        let earlier = try #require(Timestamp("1969-12-31T23:59:59.9Z"))
        let later = try #require(Timestamp("1970-01-01T00:00:00Z"))
        #expect(earlier < later)
    }

    @Test(arguments: [0, 1, 999, 1_000, -1, -1_001, 1_790_000_000_123])
    func millisecondsAreKept(milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).milliseconds == milliseconds)
    }

    @Test func millisecondsBeyondTheCalendarBecomeItsEnds() {
        #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00Z")
    }
}

@Suite struct CalendarDateTests {
    @Test func everyDayOfFourCenturiesHasANumberOfItsOwnInOrder() throws {
        var date = try #require(CalendarDate(year: 1800, month: 1, day: 1))
        var number = date.dayNumber
        while date.year < 2200 {
            #expect(CalendarDate(dayNumber: number) == date)
            number += 1
            let next = CalendarDate(dayNumber: number)
            #expect(date < next && next.dayNumber == number)
            date = next
        }
        #expect(CalendarDate("1970-01-01")?.dayNumber == 0)
        #expect(CalendarDate("2000-03-01")?.dayNumber == 11_017)
    }

    @Test func theEndsOfTheCalendarAreDays() {
        #expect(CalendarDate("0000-01-01").map { CalendarDate(dayNumber: $0.dayNumber).description } == "0000-01-01")
        #expect(CalendarDate("9999-12-31").map { CalendarDate(dayNumber: $0.dayNumber).description } == "9999-12-31")
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-04-01", "2026-4-1", "2026-04-01T", "",
    ])
    func daysThatDoNotExistAreRefused(text: String) {
        #expect(CalendarDate(text) == nil)
    }
}

@Suite struct OrdinalNumberTests {
    @Test func textsCompareAsNumbersDo() {
        let nine = SequenceNumber(9 as Int64)?.description ?? ""
        let ten = SequenceNumber(10 as Int64)?.description ?? ""
        #expect(nine == "0000000000000000009")
        #expect(nine < ten)
    }

    @Test(arguments: ["9", "00000000000000000009", "-000000000000000009", "000000000000000000x", "9999999999999999999"])
    func otherFormsAreRefused(text: String) {
        #expect(EventNumber(text) == nil)
    }

    @Test func countingBeginsAfterNone() {
        #expect(EventNumber.none.next.value == 1)
        #expect(EventNumber(-1 as Int64) == nil)
    }
}
