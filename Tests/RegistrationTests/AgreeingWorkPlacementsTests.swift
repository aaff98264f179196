import EventSourcing
import Registration
import Support
import Testing

@Suite struct AgreeingWorkPlacementsTests {
    private let learner = WorkPlacement.Learner(
        enrolment: UUIDValue(high: 8, low: 1), subject: SampleApplication.subject)
    private let explanation = SealedReference("work-placement-end/1", version: 1)

    private func terms(to lastDay: CalendarDate? = "2027-01-29") -> WorkPlacement.Terms {
        WorkPlacement.Terms(learner, at: "100023456", from: "2026-09-07", to: lastDay)
    }

    private func given(_ phase: WorkPlacement.Phase) -> Given<WorkPlacement> {
        let proposed: [WorkPlacement.Event] = [.proposed(terms())]
        let complete = proposed + [.advanced(.complete)]
        let agreed: [WorkPlacement.Event] =
            complete + WorkPlacement.Party.allCases.map { .signed($0, on: "2026-08-31") } + [.agreed(terms())]
        let ending = WorkPlacement.Ending(on: "2027-01-29", Reason("completed"))
        return switch phase {
        case .provisional: Given(proposed)
        case .complete: Given(complete)
        case .printed: Given(complete + [.advanced(.printed)])
        case .definitive: Given(agreed)
        case .ended: Given(agreed + [.ended(learner, ending)])
        case .withdrawn: Given(proposed + [.withdrawn(nil)])
        case .rejected: Given(proposed + [.rejected(nil)])
        }
    }

    private let phases: [WorkPlacement.Phase] = [
        .provisional, .complete, .printed, .definitive, .ended, .withdrawn, .rejected,
    ]

    private func expect(_ command: WorkPlacement.Command, in allowed: Set<WorkPlacement.Phase>) {
        for phase in phases where !allowed.contains(phase) {
            given(phase).when(command).thenRejected(.wrongState(phase))
        }
        Given<WorkPlacement>().when(command).thenRejected(.notProposed)
    }

    @Test func anAgreementIsProposedOnceAndHasALastDay() {
        Given<WorkPlacement>().when(.propose(terms())).then(.proposed(terms()))
        given(.provisional).when(.propose(terms(to: "2027-02-26"))).thenRejected(.alreadyExists)
        Given<WorkPlacement>().when(.propose(terms(to: nil))).thenRejected(.lastDayMissing)
        Given<WorkPlacement>().when(.propose(terms(to: "2026-09-06"))).thenRejected(.periodReversed)
    }

    @Test func itIsCompletedAndPrinted() {
        given(.provisional).when(.advance(.complete)).then(.advanced(.complete))
        given(.complete).when(.advance(.printed)).then(.advanced(.printed))
        expect(.advance(.complete), in: [.provisional, .complete])
        expect(.advance(.printed), in: [.complete, .printed])
    }

    @Test func itIsAgreedOnceAllThreeHaveSigned() {
        given(.complete).when(.sign(.company, on: "2026-08-31")).then(.signed(.company, on: "2026-08-31"))
        Given<WorkPlacement>(
            .proposed(terms()), .advanced(.complete), .signed(.company, on: "2026-08-29"), .advanced(.printed),
            .signed(.learner, on: "2026-08-30")
        )
        .when(.sign(.institution, on: "2026-08-31"))
        .then(.signed(.institution, on: "2026-08-31"), .agreed(terms()))
        expect(.sign(.company, on: "2026-09-01"), in: [.complete, .printed])
    }

    @Test func itEndsOnItsLastDayAndNotOnOneThatWasMoved() {
        given(.definitive).when(.end("2027-01-29"))
            .then(.ended(learner, WorkPlacement.Ending(on: "2027-01-29", Reason("completed"))))
        given(.definitive).when(.end("2027-01-28")).thenNothing()
        for phase in phases where phase != .definitive { given(phase).when(.end("2027-01-29")).thenNothing() }
        Given<WorkPlacement>().when(.end("2027-01-29")).thenNothing()
    }

