import EventLog
import EventSourcing
import HTTPTypes
import HubContracts
import Hummingbird
import JSONSchema
import ServiceRuntime
import Synchronization

/// Takes commands in, waits for what becomes of them, and tells it.
final class CommandRoutes: Sendable {
    private let intake: CommandIntake
    private let log: any EventLog
    private let results: ResultIndex
    private let ownershipServices: [String]
    /// Commands that were appended and of which nothing is known yet, newest last.
    private let pending = Mutex<[UUIDValue]>([])

    init(intake: CommandIntake, log: any EventLog, results: ResultIndex, ownershipServices: [String]) {
        self.ownershipServices = ownershipServices
        self.intake = intake
        self.log = log
        self.results = results
    }

    /// What is waited when a caller does not say how long, in seconds, and the most.
    static let defaultWait = 10
    static let longestWait = 60

    func submit(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let wait = try CommandRoutes.wait(request)
        let message = try await intake.command(request, context)
        if message.contract == ChangeOwnershipV1.identity { return try await submitOwnership(message, wait: wait) }
        return try await submit(message, wait: wait)
    }

    /// Sends a table of who owns what to every service that keeps one, and answers with what became of it everywhere.
    ///
    /// Each service gets a command with an id of its own, made of the caller's and the service's name: the same command
    /// again is the same everywhere. The services decide alike, so that a refusal of one is told as the refusal.
    private func submitOwnership(_ message: CloudEvent, wait: Int) async throws -> Response {
        var responses: [Response] = []
        for service in ownershipServices {
            var copy = message
            copy.id = "\(message.id)/\(service)"
            guard let key = CommandKey.of(copy), let layout = log.layout(of: ServiceTopics(service: service).commands)
            else { throw Problem(.failed, "The command has no place on the log.") }
            responses.append(
                try await submit(copy, key, to: layout.partition(ofKey: (copy.recordKey ?? "").utf8), wait: wait))
        }
        guard let first = responses.first else {
            throw Problem(.unavailable, "No service here keeps a table of who owns what.", retryAfter: 60)
        }
        // What is not decided everywhere is not decided.
        var answer = responses.first { $0.status == .accepted } ?? first
        guard answer.status != .accepted else { return answer }
        let positions = responses.compactMap { $0.headers[.position] }
        answer.headers[.position] = positions.isEmpty ? nil : positions.joined(separator: ", ")
        return answer
    }

    /// Appends a command and answers with what became of it.
    func submit(_ message: CloudEvent, wait: Int) async throws -> Response {
        guard let contract = message.contract, let key = CommandKey.of(message),
            let layout = log.layout(of: ServiceTopics(service: contract.service).commands)
        else { throw Problem(.failed, "The command has no place on the log.") }
        return try await submit(message, key, to: layout.partition(ofKey: (message.recordKey ?? "").utf8), wait: wait)
    }

    /// Appends a command to a partition, and answers with what became of it.
    func submit(_ message: CloudEvent, _ key: UUIDValue, to partition: Partition, wait: Int) async throws -> Response {
        let hash = BodyHash.of(message)
        if let known = try await results.wait(for: key, hash: hash, atMost: .zero), known.result.isFinal {
            return try CommandRoutes.answer(known, key)
        }
        do throws(EventLogError) {
            _ = try await log.append([Append([NewRecord(message)], to: partition)])
        } catch {
            throw Problem(
                .unavailable,
                error.reason == .unknownOutcome
                    ? "It is not known whether the command arrived; send it again with the same id."
                    : "The event log cannot be written now; nothing was taken in.", retryAfter: 2)
        }
        pending.withLock { pending in
            if pending.count >= 10_000 { pending.removeFirst(1_000) }
            pending.append(key)
        }
        guard let found = try await results.wait(for: key, hash: hash, atMost: .seconds(wait)) else {
            return CommandRoutes.pending(key)
        }
        pending.withLock { pending in pending.removeAll { $0 == key } }
        return try CommandRoutes.answer(found, key)
    }

