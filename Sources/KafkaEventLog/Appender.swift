import CRDKafka
import Dispatch
import EventLog
import EventSourcing
import Synchronization

/// Appends without a writer's identity.
///
/// Single records go through one idempotent producer. A list of several must stand whole or not at all, which a
/// producer without transactions cannot promise when it is killed, so those go in a transaction under an identity that
/// nobody else has.
actor Appender {
    private let topics: TopicTable
    private var singles: PolledProducer?
    private var lists: Task<Result<TransactionalWriter, EventLogError>, Never>?
    private var isClosed = false

    init(_ topics: TopicTable) {
        self.topics = topics
    }

    func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        try topics.check(appends)
        guard !isClosed else { throw EventLogError(.cancelled, detail: "the log was closed") }
        guard appends.contains(where: { $0.records.count > 1 }) else {
            let offsets = try await appendSingles(appends)
            return try await topics.fillingEmpty(offsets, of: appends)
        }
        let opening = lists ?? Task { [topics] in await Self.openWriter(topics) }
        lists = opening
        let opened = await opening.value
        if case .failure = opened, lists == opening { lists = nil }
        do throws(EventLogError) {
            return try await opened.get().transact(appends)
        } catch {
            if !error.isRetriable, error.reason != .tooLarge, lists == opening { lists = nil }
            switch error.reason {
            case .fenced:
                // Nobody else has the identity: the brokers have forgotten it.
                throw EventLogError(.unavailable, detail: error.detail, underlying: error)
            default: throw error
            }
        }
    }

    private static func openWriter(_ topics: TopicTable) async -> Result<TransactionalWriter, EventLogError> {
        do throws(EventLogError) {
            return .success(try await TransactionalWriter.open("append-\(UUIDValue.random())", topics))
        } catch {
            return .failure(error)
        }
    }

    private func appendSingles(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        let producer: PolledProducer
        if let singles {
            producer = singles
        } else {
            producer = try PolledProducer(topics)
            singles = producer
        }
        let outcome = await producer.append(appends)
        guard let failure = outcome.failure else { return outcome.offsets }
        if Failure.fatal(of: producer.client) != nil, singles === producer {
            producer.stop()
            singles = nil
        }
        let reason: EventLogError.Reason? = outcome.mayBeThere ? .unknownOutcome : failure.isFenced ? .unavailable : nil
        throw failure.error(reason, while: "appending")
    }

    func close() async {
        isClosed = true
        await singles?.close()
        if case .success(let writer) = await lists?.value { await writer.close() }
        singles = nil
        lists = nil
    }
}

/// An idempotent producer, and the thread that takes its reports.
private final class PolledProducer: Sendable {
    let client: Client
    private let topics: TopicTable
    private let queue = DispatchQueue(label: "schakel.kafka.append")
    private let isStopped = Mutex(false)

    init(_ topics: TopicTable) throws(EventLogError) {
        self.topics = topics
        client = try Client(.appending, topics.settings)
        queue.async { [client, topics] in
            // Only saves time; a fault shows itself when something is written.
            _ = try? client.learn(topics.names, timeout: topics.settings.milliseconds)
        }
        BlockingWork.start { [client, self] in
            while !isStopped.withLock({ $0 }) { rd_kafka_poll(client.handle, 100) }
        }
    }

    func append(_ appends: [Append]) async -> Shipment.Outcome {
        await withCheckedContinuation { continuation in
            queue.async { [client, topics] in
                let shipment = Shipment(lists: appends.count) { continuation.resume(returning: $0) }
                client.produce(appends, as: shipment, names: topics.name(of:))
            }
        }
    }

    func stop() { isStopped.withLock { $0 = true } }

    /// Waits until everything is reported.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [client, topics] in
                rd_kafka_flush(client.handle, topics.settings.milliseconds)
                continuation.resume()
            }
        }
        stop()
    }
}
