/// The Kafka protocol binding's binary mode: attributes in `ce_` headers, the payload as the value.
extension CloudEvent {
    /// Reads a record in binary mode.
    ///
    /// - Parameters:
    ///   - headers: in any order. Headers without the prefix are not the event's and are passed over.
    ///   - key: where other producers leave the partition key, without a header for it.
    ///   - value: nil is no payload.
    /// - Throws: ``CloudEventError`` with every fault.
    package init(
        kafkaHeaders headers: some Sequence<(name: String, value: [UInt8])>, key: [UInt8]? = nil, value: [UInt8]?
    ) throws(CloudEventError) {
        var reader = CloudEventReader()
        for (name, value) in headers {
            let attribute: String
            if name == "content-type" {
                attribute = "datacontenttype"
            } else if name.hasPrefix("ce_") {
                attribute = String(name.dropFirst(3))
                guard attribute != "datacontenttype" else {
                    reader.fault(attribute, "is given by the content-type header in binary mode")
                    continue
                }
            } else {
                continue
            }
            guard let text = String(validating: value, as: UTF8.self) else {
                reader.fault(attribute, "the header is not UTF-8")
                continue
            }
            reader.attribute(attribute, .string(text))
        }
        var event = try reader.event(data: value)
        if event[.partitionkey] == nil, let key, let text = String(validating: key, as: UTF8.self),
            !text.isEmpty, text != event.subject
        {
            event[.partitionkey] = text
        }
        self = event
    }

    /// The headers of the event in binary mode, `content-type` included; the value is ``data``, the key ``recordKey``.
    package var kafkaHeaders: [(name: String, value: [UInt8])] {
        attributes.map { name, text in
            (name == "datacontenttype" ? "content-type" : "ce_" + name, Array(text.utf8))
        }
    }
}
