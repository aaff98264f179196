package import EventSourcing

/// The dossier of a learner at an institution: what was achieved there, what the learner put in, and who may read it.
///
/// It opens with the first enrolment and is never closed. Results, value documents, items, grants and links are decided
/// by rules of their own; the dossier lends each what the others hold, in one order: a result that meets the last
/// condition of a value document leads to the proposal in the same commit, and an enrolment that is over ends the grants
/// that name it. A fact of an owning system is taken in also before the dossier is open.
package enum LearnerDossier: Decider {
    package struct State: Sendable, Equatable {
        package fileprivate(set) var standing = Standing.unopened
        package fileprivate(set) var enrolments: [UUIDValue: KnownEnrolment.State] = [:]
        package fileprivate(set) var results: [UUIDValue: AssessmentResult.State] = [:]
        package fileprivate(set) var documents: [UUIDValue: ValueDocument.State] = [:]
        package fileprivate(set) var items: [UUIDValue: DossierItem.State] = [:]
        package fileprivate(set) var grants: [UUIDValue: Grant.State] = [:]
        package fileprivate(set) var links: [UUIDValue: DossierLink.State] = [:]
    }

    package enum Standing: Sendable, Equatable {
        /// No enrolment has opened it, though facts may have been recorded.
        case unopened
        /// - of: the learner.
        case opened(of: UUIDValue)
    }

    package static let initial = State()

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state.standing) {
        case (.enrolment(let id, let learner, let command), .unopened):
            let events = enrolment(id, command, state)
            return events.isEmpty ? [] : [.opened(of: learner)] + events
        case (.enrolment(let id, let learner, let command), .opened(let held)):
            guard learner == held else { throw .ofAnother }
            return enrolment(id, command, state)
        case (.concludeEnrolment(let id, let lastDay), _): return enrolment(id, .conclude(lastDay: lastDay), state)

        case (.result(let id, let command), .opened): return try result(id, command, state)
        case (.result(let id, let command), .unopened):
            switch command {
            case .record, .recordAnnulment: return noted(try result(id, command, state))
            case .submit, .correct, .annul: throw .notOpened
            }
        case (.document(let id, let request), .opened): return try document(id, request, state)
        case (.document(let id, let request), .unopened):
            switch request {
            case .recordAward, .recordWithdrawal: return noted(try document(id, request, state))
            case .declare, .award, .withdraw: throw .notOpened
            }
        case (.item(let id, let command), .opened):
            return try decided(DossierItem.self, command, state.items[id], Rejection.item).map { .item(id, $0) }
        case (.grant(let id, let request), .opened): return try grant(id, request, state)
        case (.link(let id, let command), .opened):
            return try decided(DossierLink.self, command, state.links[id], Rejection.link).map { .link(id, $0) }
        case (.item, .unopened), (.grant, .unopened), (.link, .unopened): throw .notOpened
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .opened(let learner): state.standing = .opened(of: learner)
        case .enrolment(let id, let event):
            KnownEnrolment.evolve(&state.enrolments[id, default: KnownEnrolment.initial], event)
        case .result(let id, let event):
            AssessmentResult.evolve(&state.results[id, default: AssessmentResult.initial], event)
        case .document(let id, let event):
            ValueDocument.evolve(&state.documents[id, default: ValueDocument.initial], event)
        case .item(let id, let event): DossierItem.evolve(&state.items[id, default: DossierItem.initial], event)
        case .grant(let id, let event): Grant.evolve(&state.grants[id, default: Grant.initial], event)
        case .link(let id, let event): DossierLink.evolve(&state.links[id, default: DossierLink.initial], event)
        case .deviated: break
        }
    }

    // MARK: Parts

    private static func decided<Rules: Decider>(
        _ rules: Rules.Type, _ command: Rules.Command, _ state: Rules.State?,
        _ rejection: (Rules.Rejection) -> Rejection
    ) throws(Rejection) -> [Rules.Event] {
        do throws(Rules.Rejection) {
            return try Rules.decide(command, state ?? Rules.initial)
        } catch {
            throw rejection(error)
        }
    }

    private static func enrolment(_ id: UUIDValue, _ command: KnownEnrolment.Command, _ state: State) -> [Event] {
        let events = KnownEnrolment.decide(command, state.enrolments[id] ?? KnownEnrolment.initial)
        return events.flatMap { event -> [Event] in
            switch event {
            case .noted, .endNoted: [.enrolment(id, event)]
            case .ended: [.enrolment(id, event)] + endingGrants(of: id, state)
            }
        }
    }

    private static func endingGrants(of enrolment: UUIDValue, _ state: State) -> [Event] {
        state.grants.inOrder.filter { $0.value.isGiven(during: enrolment) }
            .map { .grant($0.key, .endedWithEnrolment(enrolment)) }
    }

    private static func result(
        _ id: UUIDValue, _ command: AssessmentResult.Command, _ state: State
    ) throws(Rejection) -> [Event] {
        let events = try decided(AssessmentResult.self, command, state.results[id], Rejection.result)
        guard !events.isEmpty else { return [] }
        var results = state.results
        for event in events { AssessmentResult.evolve(&results[id, default: AssessmentResult.initial], event) }
        let consequences = state.documents.inOrder.flatMap { document in
            ValueDocument.reassess(Fulfilment(of: document.value.conditions, in: results), document.value)
                .map { Event.document(document.key, $0) }
        }
        return events.map { .result(id, $0) } + consequences
    }

    private static func document(
        _ id: UUIDValue, _ request: DocumentRequest, _ state: State
    ) throws(Rejection) -> [Event] {
        let held = state.documents[id]
        func fulfilment(_ conditions: [ValueDocument.Condition]) -> Fulfilment {
            Fulfilment(of: conditions, in: state.results)
        }
        let command: ValueDocument.Command
        switch request {
        case .declare(let terms): command = .declare(terms, fulfilment(terms.conditions))
        case .award(let award): command = .award(award, fulfilment(held?.conditions ?? []))
        case .recordAward(let terms, let award, let system):
            command = .recordAward(terms, award, system, fulfilment(held?.conditions ?? []))
        case .withdraw(let reason): command = .withdraw(reason: reason)
        case .recordWithdrawal(let system): command = .recordWithdrawal(system)
        }
        return try decided(ValueDocument.self, command, held, Rejection.document).map { .document(id, $0) }
    }

    private static func grant(_ id: UUIDValue, _ request: GrantRequest, _ state: State) throws(Rejection) -> [Event] {
        let command: Grant.Command
        switch request {
        case .give(let terms, let actor):
            let unknown = (terms.items ?? []).firstIndex { !state.holds($0) }
            let isOpen = terms.enrolment.map { state.enrolments[$0]?.isOpen ?? false } ?? true
            command = .give(terms, actor, Grant.Circumstances(unknownItem: unknown, isEnrolmentOpen: isOpen))
        case .revoke(let actor): command = .revoke(actor)
        case .expire(let day): command = .expire(day)
        }
        return try decided(Grant.self, command, state.grants[id], Rejection.grant).map { .grant(id, $0) }
    }

    /// A fact that came before the dossier was open is one to look at.
    private static func noted(_ events: [Event]) -> [Event] {
        events.isEmpty ? [] : events + [.deviated([NotedDeviation(.dossierNotOpened)])]
    }
}

extension LearnerDossier.State {
    /// Whether there is something to read under this identifier.
    fileprivate func holds(_ id: UUIDValue) -> Bool {
        results[id] != nil || documents[id] != nil || (items[id].map(\.isHeld) ?? false)
    }
}

extension DossierItem.State {
    fileprivate var isHeld: Bool {
        switch self {
        case .held: true
        case .absent, .removed: false
        }
    }
}

extension Grant.State {
    fileprivate func isGiven(during enrolment: UUIDValue) -> Bool {
        switch self {
        case .given(let terms, _): terms.enrolment == enrolment
        case .absent, .over: false
        }
    }
}

extension Dictionary where Key == UUIDValue {
    /// By identifier, so that the same state always gives the same events.
    fileprivate var inOrder: [Element] { sorted { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) } }
}
