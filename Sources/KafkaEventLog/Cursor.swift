import CRDKafka
import Dispatch
import EventLog
import Synchronization

/// A place in a partition from which records come in, ahead of being asked for.
///
/// Whoever took it from the pool is the only one that uses it.
final class Cursor: @unchecked Sendable {
    private enum Item {
        case record(LogRecord)
        /// Everything before this offset has been handed out, and nothing is there yet.
        case end(Int64)
    }

    let partition: Partition
    let client: Client
    let isTailing: Bool
    /// Grows with each use; the pool gives up the one with the least.
    var lastUse = 0
    /// Whether the last reading came to the end.
    private(set) var isAtEnd = false
    /// No record lies between the two; reading may start anywhere here.
    private(set) var covered: ClosedRange<Int64>
    private let topic: OpaquePointer
    private let queue: OpaquePointer
    private let arrival = Arrival()
    private let thread = DispatchQueue(label: "schakel.kafka.cursor")
    /// Taken from the queue to see whether there is one.
    private var peeked: LogRecord?

    init(
        _ partition: Partition, named name: String, from offset: Int64, client: Client, isTailing: Bool
    ) throws(EventLogError) {
        self.partition = partition
        self.client = client
        self.isTailing = isTailing
        covered = offset...offset
        do throws(Failure) {
            topic = try client.topic(name)
        } catch {
            throw error.error(nil, partition, while: "reading")
        }
        queue = rd_kafka_queue_new(client.handle)
        guard rd_kafka_consume_start_queue(topic, Int32(partition.number), offset, queue) == 0 else {
            rd_kafka_queue_destroy(queue)
            throw Failure(rd_kafka_last_error()).error(nil, partition, while: "reading")
        }
        rd_kafka_queue_cb_event_enable(
            queue, { _, opaque in opaque.map { Unmanaged<Arrival>.fromOpaque($0).takeUnretainedValue().signal() } },
            Unmanaged.passUnretained(arrival).toOpaque())
    }

    deinit {
        // Called under the queue's lock, so that no callback comes after this.
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_queue_destroy(queue)
    }

    /// Whoever waits here waits no longer.
    func wake() { arrival.end() }

    func stop() async {
        try? await BlockingWork.run(on: thread) { () throws(EventLogError) -> Void in
            rd_kafka_consume_stop(self.topic, Int32(self.partition.number))
        }
    }

    /// Whether reading can go on from an offset here; one that waits at the end may pass over a few records.
    func reaches(_ offset: Int64) -> Bool {
        covered.contains(offset) || isTailing && offset > covered.upperBound && offset - covered.upperBound < 1000
    }

    /// Goes on from an offset that this cursor reaches.
    func move(to offset: Int64) {
        if let record = peeked, record.offset < offset { peeked = nil }
        if offset > covered.upperBound { covered = offset...offset }
    }

    /// Reads until there are enough, or until the end that was known before.
    ///
    /// What waits at the end reads only what has come in: it would learn late that nothing follows.
    ///
    /// - Returns: nil where it has nothing and cannot say whether there is something.
    func read(
        count: Int, bytes: Int, until end: Int64, timeout: Duration
    ) async throws(EventLogError) -> ReadBatch? {
        try await BlockingWork.run(on: thread) { () throws(EventLogError) -> ReadBatch? in
            let deadline = ContinuousClock.now + timeout
            var records: [LogRecord] = []
            var size = 0
            reading: while records.count < count, records.isEmpty || size < bytes, self.covered.upperBound < end {
                switch try self.next(timeout: self.isTailing ? records.isEmpty ? 0 : 1 : 100) {
                case .record(let record):
                    records.append(record)
                    size += record.size
                    self.covered = record.offset + 1...record.offset + 1
                case .end(let offset): self.pass(to: offset)
                case nil where self.isTailing || ContinuousClock.now >= deadline: break reading
                case nil: continue
                }
            }
            self.isAtEnd = self.covered.upperBound >= end
            guard records.isEmpty, !self.isAtEnd, count > 0 else {
                return ReadBatch(records: records, next: self.covered.upperBound)
            }
            guard !self.isTailing else { return nil }
            throw EventLogError(.unavailable, self.partition, detail: "nothing came in from \(self.covered.upperBound)")
        }
    }

    /// Waits until a record is there.
    func waitForRecord() async throws(EventLogError) {
        while peeked == nil {
            switch try next(timeout: 0) {
            case .record(let record):
                peeked = record
                covered = covered.lowerBound...max(covered.upperBound, record.offset)
            case .end(let offset): pass(to: offset)
            case nil:
                guard await arrival.wait() else {
                    throw EventLogError(.cancelled, partition, detail: "waiting for records has ended")
                }
            }
        }
    }

    private func pass(to offset: Int64) {
        if offset > covered.upperBound { covered = covered.lowerBound...offset }
    }

    private func next(timeout: Int32) throws(EventLogError) -> Item? {
        if let record = peeked {
            peeked = nil
            return .record(record)
        }
        while let message = rd_kafka_consume_queue(queue, timeout) {
            defer { rd_kafka_message_destroy(message) }
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR where message.pointee.offset >= covered.upperBound:
                return .record(LogRecord(message))
            case RD_KAFKA_RESP_ERR_NO_ERROR: continue
            case RD_KAFKA_RESP_ERR__PARTITION_EOF: return .end(message.pointee.offset)
            case let code:
                let failure = Failure(code, detail: rd_kafka_message_errstr(message).map { String(cString: $0) })
                throw failure.error(nil, partition, while: "reading from \(covered.upperBound)")
            }
        }
        return nil
    }
}

extension LogRecord {
    /// Copies what librdkafka holds.
    fileprivate init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
            start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
        }
        var headers: [RecordHeader] = []
        var list: OpaquePointer?
        if rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
                let name
            {
                headers.append(RecordHeader(String(cString: name), bytes(value, size) ?? []))
            }
        }
        let read = message.pointee
        self.init(
            offset: read.offset, time: rd_kafka_message_timestamp(message, nil),
            key: bytes(read.key, read.key_len), headers: headers, value: bytes(read.payload, read.len))
    }

    fileprivate var size: Int { NewRecord(key: key, headers: headers, value: value).size }
}
