import EventLog
import EventSourcing
import HTTPTypes
import HubContracts
import Hummingbird
import JSONSchema
import ServiceLifecycle

/// The feed of events: a page at a time, or as they come.
struct EventRoutes: Sendable {
    let log: any EventLog
    let services: [String]

    func read(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        var filter = EventFilter(institution: context.institution)
        filter.types = query.texts("type")
        filter.sources = query.texts("source")
        filter.subjects = query.texts("subject")
        let limit = query.number("limit", in: 1...1000, otherwise: 100)
        let given = request.headers[.lastEventID] ?? query.text("cursor")
        _ = query.text("cursor")
        let isLatest = given == "latest"
        let cursor = isLatest ? EventCursor() : EventCursor(given ?? "0")
        if cursor == nil { query.fault("cursor", "must be a cursor as an answer gave it, or latest") }
        try query.check()
        var reader = EventReader(log, services: services, filter: filter, cursor: cursor ?? EventCursor())
        guard try await reader.isOnLog() else {
            throw Problem(
                .conflict, "The cursor lies behind the end of this log: it is another log, or was cut by a restore.",
                faults: [.init(.parameter("cursor"), code: "notOnLog", "names an event that this log does not have")])
        }
        if isLatest { try await reader.skipToEnd() }
        guard EventRoutes.asksForStream(request) else { return try await page(&reader, limit, request) }
        return EventRoutes.stream(reader, request)
    }

    private static func asksForStream(_ request: Request) -> Bool {
        (request.headers[.accept] ?? "").split(separator: ",").contains {
            MediaType($0.drop { $0 == " " }).description == "text/event-stream"
        }
    }

    private func page(_ reader: inout EventReader, _ limit: Int, _ request: Request) async throws -> Response {
        let (events, isAtEnd) = try await reader.next(limit: limit)
        var response = Response.json(
            try CloudEventJSON.text(batch: events.map(\.event)),
            type: CloudEventMode.batch.contentType ?? "application/json")
        response.headers[.cursor] = reader.cursor.description
        if !isAtEnd {
            var parts = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
            let cursor = "cursor=\(reader.cursor)"
            parts.append(cursor[...])
            response.headers[.link] = "</v1/events?\(parts.joined(separator: "&"))>; rel=\"next\""
        }
        return response
    }

    /// How long nothing is said before a line is sent that means nothing, so that both sides know of each other.
    private static let heartbeat = Duration.seconds(15)

    /// Sends events until the caller goes away or the hub ends.
    private static func stream(_ reader: EventReader, _ request: Request) -> Response {
        let body = ResponseBody { writer in
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await send(reader, to: &writer)
                }
            } catch is CancellationError {
                return
            }
            try await writer.finish(nil)
        }
        var response = Response(status: .ok, body: body)
        response.headers[.contentType] = "text/event-stream"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func send(_ reader: EventReader, to writer: inout any ResponseBodyWriter) async throws {
        var reader = reader
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let (events, isAtEnd) = try await reader.next(limit: 200)
            if !events.isEmpty {
                var bytes: [UInt8] = []
                for (event, cursor) in events {
                    bytes += "id: \(cursor)\nevent: \(event.type)\ndata: ".utf8
                    bytes += try CloudEventJSON.text(event)
                    bytes += "\n\n".utf8
                }
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            guard isAtEnd else { continue }
            switch try await wait(reader) {
            case .grew: break
            case .quiet: try await writer.write(ByteBuffer(string: ": alive\n\n"))
            case .ending: return
            }
        }
    }

    private enum Waited {
        case grew
        /// Nothing came within a heartbeat.
        case quiet
        case ending
    }

    private static func wait(_ reader: EventReader) async throws -> Waited {
        try await withThrowingTaskGroup(of: Waited.self) { group in
            group.addTask {
                try await reader.wait()
                return .grew
            }
            group.addTask {
                try await Task.sleep(for: heartbeat)
                return .quiet
            }
            group.addTask {
                try await gracefulShutdown()
                return .ending
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .ending
        }
    }
}
