import CRDKafka
import Dispatch
import EventLog
import Synchronization

/// A writer: a transactional producer under an identity, used in turn.
final class TransactionalWriter: LogWriter {
    private enum State {
        case open(Client)
        /// Ended, and why.
        case ended(EventLogError.Reason, String)
    }

    let identity: String
    private let settings: KafkaSettings
    private let topics: TopicTable
    private let queue: DispatchQueue
    // Only changed on the queue; the lock is for the compiler.
    private let state: Mutex<State>

    private init(identity: String, client: Client, topics: TopicTable, queue: DispatchQueue) {
        self.identity = identity
        self.topics = topics
        self.queue = queue
        settings = topics.settings
        state = Mutex(.open(client))
    }

    /// Takes the identity over: whoever had it is fenced, and the transaction it left open is settled.
    static func open(_ identity: String, _ topics: TopicTable) async throws(EventLogError) -> TransactionalWriter {
        let queue = DispatchQueue(label: "schakel.kafka.writer")
        let client = try await BlockingWork.run(on: queue) { () throws(EventLogError) -> Client in
            let deadline = ContinuousClock.now + topics.settings.timeout
            let client = try Client(.writing(identity: topics.settings.name(identity)), topics.settings)
            if let failure = Failure(rd_kafka_init_transactions(client.handle, topics.settings.milliseconds)) {
                throw failure.error(failure.isFenced ? .fenced : .unavailable, while: "opening the writer \(identity)")
            }
            // The first transaction to a topic that is not known yet would take a second.
            try client.learn(topics.names, timeout: max(.milliseconds(100), deadline - .now).milliseconds)
            return client
        }
        return TransactionalWriter(identity: identity, client: client, topics: topics, queue: queue)
    }

    /// Answers within the settings' timeout, or within twice that when the brokers refuse something of it.
    func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        try topics.check(appends)
        let offsets = try await BlockingWork.run(on: queue) { () throws(EventLogError) -> [Int64] in
            try self.transactNow(appends)
        }
        return try await topics.fillingEmpty(offsets, of: appends)
    }

    func close() async {
        try? await BlockingWork.run(on: queue) { () throws(EventLogError) -> Void in
            self.end(.cancelled, "the writer \(self.identity) was closed")
        }
    }

    private func end(_ reason: EventLogError.Reason, _ detail: String) {
        // Letting go of the client destroys it, and with it whatever it would still send.
        state.withLock { state in
            if case .open = state { state = .ended(reason, detail) }
        }
    }

    private func client() throws(EventLogError) -> Client {
        switch state.withLock({ $0 }) {
        case .open(let client): return client
        case .ended(let reason, let detail): throw EventLogError(reason, detail: detail)
        }
    }

    private func transactNow(_ appends: [Append]) throws(EventLogError) -> [Int64] {
        let client = try client()
        let deadline = ContinuousClock.now + settings.timeout
        // After a fatal error librdkafka may not answer to a beginning.
        if let failure = Failure.fatal(of: client) ?? Failure(rd_kafka_begin_transaction(client.handle)) {
            throw ended(by: failure, while: "beginning a transaction", isKnownToBeUndone: true)
        }
        let shipment = Shipment(lists: appends.count)
        client.produce(appends, as: shipment, until: deadline, names: topics.name(of:))
        let outcome = try delivered(shipment, by: client, until: deadline)
        if let failure = outcome.failure {
            guard !failure.isFenced, Failure.fatal(of: client) == nil else {
                throw ended(by: Failure.fatal(of: client) ?? failure, while: "writing", isKnownToBeUndone: true)
            }
            try undo(client, because: failure.error(while: "writing as \(identity)"))
        }
        try commit(client, until: deadline)
        topics.note(outcome, of: appends)
        return outcome.offsets
    }

    private func delivered(
        _ shipment: Shipment, by client: Client, until deadline: ContinuousClock.Instant
    ) throws(EventLogError) -> Shipment.Outcome {
        while true {
            if let outcome = shipment.outcome { return outcome }
            guard ContinuousClock.now < deadline else {
                // Nobody can commit it any more; whoever opens the identity anew has it undone.
                let detail = "writing as \(identity) took longer than \(settings.timeout); open anew"
                end(.unknownOutcome, detail)
                throw EventLogError(.unknownOutcome, detail: detail)
            }
            rd_kafka_poll(client.handle, 100)
            if shipment.outcome == nil, let failure = Failure.fatal(of: client) {
                throw ended(by: failure, while: "writing", isKnownToBeUndone: true)
            }
        }
    }

    private func commit(_ client: Client, until deadline: ContinuousClock.Instant) throws(EventLogError) {
        let faults = client.reports.faults
        let rest = max(.milliseconds(100), deadline - .now)
        let failure = Failure(rd_kafka_commit_transaction(client.handle, rest.milliseconds))
        rd_kafka_poll(client.handle, 0)
        guard let failure else {
            if client.reports.faults != faults {
                // An older request to end a transaction may still be on its way and would meet the next one.
                end(.unknownOutcome, "the connection failed while the transaction before was ended; open anew")
            }
            return
        }
        if failure.requiresAbort, !failure.isFenced {
            try undo(client, because: failure.error(.unavailable, while: "committing as \(identity)"))
        }
        throw ended(by: failure, while: "committing", isKnownToBeUndone: false)
    }

    /// Aborts the transaction, so that the writer can go on.
    private func undo(_ client: Client, because error: EventLogError) throws(EventLogError) -> Never {
        let faults = client.reports.faults
        if let failure = Failure(rd_kafka_abort_transaction(client.handle, settings.milliseconds)) {
            throw ended(by: failure, while: "undoing after \(error)", isKnownToBeUndone: false)
        }
        rd_kafka_poll(client.handle, 0)
        if client.reports.faults != faults {
            end(.unknownOutcome, "the connection failed while the transaction before was undone; open anew")
        }
        throw error
    }

    /// Ends the writer, which has to be opened anew.
    private func ended(by failure: Failure, while doing: String, isKnownToBeUndone: Bool) -> EventLogError {
        let reason: EventLogError.Reason
        switch failure {
        case _ where failure.isFenced: reason = .fenced
        case _ where isKnownToBeUndone && !failure.isFatal && failure.isRetriable: return failure.error(while: doing)
        default: reason = .unknownOutcome
        }
        let error = failure.error(reason, while: "\(doing) as \(identity)")
        end(reason, error.detail)
        return error
    }
}
