import EventLog
import EventSourcing
import Support
import Synchronization

/// A log of which transactions go wrong in a named way, and readings where the log is away.
final class FaultyLog: ForwardingLog {
    enum Fault {
        case beforeCommit(Int)
        case afterCommit(Int)
        case fence(Int)
        /// Every third transaction finds the log away.
        case away(Int)
    }

    let log: any EventLog
    let count = Mutex(0)
    let fault: @Sendable (Int) -> Fault
    private let reads = Mutex(0)
    private let isAway: @Sendable (Int) -> Bool

    /// - Parameters:
    ///   - isAway: whether a reading, by its number, finds the log away.
    ///   - fault: what becomes of a transaction, by its number.
    init(
        _ log: any EventLog, isAway: @escaping @Sendable (Int) -> Bool = { _ in false },
        fault: @escaping @Sendable (Int) -> Fault
    ) {
        self.log = log
        self.isAway = isAway
        self.fault = fault
    }

    private struct Writer: LogWriter {
        let writer: any LogWriter
        let owner: FaultyLog

        var identity: String { writer.identity }

        func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
            let count = owner.count.withLock { count in
                count += 1
                return count
            }
            switch owner.fault(count) {
            case .beforeCommit(let number) where number % 3 == 2:
                throw EventLogError(.unknownOutcome, detail: "no answer, nothing appended")
            case .afterCommit(let number) where number % 3 == 2:
                _ = try await writer.transact(appends)
                throw EventLogError(.unknownOutcome, detail: "no answer, all appended")
            case .fence(2): _ = try await owner.log.openWriter(identity)
            case .away(let number) where number % 3 == 2:
                throw EventLogError(.unavailable, detail: "the log is away")
            case .beforeCommit, .afterCommit, .fence, .away: break
            }
            return try await writer.transact(appends)
        }

        func close() async { await writer.close() }
    }

    func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        Writer(writer: try await log.openWriter(identity), owner: self)
    }

    func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        let number = reads.withLock { reads in
            reads += 1
            return reads
        }
        if isAway(number) { throw EventLogError(.unavailable, partition, detail: "the log is away") }
        return try await log.read(partition, from: offset, count: count, bytes: bytes)
    }
}
