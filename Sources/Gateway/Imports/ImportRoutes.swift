import Crypto
import EventSourcing
import Foundation
import HTTPTypes
import Hummingbird
import JSONSchema
import Mapping
import PersonalData
import ServiceRuntime

/// Files in, and what became of them out.
struct ImportRoutes: Sendable {
    let imports: Imports
    let connectors: ConnectorLibrary
    let now: @Sendable () -> Timestamp

    // MARK: Connectors

    func listConnectors(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        let all = connectors.all
        return page.response(total: all.count, request) { text in
            for connector in all.dropFirst(page.offset).prefix(page.size) {
                text.object { text in
                    text.member("connectorId", connector.id)
                    text.member("title", connector.title)
                    text.member("description", connector.description)
                    text.name("commands")
                    text.array { text in
                        for command in connector.commands { text.string(command.type) }
                    }
                }
            }
        }
    }

    private func connector(_ context: GatewayContext) throws -> Connector {
        let id = context.parameters.get("connector") ?? ""
        guard let connector = connectors[id] else {
            let known = connectors.all.map(\.id).joined(separator: ", ")
            throw Problem(.notFound, "There is no connector \(id); there are: \(known).")
        }
        return connector
    }

    // MARK: Imports

    func start(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let connector = try connector(context)
        var query = Query(request)
        let isDryRun = query.flag("dryRun")
        try query.check()
        let id = UUIDValue.random()
        let (size, digest) = try await receive(request, id, context.institution)
        let record = try await imports.add(
            ImportRecord(
                id: id, institution: context.institution, connector: connector.id, isDryRun: isDryRun,
                received: now(), size: size, digest: digest, sender: context.caller.id, state: .running, read: 0,
                checkpoint: 0,
                counts: ImportCounts()))
        var response = ImportRoutes.response(record)
        response.status = .accepted
        response.headers[.location] = "/v1/connectors/\(connector.id)/imports/\(id)"
        return response
    }

