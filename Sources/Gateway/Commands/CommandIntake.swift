import EventSourcing
import HTTPTypes
import HubContracts
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Reads a command from a request, in either of the modes of CloudEvents over HTTP, and says everything that is wrong.
struct CommandIntake: Sendable {
    let schemas: ContractSchemas
    let services: Set<String>
    /// The key of a contract's records, where it is not the subject.
    let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?
    let learnerActs: LearnerActs
    let now: @Sendable () -> Timestamp

    /// The object of a table of who owns what.
    static let ownership = "ownership"

    /// How long ago a command may first have been sent: a day less than it is remembered.
    static let longest = 13 * 86_400_000 as Int64

    /// - Throws: ``Problem``.
    func command(_ request: Request, _ context: GatewayContext) async throws -> CloudEvent {
        let bytes: [UInt8]
        do {
            bytes = Array((try await request.body.collect(upTo: 2 * CloudEvent.maximumSize)).readableBytesView)
        } catch {
            throw Problem(.tooLarge, "A command is at most \(CloudEvent.maximumSize) bytes.")
        }
        var message = try read(request, bytes)
        var faults: [Problem.Fault] = []
        if let given = message[.institution], given != context.institution {
            faults.append(
                .init(
                    .attribute("institution"), code: "forbidden",
                    "is another institution than the one that this request is bound to"))
        }
        message[.institution] = context.institution
        if message.time == nil { message.time = now() }
        if message[.correlationid] == nil { message[.correlationid] = context.correlationId }
        if message[.traceparent] == nil, let parent = request.headers[.traceparent] { message[.traceparent] = parent }
        if let contract = message.contract {
            if message.dataSchema == nil { message.dataSchema = contract.urn }
            let key = partitionKey(contract, context.institution)
            if let given = message[.partitionkey], given != key {
                faults.append(.init(.attribute("partitionkey"), "is not the key of this contract; leave it out"))
            }
            message[.partitionkey] = key
        }
        faults += expectation(request, &message)
        faults += message.faultsOfCaller().map { .init(.attribute($0.attribute), $0.sentence) }
        faults += contractFaults(message)
        if let key = request.headers[.idempotencyKey], CommandIntake.unquoted(key) != message.id {
            faults.append(.init(.header("Idempotency-Key"), "must be the id of the CloudEvent"))
        }
        if let time = message.time, time.milliseconds < now().milliseconds - CommandIntake.longest {
            faults.append(
                .init(
                    .attribute("time"), code: "tooOld",
                    "lies more than 13 days back; a repetition could no longer be told from a new command"))
        }
        guard faults.isEmpty else {
            throw Problem(
                .invalidRequest, "The command cannot be taken in; everything that is wrong is listed.", faults: faults)
        }
        try checkLeave(message, request, context)
        message.origin = .caller
        return message
    }

    /// Leave to break the rules, to say who owns what, and to act for a learner is a token's.
    private func checkLeave(_ message: CloudEvent, _ request: Request, _ context: GatewayContext) throws {
        if message.contract == ChangeOwnershipV1.identity { try context.caller.require(.ownershipChange) }
        // What met its contract can be read.
        guard let data = message.data, let root = try? JSONDocument(data).root else { return }
        try learnerActs.check(message, root, request, context)
        if let scope = root["override"]?["scope"]?.string {
            try context.caller.require(scope: scope, at: .pointer("/override/scope"))
        }
    }

    private func read(_ request: Request, _ bytes: [UInt8]) throws -> CloudEvent {
        do throws(CloudEventError) {
            switch try CloudEventMode(contentType: request.headers[.contentType]) {
            case .structured: return try CloudEventJSON.event(bytes)
            case .batch:
                throw CloudEventError(
                    "datacontenttype", "commands are sent one by one, as application/cloudevents+json")
            case .binary: break
            }
            let headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
            guard headers.contains(where: { $0.name.lowercased().hasPrefix("ce-") }) else {
                throw CloudEventError(
                    "specversion",
                    "send a CloudEvent: as application/cloudevents+json, or with ce- headers and its data as the body")
            }
            return try CloudEvent(httpHeaders: headers, body: bytes)
        } catch {
            throw Problem(error)
        }
    }

    private func contractFaults(_ message: CloudEvent) -> [Problem.Fault] {
        guard let contract = message.contract else { return [] }
        if contract == ChangeOwnershipV1.identity {
            if message.subject != CommandIntake.ownership {
                return [
                    .init(.attribute("subject"), "must be \(CommandIntake.ownership): an institution has one table")
                ]
            }
        } else if let refusal = schemas.refusal(of: contract, services: services) {
            return [.init(.attribute("type"), code: refusal.code, refusal.sentence)]
        }
        guard let data = message.data else { return [.init(.pointer(""), "a command has data")] }
        return schemas.faults(in: data, of: contract).map {
            .init(.pointer($0.pointer), code: $0.code, $0.message)
        }
    }

    /// What `If-Match` and `If-None-Match` expect of the aggregate.
    private func expectation(_ request: Request, _ message: inout CloudEvent) -> [Problem.Fault] {
        if let tag = request.headers[.ifMatch] {
            guard let version = Int64(CommandIntake.unquoted(tag)), version > 0,
                let sequence = SequenceNumber(version)
            else {
                return [.init(.header("If-Match"), "must be one ETag as an answer gave it, such as \"3\"")]
            }
            message.expectedSequence = sequence
        } else if let tag = request.headers[.ifNoneMatch] {
            guard tag == "*" else { return [.init(.header("If-None-Match"), "must be *: nothing may be there yet")] }
            message.expectedSequence = SequenceNumber.none
        }
        return []
    }

    static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        return String(text.dropFirst().dropLast())
    }
}
