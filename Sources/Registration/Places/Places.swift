package import EventSourcing

/// The places of an offering: who has one, who waits, and on which terms.
///
/// One aggregate for each offering, so that one writer says yes to the last place. Places beyond the capacity are given
/// by right of admission, by override and by fact only.
package enum Places: Decider {
    package struct State: Sendable, Equatable {
        package var standing = Standing.unknown
        /// Until they are set: nothing published, by arrival.
        package var terms = Terms(version: 0, selection: .arrival)
        /// The last day of the window, once that was over.
        package var closedOn: CalendarDate?
        package var lot: Lot?
        package var claims: [UUIDValue: Claim] = [:]
        /// How many of the claims have a place.
        package fileprivate(set) var granted: Int64 = 0
    }

    package enum Standing: Sendable, Hashable {
        /// The catalogue has not told of the offering.
        case unknown
        case described(Description)
        case cancelled
    }

    /// What a placement has, or waits for.
    package struct Claim: Sendable, Hashable {
        /// The newest version of the placement that was heard.
        package var version: Int64
        package var standing: ClaimStanding
    }

    package enum ClaimStanding: Sendable, Hashable {
        case granted(subject: UUIDValue, isConfirmed: Bool)
        /// - Parameter rank: by the lot, where there was one.
        case waiting(Ask, Wait, AdmissionFacts, rank: Int64?)
        case inLot(Ask, AdmissionFacts)
        case refused(Ask, AdmissionFacts)
        case released
    }

    package static let initial = State()

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch command {
        case .describe(let description): return describe(description, state)
        case .setTerms(let terms): return try set(terms, state)
        case .request(let ask, let facts): return request(ask, facts, state)
        case .release(let placement, let version): return release(placement, version, state)
        case .confirm(let placement, let version):
            guard case .granted(_, false) = state.claims[placement]?.standing else { return [] }
            return [.confirmed(placement: placement, version: version)]
        case .record(let ask): return record(ask, state)
        case .grant(let placement, let override): return try grant(placement, override, state)
        case .drawLot(let seed, let offering): return try drawLot(seed, offering, state)
        case .closeWindow(let day):
            guard case .described(let description) = state.standing, description.window.closesOn == day,
                state.closedOn != day
            else { return [] }
            return [.windowClosed(day)]
        case .cancel:
            guard state.standing != .cancelled else { return [] }
            return [.cancelled] + voided(state)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .described(let description):
            state.standing = .described(description)
            if state.closedOn != description.window.closesOn { state.closedOn = nil }
        case .termsSet(let terms): state.terms = terms
        case .granted(let ask, _):
            state.put(.granted(subject: ask.subject, isConfirmed: false), ask.placement, ask.version)
        case .waitlisted(let ask, let wait, _, let facts):
            state.put(.waiting(ask, wait, facts, rank: state.rank(of: ask.placement)), ask.placement, ask.version)
        case .enteredForLot(let ask, let facts): state.put(.inLot(ask, facts), ask.placement, ask.version)
        case .refused(let ask, _, let facts): state.put(.refused(ask, facts), ask.placement, ask.version)
        case .released(let placement, let version): state.put(.released, placement, version)
        case .confirmed(let placement, let version):
            guard case .granted(let subject, _) = state.claims[placement]?.standing else { return }
            state.put(.granted(subject: subject, isConfirmed: true), placement, version)
        case .lotDrawn(let lot): state.lot = lot
        case .allotted(let allotments, _):
            for allotment in allotments { state.take(allotment) }
        case .windowClosed(let day): state.closedOn = day
        case .cancelled: state.standing = .cancelled
        case .voided(let placements):
            for placement in placements { state.put(.released, placement, state.claims[placement]?.version ?? 0) }
        case .deviationNoted: break
        }
    }

    // MARK: What the institution and the catalogue say

    private static func describe(_ description: Description, _ state: State) -> [Event] {
        switch state.standing {
        case .cancelled: return []
        case .described(let held) where description.version <= held.version: return []
        case .unknown, .described: break
        }
        let events = reconsidered(after: [.described(description)], state)
        guard let capacity = description.capacity, capacity < state.granted else { return events }
        return events + [.deviationNoted([.capacityBelowGranted])]
    }

    private static func set(_ terms: Terms, _ state: State) throws(Rejection) -> [Event] {
        guard terms.version >= state.terms.version else { return [] }
        guard !terms.areSame(as: state.terms) else { return [] }
        guard terms.version > state.terms.version else { throw .versionContradicted }
        guard state.lot == nil else { throw .lotDrawn }
        return reconsidered(after: [.termsSet(terms)], state)
    }

    private static func voided(_ state: State) -> [Event] {
        let open = state.claims.filter { $0.value.standing.isOpen || $0.value.standing.isGranted }.keys.sorted()
        return stride(from: 0, to: open.count, by: mostPlacementsOfEvent).map { first in
            .voided(Array(open[first..<min(first + mostPlacementsOfEvent, open.count)]))
        }
    }

    // MARK: What placements ask

    private static func request(_ ask: Ask, _ facts: AdmissionFacts, _ state: State) -> [Event] {
        if let claim = state.claims[ask.placement] {
            guard ask.version > claim.version, !claim.standing.isGranted else { return [] }
        }
        return [judge(ask, facts, wait: nil, state)]
    }

    private static func release(_ placement: UUIDValue, _ version: Int64, _ state: State) -> [Event] {
        if let claim = state.claims[placement] {
            guard version > claim.version, claim.standing != .released else { return [] }
        }
        return reconsidered(after: [.released(placement: placement, version: version)], state)
    }

    private static func record(_ ask: Ask, _ state: State) -> [Event] {
        if let claim = state.claims[ask.placement] {
            guard ask.version > claim.version, !claim.standing.isGranted else { return [] }
        }
        let granted = Event.granted(ask, Grant(.recorded, startsOn: state.description?.startsOn))
        guard let description = state.description, !state.hasPlace(of: description) else { return [granted] }
        return [granted, .deviationNoted([.recordedBeyondCapacity])]
    }

    private static func grant(
        _ placement: UUIDValue, _ override: Override, _ state: State
    ) throws(Rejection) -> [Event] {
        guard override.holds else { throw .overrideNeeded }
        guard state.standing != .cancelled else { throw .cancelled }
        switch state.claims[placement]?.standing {
        case .granted?: return []
        case .waiting(let ask, _, _, _)?, .inLot(let ask, _)?, .refused(let ask, _)?:
            return [.granted(ask, Grant(.override, startsOn: state.description?.startsOn, override: override))]
        case .released?, nil: throw .notAsked
        }
    }
}

