import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct DescribingOutcomesTests {
    let id = UUIDValue(high: 1, low: 1)
    let parent = UUIDValue(high: 2, low: 2)
    let adoption = SpecificationStanding.Adoption(on: "2026-03-05", by: "Examencommissie Bouw en Infra")
    let drilling = outcome()

    private static func outcome(
        _ change: (inout LearningOutcome.Description) -> Void = { _ in }
    ) -> LearningOutcome.Description {
        var description = LearningOutcome.Description(
            primaryCode: OtherCode(type: "identifier", code: "B1-K1-W2"),
            names: [LocalisedText("Boort gaten in beton", in: "nl-NL")])
        change(&description)
        return description
    }

    @Test func anOutcomeIsCreatedOnceAndRevisedAsAConcept() {
        let longer = DescribingOutcomesTests.outcome { $0.complexityLevel = "bloom_4" }
        Given<LearningOutcome>().when(.create(drilling, Lineage())).then(.created(drilling))
        Given<LearningOutcome>(.created(drilling)).when(.create(longer, Lineage())).thenRejected(.alreadyExists)
        Given<LearningOutcome>(.created(drilling)).when(.revise(longer, Lineage())).then(.revised(longer))
        Given<LearningOutcome>(.created(drilling), .taken(.adoption(adoption))).when(.revise(longer, Lineage()))
            .thenRejected(.wrongState(.adopted))
        Given<LearningOutcome>(.created(drilling), .taken(.adoption(adoption))).when(.revise(drilling, Lineage()))
            .thenNothing()
        Given<LearningOutcome>().when(.revise(longer, Lineage())).thenRejected(.notCreated)
    }

    @Test func aDescriptionThatContradictsItselfIsRefused() {
        let twice = DescribingOutcomesTests.outcome { $0.names.append(LocalisedText("Boren", in: "NL-nl")) }
        let reversed = DescribingOutcomesTests.outcome { $0.validity = Validity(from: "2026-08-01", to: "2026-07-31") }
        Given<LearningOutcome>().when(.create(twice, Lineage())).thenRejected(.nameRepeated(place: 1))
        Given<LearningOutcome>(.created(drilling)).when(.revise(reversed, Lineage())).thenRejected(.validityReversed)
    }

    @Test func anOutcomeLiesWithinOutcomesThatAreKnownAndNeverWithinItself() {
        let within = DescribingOutcomesTests.outcome { $0.parents = [parent] }
        Given<LearningOutcome>().when(.create(within, Lineage())).then(.created(within))
        Given<LearningOutcome>().when(.create(within, Lineage(unknown: [parent])))
            .thenRejected(.parentUnknown(place: 0))
        Given<LearningOutcome>(.created(drilling)).when(.revise(within, Lineage(circular: [parent])))
            .thenRejected(.cycle(place: 0))
    }

    @Test func aLineageSaysWhatIsUnknownAndWhatIsCircular() {
        var outcomes = Hierarchy()
        let grandchild = UUIDValue(high: 3, low: 3)
        outcomes.place(parent, within: [])
        outcomes.place(id, within: [parent])
        outcomes.place(grandchild, within: [id, parent])
        #expect(outcomes.lineage(of: parent, within: [grandchild]) == Lineage(circular: [grandchild]))
        #expect(outcomes.lineage(of: parent, within: [parent]) == Lineage(circular: [parent]))
        let stranger = UUIDValue(high: 9, low: 9)
        #expect(outcomes.lineage(of: id, within: [stranger, parent]) == Lineage(unknown: [stranger]))
        outcomes.place(grandchild, within: [])
        #expect(outcomes.lineage(of: parent, within: [grandchild]) == Lineage())
    }

    // MARK: Flow

    @Test func anOutcomeGoesThroughItsLifeInOrder() throws {
        let steps: [SpecificationStep] = [
            .adoption(adoption), .reopening(reason: "Te smal"), .adoption(adoption), .publication(on: "2026-04-01"),
            .deactivation(reason: "Vervangen"), .reactivation(reason: "Nog nodig"), .expiry(lastDay: "2029-07-31"),
            .archiving(reason: nil),
        ]
        var state = LearningOutcome.State.held(drilling, .concept(.created))
        for step in steps {
            #expect(try LearningOutcome.decide(.take(step), state) == [.taken(step)])
            LearningOutcome.evolve(&state, .taken(step))
            #expect(try LearningOutcome.decide(.take(step), state) == [], "the same step again")
        }
    }

    @Test(arguments: [
        (SpecificationStep.publication(on: "2026-04-01"), SpecificationStanding.Phase.concept),
        (.reopening(reason: "Te smal"), .concept), (.deactivation(reason: "Vervangen"), .concept),
        (.reactivation(reason: "Nog nodig"), .concept), (.expiry(lastDay: "2029-07-31"), .concept),
        (.archiving(reason: nil), .concept),
    ])
    func aStepOutOfOrderIsRefused(step: SpecificationStep, phase: SpecificationStanding.Phase) {
        Given<LearningOutcome>(.created(drilling)).when(.take(step)).thenRejected(.wrongState(phase))
        Given<LearningOutcome>().when(.take(step)).thenRejected(.notCreated)
    }

    @Test func whatWasAdoptedByOneIsNotAdoptedByAnother() {
        let other = SpecificationStanding.Adoption(on: "2026-03-06", by: "Onderwijsteam Bouw", proposedBy: id)
        Given<LearningOutcome>(.created(drilling), .taken(.adoption(adoption))).when(.take(.adoption(other)))
            .thenRejected(.wrongState(.adopted))
    }

    @Test func anOutcomeIsNotPublishedAfterItsEnd() {
        let short = DescribingOutcomesTests.outcome { $0.validity = Validity(from: "2025-08-01", to: "2026-03-31") }
        Given<LearningOutcome>(.created(short), .taken(.adoption(adoption)))
            .when(.take(.publication(on: "2026-04-01"))).thenRejected(.publishedAfterEnd)
    }
}
