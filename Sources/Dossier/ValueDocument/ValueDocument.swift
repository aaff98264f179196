package import EventSourcing

/// A value document (waardedocument): a diploma, a certificate or a certificate of a module, from its conditions to the
/// decision.
///
/// Conditions that come to be met lead to a proposal in the same commit as the result that met the last one; a person
/// decides. While a condition fails the award is refused, whoever asks.
package enum ValueDocument: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case declared(Terms)
        case proposed(Terms, [Evidence])
        case awarded(Terms, Awarded)
        case withdrawn(Terms, Withdrawal)
        /// Its system withdrew it before it said that it was awarded.
        case withdrawnUnseen(OwningSystem)
    }

    package struct Awarded: Sendable, Hashable {
        package fileprivate(set) var award: Award
        package fileprivate(set) var origin: Origin
        /// The exam parts whose condition is not met now.
        package fileprivate(set) var unmet: [UUIDValue]
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.declare(let terms, _), .declared(let held)) where terms == held: return []
        case (.declare(let terms, _), .proposed(let held, _)) where terms == held: return []
        case (.declare(let terms, _), .awarded(let held, _)) where terms == held: return []
        case (.declare(let terms, _), .withdrawn(let held, _)) where terms == held: return []
        case (.declare(let terms, let fulfilment), .absent), (.declare(let terms, let fulfilment), .declared),
            (.declare(let terms, let fulfilment), .proposed):
            if let place = terms.placeOfRepeatedPart { throw .conditionRepeated(place: place) }
            return [.declared(terms)] + (fulfilment.isComplete ? [.proposed(fulfilment.evidence)] : [])

        case (.award(let award, let fulfilment), .declared(let terms)),
            (.award(let award, let fulfilment), .proposed(let terms, _)):
            guard fulfilment.isComplete else { throw .conditionsNotMet(unmet: fulfilment.unmet) }
            if let document = award.document, !document.isSealed(as: .valueDocument) { throw .wrongRecord }
            return [.awarded(terms, award, .hub, fulfilment.evidence)]
        case (.award(let award, _), .awarded(_, let held)) where held.origin == .hub && award == held.award: return []

        case (.recordAward(let terms, let award, let system, _), .absent):
            return [.awarded(terms, award, .system(system), [])] + deviations(of: award)
        case (.recordAward(let terms, let award, let system, _), .withdrawnUnseen(let held)):
            guard system.isNewer(than: held) else { return [] }
            return [.awarded(terms, award, .system(system), [])] + deviations(of: award, [.awardedAfterWithdrawal])
        case (.recordAward(let terms, let award, let system, let fulfilment), .declared(let held)),
            (.recordAward(let terms, let award, let system, let fulfilment), .proposed(let held, _)):
            return [.awarded(terms.with(held.conditions), award, .system(system), fulfilment.evidence)]
                + deviations(of: award, fulfilment.isComplete ? [] : [.awardedWithoutConditions])
        case (.recordAward(let terms, let award, let system, let fulfilment), .awarded(let heldTerms, let held)):
            let terms = terms.with(heldTerms.conditions)
            let isKnown = held.origin == .system(system) && award == held.award && terms == heldTerms
            guard !held.origin.outdates(system), !isKnown else { return [] }
            return [.awarded(terms, award, .system(system), fulfilment.evidence)]
                + deviations(of: award, held.origin.differs(from: system) ? [.sourceChanged] : [])
        case (.recordAward(let terms, let award, let system, let fulfilment), .withdrawn(let held, let withdrawal)):
            if case .system(let withdrawing) = withdrawal.origin, !system.isNewer(than: withdrawing) { return [] }
            return [.awarded(terms.with(held.conditions), award, .system(system), fulfilment.evidence)]
                + deviations(of: award, [.awardedAfterWithdrawal])

        case (.withdraw(let reason), .awarded(_, let held)):
            if case .system(let system) = held.origin { throw .ownedBySystem(system.name) }
            return [.withdrawn(Withdrawal(reason: reason, origin: .hub))]
        case (.withdraw(let reason), .withdrawn(_, let held)) where held == Withdrawal(reason: reason, origin: .hub):
            return []

        case (.recordWithdrawal(let system), .absent): return [.withdrawn(by: system)]
        case (.recordWithdrawal(let system), .declared), (.recordWithdrawal(let system), .proposed):
            return [.withdrawn(by: system)]
        case (.recordWithdrawal(let system), .withdrawnUnseen(let held)):
            return system.version != nil && system.isNewer(than: held) ? [.withdrawn(by: system)] : []
        case (.recordWithdrawal(let system), .awarded(_, let held)):
            guard !held.origin.outdates(system) else { return [] }
            return [.withdrawn(by: system)] + (held.origin.differs(from: system) ? [.deviated([.sourceChanged])] : [])
        case (.recordWithdrawal(let system), .withdrawn(_, let held)):
            guard case .system(let known) = held.origin else { return [] }
            return system.version != nil && system.isNewer(than: known) ? [.withdrawn(by: system)] : []

        case (.reassess(let fulfilment), _): return reassess(fulfilment, state)

        case (.declare, .awarded), (.award, .awarded): throw .wrongState(.awarded)
        case (.withdraw, .declared): throw .wrongState(.declared)
        case (.withdraw, .proposed): throw .wrongState(.proposed)
        case (.declare, .withdrawn), (.award, .withdrawn), (.withdraw, .withdrawn), (.declare, .withdrawnUnseen),
            (.award, .withdrawnUnseen), (.withdraw, .withdrawnUnseen):
            throw .wrongState(.withdrawn)
        case (.award, .absent), (.withdraw, .absent): throw .notDeclared
        }
    }

    /// What a changed result does to a proposal, or to the footing of an award. Nothing forbids it.
    package static func reassess(_ fulfilment: Fulfilment, _ state: State) -> [Event] {
        switch state {
        case .declared: return fulfilment.isComplete ? [.proposed(fulfilment.evidence)] : []
        case .proposed(_, let evidence):
            guard fulfilment.isComplete else { return [.proposalLapsed(unmet: fulfilment.unmet)] }
            return fulfilment.evidence == evidence ? [] : [.proposed(fulfilment.evidence)]
        case .awarded(_, let held): return fulfilment.unmet == held.unmet ? [] : [.reassessed(unmet: fulfilment.unmet)]
        case .absent, .withdrawn, .withdrawnUnseen: return []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.declared(let terms), _): state = .declared(terms)
        case (.proposed(let evidence), .declared(let terms)), (.proposed(let evidence), .proposed(let terms, _)):
            state = .proposed(terms, evidence)
        case (.proposalLapsed, .proposed(let terms, _)): state = .declared(terms)
        case (.awarded(let terms, let award, let origin, let evidence), _):
            let met = Set(evidence.map(\.examPart))
            let conditions = terms.conditions.isEmpty ? state.conditions : terms.conditions
            let unmet = conditions.map(\.examPart).filter { !met.contains($0) }
            state = .awarded(terms.with(conditions), Awarded(award: award, origin: origin, unmet: unmet))
        case (.reassessed(let unmet), .awarded(let terms, var held)):
            held.unmet = unmet
            state = .awarded(terms, held)
        case (.withdrawn(let withdrawal), .awarded(let terms, _)),
            (.withdrawn(let withdrawal), .declared(let terms)),
            (.withdrawn(let withdrawal), .proposed(let terms, _)),
            (.withdrawn(let withdrawal), .withdrawn(let terms, _)):
            state = .withdrawn(terms, withdrawal)
        case (.withdrawn(let withdrawal), .absent), (.withdrawn(let withdrawal), .withdrawnUnseen):
            if case .system(let system) = withdrawal.origin { state = .withdrawnUnseen(system) }
        case (.proposed, .absent), (.proposed, .awarded), (.proposed, .withdrawn), (.proposed, .withdrawnUnseen),
            (.proposalLapsed, .absent), (.proposalLapsed, .declared), (.proposalLapsed, .awarded),
            (.proposalLapsed, .withdrawn), (.proposalLapsed, .withdrawnUnseen), (.reassessed, .absent),
            (.reassessed, .declared), (.reassessed, .proposed), (.reassessed, .withdrawn),
            (.reassessed, .withdrawnUnseen), (.deviated, _):
            break
        }
    }

    private static func deviations(of award: Award, _ others: [Deviation] = []) -> [Event] {
        let isMisplaced = award.document.map { !$0.isSealed(as: .valueDocument) } ?? false
        let deviations = others + (isMisplaced ? [.wrongRecord] : [])
        return deviations.isEmpty ? [] : [.deviated(deviations)]
    }
}

extension ValueDocument.State {
    /// What must be there; empty where nothing was declared.
    package var conditions: [ValueDocument.Condition] {
        switch self {
        case .absent, .withdrawnUnseen: []
        case .declared(let terms), .proposed(let terms, _), .awarded(let terms, _), .withdrawn(let terms, _):
            terms.conditions
        }
    }
}

extension ValueDocument.Event {
    fileprivate static func withdrawn(by system: OwningSystem) -> Self {
        .withdrawn(ValueDocument.Withdrawal(reason: nil, origin: .system(system)))
    }
}

extension ValueDocument.Terms {
    /// The place of a condition on an exam part that an earlier one is on.
    fileprivate var placeOfRepeatedPart: Int? {
        var seen: Set<UUIDValue> = []
        return conditions.firstIndex { !seen.insert($0.examPart).inserted }
    }

    fileprivate func with(_ conditions: [ValueDocument.Condition]) -> ValueDocument.Terms {
        var terms = self
        terms.conditions = conditions
        return terms
    }
}
