import EventSourcing
import HubContracts
import JSONSchema

/// A CloudEvent on its way, as tests hand it around: in any mode, over HTTP or Kafka.
struct CloudEventMessage {
    enum Carrier: String, CaseIterable {
        case httpBinary = "http-binary"
        case httpStructured = "http-structured"
        case kafkaBinary = "kafka-binary"
        case kafkaStructured = "kafka-structured"
    }

    var carrier: Carrier
    var headers: [(name: String, value: String)]
    var key: String?
    var body: [UInt8]

    init(carrier: Carrier, headers: [(name: String, value: String)], key: String? = nil, body: [UInt8]) {
        self.carrier = carrier
        self.headers = headers
        self.key = key
        self.body = body
    }

    /// The event as the hub writes it.
    init(_ event: CloudEvent, carrier: Carrier) throws {
        self.carrier = carrier
        switch carrier {
        case .httpBinary:
            headers = event.httpHeaders
            body = event.data ?? []
        case .kafkaBinary:
            headers = event.kafkaHeaders.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
            key = event.recordKey
            body = event.data ?? []
        case .httpStructured, .kafkaStructured:
            headers = [("content-type", CloudEventMode.structured.contentType ?? "")]
            key = carrier == .kafkaStructured ? event.recordKey : nil
            body = try CloudEventJSON.text(event)
        }
    }

    /// The event as the hub reads it.
    func event() throws -> CloudEvent {
        let contentType = headers.first { $0.name.lowercased() == "content-type" }?.value
        switch try CloudEventMode(contentType: contentType) {
        case .structured: return try CloudEventJSON.event(body)
        case .batch: throw CloudEventError("data", "a batch is no single event")
        case .binary:
            switch carrier {
            case .httpBinary, .httpStructured: return try CloudEvent(httpHeaders: headers, body: body)
            case .kafkaBinary, .kafkaStructured:
                return try CloudEvent(
                    kafkaHeaders: headers.map { ($0.name, Array($0.value.utf8)) }, key: key.map { Array($0.utf8) },
                    value: body)
            }
        }
    }
}
