package import EventLog
package import EventSourcing

/// A log that hands everything on to another; a test double is one that does some of it otherwise.
package protocol ForwardingLog: EventLog {
    var log: any EventLog { get }
}

extension ForwardingLog {
    package var id: UUIDValue { log.id }

    package func layout(of topic: Topic) -> TopicLayout? { log.layout(of: topic) }

    package func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        try await log.openWriter(identity)
    }

    package func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] { try await log.append(appends) }

    package func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        try await log.read(partition, from: offset, count: count, bytes: bytes)
    }

    package func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64> {
        try await log.bounds(of: partition)
    }

    package func offset(
        in partition: Partition, atTime milliseconds: Int64
    ) async throws(EventLogError) -> Int64 {
        try await log.offset(in: partition, atTime: milliseconds)
    }

    package func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        try await log.wait(for: partition, at: offset)
    }

    package func join(_ group: String, partitions topic: Topic) async throws(EventLogError) -> any GroupMember {
        try await log.join(group, partitions: topic)
    }

    package func close() async { await log.close() }
}
