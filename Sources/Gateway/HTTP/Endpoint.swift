import Hummingbird
import JSONSchema

/// One address of the gateway: what it does for callers, and what happens.
///
/// The router and the OpenAPI document are made from the same list, so that neither can have what the other lacks.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, GatewayContext) async throws -> Response

    /// One of the interfaces that the gateway has, each with a version and a description of its own.
    enum Interface: String, Sendable, CaseIterable {
        /// The hub's own.
        case hub = "/v1"
        /// Open Education API.
        case oeapi = "/oeapi/v6"

        /// The full version, as the NL API Design Rules ask to be told.
        var version: String {
            switch self {
            case .hub: GatewayVersion.number
            case .oeapi: "6.0.0"
            }
        }

        /// The interface to which an address belongs.
        static func of(path: String) -> Interface {
            path == Interface.oeapi.rawValue || path.hasPrefix(Interface.oeapi.rawValue + "/") ? .oeapi : .hub
        }
    }

    let method: HTTPRequest.Method
    /// Below the interface's own path, with parameters as OpenAPI writes them, such as `/commands/{key}`.
    let path: String
    let interface: Interface
    let tag: String
    let summary: String
    let description: String
    let parameters: [Parameter]
    let body: Body?
    let answers: [Answer]
    let handler: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, in interface: Interface = .hub, tag: String, _ summary: String,
        description: String = "",
        parameters: [Parameter] = [], body: Body? = nil, answers: [Answer], handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.interface = interface
        self.tag = tag
        self.summary = summary
        self.description = description
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.handler = handler
    }

    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path
            case query
            case header
        }

        let name: String
        let place: Place
        let description: String
        /// The JSON Schema of its value.
        let schema: String

        init(_ name: String, in place: Place, _ description: String, schema: String = #"{"type":"string"}"#) {
            self.name = name
            self.place = place
            self.description = description
            self.schema = schema
        }
    }

    struct Body: Sendable {
        let description: String
        /// Media types with the JSON Schema of what they hold.
        let content: [(type: String, schema: String)]
    }

    struct Answer: Sendable {
        let status: Int
        let description: String
        let content: [(type: String, schema: String)]
        let headers: [(name: String, description: String)]

        init(
            _ status: Int, _ description: String, content: [(type: String, schema: String)] = [],
            headers: [(name: String, description: String)] = []
        ) {
            self.status = status
            self.description = description
            self.content = content
            self.headers = headers
        }

        /// The answer with a problem, for each of these statuses.
        static func problems(_ statuses: Int...) -> [Answer] {
            statuses.map { status in
                Answer(
                    status, "A problem (RFC 9457) that lists every fault.",
                    content: [("application/problem+json", ##"{"$ref":"#/components/schemas/Problem"}"##)])
            }
        }
    }

    /// The path as the router writes parameters.
    var routerPath: String {
        interface.rawValue
            + path.replacing("{", with: ":").replacing("}", with: "")
    }

    /// Whether an address is one of this endpoint's.
    func isAt(_ path: String) -> Bool {
        let parts = "\(interface.rawValue)\(self.path)".split(separator: "/")
        let words = path.split(separator: "/")
        return parts.count == words.count && zip(parts, words).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
