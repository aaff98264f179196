import EventSourcing
import Foundation
import GRDB
import Hummingbird
import JSONSchema
import PersonalData
import ServiceRuntime

/// Persons and their associations with programme offerings, as OEAPI 6 tells of them.
///
/// Persons are opened record by record, for a purpose and with a line in the processing log; an association names its
/// person by an opaque id, and leads to nobody by itself.
struct OEAPIPersonRoutes: Sendable {
    let reader: PersonReader
    let applications: Projector<DocumentView>
    let placements: Projector<DocumentView>
    let enrolments: Projector<DocumentView>
    /// Where the offerings are that associations name.
    let catalogue: Projector<LinkedView>

    // MARK: Persons

    func persons(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let asked = try OEAPIPersonRequest(request, ["primaryCode", "affiliations"], isSealed: true)
        let reading = try PersonalReading(request, context, reader)
        let enrolled = try await enrolled(context.institution)
        var all = try await learners(context.institution)
        if let code = asked.given["primaryCode"] { all.formIntersection([code.lowercased()]) }
        if let affiliation = asked.given["affiliations"] {
            all.formIntersection(affiliation == "student" ? enrolled : [])
        }
        let known = try reading.subjects()
        let ids = all.intersection(known).sorted()
        let page = ids.dropFirst(asked.offset).prefix(asked.size)
        let bodies = try page.map { try person($0, reading, isEnrolled: enrolled.contains($0)) }
        return OEAPIPersonRoutes.page(
            bodies, of: ids.count, asked, mandatory: OEAPIPerson.mandatory, request)
    }

    func person(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try OEAPIVersion.check(request)
        var query = Query(request)
        let fields = OEAPIListRequest.fields(&query)
        _ = query.text("consumer")
        try query.check()
        let reading = try PersonalReading(request, context, reader)
        let id = (context.parameters.get("personId") ?? "").lowercased()
        guard let subject = UUIDValue(id), try !reading.places(of: subject).isEmpty else {
            throw Problem(.notFound, "There is no Person with this id.")
        }
        let isEnrolled = try await enrolled(context.institution).contains(id)
        let body = try person(id, reading, isEnrolled: isEnrolled)
        return .json(OEAPIPersonRoutes.select(fields, from: body, OEAPIPerson.mandatory))
    }

    private func person(_ id: String, _ reading: PersonalReading, isEnrolled: Bool) throws -> [UInt8] {
        guard let subject = UUIDValue(id) else {
            throw Problem(.notFound, "There is no Person with this id.")
        }
        let identity = try reading.read(.identity, of: subject).map { try JSONDocument($0.content).root }
        let contact = try reading.read(.contact, of: subject).map { try JSONDocument($0.content).root }
        return OEAPIPerson.text(id, identity: identity, contact: contact, isEnrolled: isEnrolled)
    }

    /// Whoever has applied, is placed or is enrolled.
    private func learners(_ institution: String) async throws -> Set<String> {
        var all: Set<String> = []
        for view in [applications, placements, enrolments] {
            all.formUnion(try await subjects(of: view, institution))
        }
        return all
    }

    private func enrolled(_ institution: String) async throws -> Set<String> {
        try await subjects(
            of: enrolments, institution, "AND instr(filters, char(10) || 'state=definitive' || char(10)) > 0")
    }

    private func subjects(
        of view: Projector<DocumentView>, _ institution: String, _ condition: String = ""
    ) async throws -> Set<String> {
        try await ViewRoutes.read(view) { database in
            let ids = try String.fetchSet(
                database,
                sql: """
                    SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.subjectId') FROM document
                    WHERE institution = ? AND json_extract(CAST(body AS TEXT), '$.subjectId') IS NOT NULL \(condition)
                    """, arguments: [institution])
            return Set(ids.map { $0.lowercased() })
        }
    }

    // MARK: Associations

    /// The associations of one person.
    func associationsOfPerson(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await associations(request, context, where: "subjectId", is: context.parameters.get("personId") ?? "")
    }

    /// The associations with one offering.
    func associationsOfOffering(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await associations(
            request, context, where: "offeringId", is: context.parameters.get("programmeOfferingId") ?? "")
    }

