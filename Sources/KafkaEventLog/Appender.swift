import CRDKafka
import Dispatch
import EventLog
import EventSourcing
import Synchronization

/// Appends without a writer's identity.
///
/// Single records go through one idempotent producer. A list of several must stand whole or not at all, which a
/// producer without transactions cannot promise when it is killed, so those go in a transaction under an identity that
/// nobody else has. It stays the same as long as the log is open, so that opening it anew settles what was left open:
/// until then nobody reads past that.
actor Appender {
    private let topics: TopicTable
    private let identity = "append-\(UUIDValue.random())"
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
        let opening = lists ?? Task { [identity, topics] in await Self.openWriter(identity, topics) }
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

    private static func openWriter(
        _ identity: String, _ topics: TopicTable
    ) async -> Result<TransactionalWriter, EventLogError> {
        do throws(EventLogError) {
            return .success(try await TransactionalWriter.open(identity, topics))
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
            // Whoever waits for a report gets one, also after the end.
            while !isStopped.withLock({ $0 }) || client.reports.isWaiting { rd_kafka_poll(client.handle, 100) }
        }
    }

    func append(_ appends: [Append]) async -> Shipment.Outcome {
        await withCheckedContinuation { continuation in
            queue.async { [client, topics] in
                let shipment = Shipment(lists: appends.count) { continuation.resume(returning: $0) }
                client.produce(
                    appends, as: shipment, until: ContinuousClock.now + topics.settings.timeout, names: topics.name(of:)
                )
            }
        }
    }

    /// What is not written yet is reported as failed.
    func stop() {
        isStopped.withLock { $0 = true }
        rd_kafka_purge(client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
    }

    /// Waits until everything is reported, for as long as a request may take.
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