    func read(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let key = context.parameters.get("key").flatMap({ UUIDValue($0) }) else {
            throw Problem(.notFound, "A command's key is a UUID, as Location gives it.")
        }
        if let found = try await results.find(key) {
            return CommandRoutes.told(found, key)
        }
        if pending.withLock({ $0.contains(key) }) { return CommandRoutes.pending(key) }
        guard results.isCaughtUp else {
            throw Problem(.unavailable, "The index of results is still catching up.", retryAfter: 2)
        }
        throw Problem(
            .notFound, "No command with this key has been decided in the last 14 days; it may still be waiting.")
    }

    // MARK: Answers

    /// How long a caller wants to wait, in seconds.
    static func wait(_ request: Request) throws -> Int {
        guard let preference = request.headers[.prefer] else { return defaultWait }
        for part in preference.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let text = part.filter { $0 != " " }.lowercased()
            if text == "respond-async" { return 0 }
            guard text.hasPrefix("wait=") else { continue }
            guard let seconds = Int(text.dropFirst(5)), (0...longestWait).contains(seconds) else {
                throw Problem(
                    .invalidRequest, "The preference is not right.",
                    faults: [.init(.header("Prefer"), "wait must be 0 to \(longestWait) seconds")])
            }
            return seconds
        }
        return defaultWait
    }

    private static func pending(_ key: UUIDValue) -> Response {
        var text = JSONText()
        text.object { text in
            text.member("key", key.description)
            text.member("state", "pending")
        }
        var response = Response.json(text, status: .accepted)
        response.headers[.location] = "/v1/commands/\(key)"
        response.headers[.retryAfter] = "1"
        return response
    }

    /// - Throws: ``Problem`` for a command that was refused.
    static func answer(_ found: ResultIndex.Found, _ key: UUIDValue) throws -> Response {
        let result = found.result
        switch result.outcome {
        case .accepted, .unchanged:
            let isCreated = result.outcome == .accepted && result.sequence == Int64(result.events?.count ?? 0)
            var response = told(found, key)
            response.status = isCreated ? .created : .ok
            response.headers[.location] = "/v1/commands/\(key)"
            return response
        case .parked:
            var response = told(found, key)
            response.status = .accepted
            response.headers[.location] = "/v1/commands/\(key)"
            return response
        case .rejected, .conflict: throw rejection(result, key)
        }
    }

    /// What became of a command, as it is told to whoever asks later.
    private static func told(_ found: ResultIndex.Found, _ key: UUIDValue) -> Response {
        let result = found.result
        var text = JSONText()
        text.object { text in
            text.member("key", key.description)
            text.member("state", result.outcome == .parked && !result.isFinal ? "parked" : "decided")
            text.name("result")
            text.raw(ResultText.of(result))
        }
        var response = Response.json(text)
        guard result.outcome == .accepted || result.outcome == .unchanged else { return response }
        response.headers[.eTag] = "\"\(result.sequence)\""
        if let last = result.events?.map(\.eventNumber).max() {
            response.headers[.position] = "\(found.service)/\(found.partition)@\(last)"
        }
        return response
    }

    private static func rejection(_ result: CommandResultV1, _ key: UUIDValue) -> Problem {
        let rejection = result.rejection
        let code = rejection?.code ?? .invalid
        let kind: Problem.Kind =
            switch code {
            case .identityConflict: .conflict
            case .expectedSequenceMismatch: .preconditionFailed
            default: result.outcome == .conflict ? .conflict : .rejected
            }
        let faults: [Problem.Fault] =
            if let conflicts = rejection?.conflicts {
                conflicts.map { .init($0.pointer.map { .pointer($0) } ?? .none, code: $0.code, $0.message) }
            } else {
                [
                    .init(
                        rejection?.pointer.map { .pointer($0) } ?? .none, code: code.rawValue,
                        rejection?.message ?? "refused")
                ]
            }
        var problem = Problem(kind, rejection?.message ?? "The command was refused.", faults: faults)
        if let actual = rejection?.actualSequence { problem.headers.append((.eTag, "\"\(actual)\"")) }
        problem.headers.append((.location, "/v1/commands/\(key)"))
        return problem
    }
}
