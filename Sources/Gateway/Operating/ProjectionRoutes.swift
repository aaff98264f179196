import EventLog
import EventSourcing
import Hummingbird
import JSONSchema
import ServiceRuntime

/// How far the views have come, and building them anew.
struct ProjectionRoutes: Sendable {
    let projectors: [RunningView]
    let log: any EventLog

    func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var items: [[UInt8]] = []
        for view in projectors { items.append(try await status(view)) }
        var query = Query(request)
        let page = Page(&query)
        try query.check()
        return page.response(total: items.count, request) { text in
            for item in items.dropFirst(page.offset).prefix(page.size) { text.raw(item) }
        }
    }

    func single(_ request: Request, _ context: GatewayContext) async throws -> Response {
        Response.json(try await status(try projector(context)))
    }

    /// Builds a view from the log's beginning, beside the one that is read meanwhile.
    func rebuild(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let projector = try projector(context)
        try await projector.rebuild()
        return Response.json(try await status(projector))
    }

    private func projector(_ context: GatewayContext) throws -> RunningView {
        let name = context.parameters.get("name") ?? ""
        guard let projector = projectors.first(where: { $0.name == name }) else {
            let names = projectors.map(\.name).joined(separator: ", ")
            throw Problem(.notFound, "There is no projection \(name); there are \(names).")
        }
        return projector
    }

    private func status(_ view: RunningView) async throws -> [UInt8] {
        let places = view.places()
        var behind = 0 as Int64
        var rows: [(ProjectionPlace, EventNumber)] = []
        for place in places {
            let last = try await log.lastEvent(
                in: Partition(ServiceTopics(service: place.service).events, place.partition))
            behind += max(0, last.value - place.number.value)
            rows.append((place, last))
        }
        var text = JSONText()
        text.object { text in
            text.member("name", view.name)
            text.member("version", view.version)
            text.member("state", places.isEmpty ? "building" : behind == 0 ? "caughtUp" : "behind")
            text.name("behind")
            text.integer(behind)
            text.name("places")
            text.array { text in
                for (place, last) in rows where last > .none {
                    text.object { text in
                        text.member("service", place.service)
                        text.member("partition", place.partition)
                        text.name("eventNumber")
                        text.integer(place.number.value)
                        text.name("lastEventNumber")
                        text.integer(last.value)
                    }
                }
            }
        }
        return text.bytes
    }
}

/// A view that is kept up to the log, whatever it holds.
struct RunningView: Sendable {
    let name: String
    let version: Int
    let places: @Sendable () -> [ProjectionPlace]
    let rebuild: @Sendable () async throws -> Void

    init<View>(_ projector: Projector<View>) {
        name = projector.projection.name
        version = projector.projection.version
        places = { projector.places }
        rebuild = { try await projector.rebuild() }
    }
}
