import EventLog
import Synchronization

/// Those who wait for a partition to grow.
final class Waiters: Sendable {
    private struct Waiter {
        let index: Int
        let offset: Int64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var next = 0
        var waiters: [Int: Waiter] = [:]
        var cancelled: Set<Int> = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Returns once `end` is behind the offset.
    func wait(
        for index: Int, at offset: Int64, end: @escaping @Sendable () -> Int64
    ) async throws(EventLogError) {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let isThere = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    guard !state.isClosed, state.cancelled.remove(number) == nil else { return false }
                    // Asked under the lock that waking takes, so that no growth is missed in between.
                    guard end() <= offset else { return true }
                    state.waiters[number] = Waiter(index: index, offset: offset, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.continuation.resume(returning: false)
        }
        state.withLock { _ = $0.cancelled.remove(number) }
        guard isThere else { throw EventLogError(.cancelled, detail: "waiting for records has ended") }
    }

    func wake(_ index: Int, end: Int64) {
        let woken = state.withLock { state in
            let woken = state.waiters.filter { $1.index == index && $1.offset < end }
            for number in woken.keys { state.waiters.removeValue(forKey: number) }
            return woken.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    func cancelAll() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for continuation in waiters { continuation.resume(returning: false) }
    }
}
