import CRDKafka
import EventLog

/// What librdkafka answered when something went wrong.
struct Failure: Error {
    let code: rd_kafka_resp_err_t
    let detail: String
    var isFatal = false
    var isRetriable = false
    var requiresAbort = false

    init(_ code: rd_kafka_resp_err_t, detail: String? = nil) {
        self.code = code
        self.detail = detail ?? String(cString: rd_kafka_err2str(code))
    }

    /// Takes the error over.
    init?(_ error: OpaquePointer?) {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        self.init(rd_kafka_error_code(error), detail: String(cString: rd_kafka_error_string(error)))
        isFatal = rd_kafka_error_is_fatal(error) != 0
        isRetriable = rd_kafka_error_is_retriable(error) != 0
        requiresAbort = rd_kafka_error_txn_requires_abort(error) != 0
    }

    /// The error that ended the client, if one did.
    static func fatal(of client: Client) -> Failure? {
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(client.handle, &text, text.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        var failure = Failure(code, detail: String(decoding: bytes, as: UTF8.self))
        failure.isFatal = true
        return failure
    }

    /// Whether another has opened the same identity.
    var isFenced: Bool {
        [
            RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
        ].contains(code)
    }

    /// What it means where nothing was written.
    ///
    /// What was not founded is refused before the brokers are asked; a founded topic that they do not know is one that
    /// they do not know yet, because after a start they know none for a while.
    var reason: EventLogError.Reason {
        switch code {
        case _ where isFenced: .fenced
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: .tooLarge
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE: .behindStart
        case RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR_INVALID_MSG: .unreadable
        default: .unavailable
        }
    }

    func error(
        _ reason: EventLogError.Reason? = nil, _ partition: Partition? = nil, while doing: String
    ) -> EventLogError {
        let name = String(cString: rd_kafka_err2name(code))
        return EventLogError(
            reason ?? self.reason, partition, detail: "\(doing): \(detail) (\(name))", underlying: self)
    }
}
