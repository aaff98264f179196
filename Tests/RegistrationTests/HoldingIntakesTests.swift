import EventSourcing
import Registration
import Support
import Testing

@Suite struct HoldingIntakesTests {
    private let applicant = Intake.Applicant(
        application: UUIDValue(high: 5, low: 1), subject: SampleApplication.subject)
    private let plan = Intake.Plan(at: Timestamp(milliseconds: 2_000), to: Timestamp(milliseconds: 3_000))
    private let result = SealedReference("intake-result/1", version: 1)
    private var advice: Intake.Advice { Intake.Advice(result, on: "2026-05-13") }
    private var invited: Intake.Event { .invited(Intake.Invitation(applicant, on: "2026-04-14")) }

    private func given(_ phase: Intake.Phase) -> Given<Intake> {
        switch phase {
        case .notPlanned: Given(invited)
        case .planned: Given(invited, .planned(plan))
        case .held: Given(invited, .planned(plan), .held(applicant, on: "2026-05-12"))
        case .missed: Given(invited, .planned(plan), .missed(on: "2026-05-12"))
        case .advised: Given(invited, .held(applicant, on: "2026-05-12"), .advised(applicant, advice))
        case .cancelled: Given(invited, .cancelled(Reason("other")))
        }
    }

    private func expect(_ command: Intake.Command, in allowed: Set<Intake.Phase>) {
        let phases: [Intake.Phase] = [.notPlanned, .planned, .held, .missed, .advised, .cancelled]
        for phase in phases where !allowed.contains(phase) {
            given(phase).when(command).thenRejected(.wrongState(phase))
        }
        Given<Intake>().when(command).thenRejected(.notInvited)
    }

    @Test func anApplicantIsInvitedOnce() {
        let invitation = Intake.Invitation(applicant, on: "2026-04-14")
        Given<Intake>().when(.invite(invitation)).then(.invited(invitation))
        Given<Intake>(.invited(invitation)).when(.invite(Intake.Invitation(applicant, on: "2026-04-15")))
            .thenRejected(.alreadyExists)
    }

    @Test func anIntakeIsPlannedMovedAndPlannedAgainAfterItWasMissed() {
        for phase in [Intake.Phase.notPlanned, .missed] { given(phase).when(.plan(plan)).then(.planned(plan)) }
        let later = Intake.Plan(at: Timestamp(milliseconds: 9_000))
        given(.planned).when(.plan(later)).then(.planned(later))
        expect(.plan(later), in: [.notPlanned, .planned, .missed])
        given(.notPlanned).when(
            .plan(Intake.Plan(at: Timestamp(milliseconds: 9_000), to: Timestamp(milliseconds: 8_000)))
        )
        .thenRejected(.planReversed)
    }

    @Test func theApplicantComesOrDoesNot() {
        for phase in [Intake.Phase.notPlanned, .planned] {
            given(phase).when(.confirmAttendance(true, on: "2026-05-12")).then(.held(applicant, on: "2026-05-12"))
            given(phase).when(.confirmAttendance(false, on: "2026-05-12")).then(.missed(on: "2026-05-12"))
        }
        expect(.confirmAttendance(true, on: "2026-05-20"), in: [.notPlanned, .planned])
    }

    @Test func theAdviceIsAReferenceAndCanBeRevised() {
        given(.held).when(.advise(advice)).then(.advised(applicant, advice))
        let revised = Intake.Advice(SealedReference("intake-result/1", version: 2), on: "2026-05-13")
        given(.advised).when(.advise(revised)).then(.advised(applicant, revised))
        expect(.advise(advice), in: [.held, .advised])
    }

    @Test func whatWasNotHeldIsCancelled() {
        for phase in [Intake.Phase.notPlanned, .planned, .missed] {
            given(phase).when(.cancel(Reason("replanned"))).then(.cancelled(Reason("replanned")))
        }
        expect(.cancel(Reason("replanned")), in: [.notPlanned, .planned, .missed])
    }

    @Test func aRecordedIntakeIsToldAsOneOfOurs() {
        var told = Intake.Told(applicant, version: 2, .advised)
        (told.heldOn, told.advisedOn, told.result) = ("2026-05-12", "2026-05-13", result)
        Given<Intake>().when(.record(told))
            .then(.recorded(told), .held(applicant, on: "2026-05-12"), .advised(applicant, advice))
        Given<Intake>(.recorded(told)).when(.record(Intake.Told(applicant, version: 1, .planned))).thenNothing()
        Given<Intake>(.recorded(told)).when(.record(Intake.Told(applicant, version: 2, .planned)))
            .thenRejected(.versionContradicted)
    }

    @Test func whatIsUnlikeTheRulesIsRecordedAndNoted() {
        var told = Intake.Told(applicant, version: 1, .cancelled)
        let later = Intake.Told(applicant, version: 2, .held)
        Given<Intake>(.recorded(told)).when(.record(later))
            .then(.recorded(later), .deviationNoted([.stepNotAllowed, .heldDayMissing]))
        let other = Intake.Applicant(application: UUIDValue(high: 9, low: 9), subject: UUIDValue(high: 9, low: 8))
        told = Intake.Told(other, version: 3, .planned)
        (told.startsAt, told.endsAt) = (Timestamp(milliseconds: 9_000), Timestamp(milliseconds: 8_000))
        given(.notPlanned).when(.record(told))
            .then(.recorded(told), .deviationNoted([.applicationChanged, .subjectChanged, .planReversed]))
    }
}
