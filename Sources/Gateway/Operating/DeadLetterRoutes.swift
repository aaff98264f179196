import EventLog
import EventSourcing
import HTTPTypes
import HubContracts
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Commands that could not be processed: what they are, and what an operator does about them.
struct DeadLetterRoutes: Sendable {
    let shelf: DeadLetterShelf
    let services: [String]
    let commands: CommandRoutes
    /// Who control commands are from.
    let source: String
    let now: @Sendable () -> Timestamp

    private typealias Found = DeadLetterShelf.Found

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        let service = query.text("service")
        let aggregate = query.text("aggregate")
        if let service, !services.contains(service) {
            query.fault("service", "must be one of \(services.joined(separator: ", "))")
        }
        try query.check()
        let all = try await shelf.letters(of: service, in: context.institution).filter {
            aggregate == nil || $0.letter.aggregate?.subject == aggregate
        }
        return page.response(total: all.count, request) { text in
            for found in all.dropFirst(page.offset).prefix(page.size) { write(found, bytes: false, to: &text) }
        }
    }

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var text = JSONText()
        write(try await letter(context), bytes: true, to: &text)
        return Response.json(text)
    }

    /// Decides the held commands of the letter's aggregate again, in their order.
    func release(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let found = try await letter(context)
        let (subject, reason) = try await asked(found, request)
        var data = JSONText()
        data.object { data in
            data.member("aggregate", subject)
            if let reason { data.member("reason", reason) }
        }
        return try await control(ReleaseDeadLettersV1.identity, found, subject, data.bytes, context)
    }

    /// Gives the letter up; what waits behind it is decided when it was the only one in the way.
    func discard(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let found = try await letter(context)
        let (subject, reason) = try await asked(found, request)
        return try await control(
            DiscardDeadLettersV1.identity, found, subject,
            DeadLetterShelf.discard(found, subject, because: reason ?? "given up by an operator"), context)
    }

    private func asked(_ found: Found, _ request: Request) async throws -> (subject: String, reason: String?) {
        guard let subject = found.letter.aggregate?.subject else {
            throw Problem(
                .conflict, "The command cannot be attributed to an aggregate, so nothing waits behind it.")
        }
        let bytes: [UInt8]
        do {
            bytes = Array((try await request.body.collect(upTo: 8192)).readableBytesView)
        } catch {
            throw Problem(.tooLarge, "A reason is at most 1,000 characters.")
        }
        guard !bytes.isEmpty else { return (subject, nil) }
        guard let root = try? JSONDocument(bytes).root, root.kind == .object else {
            throw Problem(.invalidRequest, "The body must be a JSON object with a reason, or nothing.")
        }
        return (subject, root["reason"]?.string)
    }

    private func control(
        _ contract: ContractIdentity, _ found: Found, _ subject: String, _ data: [UInt8], _ context: GatewayContext
    ) async throws -> Response {
        let message = DeadLetterShelf.control(
            contract, subject, data, in: context.institution, correlationId: context.correlationId, source: source,
            at: now())
        guard let key = CommandKey.of(message) else { throw Problem(.failed, "The command has no key.") }
        let partition = Partition(ServiceTopics(service: found.service).commands, found.partition)
        var response = try await commands.submit(message, key, to: partition, wait: CommandRoutes.defaultWait)
        // What a release brings about may be the first of its object; the letter itself makes nothing.
        if response.status == .created { response.status = .ok }
        return response
    }

    // MARK: Reading

    private func letter(_ context: GatewayContext) async throws -> Found {
        let id = context.parameters.get("id") ?? ""
        let service = services.first { id.hasPrefix("\($0)-") }
        guard let found = try await shelf.letters(of: service, in: context.institution).first(where: { $0.id == id })
        else {
            throw Problem(.notFound, "There is no dead letter \(id); it may have been released or discarded.")
        }
        return found
    }

    private func write(_ found: Found, bytes: Bool, to text: inout JSONText) {
        let letter = found.letter
        let command = ReceivedCommand(letter.command).message
        text.object { text in
            text.member("id", found.id)
            text.member("service", found.service)
            text.member("partition", found.partition)
            text.name("letterNumber")
            text.integer(letter.number)
            if let aggregate = letter.aggregate { text.member("aggregate", aggregate.subject) }
            text.member("stage", letter.stage.rawValue)
            text.member("code", letter.code.rawValue)
            text.member("message", letter.message)
            if let pointer = letter.pointer { text.member("pointer", pointer) }
            text.member("receivedAt", Timestamp(milliseconds: letter.command.time).description)
            guard let command else { return }
            text.member("commandType", command.type)
            text.member("commandId", command.id)
            text.member("commandSource", command.source)
            if let origin = command.origin { text.member("origin", origin.rawValue) }
            text.name("isSealed")
            text.boolean(letter.sealedBodyHash != nil)
            guard bytes, letter.sealedBodyHash == nil, let value = letter.command.value else { return }
            if let data = try? JSONDocument(value).root {
                text.name("data")
                data.write(to: &text)
            } else {
                text.member("dataText", String(decoding: value, as: UTF8.self))
            }
        }
    }
}
