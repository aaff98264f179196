import EventSourcing
import Scheduling
import Testing

@Suite struct FindingBottlenecksTests {
    private let rooms = [SampleSchool.room]
    private let staff = [SampleSchool.teacher]

    @Test func aPlanWithEverythingFreeHasNoBottleneck() {
        var school = SampleSchool()
        school.propose(1) {
            $0.neededFeatures = ["zuurkast"]
            $0.neededSkills = ["farmacie"]
            ($0.minimumStaff, $0.minimumLearners, $0.maximumLearners) = (1, 3, 3)
        }
        #expect(school.bottlenecks(1, Plan("08:30", "10:10", in: rooms, with: staff)).isEmpty)
    }

    @Test func whatIsSharedWithAnotherActivityIsNamedWithWhenItIs() throws {
        var school = SampleSchool()
        school.propose(1) { $0.groups = [SampleSchool.otherGroup] }
        school.propose(2)
        school.plan(1, Plan("08:30", "10:10", in: rooms, with: staff))
        let found = school.bottlenecks(2, Plan("10:00", "11:00", in: rooms, with: staff))
        #expect(found.map(\.reason) == [.roomTaken, .staffTaken])
        #expect(found.map(\.code) == [.roomShortage, .capacityShortage])
        #expect(found.map(\.pointer) == ["/roomIds/0", "/staffMemberIds/0"])
        let conflict = try #require(found.first?.conflict)
        #expect(conflict.object == SampleSchool.activity(1))
        #expect(conflict.from?.description == "2026-09-07T06:30:00Z")
        #expect(conflict.to?.description == "2026-09-07T08:10:00Z")
        #expect(conflict.shared == .room(SampleSchool.room))
        #expect(found.last?.conflict?.shared == .staffMember(SampleSchool.teacher))
        #expect(school.reasons(2, Plan("10:10", "11:00", in: rooms, with: staff)).isEmpty, "one follows the other")
    }

