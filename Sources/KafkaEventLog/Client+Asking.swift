import CRDKafka
import EventLog

extension Client {
    /// The first offset and the last stable one: this client reads committed records only, so the brokers answer with
    /// the end of what is settled.
    func bounds(of partition: Partition, named name: String, _ timeout: Int32) throws(EventLogError) -> Range<Int64> {
        // As times, which are given up in time; asking for the watermarks never is while a broker does not answer.
        let deadline = ContinuousClock.now + .milliseconds(timeout)
        let high = try ask(partition, named: name, time: Int64(RD_KAFKA_OFFSET_END), timeout)
        let rest = max(.milliseconds(1), deadline - .now)
        let low = try ask(partition, named: name, time: Int64(RD_KAFKA_OFFSET_BEGINNING), rest.milliseconds)
        return low..<max(low, high)
    }

    /// The offset of the first record of this time or later; nil where there is none.
    func offset(
        in partition: Partition, named name: String, atTime milliseconds: Int64, _ timeout: Int32
    ) throws(EventLogError) -> Int64? {
        // Negative times have a meaning of their own at the brokers.
        let offset = try ask(partition, named: name, time: max(0, milliseconds), timeout)
        return offset < 0 ? nil : offset
    }

    private func ask(
        _ partition: Partition, named name: String, time: Int64, _ timeout: Int32
    ) throws(EventLogError) -> Int64 {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        let entry = rd_kafka_topic_partition_list_add(list, name, Int32(partition.number))
        entry?.pointee.offset = time
        var code = rd_kafka_offsets_for_times(handle, list, timeout)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR, let entry { code = entry.pointee.err }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let entry else {
            throw Failure(code).error(nil, partition, while: "asking for an offset")
        }
        return entry.pointee.offset
    }

    /// Asks for the partitions of topics, so that the first record to one does not wait for that.
    ///
    /// - Returns: the number of partitions of each topic that is there, if each of them has a leader.
    @discardableResult
    func learn(_ names: [String], timeout: Int32) throws(EventLogError) -> [String: Int] {
        do throws(Failure) {
            for name in names { _ = try topic(name) }
        } catch {
            throw error.error(while: "asking for the topics")
        }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(handle, 0, nil, &metadata, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw Failure(code).error(while: "asking for the topics")
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        var found: [String: Int] = [:]
        for topic in UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
        where topic.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
            guard partitions.allSatisfy({ $0.leader >= 0 }) else { continue }
            found[String(cString: topic.topic)] = partitions.count
        }
        return found
    }
}