    private func associations(
        _ request: Request, _ context: GatewayContext, where member: String, is id: String
    ) async throws -> Response {
        let asked = try OEAPIPersonRequest(request, ["role", "state", "resultState"], isSealed: false)
        try await ReadPosition.wait(request, for: placements)
        // Results are the dossier's, and no association here has one.
        let isEmpty =
            asked.given["role"].map { $0 != OEAPIAssociation.role } ?? false || asked.given["resultState"] != nil
        var bodies: [[UInt8]] = []
        if !isEmpty {
            let documents = try await documents(context.institution, member, id.lowercased())
            for document in documents {
                guard let association = OEAPIAssociation(placement: try JSONDocument(document).root) else { continue }
                let root = try JSONDocument(association.body).root
                if let state = asked.given["state"], root["state"]?.string != state { continue }
                guard asked.fieldFilters.isEmpty || asked.fieldFilters.match(root) else { continue }
                bodies.append(association.body)
            }
        }
        let page = Array(bodies.dropFirst(asked.offset).prefix(asked.size))
        return OEAPIPersonRoutes.page(page, of: bodies.count, asked, mandatory: OEAPIAssociation.mandatory, request)
    }

    private func documents(_ institution: String, _ member: String, _ id: String) async throws -> [[UInt8]] {
        try await ViewRoutes.read(placements) { database in
            try Data.fetchAll(
                database,
                sql: "SELECT body FROM document WHERE institution = ? AND instr(filters, ?) > 0 ORDER BY id",
                arguments: [institution, "\n\(member)=\(id)\n"]
            ).map { Array($0) }
        }
    }

    func association(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try OEAPIVersion.check(request)
        var query = Query(request)
        let names = query.texts("expand")
        for name in names where !OEAPIPersonRoutes.expansions.contains(name) {
            query.fault("expand", "can name \(OEAPIPersonRoutes.expansions.joined(separator: ", "))")
        }
        let fields = OEAPIListRequest.fields(&query)
        _ = query.text("consumer")
        try query.check()
        try await ReadPosition.wait(request, for: placements)
        let id = (context.parameters.get("programmeOfferingAssociationId") ?? "").lowercased()
        let institution = context.institution
        let found = try await ViewRoutes.read(placements) { database in
            try Data.fetchOne(
                database, sql: "SELECT body FROM document WHERE institution = ? AND id = ?",
                arguments: [institution, id]
            ).map { Array($0) }
        }
        guard let found, let association = OEAPIAssociation(placement: try JSONDocument(found).root) else {
            throw Problem(.notFound, "There is no ProgrammeOfferingAssociation with this id.")
        }
        var document = Document(try JSONDocument(association.body).root)
        if names.contains("person") {
            let reading = try PersonalReading(request, context, reader)
            let isEnrolled = try await enrolled(institution).contains(association.person)
            document["person"] = try person(association.person, reading, isEnrolled: isEnrolled)
        }
        if names.contains("programme_offering"), let offering = try await offering(association.offering, institution) {
            document["programmeOffering"] = offering
        }
        let body = OEAPIPersonRoutes.select(fields, from: document.text, OEAPIAssociation.mandatory)
        // With a person in it nothing is kept on the way.
        return names.contains("person") ? .json(body) : .tagged(body, for: request)
    }

    private func offering(_ id: String, _ institution: String) async throws -> [UInt8]? {
        try await catalogue.rows { database in
            try Data.fetchOne(
                database, sql: "SELECT body FROM resource WHERE institution = ? AND type = ? AND id = ?",
                arguments: [institution, OEAPIType.programmeOffering.rawValue, id]
            ).map { Array($0) }
        }
    }

    static let expansions = ["person", "programme_offering"]

    // MARK: Answers

    private static func select(
        _ fields: FieldSelection?, from body: [UInt8], _ mandatory: Set<String>
    ) -> [UInt8] {
        // What was written here can be read.
        guard let fields, let object = try? JSONDocument(body).root else { return body }
        return fields.select(from: object, mandatory: mandatory)
    }

    private static func page(
        _ bodies: [[UInt8]], of total: Int, _ asked: OEAPIPersonRequest, mandatory: Set<String>, _ request: Request
    ) -> Response {
        let pages = (total + asked.size - 1) / asked.size
        var text = JSONText()
        text.object { text in
            text.member("pageSize", asked.size)
            text.member("pageNumber", asked.number)
            text.name("hasPreviousPage")
            text.boolean(asked.number > 1)
            text.name("hasNextPage")
            text.boolean(asked.number < pages)
            text.member("totalPages", pages)
            text.name("items")
            text.array { text in
                for body in bodies { text.raw(select(asked.fields, from: body, mandatory)) }
            }
        }
        var response = Response.json(text)
        let links = Page.links(number: asked.number, of: pages, request)
        if !links.isEmpty { response.headers[.link] = links }
        return response
    }
}
