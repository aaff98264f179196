/// The rules of one kind of aggregate, as pure values.
///
/// A decider sees no clock, no randomness and no other aggregate: time, identifiers and looked-up facts arrive in the
/// command. The same command again must give no events, because delivery is at least once.
package protocol Decider<Command, State, Event, Rejection>: Sendable {
    associatedtype Command: Sendable
    associatedtype State: Sendable
    associatedtype Event: Sendable, Equatable
    associatedtype Rejection: Error, Equatable

    /// The state before the first event.
    static var initial: State { get }

    /// What follows from a command: events, or nothing when it changes nothing.
    /// - Throws: the reason why the rules forbid the command, on which its sender can act.
    static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event]

    /// Takes an event into the state. Never fails and never judges: what has happened has happened.
    static func evolve(_ state: inout State, _ event: Event)
}
