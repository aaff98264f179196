import EventSourcing

/// Finds after which event each event of a trace came, and by which reaction.
///
/// An event names the command that it follows from. A reaction's command has an id that is derived from the reaction, the
/// event and the object that is asked, so that it can be told whose command it was without looking it up.
package struct TraceCauses: Sendable {
    /// A reaction as the hub runs it.
    package struct Reactor: Sendable, Hashable {
        /// Such as `scheduling-demand-of-registration`.
        package let role: String
        /// The service whose events it reads.
        package let source: String
        /// The service that it asks.
        package let target: String

        package init(role: String, source: String, target: String) {
            self.role = role
            self.source = source
            self.target = target
        }
    }

    /// An event of a trace.
    package struct Link: Sendable, Hashable {
        package let id: String
        package let service: String
        package let subject: String
        /// The command that it follows from.
        package let causation: String

        package init(id: String, service: String, subject: String, causation: String) {
            self.id = id
            self.service = service
            self.subject = subject
            self.causation = causation
        }
    }

    package struct Cause: Sendable, Hashable {
        /// The event before it.
        package let after: String
        package let reaction: String
    }

    private let reactors: [Reactor]

    package init(_ reactors: [Reactor]) {
        self.reactors = reactors
    }

    /// How many commands of one event are tried for every event, and how many for those that are left.
    private static let ordinals = [4, 400]
    /// How many ids are derived at most: a trace of thousands of events is not searched to its end.
    private static let most = 200_000

    /// The causes of some events of a trace, by their ids.
    ///
    /// - Parameters:
    ///   - events: those whose causes are sought.
    ///   - all: the whole trace.
    package func causes(of events: [Link], in all: [Link]) -> [String: Cause] {
        var found: [String: Cause] = [:]
        var derived = 0
        for most in TraceCauses.ordinals {
            for event in events where found[event.id] == nil && TraceCauses.isDerived(event.causation) {
                guard derived < TraceCauses.most else { return found }
                found[event.id] = cause(of: event, in: all, upTo: most, &derived)
            }
        }
        return found
    }

    /// Whether an id is a UUIDv5, as every derived one is.
    private static func isDerived(_ id: String) -> Bool { id.utf8.dropFirst(14).first == UInt8(ascii: "5") }

    private func cause(of event: Link, in all: [Link], upTo most: Int, _ derived: inout Int) -> Cause? {
        for before in all where before.id != event.id {
            for reactor in reactors where reactor.source == before.service && reactor.target == event.service {
                for ordinal in 0..<most {
                    guard derived < TraceCauses.most else { return nil }
                    derived += 1
                    let command = DerivedIdentity.command(
                        reactor: reactor.role, event: before.id, target: event.subject, ordinal: ordinal)
                    if command.description == event.causation {
                        return Cause(after: before.id, reaction: reactor.role)
                    }
                }
            }
        }
        return nil
    }
}
