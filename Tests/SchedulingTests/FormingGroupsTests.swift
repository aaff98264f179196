import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct FormingGroupsTests {
    private var description: Group.Description {
        var description = Group.Description(type: "class", names: [LocalisedText("1A", in: "nl")], abbreviation: "1A")
        description.maximumMembers = 2
        return description
    }

    private let first = SampleSchool.learner(1)
    private let second = SampleSchool.learner(2)
    private let third = SampleSchool.learner(3)
    private let finding = Bottleneck(.learnersTaken(count: 1), at: "/added")

    private func joining(_ learners: UUIDValue..., leaving: [UUIDValue] = []) -> Group.MemberChange {
        Group.MemberChange(on: "2026-09-01", added: learners, removed: leaving)
    }

    @Test func aGroupIsHeldAsItIs() {
        Given<Group>().when(.describe(description)).then(.described(description))
        var renamed = description
        renamed.names = [LocalisedText("1B", in: "nl")]
        Given<Group>(.described(description)).when(.describe(renamed)).then(.described(renamed))
        renamed.names.append(renamed.names[0])
        Given<Group>(.described(description)).when(.describe(renamed))
            .thenRejected(.invalid(DescriptionFault(.nameRepeated, at: "/names/1/language")))
    }

    @Test func aGroupIsNotMadeSmallerThanItIs() {
        var smaller = description
        smaller.maximumMembers = 1
        Given<Group>(.described(description), .membersChanged(joining(first, second))).when(.describe(smaller))
            .thenRejected(.maximumBelowMembers(2))
    }

    @Test func whoIsAMemberDoesNotJoinAgainAndWhoIsNoneDoesNotLeave() {
        Given<Group>(.described(description), .membersChanged(joining(first)))
            .when(.changeMembers(joining(first, second, leaving: [third]), findings: []))
            .then(.membersChanged(joining(second)))
        Given<Group>(.described(description), .membersChanged(joining(first)))
            .when(.changeMembers(joining(first), findings: [finding])).thenNothing()
    }

    @Test func aGroupDoesNotGrowBeyondItsMaximum() {
        Given<Group>(.described(description), .membersChanged(joining(first, second)))
            .when(.changeMembers(joining(third), findings: [])).thenRejected(.full(maximum: 2))
        Given<Group>(.described(description), .membersChanged(joining(first, second)))
            .when(.changeMembers(joining(third, leaving: [first]), findings: []))
            .then(.membersChanged(joining(third, leaving: [first])))
    }

    @Test func whatWouldComeIntoTheWayOfThePlanningIsNamed() {
        Given<Group>(.described(description)).when(.changeMembers(joining(first), findings: [finding]))
            .thenRejected(.bottlenecks([finding]))
    }

    @Test func aGroupIsDissolvedOnceNothingIsPlannedAfterItsLastDay() {
        Given<Group>(.described(description)).when(.dissolve(lastDay: "2027-07-31", hindrance: nil))
            .then(.dissolved(lastDay: "2027-07-31"))
        Given<Group>(.described(description)).when(.dissolve(lastDay: "2027-07-31", hindrance: finding))
            .thenRejected(.bottlenecks([finding]))
        Given<Group>(.described(description), .dissolved(lastDay: "2027-07-31"))
            .when(.dissolve(lastDay: "2027-08-31", hindrance: nil)).then(.dissolved(lastDay: "2027-08-31"))
        Given<Group>(.described(description), .dissolved(lastDay: "2027-07-31"))
            .when(.dissolve(lastDay: "2026-12-31", hindrance: finding)).thenRejected(.bottlenecks([finding]))
        Given<Group>(.described(description), .dissolved(lastDay: "2027-07-31"))
            .when(.changeMembers(joining(first), findings: [])).thenRejected(.dissolved(lastDay: "2027-07-31"))
        Given<Group>(.described(description), .membersChanged(joining(first)), .dissolved(lastDay: "2027-07-31"))
            .when(.changeMembers(.init(removed: [first]), findings: [])).then(.membersChanged(.init(removed: [first])))
        Given<Group>().when(.dissolve(lastDay: "2027-07-31", hindrance: nil)).thenRejected(.notDescribed)
        Given<Group>().when(.changeMembers(joining(first), findings: [])).thenRejected(.notDescribed)
    }

    // MARK: What the board says

    @Test func aLearnerWhoWouldHaveToBeAtTwoActivitiesIsNamedWithTheOther() {
        var school = SampleSchool()
        school.propose(1)
        school.propose(2) { $0.groups = [SampleSchool.otherGroup] }
        school.plan(1, Plan("08:30", "10:10"))
        school.plan(2, Plan("10:00", "11:00"))
        let change = Group.MemberChange(on: "2026-09-01", added: [SampleSchool.learner(4)])
        let found = school.board.bottlenecks(of: change, in: SampleSchool.group)
        #expect(found.map(\.reason) == [.learnersTaken(count: 1)])
        #expect(found.first?.code == .ruleConflict)
        #expect(found.first?.conflict?.object == SampleSchool.activity(2))
        #expect(found.first?.conflict?.shared == .group(SampleSchool.otherGroup))
        let later = Group.MemberChange(on: "2026-09-08", added: [SampleSchool.learner(4)])
        #expect(school.board.bottlenecks(of: later, in: SampleSchool.group).isEmpty, "both are over by then")
    }

    @Test func anActivityOfBothGroupsIsNoClash() {
        var school = SampleSchool()
        school.propose(1) { $0.groups = [SampleSchool.group, SampleSchool.otherGroup] }
        school.plan(1, Plan("08:30", "10:10"))
        let change = Group.MemberChange(on: "2026-09-01", added: [SampleSchool.learner(4)])
        #expect(school.board.bottlenecks(of: change, in: SampleSchool.group).isEmpty)
    }

    @Test func aRoomOrAnActivityThatWouldBecomeTooSmallIsNamed() {
        var school = SampleSchool()
        school.propose(1) { $0.maximumLearners = 3 }
        school.plan(1, Plan("08:30", "10:10", in: [SampleSchool.room]))
        school.add(SampleSchool.smallRoom, seats: 3, at: SampleSchool.location)
        school.propose(2)
        school.plan(2, Plan("10:30", "11:30", in: [SampleSchool.smallRoom]))
        let change = Group.MemberChange(on: "2026-09-01", added: [SampleSchool.learner(9)])
        let found = school.board.bottlenecks(of: change, in: SampleSchool.group)
        #expect(
            found.map(\.reason) == [
                .tooManyLearners(count: 4, maximum: 3), .tooFewSeats(learners: 4, seats: 3),
            ])
        #expect(found.map(\.conflict?.object) == [SampleSchool.activity(1), SampleSchool.activity(2)])
    }

    @Test func whoLeavesIsSharedNoMore() {
        var school = SampleSchool()
        let learner = SampleSchool.learner(4)
        school.board.take(.membersChanged(.init(on: "2026-09-01", added: [learner])), of: SampleSchool.group)
        school.propose(1)
        school.propose(2) { $0.groups = [SampleSchool.otherGroup] }
        school.plan(2, Plan("08:30", "10:10"))
        #expect(school.reasons(1, Plan("09:00", "10:00")) == [.learnersTaken(count: 1)])
        school.board.take(.membersChanged(.init(on: "2026-09-02", removed: [learner])), of: SampleSchool.group)
        #expect(school.reasons(1, Plan("09:00", "10:00")).isEmpty)
    }
}
