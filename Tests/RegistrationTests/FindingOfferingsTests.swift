import EventSourcing
import Registration
import Support
import Testing

@Suite struct FindingOfferingsTests {
    private let codes = SampleApplication.codes
    private let offering = SampleApplication.offering
    private let application = UUIDValue(high: 5, low: 1)

    @Test func anApplicationFindsTheOfferingThatItsCodesLeadTo() {
        Given<OfferingCode>().when(.assign(offering: offering, codes)).then(.assigned(offering: offering, codes))
        Given<OfferingCode>(.assigned(offering: offering, codes))
            .when(.seek(application: application, version: 1, codes))
            .then(.found(offering: offering, [.init(application, version: 1)], codes))
    }

    @Test func anApplicationWaitsForAnOfferingThatIsUnknown() {
        let awaited = OfferingCode.Event.awaited(application: application, version: 1, codes)
        Given<OfferingCode>().when(.seek(application: application, version: 1, codes)).then(awaited)
        Given<OfferingCode>(awaited).when(.assign(offering: offering, codes)).then(
            .assigned(offering: offering, codes),
            .found(offering: offering, [.init(application, version: 1)], codes))
    }

    @Test func anApplicationThatComesBackIsAnsweredAgainAndAnOlderVersionIsNot() {
        let found = OfferingCode.Event.found(offering: offering, [.init(application, version: 4)], codes)
        let given = Given<OfferingCode>(.assigned(offering: offering, codes), found)
        given.when(.seek(application: application, version: 3, codes)).thenNothing()
        given.when(.seek(application: application, version: 6, codes))
            .then(.found(offering: offering, [.init(application, version: 6)], codes))
    }

    @Test func thousandsThatWaitAreAnsweredInEventsThatFitAMessage() throws {
        var state = OfferingCode.initial
        for number in 1...1001 as ClosedRange<UInt64> {
            let seek = OfferingCode.Command.seek(
                application: UUIDValue(high: 6, low: number), version: 1, codes)
            for event in OfferingCode.decide(seek, state) { OfferingCode.evolve(&state, event) }
        }
        let events = OfferingCode.decide(.assign(offering: offering, codes), state)
        #expect(events.count == 4)
        for event in events { OfferingCode.evolve(&state, event) }
        #expect(state.awaiting.isEmpty)
        #expect(state.answered.count == 1001)
    }

    @Test func spellingsOfTheSameCodesAreOne() {
        let other = ProgrammeReference(institution: "25lx", programme: "aaa-1", cohort: "2026a")
        #expect(other.key == codes.key)
        #expect(SampleApplication.otherCodes.key != codes.key)
    }
}
