import EventSourcing
import Registration
import Support
import Testing

@Suite struct HandlingApplicationsTests {
    private typealias Sample = SampleApplication
    private let leave = Override(reason: "decisionOnAppeal")
    private let intake = Application.IntakeAttended(UUIDValue(high: 3, low: 3), on: "2026-05-12")

    private func approval(_ leave: Override? = nil) -> Application.Approval {
        Application.Approval(meetsPriorEducation: true, level: 3, override: leave)
    }

    private func putForward(_ attendedOn: CalendarDate? = nil) -> Application.Event {
        .putForward(
            subject: Sample.subject, offering: Sample.offering,
            AdmissionFacts(
                submittedAt: Sample.submitted, meetsPriorEducation: true, intakeAttendedOn: attendedOn, level: 3))
    }

    /// What led to each state.
    private func given(_ phase: Application.Phase) -> Given<Application> {
        let received = Sample.received(4)
        return switch phase {
        case .interest:
            Given(.interestRegistered(subject: Sample.subject, Sample.submission(4), leaves: nil))
        case .new: Given(received)
        case .underReview: Given(received, .reviewBegun)
        case .parked: Given(received, .parked(Reason("awaitingIntake")))
        case .approved: Given(received, .reviewBegun, .approved(subject: Sample.subject, approval()))
        case .rejected: Given(received, .reviewBegun, .rejected(subject: Sample.subject, Reason("noPlace")))
        case .withdrawn: Given(received, Sample.withdrawn())
        }
    }

    private let phases: [Application.Phase] = [
        .interest, .new, .underReview, .parked, .approved, .rejected, .withdrawn,
    ]

    /// The command is refused in every other state, and for an application that is not there.
    private func expect(_ command: Application.Command, in allowed: Set<Application.Phase>) {
        for phase in phases where !allowed.contains(phase) {
            given(phase).when(command).thenRejected(.wrongState(phase))
        }
        Given<Application>().when(command).thenRejected(.notReceived)
    }

    @Test func anApplicationIsReviewedFromNew() {
        given(.new).when(.review).then(.reviewBegun)
        expect(.review, in: [.new, .underReview])
    }

    @Test func anApplicationIsLaidAsideAndReturnsToWhereItWas() {
        for phase in [Application.Phase.new, .underReview] {
            given(phase).when(.park(Reason("other"))).then(.parked(Reason("other")))
        }
        expect(.park(Reason("other")), in: [.new, .underReview])
        given(.parked).when(.resume).then(.resumed)
        expect(.resume, in: [.new, .underReview, .parked])
        Given<Application>(Sample.received(4), .reviewBegun, .parked(Reason(nil)), .resumed)
            .when(.reject(Reason("incomplete"))).then(.rejected(subject: Sample.subject, Reason("incomplete")))
        Given<Application>(Sample.received(4), .parked(Reason(nil)), .resumed)
            .when(.reject(Reason("incomplete"))).thenRejected(.wrongState(.new))
    }

    @Test func anApplicationIsApprovedOrRejectedFromReview() {
        given(.underReview).when(.approve(approval())).then(.approved(subject: Sample.subject, approval()))
        given(.underReview).when(.reject(Reason("noPlace")))
            .then(.rejected(subject: Sample.subject, Reason("noPlace")))
        expect(.reject(Reason("other")), in: [.underReview])
        for phase in [Application.Phase.interest, .approved, .withdrawn] {
            given(phase).when(.approve(approval(leave))).thenRejected(.wrongState(phase))
        }
    }

    @Test func leaveApprovesFromOtherStates() {
        for phase in [Application.Phase.new, .parked, .rejected] {
            given(phase).when(.approve(approval())).thenRejected(.overrideNeeded(phase))
            given(phase).when(.approve(approval(Override(scope: "catalogue:override", reason: "other"))))
                .thenRejected(.overrideNeeded(phase))
            given(phase).when(.approve(approval(leave))).then(.approved(subject: Sample.subject, approval(leave)))
        }
    }

    @Test func anOpenApplicationIsWithdrawn() {
        for phase in [Application.Phase.interest, .new, .underReview, .parked, .approved] {
            given(phase).when(.withdraw(Reason("work")))
                .then(.withdrawn(subject: Sample.subject, .hub, offering: nil, Reason("work")))
        }
        expect(.withdraw(Reason("work")), in: [.interest, .new, .underReview, .parked, .approved])
    }

    @Test func itIsPutForwardOnceItIsApprovedAndItsOfferingKnown() {
        Given<Application>(Sample.received(4), .linked(offering: Sample.offering), .reviewBegun)
            .when(.approve(approval())).then(.approved(subject: Sample.subject, approval()), putForward())
        given(.approved).when(.link(offering: Sample.offering, codes: Sample.codes))
            .then(.linked(offering: Sample.offering), putForward())
        given(.new).when(.link(offering: Sample.offering, codes: Sample.codes))
            .then(.linked(offering: Sample.offering))
    }

    @Test func codesThatItHasNoLongerLinkNothing() {
        given(.new).when(.link(offering: Sample.offering, codes: Sample.otherCodes)).thenNothing()
        given(.new).when(.markUnlinked(codes: Sample.otherCodes)).thenNothing()
    }

    @Test func anUnknownOfferingIsMarkedUntilItArrives() {
        given(.new).when(.markUnlinked(codes: Sample.codes)).then(.markedUnlinked(codes: Sample.codes))
        Given<Application>(Sample.received(4), .linked(offering: Sample.offering))
            .when(.markUnlinked(codes: Sample.codes)).thenNothing()
        Given<Application>().when(.markUnlinked(codes: Sample.codes)).thenRejected(.notReceived)
        Given<Application>().when(.link(offering: Sample.offering, codes: Sample.codes))
            .thenRejected(.notReceived)
    }

    @Test func anIntakeCountsAlsoWhenItIsToldLaterOrEarlier() {
        given(.new).when(.noteIntake(intake)).then(.intakeNoted(intake))
        Given<Application>(
            Sample.received(4), .linked(offering: Sample.offering), .reviewBegun,
            .approved(subject: Sample.subject, approval())
        )
        .when(.noteIntake(intake)).then(.intakeNoted(intake), putForward(intake.on))
        Given<Application>().when(.noteIntake(intake)).then(.intakeNoted(intake))
        Given<Application>(
            .intakeNoted(intake), Sample.received(4), .linked(offering: Sample.offering), .reviewBegun
        )
        .when(.approve(approval())).then(.approved(subject: Sample.subject, approval()), putForward(intake.on))
    }
}
