import EventSourcing
import HubContracts
import Registration
import Support
import Testing

/// What an application of these tests is made of.
enum SampleApplication {
    static let subject = UUIDValue(high: 1, low: 1)
    static let other = UUIDValue(high: 1, low: 2)
    static let offering = UUIDValue(high: 2, low: 1)
    static let codes = ProgrammeReference(institution: "25LX", programme: "AAA-1", cohort: "2026A")
    static let otherCodes = ProgrammeReference(institution: "25LX", programme: "BBB-2")
    static let submitted = Timestamp(milliseconds: 1_774_726_931_000)

    static func submission(
        _ change: Int64?, for codes: ProgrammeReference? = codes, company: String? = nil
    ) -> Application.Submission {
        var submission = Application.Submission(at: submitted, changeNumber: change, for: codes)
        submission.company = company
        return submission
    }

    static func told(
        _ change: Int64, _ kind: Application.Kind = .application, isWithdrawn: Bool = false,
        for codes: ProgrammeReference = codes, company: String? = nil
    ) -> Application.Told {
        Application.Told(
            subject: subject, kind, submission(change, for: codes, company: company), isWithdrawn: isWithdrawn)
    }

    static func received(_ change: Int64) -> Application.Event {
        .received(subject: subject, .portal, submission(change))
    }

    static func withdrawn(_ offering: UUIDValue? = nil) -> Application.Event {
        .withdrawn(subject: subject, .portal, offering: offering, Reason(nil))
    }
}

@Suite struct ReceivingApplicationsTests {
    private typealias Sample = SampleApplication
    private let approval = Application.Approval(meetsPriorEducation: true, level: 3)

    @Test func theFirstWordOfThePortalIsAnApplicationReceived() {
        Given<Application>().when(.record(Sample.told(4))).then(Sample.received(4))
    }

    @Test func anInterestIsNeverAnApplication() {
        Given<Application>().when(.record(Sample.told(4, .interest)))
            .then(.interestRegistered(subject: Sample.subject, Sample.submission(4), leaves: nil))
    }

    @Test func anInterestThatBecomesAnApplicationIsReceivedOnce() {
        let interest = Application.Event.interestRegistered(
            subject: Sample.subject, Sample.submission(4), leaves: nil)
        Given<Application>(interest).when(.record(Sample.told(5))).then(Sample.received(5))
        Given<Application>(Sample.received(4), interest).when(.record(Sample.told(5)))
            .then(.revised(subject: Sample.subject, Sample.submission(5), leaves: nil))
    }

    @Test func oneThatIsTakenBackBeforeItIsSeenIsReceivedAndWithdrawn() {
        Given<Application>().when(.record(Sample.told(4, isWithdrawn: true))).then(
            Sample.received(4), Sample.withdrawn())
    }

    @Test func anApplicationThatComesAfterTheInterestItBecameIsReceivedOnceAndStaysTheInterest() throws {
        let interest = Application.Event.interestRegistered(
            subject: Sample.subject, Sample.submission(5), leaves: nil)
        for held in [[interest], [interest, Sample.withdrawn()]] {
            var state = held.reduce(into: Application.initial) { Application.evolve(&$0, $1) }
            let before = state
            let events = try Application.decide(.record(Sample.told(4)), state)
            #expect(events == [Sample.received(4)] + held + [.deviationNoted([.becameInterest])])
            for event in events { Application.evolve(&state, event) }
            guard case .held(var content, let standing) = state else { return #expect(Bool(false)) }
            #expect(content.wasReceived)
            content.wasReceived = false
            #expect(.held(content, standing) == before, "what is held stays the interest")
            // What is older than what is held, and known, is superseded.
            #expect(throws: Application.Rejection.superseded) {
                try Application.decide(.record(Sample.told(4)), state)
            }
        }
    }

    @Test func anInterestIsLinkedToNoOffering() {
        let interest = Application.Event.interestRegistered(
            subject: Sample.subject, Sample.submission(5), leaves: nil)
        Given<Application>(Sample.received(4), interest).when(.link(offering: Sample.offering, codes: Sample.codes))
            .thenNothing()
        Given<Application>(Sample.received(4), interest).when(.markUnlinked(codes: Sample.codes)).thenNothing()
    }

    @Test func aHigherChangeNumberReplacesWhatIsHeld() {
        Given<Application>(Sample.received(4)).when(.record(Sample.told(5, company: "100023456"))).then(
            .revised(subject: Sample.subject, Sample.submission(5, company: "100023456"), leaves: nil))
    }

    @Test func aLowerChangeNumberNeverOverwritesANewerOne() {
        Given<Application>(Sample.received(4)).when(.record(Sample.told(3, company: "100023456")))
            .thenRejected(.superseded)
        Given<Application>(Sample.received(4)).when(.record(Sample.told(3, isWithdrawn: true)))
            .thenRejected(.superseded)
    }

    @Test func theSameChangeNumberWithAnotherContentIsRefused() {
        Given<Application>(Sample.received(4)).when(.record(Sample.told(4))).thenNothing()
        Given<Application>(Sample.received(4)).when(.record(Sample.told(4, company: "100023456")))
            .thenRejected(.changeContradicted)
        Given<Application>(Sample.received(4)).when(.record(Sample.told(4, isWithdrawn: true)))
            .thenRejected(.changeContradicted)
    }

