import EventSourcing
import Registration
import Support
import Testing

@Suite struct EnrollingLearnersTests {
    private let subject = SampleApplication.subject
    private let learner = Enrolment.Learner(SampleApplication.subject, by: UUIDValue(high: 5, low: 1))
    private let assignment = Enrolment.Assignment(
        UUIDValue(high: 7, low: 1), in: SampleApplication.offering, from: "2026-08-24")
    private let confirmation = Enrolment.Confirmation(on: "2026-06-18", from: "2026-08-24")
    private let leave = Override(reason: "hardship")
    private let ending = Enrolment.Ending(on: "2027-01-31", Reason("graduated"))

    private var place: Enrolment.Place {
        Enrolment.Place(placement: assignment.placement, offering: assignment.offering)
    }

    private var start: Enrolment.Start {
        Enrolment.Start(from: confirmation.startsOn, decidedOn: confirmation.decidedOn, place)
    }

    /// What led to each state.
    private func history(_ phase: Enrolment.Phase) -> [Enrolment.Event] {
        let steps: [Enrolment.Event] = [.inIntake, .provisional, .complete, .printed].map {
            .advanced(subject: subject, $0)
        }
        let opened: [Enrolment.Event] = [.opened(learner), .placed(subject: subject, assignment)]
        return switch phase {
        case .applied: opened
        case .inIntake: opened + steps.prefix(1)
        case .provisional: opened + steps.prefix(2)
        case .complete: opened + steps.prefix(3)
        case .printed: opened + steps
        case .definitive: opened + steps + [.started(subject: subject, start)]
        case .ended:
            opened + steps + [.started(subject: subject, start), .ended(subject: subject, place, ending)]
        case .withdrawn: opened + [.withdrawn(subject: subject, Enrolment.Leave())]
        case .rejected: opened + [.rejected(subject: subject, Enrolment.Leave(Reason("noPlace")))]
        }
    }

    private func given(_ phase: Enrolment.Phase) -> Given<Enrolment> { Given(history(phase)) }

    private func expect(_ command: Enrolment.Command, in allowed: Set<Enrolment.Phase>) {
        for phase in Enrolment.Phase.allCases where !allowed.contains(phase) {
            given(phase).when(command).thenRejected(.wrongState(phase))
        }
        Given<Enrolment>().when(command).thenRejected(.notOpened)
    }

    @Test func anEnrolmentIsOpenedOnce() {
        Given<Enrolment>().when(.open(learner)).then(.opened(learner))
        given(.applied).when(.open(Enrolment.Learner(SampleApplication.other))).thenRejected(.alreadyExists)
    }

    @Test func itComesOnStepByStep() {
        let steps: [(Enrolment.Phase, Enrolment.Step)] = [
            (.applied, .inIntake), (.inIntake, .provisional), (.provisional, .complete), (.complete, .printed),
        ]
        for (phase, step) in steps {
            given(phase).when(.advance(step)).then(.advanced(subject: subject, step))
            let reached: Enrolment.Phase =
                switch step {
                case .inIntake: .inIntake
                case .provisional: .provisional
                case .complete: .complete
                case .printed: .printed
                }
            expect(.advance(step), in: [phase, reached])
        }
    }

    @Test func aPlacementIsTakenBeforeAndAfterItIsOpened() {
        Given<Enrolment>(.opened(learner)).when(.assign(subject: subject, assignment))
            .then(.placed(subject: subject, assignment))
        Given<Enrolment>().when(.assign(subject: subject, assignment)).then(.placed(subject: subject, assignment))
        Given<Enrolment>(.placed(subject: subject, assignment)).when(.open(learner)).then(.opened(learner))
        let steps: [Enrolment.Event] = [.inIntake, .provisional, .complete].map { .advanced(subject: subject, $0) }
        Given<Enrolment>([.placed(subject: subject, assignment), .opened(learner)] + steps)
            .when(.confirm(confirmation)).then(.started(subject: subject, start))
        Given<Enrolment>(.placed(subject: subject, assignment)).when(.reopen).thenRejected(.notOpened)
    }

    @Test func itIsDefinitiveByDecisionOfTheInstitution() {
        for phase in [Enrolment.Phase.complete, .printed] {
            given(phase).when(.confirm(confirmation)).then(.started(subject: subject, start))
        }
        expect(
            .confirm(Enrolment.Confirmation(on: "2026-06-19", from: "2026-08-24")),
            in: [.complete, .printed, .provisional])
        given(.provisional).when(.confirm(confirmation)).thenRejected(.overrideNeeded(.provisional))
    }

    @Test func itTakesAPlacementOrLeave() {
        let steps: [Enrolment.Event] = [.inIntake, .provisional, .complete].map { .advanced(subject: subject, $0) }
        let unplaced = Given<Enrolment>([.opened(learner)] + steps)
        unplaced.when(.confirm(confirmation)).thenRejected(.placementMissing)
        let allowed = Enrolment.Confirmation(on: "2026-06-18", from: "2026-08-24", override: leave)
        let start = Enrolment.Start(
            from: "2026-08-24", decidedOn: "2026-06-18", Enrolment.Place(), override: leave)
        unplaced.when(.confirm(allowed)).then(.started(subject: subject, start))
    }

