import EventLog
import EventSourcing
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import JSONSchema
import ServiceRuntime

/// The catalogue as OEAPI 6 tells it: lists, single objects, and what can be asked.
struct OEAPIRoutes: Sendable {
    let projector: Projector<LinkedView>
    let associations: OEAPIAssociationRoutes
    let memberships: OEAPIMembershipRoutes
    /// Nil where no persons are known.
    let persons: OEAPIPersonRoutes?
    /// Whom readers can write to.
    let contact: String
    let now: @Sendable () -> Timestamp

    // MARK: Lists

    func list(_ collection: OEAPICollection) -> Endpoint.Handler {
        { request, context in
            let asked = try OEAPIListRequest(request, of: collection, now: now())
            try await ReadPosition.wait(request, for: projector)
            let parent = collection.place.map {
                (context.parameters.get($0.type.parameter) ?? "").lowercased()
            }
            let reading = OEAPIListReading(
                collection: collection, institution: context.institution, parent: parent, asked: asked)
            let found = try await projector.rows { database in
                let found = try reading.run(database)
                guard !asked.expansions.isEmpty else { return found }
                return OEAPIListReading.Found(
                    total: found.total,
                    bodies: try found.bodies.map {
                        try OEAPIRoutes.expanded($0, asked.expansions, reading.institution, database)
                    })
            }
            let bodies = found.bodies.map { body in
                asked.fields.map { OEAPIRoutes.select($0, from: body, collection.type) } ?? body
            }
            return OEAPIRoutes.page(
                .init(total: found.total, bodies: bodies), size: asked.size, number: asked.number, request)
        }
    }

    static func page(
        _ found: OEAPIListReading.Found, size: Int, number: Int, _ request: Request
    ) -> Response {
        let pages = (found.total + size - 1) / size
        var text = JSONText()
        text.object { text in
            text.member("pageSize", size)
            text.member("pageNumber", number)
            text.name("hasPreviousPage")
            text.boolean(number > 1)
            text.name("hasNextPage")
            text.boolean(number < pages)
            text.member("totalPages", pages)
            text.name("items")
            text.array { text in
                for body in found.bodies { text.raw(body) }
            }
        }
        var response = Response.tagged(text.bytes, for: request)
        let links = Page.links(number: number, of: pages, request)
        if !links.isEmpty { response.headers[.link] = links }
        return response
    }

    // MARK: Single objects

    func single(_ type: OEAPIType) -> Endpoint.Handler {
        { request, context in
            try OEAPIVersion.check(request)
            var query = Query(request)
            let expansions = OEAPIExpansion.asked(of: type, &query)
            let fields = OEAPIListRequest.fields(&query)
            _ = query.text("consumer")
            let hasOverrides =
                OEAPIRoutes.hasOverrides(type) ? query.flag("returnTimelineOverrides") : false
            try query.check()
            try await ReadPosition.wait(request, for: projector)
            let id = (context.parameters.get(type.parameter) ?? "").lowercased()
            let institution = context.institution
            let body = try await projector.rows { database in
                try OEAPIRoutes.body(type, id, expansions, institution, database)
            }
            guard var body else { throw Problem(.notFound, "There is no \(type.schema) with this id.") }
            if hasOverrides { body = OEAPIRoutes.overrides(body) }
            if let fields { body = OEAPIRoutes.select(fields, from: body, type) }
            return .tagged(body, for: request)
        }
    }

    private static func body(
        _ type: OEAPIType, _ id: String, _ expansions: [OEAPIExpansion], _ institution: String, _ database: Database
    ) throws -> [UInt8]? {
        guard let body = try find(type, id, institution, database) else { return nil }
        return try expanded(body, expansions, institution, database)
    }

    private static func find(
        _ type: OEAPIType, _ id: String, _ institution: String, _ database: Database
    ) throws -> [UInt8]? {
        let select = try database.cachedStatement(
            sql: "SELECT body FROM resource WHERE institution = ? AND type = ? AND id = ?")
        return try Data.fetchOne(select, arguments: [institution, type.rawValue, id]).map(Array.init)
    }

