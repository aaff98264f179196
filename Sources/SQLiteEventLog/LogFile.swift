import EventLog
import EventSourcing
import Foundation
import GRDB
import Synchronization

/// The file, and what is known of its partitions without looking.
final class LogFile: Sendable {
    let id: UUIDValue
    let layouts: [Topic: TopicLayout]
    let pool: DatabasePool
    let now: @Sendable () -> Int64
    private let lock: FileLock
    private let partitions: [Partition: Int]
    private let identifiers: [Int64]
    private let committed: Mutex<PartitionEnds>
    private let waiters = Waiters()
    let recent = RecentRecords(mostBytes: LogFile.recentBytes)

    init(
        at url: URL, layouts: [TopicLayout], durability: SQLiteEventLog.Durability,
        now: @escaping @Sendable () -> Int64
    ) throws(EventLogError) {
        lock = try FileLock(at: url.appendingPathExtension("lock"))
        let format = try LogFormat.open(at: url, layouts: layouts, durability: durability)
        id = format.id
        pool = format.pool
        self.now = now
        self.layouts = Dictionary(uniqueKeysWithValues: layouts.map { ($0.topic, $0) })
        partitions = Dictionary(
            uniqueKeysWithValues: format.partitions.enumerated().map { ($1.partition, $0) })
        identifiers = format.partitions.map(\.identifier)
        committed = Mutex(
            PartitionEnds(
                starts: format.partitions.map(\.start), nexts: format.partitions.map(\.next),
                times: format.partitions.map(\.time), tidied: 0))
    }

    func close() {
        waiters.cancelAll()
        try? pool.close()
        lock.unlock()
    }

    /// The place of a partition in the lists.
    func index(of partition: Partition) throws(EventLogError) -> Int {
        guard let index = partitions[partition] else {
            throw EventLogError(.unknownPartition, partition, detail: "the log has no such partition")
        }
        return index
    }

    /// What stands for a partition in the tables.
    func identifier(of index: Int) -> Int64 { identifiers[index] }

    func bounds(of partition: Partition) throws(EventLogError) -> Range<Int64> {
        let index = try index(of: partition)
        return committed.withLock { $0.starts[index]..<$0.nexts[index] }
    }

