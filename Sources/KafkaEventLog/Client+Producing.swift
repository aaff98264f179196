import CRDKafka
import EventLog

extension Client {
    /// Hands records to the producer, in order, and seals the shipment. Serves reports while the producer is full, until
    /// the deadline at most.
    func produce(
        _ appends: [Append], as shipment: Shipment, until deadline: ContinuousClock.Instant, names: (Topic) -> String
    ) {
        let number = reports.follow(shipment)
        for (list, append) in appends.enumerated() where !append.records.isEmpty {
            do throws(Failure) {
                let topic = try topic(names(append.partition.topic))
                let mark = ClientReports.mark(shipment: number, list: list)
                for record in append.records {
                    try shipment.add { () throws(Failure) in
                        try produce(
                            record, to: topic, partition: Int32(append.partition.number), mark: mark, until: deadline)
                    }
                }
            } catch {
                shipment.fail(error)
                break
            }
        }
        shipment.seal()
        if shipment.outcome != nil { reports.forget(number) }
    }

    private func produce(
        _ record: NewRecord, to topic: OpaquePointer, partition: Int32, mark: UnsafeMutableRawPointer?,
        until deadline: ContinuousClock.Instant
    ) throws(Failure) {
        var code = offer(record, to: topic, partition: partition, mark: mark)
        while code == RD_KAFKA_RESP_ERR__QUEUE_FULL, Failure.fatal(of: self) == nil, ContinuousClock.now < deadline {
            rd_kafka_poll(handle, 100)
            code = offer(record, to: topic, partition: partition, mark: mark)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(code) }
    }

    private func offer(
        _ record: NewRecord, to topic: OpaquePointer, partition: Int32, mark: UnsafeMutableRawPointer?
    ) -> rd_kafka_resp_err_t {
        let headers = record.headers.isEmpty ? nil : rd_kafka_headers_new(record.headers.count)
        for header in record.headers {
            _ = withBytes(header.value) { value, count in
                rd_kafka_header_add(headers, header.name, -1, value, count)
            }
        }
        let code = withBytes(record.key) { key, keyCount in
            withBytes(record.value) { value, valueCount in
                schakel_produce(handle, topic, partition, key, keyCount, value, valueCount, headers, mark)
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers { rd_kafka_headers_destroy(headers) }
        return code
    }

    /// Bytes for C, where no bytes are something else than nothing.
    private func withBytes<Value>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Value) -> Value {
        guard let bytes else { return body(nil, 0) }
        guard !bytes.isEmpty else { return withUnsafeBytes(of: 0 as UInt8) { body($0.baseAddress, 0) } }
        return bytes.withUnsafeBytes { body($0.baseAddress, $0.count) }
    }
}
