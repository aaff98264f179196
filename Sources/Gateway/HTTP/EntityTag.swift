import Crypto
import HTTPTypes
import Hummingbird

/// The tag of an answer's bytes: the same bytes have the same tag, wherever and whenever they were made.
struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in SHA256.hash(data: bytes).prefix(16) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        text.append(UInt8(ascii: "\""))
        description = String(decoding: text, as: UTF8.self)
    }

    /// Whether an `If-None-Match` names it. Weakly compared, as RFC 9110 asks of that header.
    func isNamed(in header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let tag = part.drop { $0 == " " }.prefix { $0 != " " }
            return tag == "*" || tag == description || tag == "W/\(description)"
        }
    }
}

extension Response {
    /// An answer with JSON that a caller may keep and ask for again by its tag: 304 when it still holds.
    static func tagged(_ bytes: [UInt8], for request: Request, type: String = "application/json") -> Response {
        let tag = EntityTag(bytes)
        var response: Response
        if let held = request.headers[.ifNoneMatch], tag.isNamed(in: held) {
            response = Response(status: .notModified)
        } else {
            response = .json(bytes, type: type)
        }
        response.headers[.eTag] = tag.description
        // It may be kept, and is to be asked for again before it is used.
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}