    func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        let index = try index(of: partition)
        try await waiters.wait(for: index, at: offset) { self.committed.withLock { $0.nexts[index] } }
    }

    func limitSize(toPages pages: Int) async throws(EventLogError) {
        do {
            try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        } catch {
            throw LogFormat.failure(error, whileCommitting: false)
        }
    }

    func failNextCommit() {
        pool.add(transactionObserver: FailingCommit(), extent: .nextTransaction)
    }

    func durability() async throws(EventLogError) -> SQLiteEventLog.Durability {
        do {
            return try await pool.writeWithoutTransaction { database in
                try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? 0 >= 2 ? .full : .normal
            }
        } catch {
            throw LogFormat.failure(error, whileCommitting: false)
        }
    }

    // MARK: Writing

    /// Writes a group in one transaction, each request in a savepoint of its own.
    func write(_ group: [WriteRequest]) -> [Result<[Int64], EventLogError>] {
        let before = committed.withLock { $0 }
        var ends = before
        var answers: [Result<[Int64], EventLogError>] = []
        var added: [(index: Int, records: [LogRecord])] = []
        var isComplete = false
        do {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for request in group {
                        answers.append(try writeSavepoint(request, &ends, &added, database))
                    }
                    if now() - ends.tidied > 3_600_000 { _ = try tidy(&ends, database) }
                    try save(ends, since: before, database)
                    isComplete = true
                    return .commit
                }
            }
        } catch {
            let failure = LogFormat.failure(error, whileCommitting: isComplete)
            return group.map { _ in .failure(failure) }
        }
        for index in ends.starts.indices where ends.starts[index] != before.starts[index] { recent.drop(index) }
        for (index, records) in added { recent.add(records, to: index) }
        committed.withLock { $0 = ends }
        for index in ends.nexts.indices where ends.nexts[index] != before.nexts[index] {
            waiters.wake(index, end: ends.nexts[index])
        }
        return answers
    }

    private func writeSavepoint(
        _ request: WriteRequest, _ ends: inout PartitionEnds, _ added: inout [(index: Int, records: [LogRecord])],
        _ database: Database
    ) throws -> Result<[Int64], EventLogError> {
        var trial = ends
        let before = added.count
        var answer: [Int64] = []
        do {
            try database.inSavepoint {
                answer = try write(request, &trial, &added, database)
                return .commit
            }
        } catch let error as EventLogError {
            added.removeSubrange(before...)
            return .failure(error)
        }
        ends = trial
        return .success(answer)
    }

    private func write(
        _ request: WriteRequest, _ ends: inout PartitionEnds, _ added: inout [(index: Int, records: [LogRecord])],
        _ database: Database
    ) throws -> [Int64] {
        switch request {
        case .open(let identity):
            return [try LogTables.raiseEpoch(of: identity, database)]
        case .tidy:
            return [Int64(try tidy(&ends, database))]
        case .append(let appends, let fence):
            if let fence {
                guard try LogTables.epoch(of: fence.identity, database) == fence.epoch else {
                    throw EventLogError(.fenced, detail: "the writer \(fence.identity) was opened elsewhere")
                }
            }
            var offsets: [Int64] = []
            for append in appends {
                let index = try index(of: append.partition)
                let isCompacted = layouts[append.partition.topic]?.isCompacted ?? false
                let time = max(now(), ends.times[index])
                offsets.append(ends.nexts[index])
                var records: [LogRecord] = []
                for record in append.records {
                    guard record.size <= SQLiteEventLog.maximumRecordSize else {
                        throw EventLogError(
                            .tooLarge, append.partition,
                            detail: "a record of \(record.size) bytes; \(SQLiteEventLog.maximumRecordSize) is the most")
                    }
                    try LogTables.insert(
                        record, identifiers[index], at: ends.nexts[index], time: time, isCompacted: isCompacted,
                        database)
                    if !isCompacted {
                        records.append(
                            LogRecord(
                                offset: ends.nexts[index], time: time, key: record.key, headers: record.headers,
                                value: record.value))
                    }
                    ends.nexts[index] += 1
                    ends.times[index] = time
                }
                added.append((index, records))
            }
            return offsets
        }
    }

    private func save(_ ends: PartitionEnds, since before: PartitionEnds, _ database: Database) throws {
        for index in identifiers.indices
        where ends.nexts[index] != before.nexts[index] || ends.starts[index] != before.starts[index] {
            try LogTables.save(
                identifiers[index], start: ends.starts[index], next: ends.nexts[index], time: ends.times[index],
                database)
        }
    }

    /// Throws away what is past its term, up to a bound: whoever writes waits for it.
    ///
    /// - Returns: how many records; as many as the bound means that more may be left.
    private func tidy(_ ends: inout PartitionEnds, _ database: Database) throws -> Int {
        let now = now()
        var count = 0
        for (partition, index) in partitions where count < LogFile.tidiedAtOnce {
            let left = LogFile.tidiedAtOnce - count
            switch layouts[partition.topic]?.cleanup {
            case .delete(after: let term?):
                let (deleted, start) = try LogTables.delete(
                    identifiers[index], olderThan: now - term, atMost: left, end: ends.nexts[index], database)
                ends.starts[index] = max(ends.starts[index], start)
                count += deleted
            case .compact(tombstonesFor: let term):
                count += try LogTables.deleteTombstones(
                    identifiers[index], olderThan: now - term, atMost: left, database)
            case .delete(after: nil), nil: break
            }
        }
        if count < LogFile.tidiedAtOnce { ends.tidied = now }
        return count
    }

    /// How much of the newest records is held in memory.
    private static let recentBytes = 4 << 20

    /// The most records that are thrown away in one group, so that nobody waits long for a group after a long pause.
    static let tidiedAtOnce = 20_000
}

/// Errs where a transaction is to be committed.
private final class FailingCommit: TransactionObserver {
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }

    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC, message: "asked to fail")
    }

    func databaseDidCommit(_ database: Database) {}

    func databaseDidRollback(_ database: Database) {}
}

/// Where partitions begin and end, by their place in the list.
struct PartitionEnds: Sendable {
    var starts: [Int64]
    var nexts: [Int64]
    var times: [Int64]
    /// When what is past its term was last thrown away.
    var tidied: Int64
}
