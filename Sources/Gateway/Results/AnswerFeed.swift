package import EventSourcing
import Synchronization

/// Which commands were answered since it was last asked, for one who follows them.
package final class AnswerFeed: Sendable {
    /// An element when there is something to take; several arrivals may make one element.
    package let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation
    private let commands = Mutex<[UUIDValue]>([])

    init() {
        (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ answered: [UUIDValue]) {
        commands.withLock { $0 += answered }
        arrived.yield()
    }

    func whenEnded(_ body: @escaping @Sendable () -> Void) {
        arrived.onTermination = { _ in body() }
    }

    /// The commands that were answered since this was last called. Their answers can be found.
    package func take() -> [UUIDValue] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
