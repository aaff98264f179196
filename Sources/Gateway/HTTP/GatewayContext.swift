import EventSourcing
import HTTPTypes
package import Hummingbird
import ServiceRuntime

/// What every handler knows of its request.
package struct GatewayContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Whose data are read and written. Everything is bound to one institution; there is no request without.
    package var institution = ""
    /// Who asks.
    var caller = GatewayCaller.anyone
    /// Joins everything that comes of the request.
    package var correlationId = UUIDValue.random().description

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}

/// Binds a request to its institution, keeps out what a browser was tricked into sending, and turns every error into a
/// problem.
struct RequestGuard: RouterMiddleware {
    /// Whose requests are that bear no token; a token says for which institution it is.
    let institution: String
    let tokens: TokenDesk
    let now: @Sendable () -> Timestamp
    /// The names under which the gateway is reached, beside those of this machine.
    let hosts: Set<String>
    /// Every address, to tell a method that is not for it from one that does not exist.
    let endpoints: [Endpoint]
    let log: @Sendable (LogLine.Level, String, String?, [LogLine.Fact]) -> Void

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.institution = institution
        if let given = request.headers[.correlationID], UUIDValue(given) != nil { context.correlationId = given }
        var response: Response
        do {
            try checkHost(request)
            try checkOrigin(request)
            try checkPath(request)
            context.caller = try tokens.caller(request, at: now())
            if case .holder(let token) = context.caller { context.institution = token.institution }
            response = try await next(request, context)
        } catch let problem as Problem {
            response = problem.response(to: request, correlationId: context.correlationId)
        } catch let error as HTTPError {
            response = problem(of: error, request).response(to: request, correlationId: context.correlationId)
        } catch {
            log(
                .error, "a request failed", context.correlationId,
                [.init("method", request.method.rawValue), .init("path", request.uri.path), .init("error", "\(error)")])
            response = Problem(.failed, "The request failed; the hub's log tells more under this instance.")
                .response(to: request, correlationId: context.correlationId)
        }
        // Without what was asked for behind the path, which may be anything.
        log(
            .debug, "a request was answered", context.correlationId,
            [
                .init("method", request.method.rawValue), .init("path", request.uri.path),
                .init("status", String(response.status.code)),
            ])
        response.headers[.correlationID] = context.correlationId
        response.headers[.apiVersion] = Endpoint.Interface.of(path: request.uri.path).version
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func problem(of error: HTTPError, _ request: Request) -> Problem {
        switch error.status {
        case .notFound, .methodNotAllowed: absence(request)
        case .contentTooLarge: Problem(.tooLarge, "The body is larger than this address takes.")
        default: Problem(.invalidRequest, error.body ?? "The request cannot be read.")
        }
    }

    /// Nothing stands at an address, or only something for other methods.
    private func absence(_ request: Request) -> Problem {
        let methods = endpoints.filter { $0.matches(request.uri.path) }.map(\.method)
        guard !methods.isEmpty, !methods.contains(request.method) else {
            return Problem(.notFound, "There is nothing at \(request.uri.path).")
        }
        var problem = Problem(.methodNotAllowed, "\(request.method.rawValue) is not for \(request.uri.path).")
        let allowed = methods.contains(.get) ? [.head] + methods : methods
        problem.headers = [(.allow, Set(allowed.map(\.rawValue)).sorted().joined(separator: ", "))]
        return problem
    }

    /// An address has one form: the NL API Design Rules keep a slash at its end for the root of an interface.
    private func checkPath(_ request: Request) throws {
        let path = request.uri.path
        guard path.hasSuffix("/"), path != "/",
            !Endpoint.Interface.allCases.contains(where: { path == $0.rawValue + "/" })
        else { return }
        throw Problem(.notFound, "There is nothing at \(path); an address does not end in a slash.")
    }

    /// A name that an attacker's page made to lead to this machine is not ours.
    private func checkHost(_ request: Request) throws {
        guard let authority = request.head.authority else { return }
        let host = RequestGuard.host(of: authority)
        guard ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host) || hosts.contains(host) else {
            throw Problem(
                .misdirected, "The gateway is not known by the name in Host; start it with --host-name to add one.")
        }
    }

    /// A browser says from which page a request comes; none is to write here.
    private func checkOrigin(_ request: Request) throws {
        guard request.method != .get, request.method != .head, let origin = request.headers[.origin] else { return }
        let host = RequestGuard.host(of: origin.split(separator: "/").last.map(String.init) ?? "")
        guard hosts.contains(host) else {
            throw Problem(.forbidden, "Requests that change something are not taken from web pages.")
        }
    }

    private static func host(of authority: String) -> String {
        let lowered = authority.lowercased()
        if lowered.hasPrefix("["), let end = lowered.firstIndex(of: "]") { return String(lowered[...end]) }
        return String(lowered.prefix { $0 != ":" })
    }
}

/// The version of the HTTP interface, as the NL API Design Rules ask to be told.
package enum GatewayVersion {
    package static let number = "1.0.0"
}
