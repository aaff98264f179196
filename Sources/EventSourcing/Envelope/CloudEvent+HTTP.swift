/// The HTTP protocol binding's binary mode: attributes in `ce-` headers, the payload as the body.
extension CloudEvent {
    /// Reads a request or response in binary mode.
    ///
    /// An empty body without a content type is no payload.
    /// - Parameter headers: in any order; names in any case.
    /// - Throws: ``CloudEventError`` with every fault.
    package init(
        httpHeaders headers: some Sequence<(name: String, value: String)>, body: [UInt8]
    ) throws(CloudEventError) {
        var reader = CloudEventReader()
        var contentType: String?
        for (name, value) in headers {
            let name = name.lowercased()
            if name == "content-type" {
                if contentType != nil { reader.fault("datacontenttype", "is given more than once") }
                contentType = value
                reader.attribute("datacontenttype", .string(value))
            } else if name.hasPrefix("ce-") {
                let attribute = String(name.dropFirst(3))
                guard attribute != "datacontenttype" else {
                    reader.fault(attribute, "is given by the content-type header in binary mode")
                    continue
                }
                guard let text = HTTPHeaderText.decode(value) else {
                    reader.fault(attribute, "the header's percent-encoding does not give UTF-8")
                    continue
                }
                reader.attribute(attribute, .string(text))
            }
        }
        self = try reader.event(data: body.isEmpty && contentType == nil ? nil : body)
    }

    /// The headers of the event in binary mode, `content-type` included; the body is ``data``.
    package var httpHeaders: [(name: String, value: String)] {
        attributes.map { name, text in
            name == "datacontenttype" ? ("content-type", text) : ("ce-" + name, HTTPHeaderText.encode(text))
        }
    }
}

/// The text of attributes in HTTP headers (HTTP protocol binding, section 3.1.3.2).
enum HTTPHeaderText {
    /// Percent-encodes the space, the double quote, the percent sign and all that is not printable ASCII.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes += String(byte, radix: 16, uppercase: true).utf8.count == 1 ? [UInt8(ascii: "0")] : []
                bytes += String(byte, radix: 16, uppercase: true).utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes off double quotes with their escapes, then decodes percent signs once.
    ///
    /// - Returns: nil when what comes out is not UTF-8. A percent sign without two digits stands for itself.
    static func decode(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        if bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
            bytes = unescape(bytes[1..<bytes.count - 1])
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Hexadecimal.value(of: bytes[index + 1]), let low = Hexadecimal.value(of: bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func unescape(_ quoted: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in quoted {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                result.append(byte)
                isEscaped = false
            }
        }
        return result
    }
}
