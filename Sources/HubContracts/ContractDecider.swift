package import EventSourcing
import FoundationEssentials

/// A decider whose commands and events are contracts, with everything that a service must know to ask it.
///
/// All of it is said in the folder of the decider, so that a new message touches its contract and that folder and
/// nothing else. A service only lists its deciders.
package protocol ContractDecider: Decider {
    /// What a message asks, before what must be known of other objects has been looked up.
    associatedtype Request: Sendable = Command
    /// What is known of the institution's other objects in the same partition.
    associatedtype Neighbours: Sendable

    /// The member of the data that names the object, such as `offeringId`.
    static var identifier: String { get }
    static var key: ObjectKey { get }
    static var commands: [CommandContract<Request>] { get }
    static var events: [EventContract<Event>] { get }

    /// The command, with what the rules need of other objects.
    static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among neighbours: Neighbours
    ) -> Command

    static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage

    /// A rejection for the sender of the command.
    static func reason(_ rejection: Rejection) -> RejectionReason

    /// What an event does to the times at which the object is to be told something. Asked for events that use
    /// ``EventUses/reminders`` only.
    static func reminders(after event: Event, of id: UUIDValue) -> [Reminder]

    /// Takes an event into what is known of the institution's objects. Asked for events that use
    /// ``EventUses/neighbours`` only.
    static func take(_ event: Event, of id: UUIDValue, into neighbours: inout Neighbours)
}

extension ContractDecider where Request == Command {
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among neighbours: Neighbours
    ) -> Command { request }
}

extension ContractDecider {
    package static func reminders(after event: Event, of id: UUIDValue) -> [Reminder] { [] }
    package static func take(_ event: Event, of id: UUIDValue, into neighbours: inout Neighbours) {}
}

/// What a partition is chosen by.
package enum ObjectKey: Sendable, Hashable {
    /// The object lies where its own identifier leads.
    case itself
    /// All objects of the institution lie in one partition, in one order, so that each is judged against the others.
    case institution
}

/// How a command is read.
package struct CommandContract<Request: Sendable>: Sendable {
    package let identity: ContractIdentity
    /// Who owns the object until the institution says otherwise.
    package let owner: ContractOwner
    /// Whether the data name the object, which must then be the message's subject.
    package let namesObject: Bool
    private let reading: @Sendable ([UInt8]) throws -> (object: UUIDValue?, request: Request)

    /// A command whose data name the object.
    package init<Contract: ContractMessage>(
        _ type: Contract.Type, _ object: any KeyPath<Contract, UUIDValue> & Sendable,
        _ request: @escaping @Sendable (Contract) -> Request
    ) {
        identity = Contract.identity
        owner = Contract.defaultOwner
        namesObject = true
        reading = { data in
            let contract = try ContractData.read(type, data)
            return (contract[keyPath: object], request(contract))
        }
    }

    /// A fact from a register, which is taken under the subject with which it comes.
    package init<Contract: ContractMessage>(
        recorded type: Contract.Type, _ request: @escaping @Sendable (Contract) -> Request
    ) {
        identity = Contract.identity
        owner = Contract.defaultOwner
        namesObject = false
        reading = { (nil, request(try ContractData.read(type, $0))) }
    }

    /// - Returns: what is asked, and the object that the data name.
    /// - Throws: ``JSONContentFault`` for data that do not meet the contract.
    package func read(_ data: [UInt8]) throws -> (object: UUIDValue?, request: Request) { try reading(data) }
}

/// How an event is read, and for what else than the object's own state it counts.
package struct EventContract<Event: Sendable>: Sendable {
    package let identity: ContractIdentity
    package let uses: EventUses
    private let reading: @Sendable ([UInt8]) throws -> Event

    package init<Contract: ContractMessage>(
        _ type: Contract.Type, _ uses: EventUses = [], _ event: @escaping @Sendable (Contract) -> Event
    ) {
        identity = Contract.identity
        self.uses = uses
        reading = { event(try ContractData.read(type, $0)) }
    }

    /// - Throws: ``JSONContentFault`` for data that do not meet the contract.
    package func read(_ data: [UInt8]) throws -> Event { try reading(data) }
}

/// For what an event counts beside the state of its object.
package struct EventUses: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// It says something that other objects are judged against.
    package static let neighbours = EventUses(rawValue: 1)
    /// It opens or closes reminders.
    package static let reminders = EventUses(rawValue: 2)
}

/// Why the rules forbid a command, in words for its sender.
package struct RejectionReason: Sendable, Hashable {
    package let code: CommandResultV1.Rejection.Code
    /// For a person; no personal data.
    package let message: String
    /// The place in the command's data.
    package let pointer: String?

    package init(_ code: CommandResultV1.Rejection.Code, _ message: String, pointer: String? = nil) {
        self.code = code
        self.message = message
        self.pointer = pointer
    }
}

/// A time at which an object is to be told something.
package enum Reminder: Sendable {
    /// Opens it in the place of an open one of the same name, for the end of a day in the Netherlands.
    case open(name: String, after: CalendarDate, any ContractMessage)
    case close(name: String)

    /// Opens it where there is a day, and closes it where there is none.
    package init(_ name: String, after day: CalendarDate?, _ command: (CalendarDate) -> any ContractMessage) {
        self = day.map { .open(name: name, after: $0, command($0)) } ?? .close(name: name)
    }
}
