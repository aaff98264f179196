import Dispatch
import EventLog

/// Runs what blocks on threads of its own, never on those of Swift's tasks.
enum BlockingWork {
    /// - Parameter queue: what is done on one queue is done in turn; without it there is a thread for this alone.
    static func run<Value: Sendable>(
        on queue: DispatchQueue = DispatchQueue(label: "schakel.kafka"),
        _ body: @escaping @Sendable () throws(EventLogError) -> Value
    ) async throws(EventLogError) -> Value {
        let result = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "schakel.kafka").async(execute: body)
    }
}

/// A pointer of librdkafka on its way to another thread.
///
/// librdkafka's handles may be used from any thread; whoever sends one sees to it that it is not destroyed meanwhile.
struct Carried: @unchecked Sendable {
    let pointer: OpaquePointer
}
