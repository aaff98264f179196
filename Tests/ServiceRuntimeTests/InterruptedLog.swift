import EventLog
import EventSourcing
import Support
import Synchronization

/// A log that does something else first when a partition is read from its beginning, once.
final class InterruptedLog: ForwardingLog {
    let log: any EventLog
    private let partition: Partition
    private let interruption = Mutex<(@Sendable () async -> Void)?>(nil)

    init(_ log: any EventLog, at partition: Partition) {
        self.log = log
        self.partition = partition
    }

    /// - Parameter body: what happens before the next reading from the beginning.
    func interruptOnce(with body: @escaping @Sendable () async -> Void) {
        interruption.withLock { $0 = body }
    }

    func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        if partition == self.partition, offset == 0 {
            let body = interruption.withLock { interruption in
                defer { interruption = nil }
                return interruption
            }
            await body?()
        }
        return try await log.read(partition, from: offset, count: count, bytes: bytes)
    }
}
