import CRDKafka
import KafkaEventLog
import Testing

/// A transaction under an identity that stays open, as that of a writer that died would.
final class OpenTransaction {
    private let handle: OpaquePointer

    init(_ identity: String, value: String, topic: String, partition: Int32, _ settings: KafkaSettings) throws {
        let configuration = rd_kafka_conf_new()
        let properties = [
            "bootstrap.servers": settings.bootstrapServers, "transactional.id": "\(settings.hub).\(identity)",
        ]
        for (name, value) in properties { rd_kafka_conf_set(configuration, name, value, nil, 0) }
        handle = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0))
        #expect(rd_kafka_init_transactions(handle, 30_000) == nil)
        #expect(rd_kafka_begin_transaction(handle) == nil)
        let topic = rd_kafka_topic_new(handle, "\(settings.hub).\(topic)", nil)
        defer { rd_kafka_topic_destroy(topic) }
        let bytes = Array(value.utf8)
        #expect(schakel_produce(handle, topic, partition, nil, 0, bytes, bytes.count, nil, nil).rawValue == 0)
        #expect(rd_kafka_flush(handle, 30_000) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// - Returns: whether it was committed.
    func commit() -> Bool {
        guard let error = rd_kafka_commit_transaction(handle, 30_000) else { return true }
        rd_kafka_error_destroy(error)
        return false
    }

    deinit { rd_kafka_destroy(handle) }
}

/// Throws away the records before an offset, as retention does.
func deleteRecords(before offset: Int64, of topic: String, _ partition: Int32, _ settings: KafkaSettings) throws {
    let configuration = rd_kafka_conf_new()
    rd_kafka_conf_set(configuration, "bootstrap.servers", settings.bootstrapServers, nil, 0)
    let handle = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0))
    defer { rd_kafka_destroy(handle) }
    let list = rd_kafka_topic_partition_list_new(1)
    defer { rd_kafka_topic_partition_list_destroy(list) }
    rd_kafka_topic_partition_list_add(list, "\(settings.hub).\(topic)", partition)?.pointee.offset = offset
    var request = rd_kafka_DeleteRecords_new(list)
    defer { rd_kafka_DeleteRecords_destroy(request) }
    let queue = rd_kafka_queue_new(handle)
    defer { rd_kafka_queue_destroy(queue) }
    rd_kafka_DeleteRecords(handle, &request, 1, nil, queue)
    let event = try #require(rd_kafka_queue_poll(queue, 30_000))
    defer { rd_kafka_event_destroy(event) }
    #expect(rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR)
}

/// Adds partitions as an operator could.
func addPartitions(upTo count: Int, to topic: String, _ settings: KafkaSettings) throws {
    let configuration = rd_kafka_conf_new()
    rd_kafka_conf_set(configuration, "bootstrap.servers", settings.bootstrapServers, nil, 0)
    let handle = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0))
    defer { rd_kafka_destroy(handle) }
    var request = rd_kafka_NewPartitions_new("\(settings.hub).\(topic)", count, nil, 0)
    defer { rd_kafka_NewPartitions_destroy(request) }
    let queue = rd_kafka_queue_new(handle)
    defer { rd_kafka_queue_destroy(queue) }
    rd_kafka_CreatePartitions(handle, &request, 1, nil, queue)
    let event = try #require(rd_kafka_queue_poll(queue, 30_000))
    defer { rd_kafka_event_destroy(event) }
    #expect(rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR)
}