    @Test func itIsBrokenOffWithinItsTimeWithAReason() {
        let ending = WorkPlacement.Ending(on: "2026-11-20", Reason("sealed", explanation: explanation))
        given(.definitive).when(.breakOff(ending)).then(.ended(learner, ending))
        expect(.breakOff(ending), in: [.definitive])
        given(.definitive).when(.breakOff(WorkPlacement.Ending(on: "2026-11-20", Reason("sealed"))))
            .thenRejected(.explanationMissing)
        for day in ["2026-09-06", "2027-01-30"] as [CalendarDate] {
            given(.definitive).when(.breakOff(WorkPlacement.Ending(on: day, Reason("other"))))
                .thenRejected(.outsidePeriod)
        }
    }

    @Test func itIsWithdrawnOrRejectedUntilItIsDefinitive() {
        for phase in [WorkPlacement.Phase.provisional, .complete, .printed] {
            given(phase).when(.withdraw(explanation)).then(.withdrawn(explanation))
            given(phase).when(.reject(explanation)).then(.rejected(explanation))
        }
        expect(.withdraw(explanation), in: [.provisional, .complete, .printed])
        expect(.reject(explanation), in: [.provisional, .complete, .printed])
    }

    @Test func whatIsReopenedIsSignedByNobody() {
        for phase in [WorkPlacement.Phase.withdrawn, .rejected] { given(phase).when(.reopen).then(.reopened) }
        expect(.reopen, in: [.withdrawn, .rejected, .provisional])
        Given<WorkPlacement>(
            .proposed(terms()), .advanced(.complete), .signed(.company, on: "2026-08-29"),
            .signed(.learner, on: "2026-08-29"), .withdrawn(nil), .reopened, .advanced(.complete)
        )
        .when(.sign(.institution, on: "2026-08-31")).then(.signed(.institution, on: "2026-08-31"))
    }

    @Test func aRecordedAgreementIsToldAsOneOfOurs() {
        let told = WorkPlacement.Told(terms(), version: 3, .definitive)
        Given<WorkPlacement>().when(.record(told)).then(.recorded(told), .agreed(terms()))
        let given = Given<WorkPlacement>(.recorded(told), .agreed(terms()))
        let moved = WorkPlacement.Told(terms(to: "2027-02-26"), version: 4, .definitive)
        given.when(.record(moved)).then(.recorded(moved), .agreed(moved.terms))
        let ended = WorkPlacement.Told(
            terms(), version: 4, .ended, endedOn: "2026-11-20", endReason: Reason("companyStopped"))
        given.when(.record(ended)).then(
            .recorded(ended),
            .ended(learner, WorkPlacement.Ending(on: "2026-11-20", Reason("companyStopped"))))
        given.when(.record(WorkPlacement.Told(terms(), version: 2, .ended))).thenNothing()
        given.when(.record(WorkPlacement.Told(terms(), version: 3, .ended))).thenRejected(.versionContradicted)
    }

    @Test func whatIsUnlikeTheRulesIsRecordedAndNoted() {
        let other = WorkPlacement.Learner(
            enrolment: UUIDValue(high: 8, low: 2), subject: SampleApplication.other)
        let told = WorkPlacement.Told(
            WorkPlacement.Terms(other, at: "100023456", from: "2026-09-07", to: nil), version: 1, .provisional)
        given(.ended).when(.record(told)).then(
            .recorded(told),
            .deviationNoted([.stepNotAllowed, .enrolmentChanged, .subjectChanged, .lastDayMissing]))
        let reversed = WorkPlacement.Told(terms(to: "2026-09-01"), version: 1, .provisional)
        Given<WorkPlacement>().when(.record(reversed)).then(
            .recorded(reversed), .deviationNoted([.periodReversed]))
    }
}
