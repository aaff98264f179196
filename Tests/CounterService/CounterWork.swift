package import EventLog
import EventSourcing
package import Foundation
package import ServiceRuntime

/// Asks a counter, and works on what it is asked.
package enum CounterWork {
    package typealias Writer = PartitionWriter<CounterRules>

    package static let topics = ServiceTopics(service: "counter")

    /// A command that raises a counter by an amount.
    package static func command(_ amount: String, id: String, subject: String = "a") -> NewRecord {
        var message = CloudEvent(
            id: id, source: "urn:nld:kvknr:12345678.sis", type: "nl.mbo.counter.raise-counter.v1", subject: subject,
            dataContentType: "application/json", data: Array(amount.utf8))
        message[.institution] = "25lx"
        message.origin = .import
        return NewRecord(message)
    }

    /// Lets a writer of partition 0 work until it has caught up.
    ///
    /// - Parameters:
    ///   - rules: those that decide.
    ///   - folder: where its local state stands; nil keeps it in memory.
    ///   - poison: remembers which commands end the process.
    ///   - pause: waits before an unavailable log is tried again.
    ///   - pass: told at each failpoint.
    /// - Returns: what was observed on the way.
    @discardableResult
    package static func untilCaughtUp(
        _ rules: CounterRules = CounterRules(), on log: any EventLog, in folder: URL?, at clock: HubClock,
        poison: PoisonMarks? = nil,
        pause: @escaping @Sendable () async throws -> Void = {}, pass: @escaping Failpoint.Passage = { _ in }
    ) async throws -> [Writer.Observation] {
        let (stream, continuation) = AsyncStream.makeStream(of: Writer.Observation.self)
        let writer = Writer(
            rules: rules, log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "test", folder: folder, largestBatch: 7,
                clock: clock, poison: poison),
            observe: { continuation.yield($0) }, pause: pause, pass: pass)
        let task = Task { try await writer.run() }
        var observed: [Writer.Observation] = []
        for await observation in stream {
            observed.append(observation)
            if case .caughtUp = observation { task.cancel() }
            if case .stopped = observation { break }
        }
        try await task.value
        return observed
    }
}
