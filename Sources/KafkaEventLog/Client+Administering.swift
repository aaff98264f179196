import CRDKafka
import EventLog

extension Client {
    /// Makes topics. One that is there already is left as it is.
    func make(_ layouts: [TopicLayout], _ settings: KafkaSettings) throws(EventLogError) {
        var topics: [OpaquePointer?] = []
        defer { for topic in topics { rd_kafka_NewTopic_destroy(topic) } }
        for layout in layouts {
            var text = [CChar](repeating: 0, count: 512)
            guard
                let topic = rd_kafka_NewTopic_new(
                    settings.name(layout.topic.name), Int32(layout.partitions), Int32(settings.replication), &text,
                    text.count)
            else {
                throw EventLogError(.otherLayout, Partition(layout.topic, 0), detail: "this topic cannot be made")
            }
            topics.append(topic)
            for (name, value) in layout.properties(settings) { rd_kafka_NewTopic_set_config(topic, name, value) }
        }
        try administer(RD_KAFKA_ADMIN_OP_CREATETOPICS, settings) { options, queue in
            rd_kafka_CreateTopics(handle, &topics, topics.count, options, queue)
        } results: { event, count in
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        } allowing: {
            $0 == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS
        }
    }

    /// Deletes topics, as far as they are there.
    func delete(_ names: [String], _ settings: KafkaSettings) throws(EventLogError) {
        var topics: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new($0) }
        defer { for topic in topics { rd_kafka_DeleteTopic_destroy(topic) } }
        try administer(RD_KAFKA_ADMIN_OP_DELETETOPICS, settings) { options, queue in
            rd_kafka_DeleteTopics(handle, &topics, topics.count, options, queue)
        } results: { event, count in
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
        } allowing: {
            $0 == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        }
    }

    private func administer(
        _ operation: rd_kafka_admin_op_t, _ settings: KafkaSettings,
        ask: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void,
        results: (_ event: OpaquePointer, _ count: inout Int) -> UnsafeMutablePointer<OpaquePointer?>?,
        allowing isAllowed: (rd_kafka_resp_err_t) -> Bool
    ) throws(EventLogError) {
        let queue = rd_kafka_queue_new(handle)
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_request_timeout(options, settings.milliseconds, nil, 0)
        rd_kafka_AdminOptions_set_operation_timeout(options, settings.milliseconds, nil, 0)
        ask(options, queue)
        guard let event = rd_kafka_queue_poll(queue, settings.milliseconds * 2) else {
            throw EventLogError(.unavailable, detail: "the brokers did not answer about topics")
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let detail = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw Failure(code, detail: detail).error(.unavailable, while: "asking for a change of topics")
        }
        var count = 0
        for topic in UnsafeBufferPointer(start: results(event, &count), count: count) {
            let code = rd_kafka_topic_result_error(topic)
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR, !isAllowed(code) else { continue }
            let name = rd_kafka_topic_result_name(topic).map { String(cString: $0) } ?? ""
            let detail = rd_kafka_topic_result_error_string(topic).map { String(cString: $0) }
            throw Failure(code, detail: detail).error(.unavailable, while: "changing the topic \(name)")
        }
    }
}

extension TopicLayout {
    /// The brokers' settings for this topic.
    fileprivate func properties(_ settings: KafkaSettings) -> [(String, String)] {
        var properties = [
            "max.message.bytes": "1048576", "message.timestamp.type": "LogAppendTime",
            "min.insync.replicas": "\(settings.minimumInSyncReplicas)", "unclean.leader.election.enable": "false",
        ]
        switch cleanup {
        case .delete(let after):
            properties["cleanup.policy"] = "delete"
            properties["retention.bytes"] = "-1"
            properties["retention.ms"] = "\(after ?? -1)"
        case .compact(let tombstonesFor):
            properties["cleanup.policy"] = "compact"
            properties["delete.retention.ms"] = "\(tombstonesFor)"
        }
        return properties.merging(settings.topicProperties) { _, given in given }.sorted { $0.key < $1.key }
    }
}
