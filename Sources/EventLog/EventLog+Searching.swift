package import EventSourcing

extension EventLog {
    /// The most bytes of one record that every driver takes.
    package static var maximumRecordSize: Int { 900_000 }

    /// Where the event with this number lies, or the next one after it; the end where there is none.
    ///
    /// Found by bisection over the numbers in the records' headers: they grow with the offset.
    ///
    /// - Throws: ``EventLogError``; `unreadable` when a record has no event number.
    package func offset(in partition: Partition, ofEvent number: EventNumber) async throws(EventLogError) -> Int64 {
        let bounds = try await bounds(of: partition)
        var low = bounds.lowerBound
        var high = bounds.upperBound
        // Every event before `low` has a smaller number; none at `high` or behind it is needed.
        while low < high {
            let middle = low + (high - low) / 2
            let batch = try await read(partition, from: middle, count: 1, bytes: 1)
            guard let record = batch.records.first, record.offset < high else {
                high = middle
                continue
            }
            guard try eventNumber(of: record, in: partition) < number else {
                high = middle
                continue
            }
            low = record.offset + 1
        }
        return low
    }

    /// The number of the last event of a partition; none where there is no event.
    ///
    /// - Throws: ``EventLogError``.
    package func lastEvent(in partition: Partition) async throws(EventLogError) -> EventNumber {
        guard let record = try await last(in: partition) else { return .none }
        return try eventNumber(of: record, in: partition)
    }

    /// The last record of a partition, found by reading backwards in growing steps.
    ///
    /// - Throws: ``EventLogError``.
    package func last(in partition: Partition) async throws(EventLogError) -> LogRecord? {
        let bounds = try await bounds(of: partition)
        var step = 1 as Int64
        var start = bounds.upperBound
        while start > bounds.lowerBound {
            start = max(bounds.lowerBound, bounds.upperBound - step)
            var found: LogRecord?
            var next = start
            while next < bounds.upperBound {
                let batch = try await read(partition, from: next, count: 1000, bytes: 1 << 20)
                guard !batch.records.isEmpty else { break }
                found = batch.records.last { $0.offset < bounds.upperBound } ?? found
                next = batch.next
            }
            if let found { return found }
            step *= 8
        }
        return nil
    }

    private func eventNumber(of record: LogRecord, in partition: Partition) throws(EventLogError) -> EventNumber {
        guard let header = record.header("ce_\(HubAttribute.partitionsequence.rawValue)"),
            let number = EventNumber(String(decoding: header, as: UTF8.self))
        else {
            throw EventLogError(.unreadable, partition, detail: "the record at \(record.offset) has no event number")
        }
        return number
    }
}
