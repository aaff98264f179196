import EventSourcing
import HubContracts
import ServiceRuntime

/// A service of one rule, for tests: a counter that is raised by whole numbers, up to 1000 in all.
struct CounterRules: ServiceRules {
    struct Command: Sendable {
        let amount: Int
    }

    struct Event: Sendable, Equatable {
        let amount: Int
    }

    typealias State = Int
    /// The sum of all counters of the partition.
    typealias Facts = Int

    let service = "counter"
    let initialFacts = 0
    let factTypes: Set<String> = [CounterRules.contract.type]

    static let contract = ContractIdentity(checkedService: "counter", name: "counter-raised", version: 1)

    func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        guard let amount = Int(String(decoding: message.data ?? [], as: UTF8.self)) else {
            throw MessageFault("the data is no whole number", pointer: "")
        }
        return Command(amount: amount)
    }

    func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        Event(amount: try command(message).amount)
    }

    func text(of event: Event, for aggregate: AggregateKey) throws(MessageFault) -> (
        contract: ContractIdentity, data: [UInt8]
    ) {
        // One amount is written far too large, as an event of a real service could be.
        if event.amount == 666 { return (CounterRules.contract, Array(repeating: 0x31, count: 70_000)) }
        return (CounterRules.contract, Array(String(event.amount).utf8))
    }

    func decide(
        _ command: Command, _ state: Int?, _ facts: Int, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        guard (state ?? 0) + command.amount <= 1000 else { throw Refusal(.invalid, "1000 is the most", pointer: "") }
        return command.amount == 0 ? [] : [Event(amount: command.amount)]
    }

    func evolve(_ state: inout Int?, _ event: Event) { state = (state ?? 0) + event.amount }

    let deadlineTypes: Set<String> = [CounterRules.contract.type]

    /// A counter that is raised by 100 is raised by 7 more when the hour is over, unless 5 come first.
    func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        switch event.amount {
        case 100: [.open(Deadline(name: "hour", due: CounterRules.hour, contract: CounterRules.raise, data: [0x37]))]
        case 5, 7: [.close(name: "hour")]
        default: []
        }
    }

    static let hour = Timestamp(milliseconds: 1_700_000_000_000 + 3_600_000)
    static let raise = ContractIdentity(checkedService: "counter", name: "raise-counter", version: 1)

    func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Int) { facts += event.amount }
}