    @Test func aLearnerIsDeregisteredWithAReason() {
        given(.definitive).when(.end(ending)).then(.ended(subject: subject, place, ending))
        expect(.end(Enrolment.Ending(on: "2027-02-28", Reason("work"))), in: [.definitive])
        given(.definitive).when(.end(Enrolment.Ending(on: "2026-08-23", Reason("work"))))
            .thenRejected(.endsBeforeStart)
    }

    @Test func aSensitiveReasonIsSealed() {
        given(.definitive).when(.end(Enrolment.Ending(on: "2027-01-31", Reason("sealed"))))
            .thenRejected(.explanationMissing)
        let sealed = Enrolment.Ending(
            on: "2027-01-31", Reason("sealed", explanation: SealedReference("deregistration/1", version: 1)))
        given(.definitive).when(.end(sealed)).then(.ended(subject: subject, place, sealed))
    }

    @Test func itIsWithdrawnOrRejectedFreelyUntilItIsComplete() {
        let reason = Enrolment.Leave(Reason("notAdmitted"))
        for phase in [Enrolment.Phase.applied, .inIntake, .provisional] {
            given(phase).when(.withdraw(Enrolment.Leave())).then(.withdrawn(subject: subject, Enrolment.Leave()))
            given(phase).when(.reject(reason)).then(.rejected(subject: subject, reason))
        }
        let free: Set<Enrolment.Phase> = [.applied, .inIntake, .provisional, .complete, .printed]
        expect(.withdraw(Enrolment.Leave(Reason("other"))), in: free)
        expect(.reject(reason), in: free)
        given(.applied).when(.reject(Enrolment.Leave(Reason("sealed")))).thenRejected(.explanationMissing)
    }

    @Test func afterThatItTakesLeave() {
        let allowed = Enrolment.Leave(Reason("notAdmitted"), override: leave)
        for phase in [Enrolment.Phase.complete, .printed] {
            given(phase).when(.withdraw(Enrolment.Leave())).thenRejected(.overrideNeeded(phase))
            given(phase).when(.reject(Enrolment.Leave(Reason("noPlace")))).thenRejected(.overrideNeeded(phase))
            given(phase).when(.withdraw(allowed)).then(.withdrawn(subject: subject, allowed))
            given(phase).when(.reject(allowed)).then(.rejected(subject: subject, allowed))
        }
    }

    @Test func whatDidNotComeAboutIsReopened() {
        for phase in [Enrolment.Phase.withdrawn, .rejected] {
            given(phase).when(.reopen).then(.reopened(subject: subject))
        }
        expect(.reopen, in: [.withdrawn, .rejected, .provisional])
    }

    @Test(arguments: Enrolment.Phase.allCases)
    func everyOneOfTheNineStatesIsRecorded(phase: Enrolment.Phase) throws {
        let told = Enrolment.Told(
            learner, version: 1, phase, place, from: "2026-08-24", to: "2027-01-31", endReason: Reason("work"))
        let events = try Enrolment.decide(.record(told), Enrolment.initial)
        #expect(events.first == .recorded(told))
        let state = events.reduce(into: Enrolment.initial) { Enrolment.evolve(&$0, $1) }
        guard case .held(_, let standing) = state else {
            Issue.record("nothing is held")
            return
        }
        #expect(standing.phase == phase)
    }

    @Test func aRecordedEnrolmentIsToldAsOneOfOurs() {
        let told = Enrolment.Told(learner, version: 3, .definitive, place, from: "2026-08-24")
        let started = Enrolment.Event.started(subject: subject, Enrolment.Start(from: "2026-08-24", place))
        Given<Enrolment>().when(.record(told)).then(.recorded(told), started)
        let ended = Enrolment.Told(
            learner, version: 4, .ended, place, from: "2026-08-24", to: "2027-01-31", endReason: Reason("work"))
        let given = Given<Enrolment>(.recorded(told), started)
        given.when(.record(ended)).then(
            .recorded(ended),
            .ended(subject: subject, place, Enrolment.Ending(on: "2027-01-31", Reason("work"))))
        given.when(.record(Enrolment.Told(learner, version: 2, .withdrawn))).thenNothing()
        given.when(.record(Enrolment.Told(learner, version: 3, .withdrawn))).thenRejected(.versionContradicted)
    }

    @Test func whatIsUnlikeTheRulesIsRecordedAndNoted() {
        let other = Enrolment.Learner(SampleApplication.other)
        let told = Enrolment.Told(other, version: 1, .definitive)
        given(.withdrawn).when(.record(told)).then(
            .recorded(told), .deviationNoted([.stepNotAllowed, .subjectChanged, .startMissing, .placementMissing]))
        let reversed = Enrolment.Told(learner, version: 1, .ended, place, from: "2026-08-24", to: "2026-08-01")
        Given<Enrolment>().when(.record(reversed)).then(
            .recorded(reversed), .started(subject: subject, Enrolment.Start(from: "2026-08-24", place)),
            .ended(subject: subject, place, Enrolment.Ending(on: "2026-08-01", Reason("other"))),
            .deviationNoted([.periodReversed]))
    }
}
