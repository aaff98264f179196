import EventSourcing
import HTTPTypes
import Hummingbird

/// Who asks.
enum GatewayCaller: Sendable {
    /// Whoever reaches the hub, without a token.
    case anyone
    case holder(AccessToken)

    /// Nil for anyone.
    var id: String? {
        switch self {
        case .anyone: nil
        case .holder(let token): token.callerId
        }
    }

    func has(_ scope: AccessScope) -> Bool {
        switch self {
        case .anyone: false
        case .holder(let token): token.scopes.contains(scope.rawValue)
        }
    }

    /// - Parameter scope: as a message names it; others than the gateway knows may occur.
    /// - Throws: ``Problem``: 401 without a token, 403 with one that lacks the scope.
    func require(scope: String, at place: Problem.Fault.Place = .none) throws {
        switch self {
        case .anyone:
            throw Problem.unauthenticated(
                "This needs a bearer token with the scope \(scope).", isInvalid: false)
        case .holder(let token):
            guard !token.scopes.contains(scope) else { return }
            throw Problem(
                .forbidden, "The token lacks a scope that this needs.",
                faults: [.init(place, code: "insufficientScope", "needs the scope \(scope)")])
        }
    }

    func require(_ scope: AccessScope) throws { try require(scope: scope.rawValue) }
}

extension TokenDesk {
    /// Who a request is from, as its bearer token says.
    ///
    /// - Throws: ``Problem``: 401 for a token that is none of this hub, or is over.
    func caller(_ request: Request, at now: Timestamp) throws -> GatewayCaller {
        guard let given = request.headers[.authorization] else { return .anyone }
        let parts = given.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Problem.unauthenticated("Authorization must be a bearer token.", isInvalid: true)
        }
        let token: AccessToken?
        do {
            token = try self.token(String(parts[1]), at: now)
        } catch {
            throw Problem(.unavailable, "The tokens of the hub cannot be read now.", retryAfter: 30)
        }
        guard let token else {
            throw Problem.unauthenticated("The token is not known here, or is over.", isInvalid: true)
        }
        return .holder(token)
    }
}

extension Problem {
    static func unauthenticated(_ detail: String, isInvalid: Bool) -> Problem {
        var problem = Problem(.unauthenticated, detail)
        problem.headers = [
            (.wwwAuthenticate, "Bearer realm=\"schakel\"" + (isInvalid ? ", error=\"invalid_token\"" : ""))
        ]
        return problem
    }
}