    @Test func aGroupHasOneActivityAtATime() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2)
        school.plan(1, Plan("08:30", "10:10"))
        #expect(school.reasons(2, Plan("09:00", "09:30")) == [.groupTaken])
        #expect(school.bottlenecks(2, Plan("09:00", "09:30")).map(\.code) == [.ruleConflict])
    }

    @Test func anActivityIsNotInItsOwnWayWhenItIsMoved() {
        var school = SampleSchool()
        school.propose(1)
        school.plan(1, Plan("08:30", "10:10", in: rooms, with: staff))
        #expect(school.reasons(1, Plan("09:00", "10:30", in: rooms, with: staff)).isEmpty)
    }

    @Test func aMovedOrCancelledActivityLeavesItsFormerTimeFree() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2) { $0.groups = [SampleSchool.otherGroup] }
        let early = Plan("08:30", "10:10", in: rooms, with: staff)
        school.plan(1, early)
        let late = Plan("13:00", "14:00", in: rooms, with: staff)
        school.board.take(.moved(late, reason: nil), of: SampleSchool.activity(1))
        #expect(school.reasons(2, early).isEmpty)
        #expect(school.reasons(2, late) == [.roomTaken, .staffTaken])
        school.board.take(.cancelled(.init("other")), of: SampleSchool.activity(1))
        #expect(school.reasons(2, late).isEmpty)
    }

    @Test func aRoomHasSeatsForAllAndWhatIsNeeded() {
        var school = SampleSchool()
        school.propose(1) { $0.neededFeatures = ["zuurkast"] }
        let plan = Plan("08:30", "10:10", in: [SampleSchool.smallRoom])
        #expect(school.reasons(1, plan) == [.featureMissing("zuurkast"), .tooFewSeats(learners: 3, seats: 2)])
        #expect(school.bottlenecks(1, plan).map(\.code) == [.roomShortage, .capacityShortage])
        #expect(school.reasons(1, Plan("08:30", "10:10", in: [SampleSchool.smallRoom, SampleSchool.room])).isEmpty)
    }

    @Test func aRetiredRoomAReleasedMemberAndADissolvedGroupAreNotPlanned() {
        var school = SampleSchool()
        school.propose(1)
        school.board.take(Room.Event.ended(lastDay: "2026-09-07"), of: SampleSchool.room)
        let planned = Plan("08:30", "10:10", in: rooms, with: staff)
        #expect(school.reasons(1, planned).isEmpty, "the last day is a day")
        school.board.take(Room.Event.ended(lastDay: "2026-09-06"), of: SampleSchool.room)
        school.board.take(StaffMember.Event.ended(lastDay: "2026-09-06"), of: SampleSchool.teacher)
        school.board.take(Group.Event.dissolved(lastDay: "2026-09-06"), of: SampleSchool.group)
        #expect(
            school.reasons(1, planned) == [
                .roomRetired(lastDay: "2026-09-06"), .staffReleased(lastDay: "2026-09-06"),
                .groupDissolved(lastDay: "2026-09-06"),
            ])
    }

    @Test func theStaffHaveTheSkillsAndAreEnough() {
        var school = SampleSchool()
        school.propose(1) {
            $0.neededSkills = ["farmacie"]
            $0.minimumStaff = 2
        }
        let plan = Plan("08:30", "10:10", with: [SampleSchool.colleague])
        #expect(school.reasons(1, plan) == [.tooFewStaff(needed: 2, given: 1), .skillMissing("farmacie")])
        #expect(school.bottlenecks(1, plan).map(\.code) == [.capacityShortage, .expertiseShortage])
        #expect(
            school.reasons(1, Plan("08:30", "10:10", with: [SampleSchool.teacher, SampleSchool.colleague])).isEmpty)
    }

    @Test func aMemberOfStaffIsPlannedWhenAvailableAndNotBeyondTheContract() {
        var school = SampleSchool()
        school.add(SampleSchool.teacher) {
            $0.availability = [WeeklyWindow(.monday, from: "08:30", to: "12:30")]
            $0.unavailable = [DayPeriod(from: "2026-09-14", to: "2026-09-14")]
            $0.contractMinutesPerWeek = 180
        }
        school.propose(1)
        school.propose(2) { $0.groups = nil }
        #expect(school.reasons(1, Plan("12:00", "13:00", with: staff)) == [.staffNotAvailable])
        #expect(school.reasons(1, Plan("2026-09-14", "09:00", "10:00", with: staff)) == [.staffNotAvailable])
        school.plan(1, Plan("08:30", "10:30", with: staff))
        #expect(school.reasons(2, Plan("10:30", "11:30", with: staff)).isEmpty)
        #expect(
            school.reasons(2, Plan("10:30", "11:31", with: staff)) == [.beyondContract(minutes: 181, limit: 180)])
        #expect(school.reasons(2, Plan("2026-09-21", "08:30", "11:30", with: staff)).isEmpty, "another week")
        #expect(school.reasons(1, Plan("09:30", "12:30", with: staff)).isEmpty, "its own former time does not count")
    }

    @Test func aGroupIsOfTheRightSizeOnceItHasLearners() {
        var school = SampleSchool()
        school.propose(1) { $0.minimumLearners = 4 }
        school.propose(2) { $0.maximumLearners = 2 }
        school.add(UUIDValue(high: 5, low: 9), learners: 1...1)
        school.board.take(
            .membersChanged(.init(on: "2026-09-02", removed: [SampleSchool.learner(1)])),
            of: UUIDValue(high: 5, low: 9))
        school.propose(3) {
            $0.groups = [UUIDValue(high: 5, low: 9)]
            $0.minimumLearners = 4
        }
        #expect(school.reasons(1, Plan("08:30", "09:30")) == [.tooFewLearners(count: 3, minimum: 4)])
        #expect(school.reasons(2, Plan("08:30", "09:30")) == [.tooManyLearners(count: 3, maximum: 2)])
        #expect(school.reasons(3, Plan("08:30", "09:30")).isEmpty, "a group without learners yet")
        #expect(school.bottlenecks(1, Plan("08:30", "09:30")).map(\.code) == [.groupSizeConflict])
    }

    @Test func aLearnerOfTwoGroupsCountsOnce() {
        var school = SampleSchool()
        school.add(SampleSchool.otherGroup, learners: 3...4)
        school.propose(1) {
            $0.groups = [SampleSchool.group, SampleSchool.otherGroup]
            $0.maximumLearners = 5
        }
        #expect(school.reasons(1, Plan("08:30", "09:30")) == [.tooManyLearners(count: 6, maximum: 5)])
    }

    @Test func anActivityIsWhereItsCalendarAndPeopleAreAndLeavesTimeToTravel() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2)
        school.plan(1, Plan("08:30", "10:00", in: rooms, with: staff))
        let soon = school.bottlenecks(2, Plan("10:15", "11:00", in: [SampleSchool.farRoom], with: staff))
        #expect(soon.map(\.reason) == [.travelTooShort(minutes: 30), .travelTooShort(minutes: 30)])
        #expect(soon.map(\.code) == [.locationConflict, .locationConflict])
        #expect(soon.map(\.conflict?.shared) == [.staffMember(SampleSchool.teacher), .group(SampleSchool.group)])
        #expect(school.reasons(2, Plan("10:30", "11:00", in: [SampleSchool.farRoom], with: staff)).isEmpty)
        school.add(SampleSchool.teacher) { $0.locations = [SampleSchool.location] }
        #expect(
            school.reasons(2, Plan("13:00", "14:00", in: [SampleSchool.farRoom], with: staff)) == [.staffElsewhere])
    }

    @Test func aRoomKeepsTheCalendarOfItsLocation() {
        var school = SampleSchool()
        var calendar = CalendarDescription(
            names: [], region: "south", period: DayPeriod(from: "2026-08-01", to: "2027-07-31"))
        calendar.locations = [SampleSchool.elsewhere]
        school.board.take(.described(calendar), of: SampleSchool.calendar)
        school.propose(1)
        #expect(school.reasons(1, Plan("08:30", "10:00", in: rooms)) == [.roomElsewhere])
    }

    @Test func whatComesBeforeHasEndedAndWhatComesAfterHasNotBegun() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2) { $0.after = [SampleSchool.activity(1)] }
        let second = Plan("10:00", "11:00")
        let unplanned = school.bottlenecks(2, second)
        #expect(unplanned.map(\.reason) == [.earlierNotPlanned])
        #expect(unplanned.map(\.code) == [.sequenceConflict])
        #expect(unplanned.first?.conflict?.object == SampleSchool.activity(1))
        school.plan(1, Plan("2026-09-08", "09:00", "10:00"))
        #expect(school.reasons(2, second) == [.earlierNotEnded])
        school.board.take(.moved(Plan("08:30", "10:00"), reason: nil), of: SampleSchool.activity(1))
        #expect(school.reasons(2, second).isEmpty)
        school.plan(2, second)
        #expect(school.reasons(1, Plan("2026-09-08", "09:00", "10:00")) == [.laterHasBegun])
        school.board.take(.cancelled(.init("other")), of: SampleSchool.activity(1))
        #expect(school.reasons(2, Plan("2026-09-09", "09:00", "10:00")).isEmpty, "a cancelled one is not waited for")
    }

    @Test func anUnknownRoomOrMemberOfStaffIsSaidToBe() {
        var school = SampleSchool()
        school.propose(1)
        let stranger = UUIDValue(high: 99, low: 1)
        let findings = school.board.findings(
            for: Plan("08:30", "10:00", in: [SampleSchool.room, stranger], with: [stranger]),
            of: SampleSchool.activity(1))
        #expect(findings.unknown == ["/roomIds/1", "/staffMemberIds/0"])
    }

    @Test func aProposalOfWhatIsNotOnTheBoardIsSaidToBe() {
        var school = SampleSchool()
        school.propose(1)
        let stranger = UUIDValue(high: 99, low: 1)
        let proposal = SampleSchool.proposal {
            $0.calendar = stranger
            $0.groups = [SampleSchool.group, stranger]
            $0.after = [SampleSchool.activity(1), stranger, SampleSchool.activity(2)]
        }
        let said = school.board.surroundings(of: proposal, SampleSchool.activity(2))
        #expect(said.unknown == ["/calendarId", "/groupIds/1", "/afterActivityIds/1"])
        #expect(said.placeOfItself == 2)
    }

    @Test func whatIsPlannedAfterALastDayHindersIt() {
        var school = SampleSchool()
        school.propose(1)
        school.plan(1, Plan("22:00", "02:00", until: "2026-09-08", in: rooms, with: staff))
        for shared in [
            SharedResource.room(SampleSchool.room), .staffMember(SampleSchool.teacher), .group(SampleSchool.group),
        ] {
            let found = school.board.hindrance(toEnding: shared, after: "2026-09-07")
            #expect(found?.conflict?.object == SampleSchool.activity(1), "it goes on after midnight")
            #expect(found?.conflict?.shared == shared)
            #expect(school.board.hindrance(toEnding: shared, after: "2026-09-08") == nil)
        }
    }
}
