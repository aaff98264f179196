import Foundation
import ServiceRuntime
import Synchronization

/// Ends the process at a chosen passage of a failpoint, as a power cut would: nothing is flushed, nobody is told.
///
/// For tests of what the hub stands up to.
enum Killing {
    /// - Parameter place: such as `batchAppended:7`, the seventh passage; nil for never.
    static func passage(_ place: String?) throws -> Failpoint.Passage {
        guard let place else { return { _ in } }
        let parts = place.split(separator: ":")
        guard parts.count == 2, let failpoint = Failpoint(rawValue: String(parts[0])), let last = Int(parts[1]),
            last > 0
        else { throw CommandFailure(.invalid, "--kill-at is a failpoint, a colon and a number from 1") }
        let counter = PassageCounter()
        return { passed in
            guard passed == failpoint, counter.next() == last else { return }
            kill(getpid(), SIGKILL)
        }
    }

    private final class PassageCounter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
