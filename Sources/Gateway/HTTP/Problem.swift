package import EventSourcing
package import HTTPTypes
import Hummingbird
import JSONSchema

/// Why a request is not answered with what it asked for, as RFC 9457 says it: every fault at once, each with its place.
package struct Problem: Error, Sendable {
    /// The kind of problem; its `type` is `urn:schakel:problem:<kind>`.
    package enum Kind: String, Sendable, CaseIterable {
        case invalidRequest = "invalid-request"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case notAcceptable = "not-acceptable"
        case conflict = "conflict"
        case preconditionFailed = "precondition-failed"
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case rejected = "rejected"
        case misdirected = "misdirected"
        case unauthenticated = "unauthenticated"
        case forbidden = "forbidden"
        case unavailable = "unavailable"
        case failed = "failed"

        var status: HTTPResponse.Status {
            switch self {
            case .invalidRequest: .badRequest
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .notAcceptable: .notAcceptable
            case .conflict: .conflict
            case .preconditionFailed: .preconditionFailed
            case .tooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .rejected: .unprocessableContent
            case .misdirected: .misdirectedRequest
            case .unauthenticated: .unauthorized
            case .forbidden: .forbidden
            case .unavailable: .serviceUnavailable
            case .failed: .internalServerError
            }
        }

        /// The same for every problem of the kind, in English or Dutch.
        func title(inDutch: Bool) -> String {
            switch self {
            case .invalidRequest: inDutch ? "Het verzoek klopt niet" : "The request is not right"
            case .notFound: inDutch ? "Niet gevonden" : "Not found"
            case .methodNotAllowed: inDutch ? "Deze methode kan hier niet" : "This method is not for this address"
            case .notAcceptable: inDutch ? "Niet in deze vorm te krijgen" : "Not available in this form"
            case .conflict: inDutch ? "In strijd met wat er al is" : "In conflict with what is there"
            case .preconditionFailed: inDutch ? "De voorwaarde geldt niet" : "The precondition does not hold"
            case .tooLarge: inDutch ? "Te groot" : "Too large"
            case .unsupportedMediaType: inDutch ? "Deze vorm wordt niet gelezen" : "This form is not read"
            case .rejected: inDutch ? "De regels staan dit niet toe" : "The rules do not allow this"
            case .misdirected: inDutch ? "Voor een andere dienst bestemd" : "Meant for another service"
            case .unauthenticated: inDutch ? "Niet bekend wie dit vraagt" : "Not known who asks"
            case .forbidden: inDutch ? "Niet toegestaan" : "Not allowed"
            case .unavailable: inDutch ? "Nu niet beschikbaar" : "Not available now"
            case .failed: inDutch ? "Er ging iets mis" : "Something went wrong"
            }
        }
    }

    /// One thing that is wrong.
    package struct Fault: Sendable, Hashable {
        package enum Place: Sendable, Hashable {
            /// A JSON pointer into the body's data.
            case pointer(String)
            /// An attribute of the envelope.
            case attribute(String)
            case header(String)
            case parameter(String)
            case none
        }

        package let place: Place
        package let code: String
        /// What is wrong, without the value that is.
        package let message: String

        package init(_ place: Place, code: String = "invalid", _ message: String) {
            self.place = place
            self.code = code
            self.message = message
        }
    }

    package let kind: Kind
    package let detail: String
    package var faults: [Fault]
    /// Seconds after which the same request may do better.
    package var retryAfter: Int?
    /// Further headers of the answer.
    package var headers: [(name: HTTPField.Name, value: String)] = []
    /// Further members, which its kind of problem has.
    var members: [(name: String, value: Member)] = []

    enum Member: Sendable, Hashable {
        case text(String)
        case texts([String])
    }

    package init(_ kind: Kind, _ detail: String, faults: [Fault] = [], retryAfter: Int? = nil) {
        self.kind = kind
        self.detail = detail
        self.faults = faults
        self.retryAfter = retryAfter
    }

    package init(_ error: CloudEventError) {
        self.init(
            .invalidRequest, "The CloudEvent cannot be read.",
            faults: error.faults.map { Fault(.attribute($0.attribute), $0.sentence) })
    }

    func response(to request: Request, correlationId: String) -> Response {
        let inDutch = Problem.prefersDutch(request.headers[.acceptLanguage] ?? "")
        // A sentence that has no Dutch stays English, and the answer says that it has both.
        var isAllDutch = true
        func told(_ english: String) -> String {
            guard inDutch else { return english }
            guard let dutch = DutchText.of(english) else {
                isAllDutch = false
                return english
            }
            return dutch
        }
        var text = JSONText()
        text.object { text in
            text.member("type", "urn:schakel:problem:\(kind.rawValue)")
            text.member("title", kind.title(inDutch: inDutch))
            text.member("status", Int(kind.status.code))
            text.member("detail", told(detail))
            text.member("instance", "urn:schakel:request:\(correlationId)")
            for (name, value) in members {
                switch value {
                case .text(let value): text.member(name, value)
                case .texts(let values):
                    text.name(name)
                    text.array { text in
                        for value in values { text.string(value) }
                    }
                }
            }
            guard !faults.isEmpty else { return }
            text.name("errors")
            text.array { text in
                for fault in faults { fault.write(to: &text, telling: told) }
            }
        }
        var response = Response.json(text, status: kind.status, type: "application/problem+json")
        response.headers[.contentLanguage] = inDutch ? isAllDutch ? "nl" : "nl, en" : "en"
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        for (name, value) in headers { response.headers[name] = value }
        return response
    }

    /// Whether Dutch stands before English; English where neither is asked for.
    private static func prefersDutch(_ accepted: String) -> Bool {
        var best = (language: "en", quality: 0.0)
        for range in accepted.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let language = parts.first?.prefix(2), language == "nl" || language == "en" else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if quality > best.quality { best = (String(language), quality) }
        }
        return best.language == "nl"
    }
}

extension Problem.Fault {
    /// - Parameter telling: gives a sentence in the language of the answer.
    func write(to text: inout JSONText, telling: (String) -> String = { $0 }) {
        text.object { text in
            switch place {
            case .pointer(let pointer): text.member("pointer", pointer)
            case .attribute(let name): text.member("attribute", name)
            case .header(let name): text.member("header", name)
            case .parameter(let name): text.member("parameter", name)
            case .none: break
            }
            text.member("code", code)
            text.member("message", telling(message))
        }
    }
}

extension Response {
    static func json(
        _ text: JSONText, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> Response {
        json(text.bytes, status: status, type: type)
    }

    static func json(
        _ bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> Response {
        var response = Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        response.headers[.contentType] = type
        return response
    }
}

extension HTTPField.Name {
    static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
        return name
    }

    static let position = named("Position")
    static let idempotencyKey = named("Idempotency-Key")
    static let prefer = named("Prefer")
    static let preferenceApplied = named("Preference-Applied")
    static let cursor = named("Cursor")
    static let lastEventID = named("Last-Event-ID")
    static let apiVersion = named("API-Version")
    static let link = named("Link")
    static let traceparent = named("traceparent")
    static let correlationID = named("X-Correlation-ID")
}
