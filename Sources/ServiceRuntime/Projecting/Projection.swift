package import EventSourcing
package import GRDB

/// A view of events for some readers: rows in a database of its own, rebuilt from the log whenever that is needed.
///
/// It never judges: what has happened has happened. An event that it has no use for changes nothing.
package protocol Projection: Sendable {
    /// What it is called in addresses and files, such as `qualifications`.
    var name: String { get }

    /// Raised whenever the rows would be different ones for the same events; the view is then rebuilt.
    var version: Int { get }

    /// The services whose events it follows.
    var services: [String] { get }

    /// Whether events of this type may change a row. The others are passed over unread: most views follow few of the
    /// types of their services.
    func follows(_ type: String) -> Bool

    /// Makes the tables.
    func create(_ database: Database) throws

    /// Takes in one event, in the transaction that stores the position behind it.
    func take(_ event: CloudEvent, _ database: Database) throws

    /// Takes in events of one partition in their order, in the transaction that stores the position behind them.
    ///
    /// For views that write an object once for all that a batch says of it; others take one event after the other.
    func take(_ events: [CloudEvent], _ database: Database) throws
}

extension Projection {
    package func follows(_ type: String) -> Bool { true }

    package func take(_ events: [CloudEvent], _ database: Database) throws {
        for event in events { try take(event, database) }
    }
}

/// How far a projection has come in one partition.
package struct ProjectionPlace: Sendable, Hashable {
    package let service: String
    package let partition: Int
    /// The last event that was taken in.
    package var number: EventNumber
    /// Where that event lies; -1 before the first.
    package var offset: Int64
    package var eventId: String
    /// Where to read on.
    package var next: Int64

    package init(service: String, partition: Int) {
        self.service = service
        self.partition = partition
        number = .none
        offset = -1
        eventId = ""
        next = 0
    }
}
