package import EventSourcing
import HubContracts
package import ServiceRuntime

/// A service of one rule, for tests: a counter that is raised by whole numbers, up to 1000 in all.
package struct CounterRules: ServiceRules {
    /// The amount at which these rules trap, as rules with a fault do.
    private let trap: Int?

    package init(trappingAt trap: Int? = nil) {
        self.trap = trap
    }

    package struct Command: Sendable {
        package let amount: Int
    }

    package struct Event: Sendable, Equatable {
        package let amount: Int
    }

    package typealias State = Int
    /// The sum of all counters of the partition.
    package typealias Facts = Int

    package let service = "counter"
    package let initialFacts = 0
    package let factTypes: Set<String> = [CounterRules.contract.type]

    package static let contract = ContractIdentity(checkedService: "counter", name: "counter-raised", version: 1)

    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        guard let amount = Int(String(decoding: message.data ?? [], as: UTF8.self)) else {
            throw MessageFault("the data is no whole number", pointer: "")
        }
        return Command(amount: amount)
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        Event(amount: try command(message).amount)
    }

    package func text(of event: Event, for aggregate: AggregateKey) throws(MessageFault) -> (
        contract: ContractIdentity, data: [UInt8]
    ) {
        // One amount is written far too large, as an event of a real service could be.
        if event.amount == 666 { return (CounterRules.contract, Array(repeating: 0x31, count: 70_000)) }
        return (CounterRules.contract, Array(String(event.amount).utf8))
    }

    package func decide(
        _ command: Command, _ state: Int?, _ facts: Int, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        precondition(command.amount != trap, "a fault of the rules")
        guard (state ?? 0) + command.amount <= 1000 else { throw Refusal(.invalid, "1000 is the most", pointer: "") }
        return command.amount == 0 ? [] : [Event(amount: command.amount)]
    }

    package func evolve(_ state: inout Int?, _ event: Event) { state = (state ?? 0) + event.amount }

    package let deadlineTypes: Set<String> = [CounterRules.contract.type]

    /// A counter that is raised by 100 is raised by 7 more when the hour is over, unless 5 come first.
    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        switch event.amount {
        case 100: [.open(Deadline(name: "hour", due: CounterRules.hour, contract: CounterRules.raise, data: [0x37]))]
        case 5, 7: [.close(name: "hour")]
        default: []
        }
    }

    package static let hour = Timestamp(milliseconds: 1_700_000_000_000 + 3_600_000)
    package static let raise = ContractIdentity(checkedService: "counter", name: "raise-counter", version: 1)

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Int) { facts += event.amount }
}
