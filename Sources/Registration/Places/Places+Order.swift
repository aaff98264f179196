package import EventSourcing

extension Places {
    /// What a placement gets, as things stand.
    ///
    /// - Parameter wait: why it waits already; nil for one that asks.
    static func judge(_ ask: Ask, _ facts: AdmissionFacts, wait: Wait?, _ state: State) -> Event {
        switch state.standing {
        case .unknown: return .waitlisted(ask, .placesUnknown, rightOfAdmission: false, facts)
        case .cancelled: return .refused(ask, .cancelled, facts)
        case .described(let description):
            let hasRight = !state.terms.takeRightsAway && facts.giveRight(toOfferingFrom: description.startsOn)
            // Who waits because no place was left applied in time; the window was judged then.
            if !hasRight, wait != .full, !description.window.contains(facts.appliedOn) {
                return .refused(ask, .outsideWindow, facts)
            }
            if state.terms.selection == .lot, state.lot == nil, !hasRight { return .enteredForLot(ask, facts) }
            if state.hasPlace(of: description) {
                let ground = wait == .full ? Ground.nextInLine : .capacity
                return .granted(ask, Grant(ground, rightOfAdmission: hasRight, startsOn: description.startsOn))
            }
            guard hasRight else { return .waitlisted(ask, .full, rightOfAdmission: false, facts) }
            return .granted(
                ask, Grant(.rightOfAdmission, rightOfAdmission: true, startsOn: description.startsOn))
        }
    }

    /// Events, and what follows from them for those who wait: in the order of the list, whoever is judged otherwise than
    /// before.
    static func reconsidered(after events: [Event], _ state: State) -> [Event] {
        var (events, next) = (events, events.reduce(into: state) { evolve(&$0, $1) })
        for waiting in next.line {
            let event = judge(waiting.ask, waiting.facts, wait: waiting.wait, next)
            guard !waiting.isToldAgain(by: event) else { continue }
            events.append(event)
            evolve(&next, event)
        }
        return events
    }

    // MARK: The lot

    static func drawLot(_ seed: String, _ offering: UUIDValue, _ state: State) throws(Rejection) -> [Event] {
        switch state.standing {
        case .unknown: throw .notDescribed
        case .cancelled: throw .cancelled
        case .described(let description):
            if let lot = state.lot {
                guard lot.seed == seed else { throw .drawnOtherwise }
                return []
            }
            guard state.terms.selection == .lot else { throw .selectionByArrival }
            guard let last = description.window.closesOn, state.closedOn == last else { throw .windowOpen }
            let order = lotOrder(of: state.entrants, seed: seed, offering: offering)
            let places = description.capacity.map { max(0, $0 - state.granted) } ?? Int64(order.count)
            let allotments = order.enumerated().map { index, placement in
                Allotment(placement, rank: Int64(index) + 1, isGranted: index < places)
            }
            let outcome = stride(from: 0, to: allotments.count, by: mostAllotmentsOfEvent).map { first in
                let last = min(first + mostAllotmentsOfEvent, allotments.count)
                return Event.allotted(Array(allotments[first..<last]), startsOn: description.startsOn)
            }
            return [.lotDrawn(Lot(seed: seed, entrants: Int64(order.count), places: places))] + outcome
        }
    }

    /// The order in which a seed puts placements, whatever the order in which they came: that of their UUIDv5 under the
    /// offering.
    package static func lotOrder(
        of placements: some Sequence<UUIDValue>, seed: String, offering: UUIDValue
    ) -> [UUIDValue] {
        placements.map { (UUIDValue(namespace: offering, parts: [seed, $0.description]), $0) }
            .sorted { $0 < $1 }.map { $0.1 }
    }
}

/// A placement that waits, for a place or for the lot.
private struct Waiting {
    let ask: Places.Ask
    let facts: AdmissionFacts
    let wait: Places.Wait
    let isInLot: Bool
    let rank: Int64

    /// Whether it would wait as it does already.
    func isToldAgain(by event: Places.Event) -> Bool {
        switch event {
        case .waitlisted(_, let wait, _, _): !isInLot && self.wait == wait
        case .enteredForLot: isInLot
        case .described, .termsSet, .granted, .refused, .released, .confirmed, .lotDrawn, .allotted, .windowClosed,
            .cancelled, .voided, .deviationNoted:
            false
        }
    }
}

extension Places.State {
    /// Those who wait, in the order of the lot where there was one, and then of application.
    fileprivate var line: [Waiting] {
        let waiting = claims.values.compactMap { claim -> Waiting? in
            switch claim.standing {
            case .waiting(let ask, let wait, let facts, let rank):
                Waiting(ask: ask, facts: facts, wait: wait, isInLot: false, rank: rank ?? .max)
            case .inLot(let ask, let facts): Waiting(ask: ask, facts: facts, wait: .full, isInLot: true, rank: .max)
            case .granted, .refused, .released: nil
            }
        }
        return waiting.sorted { left, right in
            (left.rank, left.facts.submittedAt, left.ask.placement)
                < (right.rank, right.facts.submittedAt, right.ask.placement)
        }
    }

    fileprivate var entrants: [UUIDValue] {
        claims.compactMap { placement, claim in
            switch claim.standing {
            case .inLot: placement
            case .granted, .waiting, .refused, .released: nil
            }
        }
    }
}
