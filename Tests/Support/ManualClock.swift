package import EventSourcing
package import ServiceRuntime
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Sendable {
    private struct State {
        var now: Timestamp
        var sleeping: [Int: (until: Timestamp, continuation: CheckedContinuation<Bool, Never>)] = [:]
        var next = 0
    }

    private let state: Mutex<State>

    package init(at now: Timestamp = Timestamp(milliseconds: 1_700_000_000_000)) {
        state = Mutex(State(now: now))
    }

    package var clock: HubClock {
        HubClock(now: { self.state.withLock { $0.now } }, sleep: { try await self.sleep(until: $0) })
    }

    package func advance(to time: Timestamp) {
        let woken = state.withLock { state in
            state.now = time
            let woken = state.sleeping.filter { $1.until <= time }
            for number in woken.keys { state.sleeping[number] = nil }
            return woken.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    private func sleep(until time: Timestamp) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let isDue = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    guard state.now < time else { return true }
                    guard !Task.isCancelled else { return false }
                    state.sleeping[number] = (time, continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.sleeping.removeValue(forKey: number) }?.continuation.resume(returning: false)
        }
        guard isDue else { throw CancellationError() }
    }
}
