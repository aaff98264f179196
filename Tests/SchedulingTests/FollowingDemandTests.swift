import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct FollowingDemandTests {
    private let offer = OfferingDemand.Offer(
        period: DayPeriod(from: "2026-09-01", to: "2027-07-16"), minimumStudents: 2)
    private let first = UUIDValue(high: 9, low: 1)
    private let second = UUIDValue(high: 9, low: 2)

    private func demand(_ placement: UUIDValue) -> OfferingDemand.Demand {
        OfferingDemand.Demand(placement, of: SampleSchool.learner(placement.low))
    }

    @Test func anOfferingIsHeldAsTheCatalogueSaysItIs() {
        let revised = OfferingDemand.Offer(period: DayPeriod(from: "2026-10-01", to: "2027-07-16"))
        Given<OfferingDemand>().when(.take(offer)).then(.taken(offer))
        Given<OfferingDemand>(.taken(offer)).when(.take(revised)).then(.taken(revised))
        Given<OfferingDemand>(.taken(offer)).when(.take(offer)).thenNothing()
        Given<OfferingDemand>(.added(demand(first))).when(.take(offer)).then(.taken(offer))
    }

    @Test func eachPlacementCountsOnce() {
        Given<OfferingDemand>().when(.add(demand(first))).then(.added(demand(first)))
        Given<OfferingDemand>(.taken(offer), .added(demand(first))).when(.add(demand(second)))
            .then(.added(demand(second)))
        Given<OfferingDemand>(.added(demand(first))).when(.add(demand(first))).thenNothing()
    }

    @Test func anEndThatComesBeforeItsBeginningHolds() {
        let withdrawal = OfferingDemand.Withdrawal(first, lastDay: "2026-10-31")
        Given<OfferingDemand>().when(.withdraw(withdrawal, reach: .init())).then(.withdrawn(withdrawal))
        Given<OfferingDemand>(.taken(offer)).when(.withdraw(withdrawal, reach: .init())).then(.withdrawn(withdrawal))
        Given<OfferingDemand>(.withdrawn(withdrawal)).when(.add(demand(first))).thenNothing()
    }

    @Test func anEndIsTakenOnceAndNamesTheActivitiesThatLackLearners() {
        let withdrawal = OfferingDemand.Withdrawal(first, lastDay: "2026-10-31")
        let (short, groups) = ([SampleSchool.activity(1)], [SampleSchool.group])
        Given<OfferingDemand>(.added(demand(first)), .added(demand(second)))
            .when(.withdraw(withdrawal, reach: .init(groups: groups, short: short)))
            .then(
                .withdrawn(withdrawal), .groupsReached(groups, of: SampleSchool.learner(1), lastDay: "2026-10-31"),
                .shortfallReached(short, learners: 1, after: "2026-10-31"))
        Given<OfferingDemand>(.added(demand(first)), .withdrawn(withdrawal))
            .when(.withdraw(.init(first), reach: .init(short: short))).thenNothing()
    }

    @Test func whatDoesNotTakePlaceIsDroppedForGood() {
        let many = (0..<401).map { SampleSchool.activity($0) }
        Given<OfferingDemand>(.taken(offer)).when(.drop(reason: "Te weinig", activities: many))
            .then(.dropped(reason: "Te weinig"), .dropReached(Array(many[..<400])), .dropReached([many[400]]))
        Given<OfferingDemand>().when(.drop(reason: "Te weinig", activities: [])).then(.dropped(reason: "Te weinig"))
        for command in [
            OfferingDemand.Command.take(offer), .add(demand(first)), .drop(reason: "Anders", activities: many),
            .withdraw(.init(first), reach: .init()),
        ] {
            Given<OfferingDemand>(.dropped(reason: "Te weinig")).when(command).thenNothing()
        }
    }

    // MARK: What the board finds

    @Test func aLearnerLeavesTheGroupsOfAnOfferingUnlessAnotherPlacementKeepsThem() {
        var school = SampleSchool()
        var description = Group.Description(type: "class", names: [], abbreviation: "1A")
        description.offerings = [SampleSchool.offering, UUIDValue(high: 6, low: 2)]
        school.board.take(.described(description), of: SampleSchool.group)
        let learner = SampleSchool.learner(1)
        school.board.take(.added(.init(first, of: learner)), of: SampleSchool.offering)
        func left(_ offering: UUIDValue) -> [UUIDValue] {
            school.board.groups(leftBy: learner, with: first, of: offering)
        }
        #expect(left(SampleSchool.offering) == [SampleSchool.group])
        #expect(left(UUIDValue(high: 6, low: 3)).isEmpty, "the group does not follow it")
        school.board.take(.added(.init(second, of: learner)), of: UUIDValue(high: 6, low: 2))
        #expect(left(SampleSchool.offering).isEmpty)
    }

    @Test func activitiesThatAreNotCancelledBelongToTheirOffering() {
        var school = SampleSchool()
        for number in 1...3 as ClosedRange<UInt64> { school.propose(number) }
        school.board.take(.cancelled(.init("other")), of: SampleSchool.activity(2))
        #expect(school.board.activities(of: SampleSchool.offering) == [1, 3].map { SampleSchool.activity($0) })
        school.board.take(.dropped(reason: "Te weinig"), of: SampleSchool.offering)
        #expect(school.board.surroundings(of: SampleSchool.proposal(), SampleSchool.activity(4)).isOfferingDropped)
    }

    @Test func plannedActivitiesAfterTheDayLackLearnersBelowTheirMinimum() {
        var school = SampleSchool()
        school.propose(1) { $0.minimumLearners = 5 }
        school.propose(2)
        school.propose(3) { $0.minimumLearners = 5 }
        school.propose(4) { $0.minimumLearners = 5 }
        school.plan(1, Plan("2026-11-02", "08:30", "09:30"))
        school.plan(2, Plan("2026-11-02", "09:30", "10:30"))
        school.plan(3, Plan("2026-10-30", "09:30", "10:30"))
        func short(_ left: Int, orElse minimum: Int64?) -> [UInt64] {
            school.board.activities(
                of: SampleSchool.offering, after: "2026-10-31", shortWith: left, orElse: minimum
            ).map(\.low)
        }
        #expect(short(4, orElse: 3) == [1], "the third is over by then, the fourth is not planned")
        #expect(short(2, orElse: 3) == [1, 2])
        #expect(short(1, orElse: nil) == [1], "without a minimum one learner is enough")
        #expect(short(0, orElse: nil) == [1, 2])
        #expect(short(5, orElse: nil).isEmpty)
    }

    @Test func anActivityOfSeveralProgrammesCountsTheLearnersOfAll() {
        var school = SampleSchool()
        let programmes = [UUIDValue(high: 6, low: 2), UUIDValue(high: 6, low: 3)]
        school.propose(1) {
            $0.demandOfferings = programmes
            $0.minimumLearners = 2
        }
        school.plan(1, Plan("2026-11-02", "08:30", "09:30"))
        school.board.take(.added(demand(first)), of: programmes[1])
        func short(_ left: Int) -> Int {
            school.board.activities(of: programmes[0], after: nil, shortWith: left, orElse: nil).count
        }
        #expect(short(1) == 0)
        #expect(short(0) == 1)
        #expect(school.board.activities(of: programmes[0]).isEmpty, "it comes from another offering")
    }
}