extension Places.State {
    package var description: Places.Description? {
        guard case .described(let description) = standing else { return nil }
        return description
    }

    /// What the lot gave to one that waits.
    fileprivate func rank(of placement: UUIDValue) -> Int64? {
        guard case .waiting(_, _, _, let rank)? = claims[placement]?.standing else { return nil }
        return rank
    }

    func hasPlace(of description: Places.Description) -> Bool {
        description.capacity.map { granted < $0 } ?? true
    }

    fileprivate mutating func put(_ standing: Places.ClaimStanding, _ placement: UUIDValue, _ version: Int64) {
        let held = claims[placement]
        if held?.standing.isGranted == true { granted -= 1 }
        if standing.isGranted { granted += 1 }
        claims[placement] = Places.Claim(version: max(version, held?.version ?? 0), standing: standing)
    }

    fileprivate mutating func take(_ allotment: Places.Allotment) {
        guard let claim = claims[allotment.placement], case .inLot(let ask, let facts) = claim.standing else { return }
        let standing: Places.ClaimStanding =
            allotment.isGranted
            ? .granted(subject: ask.subject, isConfirmed: false)
            : .waiting(ask, .full, facts, rank: allotment.rank)
        put(standing, allotment.placement, claim.version)
    }
}

extension Places.ClaimStanding {
    var isGranted: Bool {
        switch self {
        case .granted: true
        case .waiting, .inLot, .refused, .released: false
        }
    }

    /// Whether it still waits for what is decided.
    var isOpen: Bool {
        switch self {
        case .waiting, .inLot: true
        case .granted, .refused, .released: false
        }
    }
}
