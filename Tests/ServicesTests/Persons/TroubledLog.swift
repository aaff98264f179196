import EventLog
import EventSourcing
import Support
import Synchronization

/// A log on which things go wrong, as a seed repeats: a writer is killed before or after its transaction, an answer
/// never comes, and what callers append comes twice.
///
/// A writer that ends as `fenced` after its transaction was committed is one that was killed before it could take
/// anything of it into its own state.
final class TroubledLog: ForwardingLog {
    let log: any EventLog
    private let generator: Mutex<SeededGenerator>
    /// In how many of a hundred transactions something goes wrong.
    private let share: UInt64
    let count = Mutex(0)

    init(_ log: any EventLog, seed: UInt64, share: UInt64 = 30) {
        self.log = log
        self.share = share
        generator = Mutex(SeededGenerator(seed: seed))
    }

    private enum Fate: UInt64 {
        case killedBefore
        case killedAfter
        case unknownBefore
        case unknownAfter
    }

    private func fate() -> Fate? {
        let fate = generator.withLock { generator in
            generator.next() % 100 < share ? Fate(rawValue: generator.next() % 4) : nil
        }
        if fate != nil { count.withLock { $0 += 1 } }
        return fate
    }

    private struct Writer: LogWriter {
        let writer: any LogWriter
        let owner: TroubledLog

        var identity: String { writer.identity }

        func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
            switch owner.fate() {
            case nil: return try await writer.transact(appends)
            case .killedBefore: throw EventLogError(.fenced, detail: "killed before the transaction")
            case .killedAfter:
                _ = try await writer.transact(appends)
                throw EventLogError(.fenced, detail: "killed after the transaction")
            case .unknownBefore: throw EventLogError(.unknownOutcome, detail: "no answer, nothing appended")
            case .unknownAfter:
                _ = try await writer.transact(appends)
                throw EventLogError(.unknownOutcome, detail: "no answer, all appended")
            }
        }

        func close() async { await writer.close() }
    }

    func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        Writer(writer: try await log.openWriter(identity), owner: self)
    }

    func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        if fate() != nil { _ = try await log.append(appends) }
        return try await log.append(appends)
    }
}
