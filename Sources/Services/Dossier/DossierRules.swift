package import Dossier
import EventSourcing
import HubContracts
package import ServiceRuntime

/// The dossier's deciders as the partition writer asks them.
///
/// The dossier of a learner is one aggregate, and the readings in it during a month are another beside it. Who owns
/// results and value documents is asked first: a fact from a system that does not own them, and a request about what a
/// system owns, are refused before any rule is.
package struct DossierRules: ServiceRules {
    /// A command, with who sends it and how it touches its object.
    package struct Command: Sendable {
        let ask: Ask
        let act: Ownership.Act
        let source: String
    }

    package enum Ask: Sendable {
        case ownership(Ownership.Command)
        case dossier(LearnerDossier.Command)
        /// - month: the month of the journal.
        case readings(month: String, ReadingJournal.Command)
    }

    package enum Event: Sendable {
        case ownership(Ownership.Event)
        case dossier(LearnerDossier.Event)
        case readings(ReadingJournal.Event)
    }

    package enum State: Sendable {
        case ownership(Ownership.State)
        case dossier(LearnerDossier.State)
        case readings(ReadingJournal.State)
    }

    package init() {}

    package let service = "dossier"
    package let initialFacts = OwnershipTables()
    package let factTypes: Set = [OwnershipAppliedV1.identity.type]

    // MARK: Deciding

    package func decide(
        _ command: Command, _ state: State?, _ facts: OwnershipTables, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        if let refusal = facts.refusal(of: command.act, from: command.source, in: aggregate.institution) {
            throw Refusal(refusal)
        }
        switch command.ask {
        case .ownership(let command):
            let state = try held(state, \.ownership) ?? Ownership.initial
            return try decide(Ownership.self, command, state) { Refusal($0) }.map { .ownership($0) }
        case .dossier(let command):
            try check(command, aggregate)
            let state = try held(state, \.dossier) ?? LearnerDossier.initial
            return try decide(LearnerDossier.self, command, state) { Refusal($0) }.map { .dossier($0) }
        case .readings(let month, let command):
            try check(command, month, aggregate)
            let state = try held(state, \.readings) ?? ReadingJournal.initial
            return try decide(ReadingJournal.self, command, state) { Refusal($0) }.map { .readings($0) }
        }
    }

    private func decide<Rules: Decider>(
        _ rules: Rules.Type, _ command: Rules.Command, _ state: Rules.State, _ refusal: (Rules.Rejection) -> Refusal
    ) throws(Refusal) -> [Rules.Event] {
        do throws(Rules.Rejection) {
            return try Rules.decide(command, state)
        } catch {
            throw refusal(error)
        }
    }

    /// A learner has one dossier at an institution, whoever asks for it.
    private func check(_ command: LearnerDossier.Command, _ aggregate: AggregateKey) throws(Refusal) {
        switch command {
        case .enrolment(_, let learner, _):
            let dossier = DossierIdentity.dossier(institution: aggregate.institution, learner: learner)
            guard aggregate.subject == dossier.description else {
                throw Refusal(
                    .invalid, "the dossier of this learner at this institution has another identifier",
                    pointer: "/dossierId")
            }
        case .concludeEnrolment, .result, .document, .item, .grant, .link: return
        }
    }

    private func check(
        _ command: ReadingJournal.Command, _ month: String, _ aggregate: AggregateKey
    ) throws(Refusal) {
        switch command {
        case .record(_, let reading):
            guard month == DossierIdentity.month(of: reading.at) else {
                throw Refusal(.invalid, "the reading was in another month", pointer: "/month")
            }
            let journal = DossierIdentity.readings(
                institution: aggregate.institution, dossier: reading.dossier, month: month)
            guard aggregate.subject == journal.description else {
                throw Refusal(
                    .invalid, "the readings of this month in this dossier have another identifier",
                    pointer: "/dossierId")
            }
        }
    }

    private func held<Held>(_ state: State?, _ kind: (State) -> Held?) throws(Refusal) -> Held? {
        guard let state else { return nil }
        guard let held = kind(state) else { throw Refusal(.invalid, "the subject is an object of another kind") }
        return held
    }

    // MARK: Evolving

    package func evolve(_ state: inout State?, _ event: Event) {
        switch event {
        case .ownership(let event):
            var table = state?.ownership ?? Ownership.initial
            Ownership.evolve(&table, event)
            state = .ownership(table)
        case .dossier(let event):
            var dossier = state?.dossier ?? LearnerDossier.initial
            state = nil
            LearnerDossier.evolve(&dossier, event)
            state = .dossier(dossier)
        case .readings(let event):
            var readings = state?.readings ?? ReadingJournal.initial
            state = nil
            ReadingJournal.evolve(&readings, event)
            state = .readings(readings)
        }
    }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout OwnershipTables) {
        guard case .ownership(let event) = event else { return }
        facts.take(event, of: aggregate.institution)
    }
}

extension DossierRules.State {
    fileprivate var ownership: Ownership.State? {
        guard case .ownership(let state) = self else { return nil }
        return state
    }

    fileprivate var dossier: LearnerDossier.State? {
        guard case .dossier(let state) = self else { return nil }
        return state
    }

    fileprivate var readings: ReadingJournal.State? {
        guard case .readings(let state) = self else { return nil }
        return state
    }
}
