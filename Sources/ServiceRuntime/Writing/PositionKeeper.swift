import EventLog
import EventSourcing

/// Finds and writes what a role has consumed of one partition, and notices when that is missing.
struct PositionKeeper {
    let log: any EventLog
    let role: String
    let consumed: Partition
    let positions: Partition

    /// What stores a position, in the transaction of what followed.
    func append(_ offset: Int64) -> Append {
        Append([ConsumedPosition(log: log.id, offset: offset).record(for: consumed.topic)], to: positions)
    }

    /// Where to read on, from the newest record; the role's first start writes one, and that it has started.
    ///
    /// - Throws: ``EventLogError``: `unreadable` when the position is missing although the role has started, or belongs
    ///   to another log or lies behind the end of this one; `behindStart` when what lies at it is gone. Nothing starts
    ///   over by itself, and nothing new is passed over because it lies where something else lay.
    func position(
        orFirst first: Int64, writer: any LogWriter, at time: Timestamp
    ) async throws(EventLogError) -> Int64 {
        let bounds = try await log.bounds(of: consumed)
        guard let record = try await log.last(in: positions) else {
            return try await begin(at: first, writer: writer, time)
        }
        let position = try ConsumedPosition(record, in: positions)
        guard position.log == log.id else {
            throw EventLogError(.unreadable, positions, detail: "the position of \(role) belongs to another log")
        }
        guard position.offset >= bounds.lowerBound else {
            throw EventLogError(
                .behindStart, consumed,
                detail: "what lies from \(position.offset) to \(bounds.lowerBound) is gone and was not consumed by "
                    + role)
        }
        guard position.offset <= bounds.upperBound else {
            throw EventLogError(
                .unreadable, consumed,
                detail: "the log ends at \(bounds.upperBound), before \(position.offset), up to where \(role) has "
                    + "consumed it; restore the log")
        }
        return position.offset
    }

    private func begin(
        at offset: Int64, writer: any LogWriter, _ time: Timestamp
    ) async throws(EventLogError) -> Int64 {
        let founding = Partition(.founding, 0)
        let key = Array("started/\(role)/\(consumed.number)".utf8)
        let bounds = try await log.bounds(of: founding)
        var next = bounds.lowerBound
        while next < bounds.upperBound {
            let batch = try await log.read(founding, from: next, count: 1000, bytes: 4 << 20)
            guard !batch.records.contains(where: { $0.key == key && $0.value != nil }) else {
                throw EventLogError(
                    .unreadable, positions,
                    detail: "the position of \(role) is missing, and there was one; restore the log")
            }
            guard batch.next > next else { break }
            next = batch.next
        }
        _ = try await writer.transact([
            Append([NewRecord(key: key, value: Array(time.description.utf8))], to: founding), append(offset),
        ])
        return offset
    }
}
