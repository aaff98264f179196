import EventLog
package import EventSourcing
import JSONSchema

/// What a role has consumed of a partition, as the record that says so.
package struct ConsumedPosition: Sendable, Hashable {
    /// The log to which the offset belongs.
    package let log: UUIDValue
    /// The next record to consume.
    package let offset: Int64

    package init(log: UUIDValue, offset: Int64) {
        self.log = log
        self.offset = offset
    }

    /// The record, keyed by the topic that is consumed.
    func record(for topic: Topic) -> NewRecord {
        var text = JSONText()
        text.beginObject()
        text.member("log", log.description)
        text.member("offset", Int(offset))
        text.endObject()
        return NewRecord(key: Array(topic.name.utf8), value: text.bytes)
    }

    /// - Throws: ``EventLogError`` when the record is no position.
    init(_ record: LogRecord, in partition: Partition) throws(EventLogError) {
        guard let document = try? JSONDocument(record.value ?? []),
            let log = document.root["log"]?.string.flatMap({ UUIDValue($0) }),
            let offset = document.root["offset"]?.integer.flatMap({ Int64(exactly: $0) })
        else {
            throw EventLogError(.unreadable, partition, detail: "the record at \(record.offset) is no position")
        }
        self.init(log: log, offset: offset)
    }
}
