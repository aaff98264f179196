import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Support
import Testing

/// What other services say reaches scheduling, late, twice, or before what it is about.
@Suite struct SchedulingReactionsTests {
    private let school = SchoolOnLog()
    private let cancelled = "learning-activity-cancelled"

    private func created(_ from: String, _ to: String) throws -> OfferingCreatedV1 {
        OfferingCreatedV1(
            offeringId: school.offering, educationProductId: UUIDValue(high: 11, low: 1),
            offeringType: .courseOffering, names: [.init(language: "nl", value: "Farmaceutische zorg")],
            period: .init(validFrom: try #require(CalendarDate(from)), validTo: CalendarDate(to)), minimumStudents: 2)
    }

    private func placement(_ number: UInt64) -> UUIDValue { UUIDValue(high: 9, low: number) }

    private func made(_ number: UInt64) -> PlacementMadeV1 {
        PlacementMadeV1(
            placementId: placement(number), subjectId: UUIDValue(high: 8, low: number), offeringId: school.offering)
    }

    private func ended(_ number: UInt64, _ day: String) throws -> EnrolmentEndedV1 {
        EnrolmentEndedV1(
            enrolmentId: UUIDValue(high: 12, low: number), subjectId: UUIDValue(high: 8, low: number),
            offeringId: school.offering, placementId: placement(number), endsOn: try #require(CalendarDate(day)),
            reason: .otherInstitution)
    }

    @Test func anOfferingOfTheCatalogueBoundsItsActivities() async throws {
        let log = try await school.open()
        let activity = school.activity(1)
        try await log.ask(school.propose(activity), of: activity)
        try await log.tell(try created("2026-11-16", "2027-01-29"), of: school.offering, times: 2)
        let refused = try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        #expect(refused.rejection?.code == .calendarConflict)
        #expect(try await log.history(of: school.offering) == ["offering-taken-into-planning"], "twice is once")
        try await log.close()
    }

    @Test func anOfferingThatIsCancelledTakesItsActivitiesWithIt() async throws {
        let log = try await school.open()
        let (planned, proposed, gone) = (school.activity(1), school.activity(2), school.activity(3))
        for activity in [planned, proposed, gone] { try await log.ask(school.propose(activity), of: activity) }
        try await log.ask(try school.plan(planned, "08:30", "10:10"), of: planned)
        try await log.ask(CancelLearningActivityV1(learningActivityId: gone, reason: .replaced), of: gone)
        let cancellation = OfferingCancelledV1(offeringId: school.offering, reason: "Te weinig aanmeldingen")
        try await log.tell(cancellation, of: school.offering, times: 2)
        #expect(try await log.history(of: planned).last == cancelled)
        #expect(try await log.history(of: proposed).last == cancelled)
        #expect(try await log.history(of: gone).count { $0 == cancelled } == 1)
        #expect(try await log.last(LearningActivityCancelledV1.self, of: planned)?.reason == .offeringDropped)
        #expect(
            try await log.history(of: school.offering) == [
                "offering-dropped-from-planning", "offering-drop-reached-activities",
            ])
        let later = school.activity(4)
        #expect(try await log.ask(school.propose(later), of: later).rejection?.code == .wrongState)
        try await log.close()
    }

    @Test func aCancellationThatArrivesBeforeTheOfferingHolds() async throws {
        let log = try await school.open()
        try await log.tell(OfferingCancelledV1(offeringId: school.offering, reason: "Vervalt"), of: school.offering)
        try await log.tell(try created("2026-08-31", "2027-01-29"), of: school.offering)
        #expect(try await log.history(of: school.offering) == ["offering-dropped-from-planning"])
        let activity = school.activity(1)
        #expect(try await log.ask(school.propose(activity), of: activity).rejection?.code == .wrongState)
        try await log.close()
    }

    @Test func demandIsKeptFromPlacementsEachOnce() async throws {
        let log = try await school.open()
        try await log.tell(made(1), of: placement(1), times: 2)
        try await log.tell(made(2), of: placement(2))
        #expect(try await log.history(of: school.offering) == ["demand-added", "demand-added"])
        let withdrawn = PlacementWithdrawnV1(
            placementId: placement(1), subjectId: UUIDValue(high: 8, low: 1), offeringId: school.offering)
        try await log.tell(withdrawn, of: placement(1), times: 2)
        #expect(try await log.history(of: school.offering) == ["demand-added", "demand-added", "demand-withdrawn"])
        try await log.close()
    }

    @Test func anEnrolmentThatEndsFlagsLaterActivitiesThatLackLearners() async throws {
        let log = try await school.open()
        let (early, late, small) = (school.activity(1), school.activity(2), school.activity(3))
        for activity in [early, late] { try await log.ask(school.propose(activity, minimum: 2), of: activity) }
        try await log.ask(school.propose(small, groups: [], minimum: 1), of: small)
        // The group has one learner still: the demand is what registration says, not who is in a group.
        try await log.ask(
            ChangeGroupMembersV1(
                groupId: school.group, effectiveOn: CalendarDate("2026-08-01"),
                added: [UUIDValue(high: 8, low: 2)]),
            of: school.group)
        try await log.ask(try school.plan(early, "08:30", "09:30"), of: early)
        try await log.ask(try school.plan(late, "08:30", "09:30", on: "2026-11-02"), of: late)
        try await log.ask(try school.plan(small, "10:00", "11:00", on: "2026-11-02"), of: small)
        for number in [1, 2] as [UInt64] { try await log.tell(made(number), of: placement(number)) }
        try await log.tell(try ended(1, "2026-10-31"), of: UUIDValue(high: 12, low: 1), times: 2)
        let flagged = "demand-shortfall-noted"
        #expect(try await log.history(of: late).count { $0 == flagged } == 1)
        #expect(try await log.last(DemandShortfallNotedV1.self, of: late)?.learners == 1)
        #expect(try await log.history(of: early).contains(flagged) == false, "it was before the end")
        #expect(try await log.history(of: small).contains(flagged) == false, "one learner is enough for it")
        try await log.tell(try ended(2, "2026-10-31"), of: UUIDValue(high: 12, low: 2))
        #expect(try await log.history(of: small).last == flagged)
        try await log.close()
    }

    @Test func whoNoLongerTakesPartLeavesTheGroupsOfTheOffering() async throws {
        let log = try await school.open()
        try await log.ask(
            DescribeGroupV1(
                groupId: school.group, groupType: .class, names: [.init(language: "nl", value: "1A")],
                abbreviation: "1A", offeringIds: [school.offering]),
            of: school.group)
        try await log.tell(made(1), of: placement(1))
        try await log.tell(try ended(1, "2026-10-31"), of: UUIDValue(high: 12, low: 1), times: 2)
        let change = try #require(try await log.last(GroupMembersChangedV1.self, of: school.group))
        #expect(change.removed == [school.learner])
        #expect(change.effectiveOn?.description == "2026-11-01")
        #expect(try await log.history(of: school.group).count { $0 == "group-members-changed" } == 2)
        try await log.close()
    }

    @Test func anEndThatArrivesBeforeThePlacementIsNotForgotten() async throws {
        let log = try await school.open()
        try await log.tell(try ended(1, "2026-10-31"), of: UUIDValue(high: 12, low: 1))
        try await log.tell(made(1), of: placement(1))
        let placementEnded = PlacementEndedV1(
            placementId: placement(1), subjectId: UUIDValue(high: 8, low: 1), offeringId: school.offering,
            endsOn: try #require(CalendarDate("2026-10-31")), reason: .changedOffering)
        try await log.tell(placementEnded, of: placement(1))
        #expect(try await log.history(of: school.offering) == ["demand-withdrawn"])
        try await log.close()
    }

    /// Which placements are demand in the end, and until which day.
    private func demand(_ log: SchedulingOnLog) async throws -> [UUIDValue: String] {
        var demand: [UUIDValue: String] = [:]
        for event in try await log.events() where event.subject == school.offering.description {
            switch event.contract {
            case DemandAddedV1.identity:
                demand[try ContractData.read(DemandAddedV1.self, event.data ?? []).placementId] = "without end"
            case DemandWithdrawnV1.identity:
                let withdrawn = try ContractData.read(DemandWithdrawnV1.self, event.data ?? [])
                demand[withdrawn.placementId] = withdrawn.lastDay.map { "until \($0)" }
            default: break
            }
        }
        return demand.filter { $0.value == "without end" }
    }

    @Test func newsInAnyOrderAndTwiceComesToTheSameDemandAndTheSameActivities() async throws {
        typealias News = (SchedulingOnLog) async throws -> Void
        func told(_ event: some ContractMessage, of subject: UUIDValue) -> News {
            { try await $0.tell(event, of: subject) }
        }
        let last = try #require(CalendarDate("2026-10-31"))
        var news: [News] = (1...6 as ClosedRange<UInt64>).map { told(made($0), of: placement($0)) }
        news.append(told(try created("2026-08-31", "2027-01-29"), of: school.offering))
        news.append(
            told(
                PlacementWithdrawnV1(
                    placementId: placement(1), subjectId: UUIDValue(high: 8, low: 1), offeringId: school.offering),
                of: placement(1)))
        news.append(
            told(
                PlacementEndedV1(
                    placementId: placement(2), subjectId: UUIDValue(high: 8, low: 2), offeringId: school.offering,
                    endsOn: last, reason: .changedOffering), of: placement(2)))
        news.append(told(try ended(3, "2026-10-31"), of: UUIDValue(high: 12, low: 3)))

        func ending(_ news: [News]) async throws -> (demand: Set<UUIDValue>, cancelled: Int) {
            let log = try await school.open()
            for number in 1...3 as ClosedRange<UInt64> {
                try await log.ask(school.propose(school.activity(number)), of: school.activity(number))
            }
            for tell in news { try await tell(log) }
            let held = Set(try await demand(log).keys)
            try await log.tell(OfferingCancelledV1(offeringId: school.offering, reason: "Vervalt"), of: school.offering)
            let events = try await log.events().compactMap { $0.contract?.name }
            try await log.close()
            return (held, events.count { $0 == cancelled })
        }

        let expected = try await ending(news)
        #expect(expected.demand == Set([4, 5, 6].map(placement)))
        #expect(expected.cancelled == 3)
        for seed in 0..<5 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let shuffled = try await ending((news + news).shuffled(using: &random))
            #expect(shuffled == expected, "seed \(seed)")
        }
    }

    @Test func everythingThatIsSentBecauseOfEventsIsTaken() async throws {
        let log = try await school.open()
        let activity = school.activity(1)
        try await log.ask(school.propose(activity, minimum: 1), of: activity)
        try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        try await log.tell(try created("2026-08-31", "2027-01-29"), of: school.offering)
        try await log.tell(made(1), of: placement(1))
        try await log.tell(try ended(1, "2026-08-31"), of: UUIDValue(high: 12, low: 1))
        try await log.tell(OfferingCancelledV1(offeringId: school.offering, reason: "Vervalt"), of: school.offering)
        let sent = try await log.commands().filter { $0.origin == .reactor }
        #expect(
            Set(sent.compactMap { $0.contract?.name }) == [
                "take-offering-into-planning", "add-demand", "withdraw-demand", "note-demand-shortfall",
                "drop-offering-from-planning", "cancel-learning-activity",
            ])
        #expect(sent.allSatisfy { $0[.partitionkey] == SchedulingOnLog.institution })
        #expect(try await log.results().allSatisfy { $0.outcome == .accepted && $0.isFinal })
        try await log.close()
    }
}
