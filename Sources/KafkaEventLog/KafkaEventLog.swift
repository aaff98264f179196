package import EventLog
package import EventSourcing

/// The event log on Apache Kafka: the driver for hubs that grow.
///
/// A writer is a transactional producer whose `transactional.id` is its identity. Reading is by consumers outside any
/// group; a group only says who owns a partition. Every librdkafka setting can be passed through.
package final class KafkaEventLog: EventLog {
    package let id: UUIDValue
    private let topics: TopicTable
    private let cursors: CursorPool
    private let appender: Appender

    private init(id: UUIDValue, topics: TopicTable) {
        self.id = id
        self.topics = topics
        cursors = CursorPool(topics)
        appender = Appender(topics)
    }

    /// Opens a log that was founded.
    ///
    /// - Parameter layouts: the topics that must be there, as they are expected to be.
    /// - Throws: ``EventLogError``: `otherLayout` when it was never founded, or when what was founded, what is expected
    ///   and what the brokers have are not the same; `newerFormat`; `unavailable`.
    package static func open(
        _ settings: KafkaSettings, topics layouts: [TopicLayout]
    ) async throws(EventLogError) -> KafkaEventLog {
        let (founding, topics) = try await Founding.check(settings, layouts)
        return KafkaEventLog(id: founding.id, topics: topics)
    }

    /// Opens a log, and founds it where there is none. Topics that it does not have yet are made.
    ///
    /// - Throws: ``EventLogError``, as ``open(_:topics:)``.
    package static func found(
        _ settings: KafkaSettings, topics layouts: [TopicLayout]
    ) async throws(EventLogError) -> KafkaEventLog {
        try await Founding.found(settings, layouts)
        return try await open(settings, topics: layouts)
    }

    /// Deletes every topic of a log that was founded, and all that is in them.
    ///
    /// - Throws: ``EventLogError``.
    package static func demolish(_ settings: KafkaSettings) async throws(EventLogError) {
        try await Founding.demolish(settings)
    }

    package func layout(of topic: Topic) -> TopicLayout? { topics.layouts[topic] }

    package func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        try await TransactionalWriter.open(identity, topics)
    }

    package func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        try await appender.append(appends)
    }

    package func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        try await cursors.read(partition, from: offset, count: count, bytes: bytes)
    }

    package func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64> {
        try await topics.bounds(of: partition)
    }

    package func offset(in partition: Partition, atTime milliseconds: Int64) async throws(EventLogError) -> Int64 {
        let bounds = try await topics.bounds(of: partition)
        let found = try await BlockingWork.run { [topics] () throws(EventLogError) in
            try topics.asking.offset(
                in: partition, named: topics.name(of: partition.topic), atTime: milliseconds,
                topics.settings.milliseconds)
        }
        return found ?? bounds.upperBound
    }

    package func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        try await cursors.wait(for: partition, at: offset)
    }

    package func join(_ group: String, partitions topic: Topic) async throws(EventLogError) -> any GroupMember {
        try topics.check(Partition(topic, 0))
        return try await SharingMember.join(group, topic, topics)
    }

    package func close() async {
        await cursors.close()
        await appender.close()
    }
}
