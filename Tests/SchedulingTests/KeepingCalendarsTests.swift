import EventSourcing
import Scheduling
import Testing

@Suite struct KeepingCalendarsTests {
    @Test func nothingIsPlannedOnAHolidayOrOutsideTheYear() {
        var school = SampleSchool()
        school.propose(1)
        #expect(school.reasons(1, Plan("2026-10-12", "09:00", "10:00")) == [.closed(name: "Herfstvakantie")])
        #expect(school.bottlenecks(1, Plan("2026-10-12", "09:00", "10:00")).map(\.code) == [.calendarConflict])
        #expect(school.reasons(1, Plan("2026-10-09", "09:00", "10:00")).isEmpty)
        #expect(school.reasons(1, Plan("2026-10-19", "09:00", "10:00")).isEmpty)
        #expect(school.reasons(1, Plan("2027-08-02", "09:00", "10:00")) == [.outsideCalendar])
    }

    @Test func whatKeepsTheGridLiesInItsOpenings() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2) { $0.timing = .free }
        for plan in [Plan("08:00", "09:00"), Plan("16:30", "17:30"), Plan("2026-09-12", "10:00", "11:00")] {
            #expect(school.reasons(1, plan) == [.outsideOpenings])
            #expect(school.reasons(2, plan).isEmpty, "what is free goes on at any hour")
        }
    }

    @Test func whatKeepsTheGridBeginsAndEndsWithALessonPeriod() {
        var school = SampleSchool()
        var calendar = CalendarDescription(
            names: [], region: "north", period: DayPeriod(from: "2026-08-01", to: "2027-07-31"))
        calendar.lessonPeriods = [
            .init(1, from: "08:30", to: "09:20"), .init(2, from: "09:20", to: "10:10"),
            .init(3, from: "10:30", to: "11:20"),
        ]
        school.board.take(.described(calendar), of: SampleSchool.calendar)
        school.propose(1)
        #expect(school.reasons(1, Plan("08:30", "10:10")).isEmpty)
        #expect(school.reasons(1, Plan("09:20", "11:20")).isEmpty, "over the break")
        #expect(school.reasons(1, Plan("08:30", "10:00")) == [.outsideLessonPeriods])
        #expect(school.reasons(1, Plan("08:31", "09:20")) == [.outsideLessonPeriods])
        #expect(school.reasons(1, Plan("08:30", "10:10", until: "2026-09-08")) == [.outsideLessonPeriods])
    }

    @Test func anActivityLiesInThePeriodOfItsOfferingOnceThatIsKnown() {
        var school = SampleSchool()
        school.propose(1)
        #expect(school.reasons(1, Plan("09:00", "10:00")).isEmpty)
        let period = DayPeriod(from: "2026-11-16", to: "2027-01-29")
        school.board.take(.taken(.init(period: period)), of: SampleSchool.offering)
        #expect(school.reasons(1, Plan("09:00", "10:00")) == [.outsideOffering])
        #expect(school.reasons(1, Plan("2027-01-29", "09:00", "10:00")).isEmpty)
    }

    @Test func anActivityOverMidnightTakesBothDays() {
        var school = SampleSchool()
        school.propose(1) { $0.timing = .free }
        school.propose(2) { $0.timing = .free }
        let night = Plan("2026-09-13", "22:00", "06:00", until: "2026-09-14", in: [SampleSchool.room])
        #expect(school.reasons(1, night).isEmpty)
        school.plan(1, night)
        // Sunday night is in two weeks.
        for taken in [
            Plan("2026-09-13", "23:00", "23:30", in: [SampleSchool.room]),
            Plan("2026-09-14", "05:00", "07:00", in: [SampleSchool.room]),
            Plan("2026-09-13", "20:00", "08:00", until: "2026-09-14", in: [SampleSchool.room]),
        ] {
            #expect(school.reasons(2, taken) == [.roomTaken, .groupTaken])
        }
        #expect(school.reasons(2, Plan("2026-09-14", "06:00", "07:00", in: [SampleSchool.room])).isEmpty)
        school.board.take(.cancelled(.init("other")), of: SampleSchool.activity(1))
        #expect(school.reasons(2, Plan("2026-09-14", "05:00", "07:00", in: [SampleSchool.room])).isEmpty)
    }

    @Test func anActivityThatEndsAtMidnightDoesNotTakeTheNextDay() {
        var school = SampleSchool()
        school.propose(1) { $0.timing = .free }
        #expect(school.reasons(1, Plan("2026-10-09", "20:00", "00:00", until: "2026-10-10")).isEmpty)
        #expect(
            school.reasons(1, Plan("2026-10-09", "20:00", "00:01", until: "2026-10-10")) == [
                .closed(name: "Herfstvakantie")
            ])
    }

    @Test func hoursThatAreSkippedOrDoubledCountAsTheyLast() {
        let spring = Plan("2026-03-28", "23:00", "06:00", until: "2026-03-29")
        #expect(spring.span.minutes == 6 * 60)
        let autumn = Plan("2026-10-24", "23:00", "06:00", until: "2026-10-25")
        #expect(autumn.span.minutes == 8 * 60)
        #expect(Plan("2026-03-29", "02:15", "03:15").fault?.reason == .reversed, "both are the same moment")
    }

    @Test func whatClocksShowTwiceIsTakenOnce() {
        var school = SampleSchool()
        school.propose(1) { $0.timing = .free }
        school.propose(2) { $0.timing = .free }
        let calendar = CalendarDescription(
            names: [], region: "north", period: DayPeriod(from: "2026-08-01", to: "2027-07-31"))
        school.board.take(.described(calendar), of: SampleSchool.calendar)
        school.plan(1, Plan("2026-10-25", "02:00", "02:45"))
        #expect(school.reasons(2, Plan("2026-10-25", "02:30", "03:30")) == [.groupTaken])
        #expect(school.reasons(2, Plan("2026-10-25", "03:00", "04:00")).isEmpty)
    }
}
