import Synchronization

/// Wakes one task when something has arrived. A signal that comes before the task waits is kept.
final class Arrival: Sendable {
    private struct State {
        var isSignalled = false
        var isEnded = false
        var waiting: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func signal() {
        resume { $0.isSignalled = true }
    }

    /// Nobody waits here any longer.
    func end() {
        resume { $0.isEnded = true }
    }

    private func resume(_ change: (inout State) -> Void) {
        let (waiting, isEnded) = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            if state.waiting != nil { state.isSignalled = false }
            return (state.waiting, state.isEnded)
        }
        waiting?.resume(returning: !isEnded)
    }

    /// - Returns: false when it has ended, or the task is cancelled.
    func wait() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    guard !state.isEnded, !Task.isCancelled else { return false }
                    guard !state.isSignalled else {
                        state.isSignalled = false
                        return true
                    }
                    state.waiting = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            // A task that is cancelled while it comes here meets the lock before or after this; both are seen.
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(returning: false)
        }
    }
}
