import CRDKafka
import Synchronization

/// Records that were handed to a producer together, until each is known to be written or not.
final class Shipment: Sendable {
    /// What became of it.
    struct Outcome {
        /// Offset of the first record of each list.
        var offsets: [Int64]
        /// Offset of the last record of each list.
        var ends: [Int64]
        /// The first failure, if there was one.
        var failure: Failure?
        /// Whether a record that failed may have been written all the same.
        var mayBeThere = false
    }

    private struct State {
        var outcome: Outcome
        /// Records handed over and not reported yet.
        var open = 0
        var isSealed = false
        var isToldOf = false
    }

    private let state: Mutex<State>
    private let whenDone: @Sendable (Outcome) -> Void

    /// - Parameter whenDone: called once, when it is sealed and every record has been reported.
    init(lists: Int, whenDone: @escaping @Sendable (Outcome) -> Void = { _ in }) {
        let none = Array(repeating: -1 as Int64, count: lists)
        state = Mutex(State(outcome: Outcome(offsets: none, ends: none)))
        self.whenDone = whenDone
    }

    /// What became of it; nil as long as a record is on its way.
    var outcome: Outcome? {
        state.withLock { $0.isSealed && $0.open == 0 ? $0.outcome : nil }
    }

    /// One more record, if it can be handed over.
    func add(_ handOver: () throws(Failure) -> Void) throws(Failure) {
        // Counted before, because its report may come before this returns.
        state.withLock { $0.open += 1 }
        do throws(Failure) {
            try handOver()
        } catch {
            state.withLock { $0.open -= 1 }
            throw error
        }
    }

    /// It could not be handed over in whole.
    func fail(_ failure: Failure) {
        state.withLock { $0.outcome.failure = $0.outcome.failure ?? failure }
    }

    /// No record follows.
    func seal() {
        tell { $0.isSealed = true }
    }

    func report(_ message: rd_kafka_message_t, list: Int) {
        var message = message
        // librdkafka is sure of few refusals; these the broker makes before it writes.
        let isRefused = [
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_INVALID_RECORD,
        ].contains(message.err)
        let status = rd_kafka_message_status(&message)
        let mayBeThere = !isRefused && status != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
        tell { state in
            state.open -= 1
            if mayBeThere { state.outcome.mayBeThere = true }
            guard message.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                state.outcome.failure = state.outcome.failure ?? Failure(message.err)
                return
            }
            let first = state.outcome.offsets[list]
            if first < 0 || message.offset < first { state.outcome.offsets[list] = message.offset }
            state.outcome.ends[list] = max(state.outcome.ends[list], message.offset)
        }
    }

    private func tell(_ change: (inout State) -> Void) {
        let outcome: Outcome? = state.withLock { state in
            change(&state)
            guard state.isSealed, state.open == 0, !state.isToldOf else { return nil }
            state.isToldOf = true
            return state.outcome
        }
        if let outcome { whenDone(outcome) }
    }
}
