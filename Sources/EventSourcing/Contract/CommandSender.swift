/// Which part of the hub sends a command that no institution may: `x-senders` of its contract.
package enum CommandSender: String, Sendable, Hashable, CaseIterable {
    /// Because of an event.
    case reactor
    /// Because a moment has come.
    case deadline
    /// For its own work at the door, such as noting a reading or sealing a record.
    case gateway
}
