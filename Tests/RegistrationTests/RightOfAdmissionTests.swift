import EventSourcing
import Registration
import Testing

@Suite struct RightOfAdmissionTests {
    private func facts(
        _ moment: String, meets: Bool = true, attended: CalendarDate? = "2026-05-12", level: Int64 = 3
    ) throws -> AdmissionFacts {
        AdmissionFacts(
            submittedAt: try #require(Timestamp(moment)), meetsPriorEducation: meets, intakeAttendedOn: attended,
            level: level)
    }

    @Test(arguments: [
        // Summer time has begun: the first of April ends at 22:00 UTC.
        ("2026-04-01T21:59:59Z", true), ("2026-04-01T22:00:00Z", false), ("2025-10-01T08:00:00Z", true),
    ])
    func itTakesAnApplicationOnOrBeforeTheFirstOfApril(moment: String, holds: Bool) throws {
        #expect(try facts(moment).giveRight(toOfferingFrom: "2026-08-24") == holds)
    }

    @Test func theSchoolYearCountsAndNotTheYear() throws {
        let applied = try facts("2026-10-20T10:00:00Z")
        #expect(applied.giveRight(toOfferingFrom: "2027-02-01") == false, "the first of April 2026 has passed")
        #expect(applied.giveRight(toOfferingFrom: "2027-08-23"))
        #expect(try facts("2026-03-20T10:00:00Z").giveRight(toOfferingFrom: "2027-07-31"))
    }

    @Test func itTakesPriorEducationAnIntakeAndLevelTwoOrHigher() throws {
        let day: CalendarDate = "2026-08-24"
        let moment = "2026-03-28T19:42:11Z"
        #expect(try facts(moment, meets: false).giveRight(toOfferingFrom: day) == false)
        #expect(try facts(moment, attended: nil).giveRight(toOfferingFrom: day) == false)
        #expect(try facts(moment, level: 1).giveRight(toOfferingFrom: day) == false)
        for level in 2...4 as ClosedRange<Int64> {
            #expect(try facts(moment, level: level).giveRight(toOfferingFrom: day))
        }
    }

    @Test func theDayIsThatInTheNetherlands() throws {
        #expect(try facts("2026-03-28T23:30:00Z").appliedOn == "2026-03-29")
        #expect(try facts("2026-03-28T22:30:00Z").appliedOn == "2026-03-28")
    }
}
