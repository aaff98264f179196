import EventLog
import Synchronization

/// The newest records of the partitions, as they were committed: many follow the end of a partition, and each would
/// read the same rows from the file and take their headers apart.
///
/// A cache with a bound over all partitions; what is not here is read from the file.
final class RecentRecords: Sendable {
    private struct Window {
        /// In order and without a gap: each begins where the one before it ends.
        var batches: [[LogRecord]] = []
        var first = 0 as Int64
    }

    private struct State {
        var windows: [Int: Window] = [:]
        /// The partitions of the batches that are held, oldest first.
        var order: [(index: Int, size: Int)] = []
        var size = 0
    }

    private let state = Mutex(State())
    private let mostBytes: Int

    /// - Parameter mostBytes: how much is held, by the records' own bytes.
    init(mostBytes: Int) {
        self.mostBytes = mostBytes
    }

    /// Takes what was committed behind what is there.
    func add(_ records: [LogRecord], to index: Int) {
        guard let first = records.first else { return }
        let size = records.reduce(0) { $0 + RecentRecords.size(of: $1) }
        state.withLock { state in
            if let end = state.windows[index]?.batches.last?.last?.offset, end + 1 != first.offset {
                drop(index, &state)
            }
            if state.windows[index] == nil { state.windows[index] = Window(first: first.offset) }
            state.windows[index]?.batches.append(records)
            state.order.append((index, size))
            state.size += size
            guard state.size > mostBytes else { return }
            // A quarter at once, so that the list is not moved for every batch.
            var count = 0
            while count < state.order.count, state.size > mostBytes / 4 * 3 {
                let oldest = state.order[count]
                state.size -= oldest.size
                removeFirstBatch(of: oldest.index, &state)
                count += 1
            }
            state.order.removeFirst(count)
        }
    }

    private func removeFirstBatch(of index: Int, _ state: inout State) {
        guard var window = state.windows.removeValue(forKey: index) else { return }
        window.batches.removeFirst()
        guard let first = window.batches.first?.first?.offset else { return }
        window.first = first
        state.windows[index] = window
    }

    /// Forgets a partition, of which something was thrown away.
    func drop(_ index: Int) {
        state.withLock { drop(index, &$0) }
    }

    private func drop(_ index: Int, _ state: inout State) {
        state.windows[index] = nil
        state.order.removeAll { $0.index == index }
        state.size = state.order.reduce(0) { $0 + $1.size }
    }

    /// The records from an offset on, as reading the file would give them; nil where the file must be read.
    ///
    /// - Parameter end: the end of what is committed; what was added is.
    func read(_ index: Int, from offset: Int64, count: Int, bytes: Int, end: Int64) -> ReadBatch? {
        let batches: [[LogRecord]]? = state.withLock { state in
            guard let window = state.windows[index], offset >= window.first else { return nil }
            return window.batches
        }
        guard let batches, let last = batches.last?.last?.offset, last + 1 >= end else { return nil }
        var records: [LogRecord] = []
        var size = 0
        for batch in batches {
            guard let newest = batch.last?.offset, newest >= offset else { continue }
            for record in batch where record.offset >= offset && record.offset < end {
                guard records.count < count, size < bytes || records.isEmpty else {
                    return ReadBatch(records: records, next: record.offset)
                }
                size += (record.value?.count ?? 0) + 64
                records.append(record)
            }
        }
        return ReadBatch(records: records, next: end)
    }

    private static func size(of record: LogRecord) -> Int {
        record.headers.reduce((record.value?.count ?? 0) + (record.key?.count ?? 0) + 64) {
            $0 + $1.name.utf8.count + $1.value.count + 48
        }
    }
}
