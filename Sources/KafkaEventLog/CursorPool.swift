import EventLog
import Synchronization

/// The cursors of this log. One is kept where reading stopped, because reading mostly goes on there.
///
/// A cursor that waits at the end has a client apart from those that read: a broker holds back its answer to it, and
/// what is asked on the same connection comes after.
final class CursorPool: Sendable {
    /// How many cursors wait for their next use.
    private static let most = 64

    /// What a cursor needs: a client on which its partition is not read yet.
    private struct Place: Hashable {
        let client: ObjectIdentifier
        let partition: Partition
    }

    private struct State {
        var clients: [Bool: [Client]] = [:]
        var taken: Set<Place> = []
        var idle: [Cursor] = []
        var used: [ObjectIdentifier: Cursor] = [:]
        var uses = 0
        var isClosed = false
    }

    private let topics: TopicTable
    private let state = Mutex(State())

    init(_ topics: TopicTable) {
        self.topics = topics
    }

    func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        let bounds = try await topics.bounds(of: partition)
        guard offset >= bounds.lowerBound else { throw behindStart(partition, offset, bounds) }
        guard offset < bounds.upperBound, count > 0 else { return ReadBatch(records: [], next: offset) }
        func batch(from cursor: Cursor) async throws(EventLogError) -> ReadBatch? {
            try await use(cursor) { cursor throws(EventLogError) in
                try await cursor.read(
                    count: count, bytes: bytes, until: bounds.upperBound, timeout: topics.settings.timeout)
            }
        }
        if let cursor = try idle(partition, offset, isTailing: true), let batch = try await batch(from: cursor) {
            return batch
        }
        let idle = try idle(partition, offset, isTailing: false)
        let cursor = if let idle { idle } else { try await cursor(partition, offset, isTailing: false) }
        return try await batch(from: cursor) ?? ReadBatch(records: [], next: offset)
    }

    func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        try topics.check(partition)
        let cursor: Cursor
        if let idle = try idle(partition, offset, isTailing: true) {
            cursor = idle
        } else {
            // Before the start nothing can lie; what is there lies behind it.
            let start = try await topics.bounds(of: partition).lowerBound
            cursor = try await self.cursor(partition, max(offset, start), isTailing: true)
        }
        try await use(cursor) { cursor throws(EventLogError) in try await cursor.waitForRecord() }
    }

    func close() async {
        let (used, idle) = state.withLock { state in
            state.isClosed = true
            defer {
                state.idle = []
                state.clients = [:]
            }
            return (Array(state.used.values), state.idle)
        }
        for cursor in used { cursor.wake() }
        for cursor in idle { await stop(cursor) }
    }

    private func behindStart(_ partition: Partition, _ offset: Int64, _ bounds: Range<Int64>) -> EventLogError {
        EventLogError(
            .behindStart, partition, detail: "\(offset) is asked for, the first record is at \(bounds.lowerBound)")
    }

    private func use<Value: Sendable>(
        _ cursor: Cursor, _ body: (Cursor) async throws(EventLogError) -> Value
    ) async throws(EventLogError) -> Value {
        let result: Result<Value, EventLogError>
        do throws(EventLogError) {
            result = .success(try await body(cursor))
        } catch {
            result = .failure(error)
        }
        switch result {
        case .success: await giveBack(cursor)
        case .failure(let error) where error.reason == .cancelled: await giveBack(cursor)
        case .failure: await stop(cursor)
        }
        return try result.get()
    }

    /// A cursor that stopped at the offset.
    private func idle(_ partition: Partition, _ offset: Int64, isTailing: Bool) throws(EventLogError) -> Cursor? {
        try state.withLock { state throws(EventLogError) in
            guard !state.isClosed else { throw EventLogError(.cancelled, partition, detail: "the log was closed") }
            let index = state.idle.firstIndex {
                $0.partition == partition && $0.isTailing == isTailing && $0.reaches(offset)
            }
            guard let index else { return nil }
            let cursor = state.idle.remove(at: index)
            state.used[ObjectIdentifier(cursor)] = cursor
            cursor.move(to: offset)
            return cursor
        }
    }

    /// A new cursor at the offset.
    private func cursor(
        _ partition: Partition, _ offset: Int64, isTailing: Bool
    ) async throws(EventLogError) -> Cursor {
        let cursor = try await BlockingWork.run { () throws(EventLogError) in
            let client = try self.place(partition, isTailing: isTailing)
            do throws(EventLogError) {
                return try Cursor(
                    partition, named: self.topics.name(of: partition.topic), from: offset, client: client,
                    isTailing: isTailing)
            } catch {
                self.leave(client, partition)
                throw error
            }
        }
        let isClosed = state.withLock { state in
            state.used[ObjectIdentifier(cursor)] = cursor
            return state.isClosed
        }
        if isClosed { cursor.wake() }
        return cursor
    }

    /// Takes a client on which the partition is not read.
    private func place(_ partition: Partition, isTailing: Bool) throws(EventLogError) -> Client {
        let found: Client? = state.withLock { state in
            for client in state.clients[isTailing] ?? []
            where state.taken.insert(Place(client: ObjectIdentifier(client), partition: partition)).inserted {
                return client
            }
            return nil
        }
        if let found { return found }
        let client = try Client(.reading(patience: isTailing ? 250 : 10), topics.settings)
        try client.learn(topics.names, timeout: topics.settings.milliseconds)
        state.withLock { state in
            state.clients[isTailing, default: []].append(client)
            state.taken.insert(Place(client: ObjectIdentifier(client), partition: partition))
        }
        return client
    }

    private func leave(_ client: Client, _ partition: Partition) {
        state.withLock { _ = $0.taken.remove(Place(client: ObjectIdentifier(client), partition: partition)) }
    }

    private func giveBack(_ cursor: Cursor) async {
        let surplus: Cursor? = state.withLock { state in
            state.used[ObjectIdentifier(cursor)] = nil
            // At the end it would ask the broker over and over.
            guard !state.isClosed, cursor.isTailing || !cursor.isAtEnd else { return cursor }
            state.uses += 1
            cursor.lastUse = state.uses
            state.idle.append(cursor)
            // Few of one partition, so that looking here and there does not fill the pool.
            let same = state.idle.filter { $0.partition == cursor.partition }
            let candidates = same.count > 4 ? same : state.idle.count > Self.most ? state.idle : []
            guard let oldest = candidates.min(by: { $0.lastUse < $1.lastUse }) else { return nil }
            state.idle.removeAll { $0 === oldest }
            return oldest
        }
        if let surplus { await stop(surplus) }
    }

    private func stop(_ cursor: Cursor) async {
        state.withLock { _ = $0.used.removeValue(forKey: ObjectIdentifier(cursor)) }
        await cursor.stop()
        leave(cursor.client, cursor.partition)
    }
}
