package import EventSourcing
package import HubContracts

/// The rules of one service, as the partition writer asks them: pure values, without clock, randomness or I/O.
package protocol ServiceRules: Sendable {
    associatedtype Command: Sendable
    associatedtype Event: Sendable
    /// One aggregate.
    associatedtype State: Sendable
    /// What the rules know of a whole partition, such as how products are composed.
    associatedtype Facts: Sendable
    /// A record that is decided on and not made yet; `Never` for a service that writes none.
    associatedtype Draft: Sendable = Never

    /// The service's name in topics and contracts, such as `catalogue`.
    var service: String { get }

    /// Reads a command of this service.
    ///
    /// - Throws: ``MessageFault`` when it is none, or when its data do not meet the contract.
    func command(_ message: CloudEvent) throws(MessageFault) -> Command

    /// Reads an event of this service.
    ///
    /// - Throws: ``MessageFault``; it stops the partition.
    func event(_ message: CloudEvent) throws(MessageFault) -> Event

    /// The contract and the data of an event.
    ///
    /// - Throws: ``MessageFault`` when the event has no text.
    func text(of event: Event, for aggregate: AggregateKey) throws(MessageFault) -> (
        contract: ContractIdentity, data: [UInt8]
    )

    /// The types of the events that say something of a whole partition; only these are taken into the facts.
    var factTypes: Set<String> { get }

    /// What is known of a partition before its first event.
    var initialFacts: Facts { get }

    /// What follows from a command: events, nothing, or the reason why the rules forbid it.
    ///
    /// - Parameter state: nil before the first event of the aggregate.
    func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event]

    /// As ``decide(_:_:_:for:)``, for rules that write records or answer more than an outcome.
    func decision(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> Decision<Event, Draft>

    /// Takes an event into the state of its aggregate.
    func evolve(_ state: inout State?, _ event: Event)

    // MARK: Records

    /// The names of the record contracts that the service writes, each on a topic of its own.
    var recordTypes: [String] { get }

    /// Makes the records that were decided on, sealed where they hold personal data.
    ///
    /// This is where keys and random numbers come in; what was made for a transaction that is aborted is lost with it.
    ///
    /// - Throws: ``MessageFault`` when one cannot be made, such as for want of a key; the command is then parked.
    func records(
        of drafts: [Draft], _ state: State?, for aggregate: AggregateKey
    ) throws(MessageFault) -> [RecordChange]

    /// Takes a record of the aggregate, or its removal, into the state: once it is made, and at each restore. Which of
    /// several records comes first must make no difference.
    ///
    /// - Throws: ``MessageFault`` when it cannot be read; it stops the partition.
    func hold(_ record: HeldRecord, in state: inout State?) throws(MessageFault)

    // MARK: Deadlines and facts

    /// The types of the events that open or close deadlines.
    var deadlineTypes: Set<String> { get }

    /// What an event does to the deadlines of its aggregate.
    func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange]

    /// Takes an event into what is known of the partition.
    func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts)
}

/// An aggregate within its institution. Nothing leads from one institution's to another's, also when they are called
/// the same.
package struct AggregateKey: Sendable, Hashable {
    package let institution: String
    package let subject: String

    package init(institution: String, subject: String) {
        self.institution = institution
        self.subject = subject
    }
}

/// Why the rules forbid a command, so that its sender can act on it.
package struct Refusal: Error, Sendable, Hashable {
    package let code: CommandResultV1.Rejection.Code
    /// For a person; no personal data.
    package let message: String
    /// The place in the command's data.
    package let pointer: String?
    /// Everything that is in the way, where that is more than one thing or another object.
    package let conflicts: [CommandResultV1.Conflict]
    /// What the sender needs to go on, such as the version that is held.
    package let answer: CommandResultV1.Answer?

    package init(
        _ code: CommandResultV1.Rejection.Code, _ message: String, pointer: String? = nil,
        conflicts: [CommandResultV1.Conflict] = [], answer: CommandResultV1.Answer? = nil
    ) {
        self.code = code
        self.message = message
        self.pointer = pointer
        self.conflicts = conflicts
        self.answer = answer
    }
}

/// Why a message cannot be read or written.
package struct MessageFault: Error, Sendable, Hashable {
    package let message: String
    package let pointer: String?

    package init(_ message: String, pointer: String? = nil) {
        self.message = message
        self.pointer = pointer
    }
}
