import Dossier
import EventSourcing
import Support
import Testing

/// What owning systems and registration tell may come in any order, and more than once.
@Suite struct ShufflingFactsTests {
    private func sis(_ version: Int64) -> OwningSystem { OwningSystem("sis", version: version) }

    /// The state after the commands, each of which may come again later.
    private func state<Rules: Decider>(
        _ rules: Rules.Type, _ commands: [Rules.Command], _ generator: inout SeededGenerator
    ) -> Rules.State {
        var state = Rules.initial
        for command in (commands + commands).shuffled(using: &generator) {
            let events = Result { () throws(Rules.Rejection) in try Rules.decide(command, state) }
            for event in (try? events.get()) ?? [] { Rules.evolve(&state, event) }
        }
        return state
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func resultEndsAsTheNewestFactSaysWhateverTheOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let facts: [AssessmentResult.Command] = [
            .record(Sample.passed(), sis(1)), .record(Sample.failed(), sis(2)), .recordAnnulment(sis(3)),
            .record(Sample.passed(), sis(4)), .record(Sample.failed(value: "r-5"), sis(5)),
        ]
        let given = state(AssessmentResult.self, facts, &generator)
        guard case .given(let held) = given else {
            Issue.record("it is not given, seed \(seed): \(given)")
            return
        }
        #expect(held.entry == Sample.failed(value: "r-5") && held.origin == .system(sis(5)), "seed \(seed)")
        let annulled = state(AssessmentResult.self, facts + [.recordAnnulment(sis(6))], &generator)
        switch annulled {
        case .annulled(_, let annulment): #expect(annulment.origin == .system(sis(6)), "seed \(seed)")
        case .annulledUnseen(let system): #expect(system == sis(6), "seed \(seed)")
        case .absent, .given: Issue.record("it counts, seed \(seed): \(annulled)")
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func valueDocumentEndsAsTheNewestFactSaysWhateverTheOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let terms = ValueDocument.Terms(type: "diploma", conditions: [])
        let award = ValueDocument.Award(on: "2027-07-02")
        let facts: [ValueDocument.Command] = [
            .recordAward(terms, .init(on: "2027-07-01"), sis(1), Fulfilment()), .recordWithdrawal(sis(2)),
            .recordAward(terms, award, sis(3), Fulfilment()),
        ]
        let awarded = state(ValueDocument.self, facts, &generator)
        guard case .awarded(_, let held) = awarded else {
            Issue.record("it is not awarded, seed \(seed): \(awarded)")
            return
        }
        #expect(held.award == award && held.origin == .system(sis(3)), "seed \(seed)")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func enrolmentEndsAsItsNewestVersionSaysWhateverTheOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let news: [KnownEnrolment.Command] = [
            .note(offering: UUIDValue(high: 11, low: 1), version: 5), .noteEnd(lastDay: "2027-01-31", version: 6),
            .note(offering: UUIDValue(high: 11, low: 2), version: 8), .noteEnd(lastDay: "2027-07-31", version: 9),
        ]
        #expect(
            state(KnownEnrolment.self, news, &generator) == .ending(lastDay: "2027-07-31", version: 9), "seed \(seed)")
    }
}
