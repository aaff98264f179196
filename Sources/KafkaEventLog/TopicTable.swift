import EventLog
import Foundation
import Synchronization

/// The topics of this log and what they are called at the brokers.
final class TopicTable: Sendable {
    let settings: KafkaSettings
    let layouts: [Topic: TopicLayout]
    let asking: Client
    /// Offsets that were committed here. A commit is answered before the brokers have told every partition.
    private let committed = Mutex<[Partition: Int64]>([:])

    init(_ layouts: [TopicLayout], asking: Client, settings: KafkaSettings) {
        self.layouts = Dictionary(layouts.map { ($0.topic, $0) }, uniquingKeysWith: { first, _ in first })
        self.asking = asking
        self.settings = settings
    }

    /// What the topics are called at the brokers.
    var names: [String] { layouts.keys.map(name(of:)).sorted() }

    func name(of topic: Topic) -> String { settings.name(topic.name) }

    func check(_ partition: Partition) throws(EventLogError) {
        guard let layout = layouts[partition.topic], (0..<layout.partitions).contains(partition.number) else {
            throw EventLogError(.unknownPartition, partition, detail: "there is no such partition")
        }
    }

    func check(_ appends: [Append]) throws(EventLogError) {
        for append in appends {
            try check(append.partition)
            for record in append.records where record.size > KafkaEventLog.maximumRecordSize {
                throw EventLogError(.tooLarge, append.partition, detail: "a record has \(record.size) bytes")
            }
        }
    }

    /// What a transaction committed, so that whoever asks for the end from here on sees it.
    func note(_ outcome: Shipment.Outcome, of appends: [Append]) {
        committed.withLock { committed in
            for (append, end) in zip(appends, outcome.ends) {
                committed[append.partition] = max(committed[append.partition] ?? -1, end)
            }
        }
    }

    func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64> {
        try check(partition)
        return try await BlockingWork.run { () throws(EventLogError) in try self.boundsNow(of: partition) }
    }

    private func boundsNow(of partition: Partition) throws(EventLogError) -> Range<Int64> {
        // Milliseconds, unless another's open transaction lies before it; then the end is before that.
        let deadline = ContinuousClock.now + .seconds(1)
        while true {
            let bounds = try asking.bounds(of: partition, named: name(of: partition.topic), settings.milliseconds)
            let isThere = committed.withLock { committed in
                guard let last = committed[partition] else { return true }
                guard last < bounds.upperBound || ContinuousClock.now >= deadline else { return false }
                committed[partition] = nil
                return true
            }
            if isThere { return bounds }
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    /// Where a list had no records, its first would have been at the end.
    func fillingEmpty(_ offsets: [Int64], of appends: [Append]) async throws(EventLogError) -> [Int64] {
        var offsets = offsets
        for (list, append) in appends.enumerated() where append.records.isEmpty {
            offsets[list] = try await bounds(of: append.partition).upperBound
        }
        return offsets
    }
}
