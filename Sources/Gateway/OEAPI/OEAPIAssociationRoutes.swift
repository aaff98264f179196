import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Who takes part in offerings of courses and components, with results where the reader may see them.
///
/// An association is a placement of registration. Its result stands in the learner's dossier: it is shown to who may
/// read it there, after the reading has been recorded, and left out for everyone else.
struct OEAPIAssociationRoutes: Sendable {
    let oeapi: Projector<LinkedView>
    let placements: Projector<DocumentView>
    let dossiers: DossierRoutes

    /// A placement in an offering of the sort that is asked for.
    private struct Placement: Sendable {
        let id: String
        let body: Data
        let offeringId: String
        /// What OEAPI tells of the offering.
        let offering: [UInt8]
        /// What OEAPI tells of the product that is offered.
        let product: Data?
    }

    // MARK: One

    func single(_ sort: OEAPIAssociationSort) -> Endpoint.Handler {
        { request, context in
            try OEAPIVersion.check(request)
            var query = Query(request)
            let expansions = OEAPIAssociationRoutes.expansions(of: sort, &query)
            let fields = OEAPIListRequest.fields(&query)
            _ = query.text("consumer")
            try query.check()
            let id = (context.parameters.get(sort.parameter) ?? "").lowercased()
            let institution = context.institution
            let body = try await placements.rows { database in
                try Data.fetchOne(
                    database,
                    sql: "SELECT body FROM document WHERE institution = ? AND kind = 'placement' AND id = ?",
                    arguments: [institution, id])
            }
            guard let body, let offering = try JSONDocument(Array(body)).root["offeringId"]?.string,
                let told = try await self.offering(offering, sort, institution)
            else { throw Problem(.notFound, "There is no \(sort.schema) with this id.") }
            let placement = Placement(
                id: id, body: body, offeringId: offering.lowercased(), offering: told.body, product: told.product)
            var text = try await associations([placement], sort, request, context).first ?? []
            if expansions.contains(sort.offering.snakeCase) {
                text = OEAPIAssociationRoutes.expand(text, sort, told.body)
            }
            if let fields { text = fields.select(from: try JSONDocument(text).root, mandatory: sort.mandatory) }
            var response = Response.tagged(text, for: request)
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    // MARK: Those of an offering or of a person

    /// Whose associations a list has.
    enum Holder: String, CaseIterable {
        case offering
        case person

        /// The member of a placement by which they are found.
        var member: String {
            switch self {
            case .offering: "offeringId"
            case .person: "subjectId"
            }
        }

        /// The name of the id in addresses.
        func parameter(_ sort: OEAPIAssociationSort) -> String {
            switch self {
            case .offering: sort.offering.parameter
            case .person: "personId"
            }
        }

        /// Whether objects can be put beside the ids of items, as OEAPI's document has it.
        func hasExpand(_ sort: OEAPIAssociationSort) -> Bool { self == .person && sort == .course }
    }

    func list(_ sort: OEAPIAssociationSort, of holder: Holder) -> Endpoint.Handler {
        { request, context in
            try OEAPIVersion.check(request)
            var query = Query(request)
            let page = OEAPIListRequest.page(&query)
            _ = query.text("consumer")
            let filters = OEAPIListRequest.fieldFilters(&query)
            let fields = OEAPIListRequest.fields(&query)
            let (role, state, result) = (query.text("role"), query.text("state"), query.text("resultState"))
            let expansions = holder.hasExpand(sort) ? OEAPIAssociationRoutes.expansions(of: sort, &query) : []
            try query.check()
            let id = (context.parameters.get(holder.parameter(sort)) ?? "").lowercased()
            let all =
                role == nil || role == "student"
                ? try await placements(where: holder.member, is: id, sort, context.institution) : []
            // Each reading of a result is recorded: none is read that is not shown, unless results are asked for.
            let isByResult = result != nil || !filters.isEmpty
            let unread = try all.filter { placement in
                let text = sort.text(try JSONDocument(Array(placement.body)).root, id: placement.id, result: nil)
                return try state == nil || JSONDocument(text).root["state"]?.string == state
            }
            func shown<Item>(_ items: [Item]) -> ArraySlice<Item> {
                items.dropFirst((page.number - 1) * page.size).prefix(page.size)
            }
            var texts = try await associations(isByResult ? unread : Array(shown(unread)), sort, request, context)
            var total = unread.count
            if isByResult {
                texts = try texts.filter { text in
                    let object = try JSONDocument(text).root
                    return (result == nil || object["result"]?["state"]?.string == result) && filters.match(object)
                }
                total = texts.count
                texts = Array(shown(texts))
            }
            if expansions.contains(sort.offering.snakeCase) {
                let offerings = Dictionary(unread.map { ($0.offeringId, $0.offering) }) { first, _ in first }
                texts = try texts.map { text in
                    let id = try JSONDocument(text).root[sort.offering.identifier]?.string ?? ""
                    return offerings[id].map { OEAPIAssociationRoutes.expand(text, sort, $0) } ?? text
                }
            }
            if let fields {
                texts = try texts.map { fields.select(from: try JSONDocument($0).root, mandatory: sort.mandatory) }
            }
            var response = OEAPIRoutes.page(
                .init(total: total, bodies: texts), size: page.size, number: page.number, request)
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    private static func expansions(of sort: OEAPIAssociationSort, _ query: inout Query) -> [String] {
        let names = query.texts("expand")
        for name in names where !sort.expansions.contains(name) {
            query.fault("expand", "can name \(sort.expansions.joined(separator: ", "))")
        }
        return names
    }

    private static func expand(_ association: [UInt8], _ sort: OEAPIAssociationSort, _ offering: [UInt8]) -> [UInt8] {
        association.dropLast() + Array(",\"\(sort.offering.rawValue)\":".utf8) + offering + Array("}".utf8)
    }

    /// Placements in offerings of the sort, in the order of their ids.
    private func placements(
        where member: String, is id: String, _ sort: OEAPIAssociationSort, _ institution: String
    ) async throws -> [Placement] {
        let rows = try await placements.rows { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, body FROM document WHERE institution = ? AND kind = 'placement'
                    AND instr(filters, ?) > 0 ORDER BY id
                    """, arguments: [institution, "\n\(member)=\(id)\n"]
            ).map { (id: $0[0] as String, body: $0[1] as Data) }
        }
        var told: [String: (body: [UInt8], product: Data?)?] = [:]
        var found: [Placement] = []
        for (id, body) in rows {
            let offering = try JSONDocument(Array(body)).root["offeringId"]?.string?.lowercased() ?? ""
            if told[offering] == nil { told[offering] = .some(try await self.offering(offering, sort, institution)) }
            guard case .some(.some(let known)) = told[offering] else { continue }
            found.append(
                Placement(id: id, body: body, offeringId: offering, offering: known.body, product: known.product))
        }
        return found
    }

    // MARK: What is told

    /// An offering of the sort, with what is offered in it.
    private func offering(
        _ id: String, _ sort: OEAPIAssociationSort, _ institution: String
    ) async throws -> (body: [UInt8], product: Data?)? {
        try await oeapi.rows { database in
            func resource(_ type: OEAPIType, _ id: String) throws -> Data? {
                try Data.fetchOne(
                    database, sql: "SELECT body FROM resource WHERE institution = ? AND type = ? AND id = ?",
                    arguments: [institution, type.rawValue, id.lowercased()])
            }
            guard let body = try resource(sort.offering, id) else { return nil }
            let object = try JSONDocument(Array(body)).root
            let product = sort == .testComponent ? "componentId" : "\(sort.product.rawValue)Id"
            return (
                Array(body), try object[product]?.string.flatMap { try resource(sort.product, $0) }
            )
        }
    }

    private func associations(
        _ placements: [Placement], _ sort: OEAPIAssociationSort, _ request: Request, _ context: GatewayContext
    ) async throws -> [[UInt8]] {
        // Who shows no token gets no results, but everything else; one that is not right is said to be so.
        let reader = request.headers[.authorization] == nil ? nil : try dossiers.identify(request, context)
        var texts: [[UInt8]] = []
        for placement in placements {
            let document = try JSONDocument(Array(placement.body)).root
            var result: OEAPIAssociationResult?
            if let reader, let learner = document["subjectId"]?.string.flatMap({ UUIDValue($0) }) {
                let product = try placement.product.map { try JSONDocument(Array($0)).root }
                result = try await dossiers.result(ofAssociation: placement.id, learner, to: reader, context).flatMap {
                    OEAPIAssociationResult(
                        try JSONDocument($0).root, studyLoad: product?["studyLoad"]?.items.first, of: sort)
                }
            }
            texts.append(sort.text(document, id: placement.id, result: result))
        }
        return texts
    }

    // MARK: Addresses

    var endpoints: [Endpoint] {
        OEAPIAssociationSort.allCases.flatMap { sort in
            let shared = OEAPIRoutes.associationParameters
            let names = sort.expansions.map { "\"\($0)\"" }.joined(separator: ",")
            let expand = Endpoint.Parameter(
                "expand", in: .query, "Objects to put beside their ids, with commas.",
                schema: #"{"type":"array","items":{"enum":["# + names + "]}}")
            let lists = Holder.allCases.map { holder in
                Endpoint(
                    .get, OEAPIAssociationRoutes.path(ofList: sort, of: holder), in: .oeapi, tag: sort.collection,
                    holder == .offering
                        ? "Who takes part in one \(sort.offering.schema)."
                        : "The \(sort.offering.schema)s in which one Person takes part.",
                    description: """
                        Results are shown to who may read them in the learner's dossier, and left out otherwise. Each \
                        reading is recorded before it is answered; a condition on results reads those of all.
                        """,
                    parameters: [
                        .init(
                            holder.parameter(sort), in: .path, "The id of the \(holder.rawValue).",
                            schema: #"{"type":"string","format":"uuid"}"#)
                    ] + shared.list + (holder.hasExpand(sort) ? [expand] : []),
                    answers: [OEAPIRoutes.answer(listOf: sort.schema)] + OEAPIRoutes.problems
                        + Endpoint.Answer.problems(401, 403),
                    handler: list(sort, of: holder))
            }
            return lists + [
                Endpoint(
                    .get, OEAPIAssociationRoutes.path(ofSingle: sort), in: .oeapi, tag: sort.collection,
                    "One \(sort.schema).",
                    parameters: [
                        .init(
                            sort.parameter, in: .path, "The id of the association, which is that of the placement.",
                            schema: #"{"type":"string","format":"uuid"}"#),
                        expand,
                    ] + shared.single,
                    answers: [OEAPIRoutes.answer(sort.schema)] + Endpoint.Answer.problems(401, 403, 404)
                        + OEAPIRoutes.problems,
                    handler: single(sort))
            ]
        }
    }

    static func path(ofList sort: OEAPIAssociationSort, of holder: Holder) -> String {
        let holders = holder == .offering ? sort.offering.collection : "persons"
        return "/\(holders)/{\(holder.parameter(sort))}/\(sort.collection)"
    }

    static func path(ofSingle sort: OEAPIAssociationSort) -> String { "/\(sort.collection)/{\(sort.parameter)}" }

    /// Every path, with parameters as OpenAPI writes them.
    static let paths = OEAPIAssociationSort.allCases.flatMap { sort in
        Holder.allCases.map { path(ofList: sort, of: $0) } + [path(ofSingle: sort)]
    }
}

extension OEAPIType {
    /// As expansions name it, such as `course_offering`.
    var snakeCase: String {
        rawValue.reduce(into: "") { text, character in
            text += character.isUppercase ? "_\(character.lowercased())" : String(character)
        }
    }
}
