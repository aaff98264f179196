import EventSourcing
import HubContracts
package import Registration
package import ServiceRuntime

/// Registration's deciders as the partition writer asks them.
///
/// Who owns an object is asked first: a fact from a system that does not own it, and a request about an object that a
/// system owns, are refused before any rule is.
package struct RegistrationRules: ServiceRules {
    /// A command, with who sends it and how it touches its object.
    package struct Command: Sendable {
        let ask: Ask
        let act: Ownership.Act
        let source: String
    }

    package enum Ask: Sendable {
        case ownership(Ownership.Command)
        case application(Application.Command)
        case offeringCode(OfferingCode.Command)
        case intake(Intake.Command)
        case places(Places.Command)
        case placement(Placement.Command)
        case enrolment(Enrolment.Command)
        case workPlacement(WorkPlacement.Command)
    }

    package enum Event: Sendable {
        case ownership(Ownership.Event)
        case application(Application.Event)
        case offeringCode(OfferingCode.Event)
        case intake(Intake.Event)
        case places(Places.Event)
        case placement(Placement.Event)
        case enrolment(Enrolment.Event)
        case workPlacement(WorkPlacement.Event)
    }

    package enum State: Sendable {
        case ownership(Ownership.State)
        case application(Application.State)
        case offeringCode(OfferingCode.State)
        case intake(Intake.State)
        case places(Places.State)
        case placement(Placement.State)
        case enrolment(Enrolment.State)
        case workPlacement(WorkPlacement.State)
    }

    package init() {}

    package let service = "registration"
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
        case .application(let command):
            let state = try held(state, \.application) ?? Application.initial
            return try decide(Application.self, command, state) { Refusal($0) }.map { .application($0) }
        case .offeringCode(let command):
            let state = try held(state, \.offeringCode) ?? OfferingCode.initial
            return OfferingCode.decide(command, state).map { .offeringCode($0) }
        case .intake(let command):
            let state = try held(state, \.intake) ?? Intake.initial
            return try decide(Intake.self, command, state) { Refusal($0) }.map { .intake($0) }
        case .places(let command):
            let state = try held(state, \.places) ?? Places.initial
            return try decide(Places.self, command, state) { Refusal($0) }.map { .places($0) }
        case .placement(let command):
            let state = try held(state, \.placement) ?? Placement.initial
            return try decide(Placement.self, command, state) { Refusal($0) }.map { .placement($0) }
        case .enrolment(let command):
            let state = try held(state, \.enrolment) ?? Enrolment.initial
            return try decide(Enrolment.self, command, state) { Refusal($0) }.map { .enrolment($0) }
        case .workPlacement(let command):
            let state = try held(state, \.workPlacement) ?? WorkPlacement.initial
            return try decide(WorkPlacement.self, command, state) { Refusal($0) }.map { .workPlacement($0) }
        }
    }

    private func held<Held>(_ state: State?, _ kind: (State) -> Held?) throws(Refusal) -> Held? {
        guard let state else { return nil }
        guard let held = kind(state) else { throw Refusal(.invalid, "the subject is an object of another kind") }
        return held
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

    // MARK: Evolving

    package func evolve(_ state: inout State?, _ event: Event) {
        switch event {
        case .ownership(let event):
            state = .ownership(evolved(Ownership.self, state?.ownership ?? Ownership.initial, event))
        case .application(let event):
            state = .application(evolved(Application.self, state?.application ?? Application.initial, event))
        case .offeringCode(let event):
            state = .offeringCode(evolved(OfferingCode.self, state?.offeringCode ?? OfferingCode.initial, event))
        case .intake(let event):
            state = .intake(evolved(Intake.self, state?.intake ?? Intake.initial, event))
        case .places(let event):
            // Places are large: the copy that is left behind must not hold what is changed.
            var places = state?.places ?? Places.initial
            state = nil
            Places.evolve(&places, event)
            state = .places(places)
        case .placement(let event):
            state = .placement(evolved(Placement.self, state?.placement ?? Placement.initial, event))
        case .enrolment(let event):
            state = .enrolment(evolved(Enrolment.self, state?.enrolment ?? Enrolment.initial, event))
        case .workPlacement(let event):
            state = .workPlacement(evolved(WorkPlacement.self, state?.workPlacement ?? WorkPlacement.initial, event))
        }
    }

    private func evolved<Rules: Decider>(
        _ rules: Rules.Type, _ state: Rules.State, _ event: Rules.Event
    ) -> Rules.State {
        var state = state
        Rules.evolve(&state, event)
        return state
    }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout OwnershipTables) {
        guard case .ownership(let event) = event else { return }
        facts.take(event, of: aggregate.institution)
    }
}

extension RegistrationRules.State {
    fileprivate var ownership: Ownership.State? {
        guard case .ownership(let state) = self else { return nil }
        return state
    }

    fileprivate var application: Application.State? {
        guard case .application(let state) = self else { return nil }
        return state
    }

    fileprivate var offeringCode: OfferingCode.State? {
        guard case .offeringCode(let state) = self else { return nil }
        return state
    }

    fileprivate var intake: Intake.State? {
        guard case .intake(let state) = self else { return nil }
        return state
    }

    fileprivate var places: Places.State? {
        guard case .places(let state) = self else { return nil }
        return state
    }

    fileprivate var placement: Placement.State? {
        guard case .placement(let state) = self else { return nil }
        return state
    }

    fileprivate var enrolment: Enrolment.State? {
        guard case .enrolment(let state) = self else { return nil }
        return state
    }

    fileprivate var workPlacement: WorkPlacement.State? {
        guard case .workPlacement(let state) = self else { return nil }
        return state
    }
}
