import CRDKafka
import Dispatch
import EventLog
import Synchronization

/// A member of a consumer group that never consumes: the group only says who owns a partition.
///
/// The protocol takes every partition away from every member before it hands them out anew. What was taken away counts
/// as worked on until it is released; only then the group goes on.
final class SharingMember: GroupMember {
    private struct State {
        var owned: Set<Int> = []
        /// Taken away and not released yet.
        var held: Set<Int> = []
        /// The group waits for this member.
        var isRevoking = false
        var isLeaving = false
    }

    let assignments: AsyncStream<Set<Int>>
    private let continuation: AsyncStream<Set<Int>>.Continuation
    private let client: Client
    private let topic: String
    private let timeout: Duration
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "schakel.kafka.member")

    private init(client: Client, topic: String, timeout: Duration) {
        self.client = client
        self.topic = topic
        self.timeout = timeout
        (assignments, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    static func join(
        _ group: String, _ topic: Topic, _ topics: TopicTable
    ) async throws(EventLogError) -> SharingMember {
        let member = try await BlockingWork.run { () throws(EventLogError) in
            let client = try Client(.sharing(group: topics.settings.name(group)), topics.settings)
            rd_kafka_poll_set_consumer(client.handle)
            let list = rd_kafka_topic_partition_list_new(1)
            defer { rd_kafka_topic_partition_list_destroy(list) }
            rd_kafka_topic_partition_list_add(list, topics.name(of: topic), -1)
            let code = rd_kafka_subscribe(client.handle, list)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw Failure(code).error(nil, Partition(topic, 0), while: "joining \(group)")
            }
            return SharingMember(
                client: client, topic: topics.name(of: topic), timeout: topics.settings.timeout)
        }
        member.thread.async { member.serve() }
        return member
    }

    func release(_ partition: Int) async {
        let isDone = state.withLock { state in
            state.held.remove(partition)
            guard state.isRevoking, state.held.isEmpty else { return false }
            state.isRevoking = false
            return true
        }
        if isDone { await handOver() }
    }

    func leave() async {
        let isFirst = state.withLock { state in
            defer { state.isLeaving = true }
            return !state.isLeaving
        }
        guard isFirst else { return }
        // Behind the serving on the same queue, so when this returns the group knows.
        try? await BlockingWork.run(on: thread) { () throws(EventLogError) -> Void in }
    }

    /// Lets the group go on after what was taken away is released.
    private func handOver() async {
        try? await BlockingWork.run { [client] () throws(EventLogError) -> Void in rd_kafka_assign(client.handle, nil) }
    }

    private func serve() {
        guard let queue = rd_kafka_queue_get_consumer(client.handle) else { return continuation.finish() }
        defer { rd_kafka_queue_destroy(queue) }
        // A group that does not answer is left all the same: it misses this member before long.
        var deadline: ContinuousClock.Instant?
        while deadline.map({ rd_kafka_consumer_closed(client.handle) == 0 && ContinuousClock.now < $0 }) ?? true {
            if deadline == nil, state.withLock({ $0.isLeaving }) {
                deadline = ContinuousClock.now + timeout
                // The queue goes on to be served, for the last revocation.
                if let failure = Failure(rd_kafka_consumer_close_queue(client.handle, queue)) {
                    client.reports.note(failure)
                    break
                }
            }
            guard let event = rd_kafka_queue_poll(queue, 100) else { continue }
            defer { rd_kafka_event_destroy(event) }
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE { rebalance(event) }
        }
        continuation.finish()
    }

    private func rebalance(_ event: OpaquePointer) {
        let list = rd_kafka_event_topic_partition_list(event)
        switch rd_kafka_event_error(event) {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: assign(list)
        default: revoke()
        }
    }

    private func assign(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) {
        guard let list else { return }
        let entries = UnsafeMutableBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
        // From the end and paused: nothing is asked for, neither records nor where the group stood.
        for index in entries.indices { entries[index].offset = Int64(RD_KAFKA_OFFSET_END) }
        rd_kafka_assign(client.handle, list)
        rd_kafka_pause_partitions(client.handle, list)
        let owned = Set(entries.map { Int($0.partition) })
        state.withLock { $0.owned = owned }
        continuation.yield(owned)
    }

    private func revoke() {
        let isLost = rd_kafka_assignment_lost(client.handle) != 0
        let (goesOn, hadSome) = state.withLock { state in
            let hadSome = !state.owned.isEmpty
            state.held.formUnion(state.owned)
            state.owned = []
            // Whoever is lost to the group has nothing to hold; whoever leaves has said that it is done.
            if isLost || state.isLeaving { state.held = [] }
            state.isRevoking = !state.held.isEmpty
            return (!state.isRevoking, hadSome)
        }
        if hadSome { continuation.yield([]) }
        if goesOn { rd_kafka_assign(client.handle, nil) }
    }
}
