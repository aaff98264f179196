import KafkaEventLog
import Synchronization

/// A point in a transaction, told by what librdkafka says when it comes there.
enum Moment: String, CaseIterable {
    /// Nothing was asked of the broker yet.
    case beginning = "Ready -> InTransaction"
    /// The broker was asked to take partitions into the transaction.
    case registering = "Sent AddPartitionsToTxnRequest"
    /// Records are on their way.
    case writing = "Sent ProduceRequest"
    /// Every record is written, and the commit was not asked for.
    case committing = "InTransaction -> BeginCommit"
    /// The commit was asked for.
    case ending = "Sent EndTxnRequest"
}

/// Does something once, on librdkafka's own thread, when a writer comes to a moment.
final class Trap: Sendable {
    private let pending = Mutex<(moment: Moment, spring: @Sendable () -> Void)?>(nil)

    func set(at moment: Moment, _ spring: @escaping @Sendable () -> Void) {
        pending.withLock { $0 = (moment, spring) }
    }

    var isSprung: Bool { pending.withLock { $0 == nil } }

    /// Settings of a log whose writers come into this trap.
    func settings(_ settings: KafkaSettings, timeout: Duration) -> KafkaSettings {
        var settings = settings
        settings.timeout = timeout
        settings.properties["debug"] = "eos,protocol"
        settings.log = { [self] _, _, text in
            let spring: (@Sendable () -> Void)? = pending.withLock { pending in
                guard let (moment, spring) = pending, text.contains(moment.rawValue) else { return nil }
                pending = nil
                return spring
            }
            spring?()
        }
        return settings
    }
}
