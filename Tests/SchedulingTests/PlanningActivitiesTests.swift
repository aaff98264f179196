import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct PlanningActivitiesTests {
    private let proposal = SampleSchool.proposal()
    private let plan = Plan("08:30", "10:10", in: [SampleSchool.room], with: [SampleSchool.teacher])
    private let later = Plan("10:30", "12:00", in: [SampleSchool.room], with: [SampleSchool.teacher])
    private let free = LearningActivity.Findings()
    private let taken = Bottleneck(
        .roomTaken, at: "/roomIds/0", with: Conflict(SampleSchool.activity(9), shared: .room(SampleSchool.room)))

    private var hindered: LearningActivity.Findings {
        var findings = LearningActivity.Findings()
        findings.bottlenecks = [taken]
        return findings
    }

    @Test func aProposalIsHeldAsItIs() {
        Given<LearningActivity>().when(.propose(proposal, among: .init())).then(.proposed(proposal))
        Given<LearningActivity>(.proposed(proposal))
            .when(.propose(SampleSchool.proposal { $0.type = "lecture" }, among: .init()))
            .thenRejected(.alreadyExists)
    }

    @Test func aProposalThatContradictsItselfIsRefused() {
        let reversed = SampleSchool.proposal { ($0.minimumLearners, $0.maximumLearners) = (10, 5) }
        Given<LearningActivity>().when(.propose(reversed, among: .init()))
            .thenRejected(.invalid(DescriptionFault(.maximumBelowMinimum, at: "/maximumLearners")))
        let doubled = SampleSchool.proposal { $0.names.append(LocalisedText("Recepten", in: "NL")) }
        Given<LearningActivity>().when(.propose(doubled, among: .init()))
            .thenRejected(.invalid(DescriptionFault(.nameRepeated, at: "/names/1/language")))
    }

    @Test func aProposalOfWhatIsNotKnownOrNotToBeIsRefused() {
        var surroundings = LearningActivity.Surroundings()
        surroundings.placeOfItself = 2
        Given<LearningActivity>().when(.propose(proposal, among: surroundings)).thenRejected(.afterItself(place: 2))
        surroundings.isOfferingDropped = true
        Given<LearningActivity>().when(.propose(proposal, among: surroundings)).thenRejected(.offeringDropped)
        surroundings.unknown = ["/groupIds/0"]
        Given<LearningActivity>().when(.propose(proposal, among: surroundings))
            .thenRejected(.unknown(pointer: "/groupIds/0"))
    }

    @Test func anActivityIsPlannedWhenNothingIsInTheWay() {
        Given<LearningActivity>(.proposed(proposal)).when(.plan(plan, findings: free)).then(.planned(plan))
    }

    @Test func allThatIsInTheWayIsNamed() {
        Given<LearningActivity>(.proposed(proposal)).when(.plan(plan, findings: hindered))
            .thenRejected(.bottlenecks([taken]))
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.move(later, reason: nil, findings: hindered)).thenRejected(.bottlenecks([taken]))
    }

    @Test func aPlanThatIsHeldAlreadyIsQuietWhateverIsInTheWayNow() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan)).when(.plan(plan, findings: hindered))
            .thenNothing()
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.move(plan, reason: "Examens", findings: hindered)).thenNothing()
    }

    @Test func aPlanThatEndsBeforeItBeginsOrLastsTooLongIsRefused() {
        let fault = LearningActivity.Rejection.invalid(DescriptionFault(.reversed, at: "/endsAt"))
        for wrong in [
            Plan("10:00", "09:00"), Plan("10:00", "10:00"), Plan("10:00", "10:01", until: "2026-10-08"),
        ] {
            Given<LearningActivity>(.proposed(proposal)).when(.plan(wrong, findings: free)).thenRejected(fault)
        }
    }

    @Test func aPlanWithAnUnknownRoomIsRefused() {
        var findings = free
        findings.unknown = ["/roomIds/0"]
        Given<LearningActivity>(.proposed(proposal)).when(.plan(plan, findings: findings))
            .thenRejected(.unknown(pointer: "/roomIds/0"))
        findings = free
        findings.isOfferingDropped = true
        Given<LearningActivity>(.proposed(proposal)).when(.plan(plan, findings: findings))
            .thenRejected(.offeringDropped)
    }

    @Test func aPlannedActivityIsMovedAndNotPlannedAgain() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.move(later, reason: "Examens", findings: free)).then(.moved(later, reason: "Examens"))
        Given<LearningActivity>(.proposed(proposal), .planned(plan)).when(.plan(later, findings: free))
            .thenRejected(.wrongState(.planned))
        Given<LearningActivity>(.proposed(proposal)).when(.move(later, reason: nil, findings: free))
            .thenRejected(.wrongState(.proposed))
    }

    @Test func anActivityIsCancelledForGood() {
        let reason = LearningActivity.Cancellation("staffUnavailable")
        Given<LearningActivity>(.proposed(proposal)).when(.cancel(reason)).then(.cancelled(reason))
        Given<LearningActivity>(.proposed(proposal), .planned(plan)).when(.cancel(reason)).then(.cancelled(reason))
        Given<LearningActivity>(.proposed(proposal), .cancelled(reason))
            .when(.cancel(.init("other", "Anders"))).thenRejected(.wrongState(.cancelled))
        Given<LearningActivity>(.proposed(proposal), .cancelled(reason)).when(.plan(plan, findings: free))
            .thenRejected(.wrongState(.cancelled))
        Given<LearningActivity>(.proposed(proposal), .cancelled(reason))
            .when(.move(plan, reason: nil, findings: free)).thenRejected(.wrongState(.cancelled))
    }

    @Test func anActivityThatIsCancelledAlreadyIsNotCancelledAgainWithItsOffering() {
        Given<LearningActivity>(.proposed(proposal), .cancelled(.init("staffUnavailable")))
            .when(.cancel(.init("offeringDropped"))).thenNothing()
    }

    @Test func aShortfallIsFlaggedOnceForEachNumber() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan)).when(.noteShortfall(learners: 7))
            .then(.shortfallNoted(learners: 7))
        Given<LearningActivity>(.proposed(proposal)).when(.noteShortfall(learners: 0))
            .then(.shortfallNoted(learners: 0))
        Given<LearningActivity>(.proposed(proposal), .shortfallNoted(learners: 7))
            .when(.noteShortfall(learners: 6)).then(.shortfallNoted(learners: 6))
        Given<LearningActivity>(.proposed(proposal), .cancelled(.init("other")))
            .when(.noteShortfall(learners: 7)).thenNothing()
        Given<LearningActivity>().when(.noteShortfall(learners: 7)).thenNothing()
    }

    @Test func nothingIsDoneToAnActivityThatNobodyProposed() {
        Given<LearningActivity>().when(.plan(plan, findings: free)).thenRejected(.notProposed)
        Given<LearningActivity>().when(.move(plan, reason: nil, findings: free)).thenRejected(.notProposed)
        Given<LearningActivity>().when(.cancel(.init("other"))).thenRejected(.notProposed)
        Given<LearningActivity>().when(.recordAttendance([], strangers: [])).thenRejected(.notProposed)
    }
}