    /// Receives a file whole and seals it on the way to disk, or leaves nothing of it.
    private func receive(
        _ request: Request, _ id: UUIDValue, _ institution: String
    ) async throws -> (size: Int64, digest: String) {
        let largest = imports.settings.largestFile
        let tooLarge = Problem(.tooLarge, "A file is at most \(largest) bytes; send it in parts.")
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }), length > largest { throw tooLarge }
        await imports.begin(id)
        do {
            var file = try imports.seal.write(imports.file(of: id), of: id, institution: institution)
            var hash = SHA256()
            var size = 0 as Int64
            for try await buffer in request.body {
                size += Int64(buffer.readableBytes)
                guard size <= largest else { throw tooLarge }
                hash.update(data: buffer.readableBytesView)
                try file.write(buffer.readableBytesView)
            }
            try file.finish()
            let digest = hash.finalize().map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
            return (size, digest)
        } catch {
            await imports.giveUp(id)
            if error is Problem { throw error }
            if ImportRoutes.isFullDisk(error) {
                throw Problem(
                    .unavailable, "The disk of the hub is full: nothing of the file is kept, and it can be sent again.",
                    retryAfter: 60)
            }
            if let error = error as? KeyStoreError {
                imports.say(LogLine(.error, at: imports.now(), from: "imports", "\(error)"))
                throw Problem(
                    .unavailable,
                    "The hub cannot keep a key for the file: nothing of it is kept, and it can be sent again.",
                    retryAfter: 60)
            }
            throw Problem(.unavailable, "The file was not received whole, and nothing of it is kept.", retryAfter: 5)
        }
    }

    /// Whether writing failed for want of room.
    private static func isFullDisk(_ error: any Error) -> Bool {
        if let error = error as? POSIXError { return [.ENOSPC, .EDQUOT].contains(error.code) }
        let error = error as NSError
        if error.domain == NSCocoaErrorDomain, error.code == CocoaError.fileWriteOutOfSpace.rawValue { return true }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).map(isFullDisk) ?? false
    }

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let connector = try connector(context)
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        let (total, records) = try await imports.store.list(
            institution: context.institution, connector: connector.id, offset: page.offset, count: page.size)
        return page.response(total: total, request) { text in
            for record in records { record.write(to: &text) }
        }
    }

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await found(context)
        guard request.headers[.prefer] != nil else { return ImportRoutes.response(record) }
        let wait = try CommandRoutes.wait(request)
        return ImportRoutes.response(try await imports.whenEnded(record, atMost: .seconds(wait)))
    }

    func cancel(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await found(context)
        guard let changed = try await imports.cancel(record.id) else {
            throw Problem(.conflict, "Only an import that is running can be cancelled; this one is \(record.state).")
        }
        return ImportRoutes.response(changed)
    }

    func resume(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await found(context)
        guard let changed = try await imports.resume(record.id) else {
            throw Problem(
                .conflict, "Only an import that was cancelled can be resumed; this one is \(record.state).")
        }
        return ImportRoutes.response(changed)
    }

    private func found(_ context: GatewayContext) async throws -> ImportRecord {
        let connector = try connector(context)
        guard let id = context.parameters.get("id").flatMap({ UUIDValue($0) }),
            let record = try await imports.store.find(id), record.connector == connector.id,
            record.institution == context.institution
        else { throw Problem(.notFound, "There is no such import.") }
        return record
    }

    private static func response(_ record: ImportRecord) -> Response {
        var text = JSONText()
        record.write(to: &text)
        return Response.json(text)
    }

    // MARK: Rows

    func rejections(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await found(context)
        var query = Query(request)
        let page = Page(&query)
        let format = query.text("format")
        if let format, !["csv", "file"].contains(format) { query.fault("format", "must be csv or file") }
        try query.check()
        let isOfLines = connectors[record.connector]?.columns.isEmpty ?? true
        let wantsCSV =
            (request.headers[.accept] ?? "").contains("text/csv") || format == "csv" || format == "file" && !isOfLines
        try check(record, context)
        // What is known of persons goes back to a sender who is known, and to nobody else; row and line say where it
        // stands in the file.
        let isShown = !(connectors[record.connector]?.isPersonal ?? true) || record.sender != nil
        guard isShown || format != "file" else {
            throw Problem(
                .forbidden, "The rows are about persons, and go back only to who sent the file with a token.",
                faults: [.init(.parameter("format"), code: "forbidden", "gives back the rows themselves")])
        }
        if wantsCSV { return csv(record, showingRecord: isShown) }
        if format == "file" { return lines(record) }
        let (total, rows) = try await imports.store.rejections(of: record, offset: page.offset, count: page.size)
        return page.response(total: total, request) { text in
            for row in rows { row.write(to: &text, showingRecord: isShown) }
        }
    }

    /// What a file brought goes back to who sent it, and is kept as long as its key.
    private func check(_ record: ImportRecord, _ context: GatewayContext) throws {
        if let sender = record.sender, sender != context.caller.id { try context.caller.require(.importsRead) }
        guard imports.seal.isHeld(record.id, of: record.institution) else {
            throw Problem(.notFound, "The rows of this import were destroyed, 30 days after it had ended.")
        }
    }

    /// What a dry run would have sent.
    func tried(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await found(context)
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        try check(record, context)
        let (total, rows) = try await imports.store.tried(of: record, offset: page.offset, count: page.size)
        return page.response(total: total, request) { text in
            for row in rows { text.raw(row) }
        }
    }

    /// The rejected records, one on each line, so that they can be mended and sent again. What could not be read stands
    /// as it was, in one line.
    private func lines(_ record: ImportRecord) -> Response {
        download(record, type: "application/x-ndjson", ending: "jsonl") { rows in
            var text: [UInt8] = []
            for record in rows.compactMap(\.record) {
                let line = try JSONDocument(record).root.string.map { Array($0.utf8) } ?? record
                text += line.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
            }
            return ByteBuffer(bytes: text)
        }
    }

    /// The rejected rows in the form of the file, with the reasons behind, so that they can be mended and sent again.
    private func csv(_ record: ImportRecord, showingRecord isShown: Bool) -> Response {
        let columns = connectors[record.connector]?.columns ?? []
        let head = columns.map(CSVText.field) + ["rejected_row", "rejected_reasons", "rejected_text"]
        return download(
            record, type: "text/csv; charset=utf-8; header=present", ending: "csv",
            head: head.joined(separator: ",") + "\r\n"
        ) { rows in
            var text = ""
            for row in rows {
                let root = isShown ? try row.record.map { try JSONDocument($0).root } : nil
                let reasons = try JSONDocument(row.reasons).root.items.map { reason in
                    let place = reason["column"]?.string ?? reason["pointer"]?.string
                    return (place.map { "\($0): " } ?? "") + (reason["message"]?.string ?? "")
                }
                let line =
                    columns.map { CSVText.field(root?[$0]?.string ?? "") } + [
                        String(row.row), CSVText.field(reasons.joined(separator: "; ")),
                        CSVText.field(root?.string ?? ""),
                    ]
                text += line.joined(separator: ",") + "\r\n"
            }
            return ByteBuffer(string: text)
        }
    }

    /// A file of all rejected rows, read as it is sent.
    private func download(
        _ record: ImportRecord, type: String, ending: String, head: String = "",
        _ write: @escaping @Sendable ([RejectionRow]) throws -> ByteBuffer
    ) -> Response {
        let store = imports.store
        let body = ResponseBody { writer in
            if !head.isEmpty { try await writer.write(ByteBuffer(string: head)) }
            var last = 0
            while true {
                let rows = try await store.rejections(of: record, after: last, count: 500)
                guard let end = rows.last else { break }
                last = end.row
                try await writer.write(try write(rows))
            }
            try await writer.finish(nil)
        }
        var response = Response(status: .ok, body: body)
        response.headers[.contentType] = type
        response.headers[.contentDisposition] = "attachment; filename=\"rejections-\(record.id).\(ending)\""
        return response
    }
}