    /// An object with those that it names put beside their ids.
    private static func expanded(
        _ body: [UInt8], _ expansions: [OEAPIExpansion], _ institution: String, _ database: Database
    ) throws -> [UInt8] {
        guard !expansions.isEmpty else { return body }
        let object = try JSONDocument(body).root
        var found: [String: [UInt8]] = [:]
        for expansion in expansions {
            for id in expansion.ids(in: object) {
                guard let type = expansion.type else { continue }
                found["\(type.rawValue)/\(id)"] = try find(type, id, institution, database)
            }
        }
        return OEAPIExpansion.expand(object, expansions) { found["\($0.rawValue)/\($1)"] }
    }

    static func hasOverrides(_ type: OEAPIType) -> Bool { type == .programme || type == .course }

    /// An object with the descriptions that will hold later: the catalogue has one description at a time, so none.
    private static func overrides(_ body: [UInt8]) -> [UInt8] {
        body.dropLast() + Array(#","timelineOverrides":[]}"#.utf8)
    }

    private static func select(_ fields: FieldSelection, from body: [UInt8], _ type: OEAPIType) -> [UInt8] {
        // What was written by the view can be read.
        guard let object = try? JSONDocument(body).root else { return body }
        return fields.select(from: object, mandatory: type.mandatory)
    }

    // MARK: The service

    func service(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try OEAPIVersion.check(request)
        let query = Query(request)
        try query.check()
        let scheme = request.head.scheme ?? "http"
        let authority = request.head.authority ?? "localhost"
        var text = JSONText()
        text.object { text in
            text.member("contactEmail", contact)
            text.member("specification", "\(scheme)://\(authority)\(OEAPIVersion.base)/openapi.json")
            text.member("documentation", "https://openonderwijsapi.nl/v6.0/")
            text.name("supportedConsumers")
            text.array { _ in }
            text.name("supportedOperations")
            text.array { text in
                for path in ["/"] + OEAPIRoutes.paths + (persons?.endpoints.map(\.path) ?? []) {
                    text.object { text in
                        text.name("verbs")
                        text.array { $0.string("GET") }
                        text.member("path", OEAPIRoutes.reference(path))
                    }
                }
            }
            text.name("supportedExpands")
            text.array { text in
                for type in OEAPIType.allCases {
                    text.object { text in
                        text.name("expandableObjects")
                        text.array { text in
                            for expansion in OEAPIExpansion.all(for: type) where expansion.type != nil {
                                text.string(expansion.name)
                            }
                        }
                        text.member("path", OEAPIRoutes.reference(OEAPIRoutes.path(ofSingle: type)))
                    }
                }
                guard persons != nil else { return }
                text.object { text in
                    text.name("expandableObjects")
                    text.array { text in
                        for name in OEAPIPersonRoutes.expansions { text.string(name) }
                    }
                    text.member("path", OEAPIRoutes.reference(OEAPIPersonRoutes.associationPath))
                }
            }
        }
        return .tagged(text.bytes, for: request)
    }

    /// A path as a reference, in which braces may not stand as they are.
    private static func reference(_ path: String) -> String {
        path.replacing("{", with: "%7B").replacing("}", with: "%7D")
    }

    static func path(ofSingle type: OEAPIType) -> String { "/\(type.collection)/{\(type.parameter)}" }

    /// Every path but the root, with parameters as OpenAPI writes them.
    static let paths =
        OEAPICollection.all.map(\.path) + OEAPIType.allCases.map { path(ofSingle: $0) }
        + OEAPIAssociationRoutes.paths + [OEAPIMembershipRoutes.path]
}

extension Projector {
    /// Reads rows for an answer.
    ///
    /// - Throws: ``Problem``: 503 while the view is built for the first time; or the database's error.
    func rows<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await read(body)
        } catch let error as EventLogError {
            throw Problem(.unavailable, error.detail, retryAfter: 1)
        }
    }
}
