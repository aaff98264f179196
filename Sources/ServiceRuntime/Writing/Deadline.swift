package import EventSourcing

/// What an event does to the deadlines of its aggregate.
package enum DeadlineChange: Sendable, Hashable {
    /// Opens a deadline, in the place of an open one of the same name.
    case open(Deadline)
    case close(name: String)
}

/// A moment at which an aggregate is to be told something.
package struct Deadline: Sendable, Hashable {
    /// One of each name is open for an aggregate at a time.
    package let name: String
    package let due: Timestamp
    /// The command that tells it, which carries the time.
    package let contract: ContractIdentity
    package let data: [UInt8]

    package init(name: String, due: Timestamp, contract: ContractIdentity, data: [UInt8]) {
        self.name = name
        self.due = due
        self.contract = contract
        self.data = data
    }
}

/// The time, and waiting for one. Tests drive a manual one.
package struct HubClock: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Returns at a time or later; throws when the task is cancelled.
    package let sleep: @Sendable (_ until: Timestamp) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (_ until: Timestamp) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }
}
