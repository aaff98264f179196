import CRDKafka
import EventLog
import Foundation

/// A transactional producer of librdkafka, used as directly as it can be: what the driver is measured beside.
final class RawProducer {
    /// What went wrong, in librdkafka's words.
    struct Failure: Error {
        let text: String
    }

    private let handle: OpaquePointer
    private var topics: [String: OpaquePointer] = [:]
    private let delivered = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    init(servers: String, identity: String) throws {
        delivered.initialize(to: 0)
        let configuration = rd_kafka_conf_new()
        let properties = [
            "bootstrap.servers": servers, "transactional.id": identity, "compression.codec": "lz4", "linger.ms": "1",
            "socket.nagle.disable": "true",
        ]
        for (name, value) in properties { rd_kafka_conf_set(configuration, name, value, nil, 0) }
        rd_kafka_conf_set_opaque(configuration, delivered)
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard message?.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
            opaque?.assumingMemoryBound(to: Int.self).pointee += 1
        }
        guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            throw Failure(text: "no producer")
        }
        self.handle = handle
        try RawProducer.check(rd_kafka_init_transactions(handle, 30_000))
    }

    deinit {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
        rd_kafka_destroy(handle)
        delivered.deallocate()
    }

    private static func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw Failure(text: String(cString: rd_kafka_error_string(error)))
    }

    /// Produces records for partition 0 of topics in one transaction, and commits it once each is delivered.
    func transact(_ lists: [(topic: String, records: ArraySlice<NewRecord>)]) throws {
        delivered.pointee = 0
        try RawProducer.check(rd_kafka_begin_transaction(handle))
        for (name, records) in lists {
            let topic = topics[name] ?? rd_kafka_topic_new(handle, name, nil)
            topics[name] = topic
            for record in records {
                let headers = rd_kafka_headers_new(record.headers.count)
                for header in record.headers {
                    rd_kafka_header_add(headers, header.name, -1, header.value, header.value.count)
                }
                let (key, value) = (record.key ?? [], record.value ?? [])
                let code = schakel_produce(handle, topic, 0, key, key.count, value, value.count, headers, nil)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(text: "a record is not taken") }
            }
        }
        let expected = lists.reduce(0) { $0 + $1.records.count }
        let deadline = ContinuousClock.now + .seconds(30)
        while delivered.pointee < expected {
            guard ContinuousClock.now < deadline else { throw Failure(text: "records are not delivered") }
            rd_kafka_poll(handle, 10)
        }
        try RawProducer.check(rd_kafka_commit_transaction(handle, 30_000))
    }
}
