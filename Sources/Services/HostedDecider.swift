import EventSourcing
import HubContracts
import ServiceRuntime

/// A decider as a service asks it, without its types.
///
/// - Note: The values that go in and out are those of the decider's own types; that a value of one decider never
///   reaches another is what ``DeciderRules`` takes care of.
struct HostedDecider<Neighbours: Sendable>: Sendable {
    /// The types of the events that open or close deadlines, and of those that other objects are judged against.
    let deadlineTypes: Set<String>
    let factTypes: Set<String>
    let key: ObjectKey
    let commands:
        [(
            identity: ContractIdentity, act: Ownership.Act,
            read: @Sendable (CloudEvent) throws(MessageFault) -> any Sendable
        )]
    let events: [(identity: ContractIdentity, read: @Sendable (CloudEvent) throws(MessageFault) -> any Sendable)]
    /// Refuses where the state is that of another decider.
    let decide:
        @Sendable (_ request: any Sendable, _ state: (any Sendable)?, Neighbours, UUIDValue) throws(Refusal) ->
            [any Sendable]
    /// Nil before the first event.
    let evolve: @Sendable (_ state: inout (any Sendable)?, _ event: any Sendable) -> Void
    let contract: @Sendable (_ event: any Sendable, UUIDValue) -> any ContractMessage
    let reminders: @Sendable (_ event: any Sendable, UUIDValue) -> [Reminder]
    let take: @Sendable (_ event: any Sendable, UUIDValue, inout Neighbours) -> Void

    init<Rules: ContractDecider>(_ rules: Rules.Type) where Rules.Neighbours == Neighbours {
        key = Rules.key
        deadlineTypes = Set(Rules.events.filter { $0.uses.contains(.reminders) }.map(\.identity.type))
        factTypes = Set(Rules.events.filter { $0.uses.contains(.neighbours) }.map(\.identity.type))
        commands = Rules.commands.map { contract in
            (
                contract.identity, Ownership.Act(contract.owner, contract.identity, Rules.identifier),
                { message throws(MessageFault) in
                    try HostedDecider.checkKey(of: message, Rules.key, isChecked: contract.namesObject)
                    let read = try ContractText.read(message) { try contract.read($0) }
                    if let object = read.object, object.description != message.subject {
                        throw MessageFault(
                            "the data are about another object than the subject", pointer: "/\(Rules.identifier)")
                    }
                    return read.request
                }
            )
        }
        events = Rules.events.map { contract in
            (
                contract.identity,
                { message throws(MessageFault) in try ContractText.read(message) { try contract.read($0) } }
            )
        }
        decide = { request, state, neighbours, id throws(Refusal) in
            let held = try HostedDecider.held(state, otherwise: Rules.initial)
            let command = Rules.command(HostedDecider.own(request), to: id, held, among: neighbours)
            do throws(Rules.Rejection) {
                return try Rules.decide(command, held)
            } catch {
                throw Refusal(Rules.reason(error))
            }
        }
        evolve = { state, event in
            var held: Rules.State = state.map { HostedDecider.own($0) } ?? Rules.initial
            // So that it is held once, and changed in its place.
            state = nil
            Rules.evolve(&held, HostedDecider.own(event))
            state = held
        }
        contract = { Rules.contract(of: HostedDecider.own($0), $1) }
        reminders = { Rules.reminders(after: HostedDecider.own($0), of: $1) }
        take = { Rules.take(HostedDecider.own($0), of: $1, into: &$2) }
    }

    private static func held<State>(
        _ state: (any Sendable)?, otherwise initial: State
    ) throws(Refusal) -> State {
        guard let state else { return initial }
        guard let held = state as? State else {
            throw Refusal(.invalid, "the subject is an object of another kind")
        }
        return held
    }

    private static func own<Value>(_ value: any Sendable) -> Value {
        guard let own = value as? Value else { preconditionFailure("a decider gets values of its own types only") }
        return own
    }

    private static func checkKey(
        of message: CloudEvent, _ key: ObjectKey, isChecked: Bool
    ) throws(MessageFault) {
        guard isChecked else { return }
        switch key {
        case .itself:
            guard message.recordKey == message.subject else {
                throw MessageFault("the object is keyed by itself and has no other partitionkey")
            }
        case .institution:
            guard let institution = message[.institution], message[.partitionkey] == institution else {
                throw MessageFault("the partitionkey of the object is its institution")
            }
        }
    }
}

extension Refusal {
    init(_ reason: RejectionReason) { self.init(reason.code, reason.message, pointer: reason.pointer) }
}
