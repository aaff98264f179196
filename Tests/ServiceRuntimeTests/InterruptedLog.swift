import EventLog
import EventSourcing
import Synchronization

/// A log that does something else first when a partition is read from its beginning, once.
final class InterruptedLog: EventLog {
    private let log: any EventLog
    private let partition: Partition
    private let interruption = Mutex<(@Sendable () async -> Void)?>(nil)

    init(_ log: any EventLog, at partition: Partition) {
        self.log = log
        self.partition = partition
    }

    var id: UUIDValue { log.id }

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

    func layout(of topic: Topic) -> TopicLayout? { log.layout(of: topic) }

    func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        try await log.openWriter(identity)
    }

    func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] { try await log.append(appends) }

    func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64> {
        try await log.bounds(of: partition)
    }

    func offset(in partition: Partition, atTime milliseconds: Int64) async throws(EventLogError) -> Int64 {
        try await log.offset(in: partition, atTime: milliseconds)
    }

    func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        try await log.wait(for: partition, at: offset)
    }

    func join(_ group: String, partitions topic: Topic) async throws(EventLogError) -> any GroupMember {
        try await log.join(group, partitions: topic)
    }

    func close() async { await log.close() }
}
