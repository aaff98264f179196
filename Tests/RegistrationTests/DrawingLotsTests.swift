import EventSourcing
import Registration
import Support
import Testing

@Suite struct DrawingLotsTests {
    private typealias Sample = SamplePlaces
    private let seed = "loting-2026-05-18-7f3a91c2"
    private let byLot = Places.Terms(version: 1, maximumPublished: true, selection: .lot)

    /// Those who ask, in a given order, once the window has closed.
    private func places(asked order: [UInt64], capacity: Int64 = 2) throws -> Places.State {
        var state = Places.initial
        let commands: [Places.Command] =
            [.setTerms(byLot), .describe(Sample.described(capacity))] + order.map { Sample.request($0) }
            + [.closeWindow("2026-05-15")]
        for command in commands {
            for event in try Places.decide(command, state) { Places.evolve(&state, event) }
        }
        return state
    }

    private func drawn(_ state: Places.State) throws -> [Places.Event] {
        try Places.decide(.drawLot(seed: seed, offering: Sample.offering), state)
    }

    @Test func whoAppliesWaitsForTheLot() {
        Given<Places>(.described(Sample.described(2)), .termsSet(byLot)).when(Sample.request(1, hasRight: true))
            .then(.enteredForLot(Sample.ask(1), Sample.facts(1, hasRight: true)))
    }

    @Test func theSameSeedGivesTheSameOrderHoweverTheyCame() throws {
        let (one, two) = (try drawn(places(asked: [1, 2, 3, 4, 5])), try drawn(places(asked: [4, 2, 5, 1, 3])))
        #expect(one == two)
        guard case .lotDrawn(let lot) = one[0], case .allotted(let allotments, _) = one[1] else {
            Issue.record("there is no lot")
            return
        }
        #expect(lot == Places.Lot(seed: seed, entrants: 5, places: 2))
        #expect(allotments.map(\.rank) == [1, 2, 3, 4, 5])
        #expect(allotments.map(\.isGranted) == [true, true, false, false, false])
        // Whoever has the seed reckons the order without this code: the name under the offering is the seed and the
        // placement, each preceded by its length.
        let reckoned = (1...5).map { Sample.id($0) }.sorted { left, right in
            let name = { (id: UUIDValue) in Array("\(seed.utf8.count):\(seed)36:\(id)".utf8) }
            return UUIDValue(namespace: Sample.offering, name: name(left))
                < UUIDValue(namespace: Sample.offering, name: name(right))
        }
        #expect(allotments.map(\.placement) == reckoned)
    }

    @Test func anotherSeedGivesAnotherOrder() {
        let all = (1...50).map { Sample.id($0) }
        let orders = ["a", "b", "c"].map { Places.lotOrder(of: all, seed: $0, offering: Sample.offering) }
        #expect(Set(orders).count == 3)
        #expect(Set(orders[0]) == Set(all))
    }

    @Test func aPlaceThatIsGivenUpGoesToTheNextOfTheLot() throws {
        var state = try places(asked: [1, 2, 3, 4, 5])
        let events = try drawn(state)
        for event in events { Places.evolve(&state, event) }
        guard case .allotted(let allotments, _) = events[1] else {
            Issue.record("there is no outcome")
            return
        }
        let released = try Places.decide(.release(placement: allotments[0].placement, version: 2), state)
        guard case .granted(let ask, let grant) = released.last else {
            Issue.record("nobody gets the place")
            return
        }
        #expect(ask.placement == allotments[2].placement)
        #expect(grant.ground == .nextInLine)
    }

    @Test func aLotIsDrawnOnceAndOnlyWhenTheWindowHasClosed() throws {
        let draw = Places.Command.drawLot(seed: seed, offering: Sample.offering)
        let lot = Places.Lot(seed: seed, entrants: 0, places: 2)
        let open = Given<Places>(.described(Sample.described(2)), .termsSet(byLot))
        open.when(draw).thenRejected(.windowOpen)
        Given<Places>(.described(Sample.described(2)), .termsSet(byLot), .windowClosed("2026-05-15")).when(draw)
            .then(.lotDrawn(lot))
        let drawn = Given<Places>(
            .described(Sample.described(2)), .termsSet(byLot), .windowClosed("2026-05-15"), .lotDrawn(lot))
        drawn.when(.drawLot(seed: "once-more", offering: Sample.offering)).thenRejected(.drawnOtherwise)
        drawn.when(.setTerms(Places.Terms(version: 2, selection: .arrival))).thenRejected(.lotDrawn)
        drawn.when(Sample.request(9)).then(Sample.granted(9))
        Given<Places>(.described(Sample.described(2))).when(draw).thenRejected(.selectionByArrival)
        Given<Places>().when(draw).thenRejected(.notDescribed)
        Given<Places>(.described(Sample.described(2)), .cancelled).when(draw).thenRejected(.cancelled)
    }

    @Test func thousandsAreAllottedInEventsThatFitAMessage() throws {
        let events = try drawn(places(asked: Array(1...1000), capacity: 24))
        #expect(events.count == 5)
        let granted = events.flatMap { event in
            if case .allotted(let allotments, _) = event { allotments.filter(\.isGranted) } else { [] }
        }
        #expect(granted.count == 24)
    }

    @Test func termsThatBecomeArrivalSettleWhoWaitedForTheLot() {
        let byArrival = Places.Terms(version: 2, maximumPublished: true, selection: .arrival)
        Given<Places>(
            .described(Sample.described(1)), .termsSet(byLot), .enteredForLot(Sample.ask(2), Sample.facts(2)),
            .enteredForLot(Sample.ask(1), Sample.facts(1))
        )
        .when(.setTerms(byArrival))
        .then(.termsSet(byArrival), Sample.granted(1, .nextInLine), Sample.waits(2))
    }
}
