import CRDKafka
import EventLog
import Synchronization

/// One client of the brokers: a handle of librdkafka, its topics, and what it reports.
///
/// librdkafka's handle may be used from any thread. It is destroyed when nobody holds the client any more, on a thread
/// of its own because that blocks; hence no call can meet a destroyed handle.
final class Client: @unchecked Sendable {
    let handle: OpaquePointer
    let reports: ClientReports
    private let topics = Mutex<[String: Carried]>([:])

    init(_ role: Role, _ settings: KafkaSettings) throws(EventLogError) {
        let reports = ClientReports(log: settings.log)
        var text = [CChar](repeating: 0, count: 512)
        func detail() -> String {
            String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let properties = try settings.properties(for: role)
        guard let configuration = rd_kafka_conf_new() else {
            throw EventLogError(.unavailable, detail: "librdkafka made no configuration")
        }
        for (name, value) in properties.sorted(by: { $0.key < $1.key })
        where rd_kafka_conf_set(configuration, name, value, &text, text.count) != RD_KAFKA_CONF_OK {
            rd_kafka_conf_destroy(configuration)
            throw EventLogError(.unavailable, detail: "the setting \(name): \(detail())")
        }
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(reports).toOpaque())
        reports.install(in: configuration, for: role)
        let type = role.isProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let handle = rd_kafka_new(type, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            throw EventLogError(.unavailable, detail: "the client cannot be made: \(detail())")
        }
        self.handle = handle
        self.reports = reports
    }

    deinit {
        let handle = Carried(pointer: handle)
        let topics = topics.withLock { $0 }
        // The handle points to the reports until it is destroyed.
        BlockingWork.start { [reports] in
            for topic in topics.values { rd_kafka_topic_destroy(topic.pointer) }
            rd_kafka_destroy(handle.pointer)
            withExtendedLifetime(reports) {}
        }
    }

    /// The handle of a topic, by its name at the brokers.
    func topic(_ name: String) throws(Failure) -> OpaquePointer {
        let found: Carried? = topics.withLock { topics in
            if let topic = topics[name] { return topic }
            guard let topic = rd_kafka_topic_new(handle, name, nil) else { return nil }
            topics[name] = Carried(pointer: topic)
            return topics[name]
        }
        guard let found else { throw Failure(rd_kafka_last_error()) }
        return found.pointer
    }
}
