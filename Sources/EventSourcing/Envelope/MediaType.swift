/// A media type without its parameters, in lower case.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ text: some StringProtocol) {
        let name = Array(text.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") })
        description = String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Whether content of this type is JSON: the subtype is `json` or ends in `+json`.
    package var isJSON: Bool { description.hasSuffix("/json") || description.hasSuffix("+json") }
}

/// How a CloudEvent lies in an HTTP or Kafka message.
package enum CloudEventMode: Sendable, Hashable {
    /// Attributes in headers, the payload in the body.
    case binary
    /// One whole event in the body, as JSON.
    case structured
    /// A list of whole events in the body, as JSON.
    case batch

    /// The mode that a message's content type says.
    ///
    /// - Throws: ``CloudEventError`` for an event format other than JSON.
    package init(contentType: String?) throws(CloudEventError) {
        let type = MediaType(contentType ?? "").description
        switch type {
        case "application/cloudevents", "application/cloudevents+json": self = .structured
        case "application/cloudevents-batch", "application/cloudevents-batch+json": self = .batch
        case _ where type.hasPrefix("application/cloudevents"):
            throw CloudEventError("datacontenttype", "the event format is not JSON, the only one that is read")
        default: self = .binary
        }
    }

    /// The content type of a message in this mode; nil in binary mode, where it is the payload's own.
    package var contentType: String? {
        switch self {
        case .binary: nil
        case .structured: "application/cloudevents+json; charset=utf-8"
        case .batch: "application/cloudevents-batch+json; charset=utf-8"
        }
    }
}
