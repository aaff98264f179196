package import EventSourcing
import HubContracts
package import ServiceRuntime

/// A service's deciders as the partition writer asks them.
///
/// It knows of no message and no kind of object: each decider says which contracts are its own.
package struct DeciderRules<Neighbours: Sendable>: ServiceRules {
    package struct Command: Sendable {
        fileprivate let ask: Ask
        fileprivate let act: Ownership.Act
        fileprivate let source: String
    }

    fileprivate enum Ask: Sendable {
        case object(kind: Int, request: any Sendable)
        case ownership(Ownership.Command)
    }

    package enum Event: Sendable {
        case object(ObjectEvent)
        case ownership(OwnershipEvent)
    }

    /// An event of one of the deciders.
    package struct ObjectEvent: Sendable {
        fileprivate let kind: Int
        fileprivate let value: any Sendable
    }

    /// An event of the table of owners.
    package struct OwnershipEvent: Sendable {
        fileprivate let value: Ownership.Event
    }

    package struct State: Sendable {
        fileprivate let value: any Sendable
    }

    /// What is known of the objects of each institution of the partition.
    package struct Facts: Sendable {
        fileprivate var institutions: [String: Neighbours] = [:]
        fileprivate var owners = OwnershipTables()
    }

    package let service: String
    package let initialFacts = Facts()
    package let factTypes: Set<String>
    package let deadlineTypes: Set<String>

    private typealias Reader = @Sendable (CloudEvent) throws(MessageFault) -> any Sendable

    private let kinds: [HostedDecider<Neighbours>]
    private let nobody: Neighbours
    private let commands: [String: (kind: Int, act: Ownership.Act, read: Reader)]
    private let events: [String: (kind: Int, read: Reader)]

    /// - Parameter nobody: what is known of an institution before its first event.
    init(service: String, nobody: Neighbours, _ kinds: [HostedDecider<Neighbours>]) {
        self.service = service
        self.nobody = nobody
        self.kinds = kinds
        factTypes = kinds.reduce(into: [OwnershipAppliedV1.identity.type]) { $0.formUnion($1.factTypes) }
        deadlineTypes = kinds.reduce(into: []) { $0.formUnion($1.deadlineTypes) }
        var commands: [String: (kind: Int, act: Ownership.Act, read: Reader)] = [:]
        var events: [String: (kind: Int, read: Reader)] = [:]
        for (place, kind) in kinds.enumerated() {
            for (identity, act, read) in kind.commands { commands[identity.type] = (place, act, read) }
            for (identity, read) in kind.events { events[identity.type] = (place, read) }
        }
        self.commands = commands
        self.events = events
    }

    /// The key of a command's records where it is not the subject.
    func partitionKey(_ contract: ContractIdentity, _ institution: String) -> String? {
        guard let kind = commands[contract.type]?.kind else { return nil }
        return switch kinds[kind].key {
        case .institution: institution
        case .itself: nil
        }
    }

    // MARK: Messages

    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        if let ownership = try Ownership.Command(message) {
            return Command(ask: .ownership(ownership), act: .own, source: message.source)
        }
        guard let (kind, act, read) = commands[message.type] else {
            throw MessageFault("\(message.type) is no command that the \(service) decides")
        }
        // What the service asks itself, by its reactions and deadlines, belongs to no one else.
        let isOwn = message.origin == .reactor || message.origin == .deadline
        return Command(
            ask: .object(kind: kind, request: try read(message)), act: isOwn ? .own : act, source: message.source)
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        if let ownership = try Ownership.Event(message) { return .ownership(OwnershipEvent(value: ownership)) }
        guard let (kind, read) = events[message.type] else {
            throw MessageFault("\(message.type) is no event of the \(service)")
        }
        return .object(ObjectEvent(kind: kind, value: try read(message)))
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        switch event {
        case .ownership(let event): return try ContractText.write(event.value.contract)
        case .object(let event):
            guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
            return try ContractText.write(kinds[event.kind].contract(event.value, id))
        }
    }

    // MARK: Deciding

    package func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        if let refusal = facts.owners.refusal(of: command.act, from: command.source, in: aggregate.institution) {
            throw Refusal(refusal)
        }
        switch command.ask {
        case .ownership(let command):
            do throws(Ownership.Rejection) {
                return try Ownership.decide(command, state?.value as? Ownership.Table).map {
                    .ownership(OwnershipEvent(value: $0))
                }
            } catch {
                throw Refusal(error)
            }
        case .object(let kind, let request):
            guard let id = UUIDValue(aggregate.subject) else {
                throw Refusal(.invalid, "the subject of a command to the \(service) is the object's UUID")
            }
            let neighbours = facts.institutions[aggregate.institution] ?? nobody
            return try kinds[kind].decide(request, state?.value, neighbours, id).map {
                .object(ObjectEvent(kind: kind, value: $0))
            }
        }
    }

    package func evolve(_ state: inout State?, _ event: Event) {
        var value = state?.value
        state = nil
        switch event {
        case .ownership(let event):
            var table = value as? Ownership.Table
            Ownership.evolve(&table, event.value)
            value = table
        case .object(let event): kinds[event.kind].evolve(&value, event.value)
        }
        state = value.map { State(value: $0) }
    }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {
        switch event {
        case .ownership(let event): facts.owners.take(event.value, of: aggregate.institution)
        case .object(let event):
            guard let id = UUIDValue(aggregate.subject) else { return }
            kinds[event.kind].take(event.value, id, &facts.institutions[aggregate.institution, default: nobody])
        }
    }

    // MARK: Deadlines

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        guard case .object(let event) = event, let id = UUIDValue(aggregate.subject) else { return [] }
        return kinds[event.kind].reminders(event.value, id).map { reminder in
            switch reminder {
            case .close(let name): return .close(name: name)
            case .open(let name, let day, let command):
                do throws(MessageFault) {
                    let text = try ContractText.write(command)
                    return .open(
                        Deadline(name: name, due: day.endInTheNetherlands, contract: text.contract, data: text.data))
                } catch {
                    preconditionFailure("an identifier and a day have a text")
                }
            }
        }
    }
}