/// Fields of a CSV file (RFC 4180).
enum CSVText {
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension ImportRoutes {
    var endpoints: [Endpoint] {
        let connector = Endpoint.Parameter("connector", in: .path, "Such as crebo-register.")
        let id = Endpoint.Parameter(
            "id", in: .path, "The import.", schema: #"{"type":"string","format":"uuid"}"#)
        let one = [
            Endpoint.Answer(200, "State and counts.", content: [("application/json", OpenAPISchemas.object)])
        ]
        let page = [
            Endpoint.Answer(
                200, "A page.", content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))])
        ]
        let path = "/connectors/{connector}/imports"
        return [
            Endpoint(
                .get, "/connectors", tag: "imports", "The connectors that take files.", parameters: Page.parameters,
                answers: page + Endpoint.Answer.problems(400, 421), handler: listConnectors),
            Endpoint(
                .post, path, tag: "imports", "Sends a file; its rows become commands.",
                parameters: [
                    connector,
                    .init(
                        "dryRun", in: .query, "true: nothing is sent, and shown is what would be.",
                        schema: #"{"type":"boolean","default":false}"#),
                ],
                body: .init(
                    description: "The file, in the connector's format.",
                    content: [
                        ("text/csv", #"{"type":"string"}"#), ("application/json", "{}"),
                        ("application/x-ndjson", #"{"type":"string"}"#),
                        ("application/vnd.topicus.cambo+json", "{}"),
                    ]),
                answers: [
                    .init(
                        202, "Received; Location tells where it stands.",
                        content: [("application/json", OpenAPISchemas.object)],
                        headers: [("Location", "The import's address.")])
                ] + Endpoint.Answer.problems(400, 403, 404, 413, 421, 503),
                handler: start),
            Endpoint(
                .get, path, tag: "imports", "Imports of a connector, newest first.",
                parameters: [connector] + Page.parameters, answers: page + Endpoint.Answer.problems(400, 404, 421),
                handler: list),
            Endpoint(
                .get, path + "/{id}", tag: "imports", "One import.",
                parameters: [
                    connector, id,
                    .init("Prefer", in: .header, "wait=n: answer when nothing more happens, or after n seconds."),
                ],
                answers: one + Endpoint.Answer.problems(400, 404, 421), handler: single),
            Endpoint(
                .get, path + "/{id}/rejections", tag: "imports", "Every rejected row with all its reasons.",
                description:
                    "As JSON, or with Accept: text/csv in the form of the file, to be mended and sent again. Only "
                    + "for who sent the file, as their token says, or with the scope imports:read.",
                parameters: [
                    connector, id,
                    .init("format", in: .query, "csv, or file: in the form of the file (CSV, or JSON line by line)."),
                ]
                    + Page.parameters,
                answers: [
                    .init(
                        200, "A page, or all as CSV.",
                        content: [
                            ("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object)),
                            ("text/csv", #"{"type":"string"}"#),
                        ])
                ] + Endpoint.Answer.problems(400, 401, 403, 404, 421),
                handler: rejections),
            Endpoint(
                .get, path + "/{id}/records", tag: "imports", "What a dry run would have sent, row by row.",
                parameters: [connector, id] + Page.parameters,
                answers: page + Endpoint.Answer.problems(400, 401, 403, 404, 421), handler: tried),
            Endpoint(
                .post, path + "/{id}/cancel", tag: "imports", "Sends no more rows of it.",
                parameters: [connector, id], answers: one + Endpoint.Answer.problems(403, 404, 409, 421),
                handler: cancel),
            Endpoint(
                .post, path + "/{id}/resume", tag: "imports", "Goes on with a cancelled import.",
                parameters: [connector, id], answers: one + Endpoint.Answer.problems(403, 404, 409, 421),
                handler: resume),
        ]
    }
}