    @Test func theSameChangeAfterWhatIsSealedWasCorrectedChangesNothing() {
        var told = Sample.told(4)
        told.submission.details = SealedReference("application-details/a", version: 1)
        var received = Sample.submission(4)
        received.details = told.submission.details
        let first = Application.Event.received(subject: Sample.subject, .portal, received)
        told.submission.details = SealedReference("application-details/a", version: 2)
        Given<Application>(first).when(.record(told)).thenNothing()
        told.submission.details = SealedReference("application-details/b", version: 1)
        Given<Application>(first).when(.record(told)).thenRejected(.changeContradicted)
    }

    @Test func thePortalWithdrawsInEveryState() {
        let revised = Application.Event.revised(subject: Sample.subject, Sample.submission(5), leaves: nil)
        let take = Application.Command.record(Sample.told(5, isWithdrawn: true))
        Given<Application>(Sample.received(4)).when(take).then(revised, Sample.withdrawn())
        Given<Application>(
            Sample.received(4), .linked(offering: Sample.offering), .reviewBegun,
            .approved(subject: Sample.subject, approval)
        )
        .when(take).then(revised, Sample.withdrawn(Sample.offering), .deviationNoted([.withdrawnAfterApproval]))
        Given<Application>(Sample.received(4), .rejected(subject: Sample.subject, Reason("noPlace")))
            .when(take).then(revised, Sample.withdrawn(), .deviationNoted([.withdrawnAfterRejection]))
    }

    @Test func whatThePortalTakesBackIsNewAgain() {
        let revised = Application.Event.revised(subject: Sample.subject, Sample.submission(6), leaves: nil)
        Given<Application>(Sample.received(4), Sample.withdrawn()).when(.record(Sample.told(6)))
            .then(revised, .reinstated(subject: Sample.subject), .deviationNoted([.reinstated]))
        Given<Application>(
            Sample.received(4), .withdrawn(subject: Sample.subject, .hub, offering: nil, Reason("work"))
        )
        .when(.record(Sample.told(6))).then(revised)
    }

    @Test func anotherProgrammeLeavesTheOffering() {
        let codes = Sample.otherCodes
        Given<Application>(Sample.received(4), .linked(offering: Sample.offering))
            .when(.record(Sample.told(5, for: codes)))
            .then(.revised(subject: Sample.subject, Sample.submission(5, for: codes), leaves: Sample.offering))
    }

    @Test func anApplicationThatBecomesAnInterestLeavesTheOffering() {
        Given<Application>(Sample.received(4), .linked(offering: Sample.offering))
            .when(.record(Sample.told(5, .interest)))
            .then(
                .interestRegistered(subject: Sample.subject, Sample.submission(5), leaves: Sample.offering),
                .deviationNoted([.becameInterest]))
    }

    @Test func anotherPersonOrMomentIsNoted() {
        var told = Sample.told(5)
        told.subject = Sample.other
        told.submission.submittedAt = Timestamp(milliseconds: 0)
        Given<Application>(Sample.received(4)).when(.record(told)).then(
            .revised(subject: Sample.other, told.submission, leaves: nil),
            .deviationNoted([.subjectChanged, .submissionChanged]))
    }

    @Test func anApplicationIsSubmittedHereOnce() {
        let submission = Sample.submission(nil)
        let received = Application.Event.received(subject: Sample.subject, .hub, submission)
        Given<Application>().when(.submit(subject: Sample.subject, submission)).then(received)
        Given<Application>(received).when(.submit(subject: Sample.other, submission)).thenRejected(.alreadyExists)
        Given<Application>().when(.submit(subject: Sample.subject, Sample.submission(nil, for: nil)))
            .thenRejected(.nothingAppliedFor)
    }

    /// What is held at the end does not depend on the order, nor on repetition.
    @Test(arguments: 0..<40)
    func changesInAnyOrderComeToTheSame(seed: UInt64) throws {
        let changes = [
            Sample.told(1, .interest), Sample.told(2), Sample.told(3, company: "100023456"),
            Sample.told(4, for: Sample.otherCodes), Sample.told(5, isWithdrawn: true, for: Sample.otherCodes),
            Sample.told(6, company: "100023999"),
        ]
        var generator = SeededGenerator(seed: seed)
        let last = Int.random(in: 1...changes.count, using: &generator)
        let told = Array(changes.prefix(last))
        let inOrder = try held(after: told)
        let shuffled = try held(after: (told + told).shuffled(using: &generator))
        #expect(shuffled.state.withoutHistory == inOrder.state.withoutHistory)
        #expect(shuffled.received == (last == 1 ? 0 : 1))
        #expect(inOrder.received == (last == 1 ? 0 : 1))
    }

    private func held(after told: [Application.Told]) throws -> (state: Application.State, received: Int) {
        var (state, received) = (Application.initial, 0)
        for told in told {
            do {
                for event in try Application.decide(.record(told), state) {
                    if case .received = event { received += 1 }
                    Application.evolve(&state, event)
                }
            } catch Application.Rejection.superseded {
                // An older change, after which everything is as it was.
            }
        }
        return (state, received)
    }
}

extension Application.State {
    /// What is held, but for whether it was ever an application.
    fileprivate var withoutHistory: Application.State {
        guard case .held(var content, let standing) = self else { return self }
        content.wasReceived = true
        return .held(content, standing)
    }
}
