/// A name with bytes, beside a record's value. Names may repeat.
package struct RecordHeader: Sendable, Hashable {
    package let name: String
    package let value: [UInt8]

    package init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    package init(_ name: String, _ text: String) {
        self.init(name, Array(text.utf8))
    }
}

/// A record before it has a place on the log.
package struct NewRecord: Sendable, Hashable {
    package var key: [UInt8]?
    package var headers: [RecordHeader]
    /// Nil removes the key from a compacted topic.
    package var value: [UInt8]?

    package init(key: [UInt8]?, headers: [RecordHeader] = [], value: [UInt8]?) {
        self.key = key
        self.headers = headers
        self.value = value
    }

    /// Bytes of key, headers and value together.
    package var size: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count }
    }
}

/// A record as it lies on the log.
package struct LogRecord: Sendable, Hashable {
    /// Grows along the partition, with gaps. Only the driver that gave it knows what it means.
    package let offset: Int64
    /// When it was appended: milliseconds since 1 January 1970 UTC, by the log's clock. It may go back.
    package let time: Int64
    package let key: [UInt8]?
    package let headers: [RecordHeader]
    package let value: [UInt8]?

    package init(offset: Int64, time: Int64, key: [UInt8]?, headers: [RecordHeader], value: [UInt8]?) {
        self.offset = offset
        self.time = time
        self.key = key
        self.headers = headers
        self.value = value
    }

    /// The first header of this name.
    package func header(_ name: String) -> [UInt8]? { headers.first { $0.name == name }?.value }
}

/// Records for one partition, in order.
package struct Append: Sendable, Hashable {
    package let partition: Partition
    package let records: [NewRecord]

    package init(_ records: [NewRecord], to partition: Partition) {
        self.partition = partition
        self.records = records
    }
}

/// What one reading gave.
package struct ReadBatch: Sendable, Hashable {
    package let records: [LogRecord]
    /// Where to read on: behind the last record, or further where nothing lies in between.
    package let next: Int64

    package init(records: [LogRecord], next: Int64) {
        self.records = records
        self.next = next
    }
}
