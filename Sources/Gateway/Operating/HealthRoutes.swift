import Hummingbird
import JSONSchema
import ServiceRuntime

/// What a part of the hub says of itself.
package struct PartHealth: Sendable, Hashable {
    package let name: String
    /// Nil when it is ready.
    package let waitsFor: String?

    package init(name: String, waitsFor: String?) {
        self.name = name
        self.waitsFor = waitsFor
    }
}

/// Whether the process lives, whether it is ready, and its numbers.
struct HealthRoutes: Sendable {
    let parts: @Sendable () -> [PartHealth]
    let metrics: Metrics

    func live(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var text = JSONText()
        text.object { $0.member("status", "pass") }
        return Response.json(text, type: "application/health+json")
    }

    func ready(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parts = parts()
        let isReady = parts.allSatisfy { $0.waitsFor == nil }
        var text = JSONText()
        text.object { text in
            text.member("status", isReady ? "pass" : "fail")
            text.name("parts")
            text.array { text in
                for part in parts {
                    text.object { text in
                        text.member("name", part.name)
                        text.member("status", part.waitsFor == nil ? "pass" : "fail")
                        if let waitsFor = part.waitsFor { text.member("waitsFor", waitsFor) }
                    }
                }
            }
        }
        return Response.json(
            text, status: isReady ? .ok : .serviceUnavailable, type: "application/health+json")
    }

    func numbers(_ request: Request, _ context: GatewayContext) async throws -> Response {
        Response.json(Array(metrics.text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}
