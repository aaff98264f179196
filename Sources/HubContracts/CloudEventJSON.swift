package import EventSourcing
import FoundationEssentials
package import JSONSchema

/// The JSON event format of CloudEvents 1.0: one event as an object, or a batch of them as an array.
package enum CloudEventJSON {
    /// Reads one event.
    ///
    /// JSON payloads keep their text, without white space between its parts. A payload without a content type is JSON,
    /// and is said to be. Members that are null are absent, but for `data`, where null is a payload.
    ///
    /// - Throws: ``CloudEventError`` with every fault.
    package static func event(_ value: JSONValue) throws(CloudEventError) -> CloudEvent {
        guard value.kind == .object else {
            throw CloudEventError("data", "a structured event is a JSON object, this is \(value.kind.phrase)")
        }
        var reader = CloudEventReader()
        var data: JSONValue?
        var base64: JSONValue?
        for (name, member) in value.members {
            switch name {
            case "data": data = member
            case "data_base64": base64 = member.kind == .null ? nil : member
            default: attribute(name, member, &reader)
            }
        }
        let contentType = value["datacontenttype"]?.string
        if contentType == nil, data != nil, value["datacontenttype"]?.kind ?? .null == .null {
            reader.attribute("datacontenttype", .string("application/json"))
        }
        let bytes = payload(data, base64, contentType: contentType, &reader)
        return try reader.event(data: bytes)
    }

    /// Reads the bytes of one event.
    ///
    /// - Throws: ``CloudEventError``, also for text that is not JSON.
    package static func event(_ bytes: [UInt8]) throws(CloudEventError) -> CloudEvent {
        try event(try document(bytes).root)
    }

    /// Reads the bytes of a batch. Every event is an outcome of its own: one that cannot be read keeps none back.
    ///
    /// - Throws: ``CloudEventError`` when there is no list of events.
    package static func batch(
        _ bytes: [UInt8]
    ) throws(CloudEventError) -> [Result<CloudEvent, CloudEventError>] {
        let root = try document(bytes).root
        guard root.kind == .array else {
            throw CloudEventError("data", "a batch of events is a JSON array, this is \(root.kind.phrase)")
        }
        return root.items.map { item in
            Result { () throws(CloudEventError) in try event(item) }
        }
    }

    private static func document(_ bytes: [UInt8]) throws(CloudEventError) -> JSONDocument {
        do throws(JSONSyntaxError) {
            return try JSONDocument(bytes)
        } catch {
            throw CloudEventError("data", "the event is not JSON: \(error)")
        }
    }

    private static func attribute(_ name: String, _ value: JSONValue, _ reader: inout CloudEventReader) {
        switch value.kind {
        case .null: break
        case .string: reader.attribute(name, .string(value.string ?? ""))
        case .boolean: reader.attribute(name, .boolean(value.boolean ?? false))
        case .integer:
            guard let integer = value.integer.flatMap({ Int32(exactly: $0) }) else {
                reader.fault(name, "must be a whole number of 32 bits")
                return
            }
            reader.attribute(name, .integer(integer))
        case .number, .array, .object:
            reader.fault(name, "must be a text, a boolean or a whole number, not \(value.kind.phrase)")
        }
    }

    private static func payload(
        _ data: JSONValue?, _ base64: JSONValue?, contentType: String?, _ reader: inout CloudEventReader
    ) -> [UInt8]? {
        if let base64 {
            guard data == nil else {
                reader.fault("data_base64", "cannot stand beside data")
                return nil
            }
            guard let bytes = base64.string.flatMap({ Data(base64Encoded: $0) }) else {
                reader.fault("data_base64", "must be a text in base64 (RFC 4648)")
                return nil
            }
            return Array(bytes)
        }
        guard let data else { return nil }
        guard contentType.map({ MediaType($0).isJSON }) ?? true else {
            guard let text = data.string else {
                reader.fault("data", "must be a text, because datacontenttype is not JSON")
                return nil
            }
            return Array(text.utf8)
        }
        var text = JSONText()
        data.write(to: &text)
        return text.bytes
    }

    // MARK: Writing

    /// The event as one JSON object.
    ///
    /// - Throws: ``CloudEventError`` when the payload is said to be JSON and is not.
    package static func text(_ event: CloudEvent) throws(CloudEventError) -> [UInt8] {
        var text = JSONText()
        try write(event, to: &text)
        return text.bytes
    }

    /// The events as one JSON array.
    ///
    /// - Throws: ``CloudEventError`` when a payload is said to be JSON and is not.
    package static func text(batch events: some Sequence<CloudEvent>) throws(CloudEventError) -> [UInt8] {
        var text = JSONText()
        text.beginArray()
        for event in events { try write(event, to: &text) }
        text.endArray()
        return text.bytes
    }

    private static func write(_ event: CloudEvent, to text: inout JSONText) throws(CloudEventError) {
        text.beginObject()
        for (name, value) in event.attributes {
            switch event[name] {
            case .boolean(let value)?:
                text.name(name)
                text.boolean(value)
            case .integer(let value)?:
                text.name(name)
                text.integer(value)
            default: text.member(name, value)
            }
        }
        if let data = event.data {
            if event.dataContentType.map({ MediaType($0).isJSON }) ?? false {
                text.name("data")
                do throws(JSONSyntaxError) {
                    try JSONDocument(data).root.write(to: &text)
                } catch {
                    throw CloudEventError("data", "the payload is not JSON: \(error)")
                }
            } else {
                text.member("data_base64", Data(data).base64EncodedString())
            }
        }
        text.endObject()
    }
}
