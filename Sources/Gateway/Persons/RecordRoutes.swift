import EventLog
import EventSourcing
import HTTPTypes
import HubContracts
import Hummingbird
import JSONSchema
import PersonalData

/// Facts about a person as sealed records: handed over in the clear over HTTP, sealed before anything is written, and
/// read for a purpose. The answer to a handover is the reference that commands name.
struct RecordRoutes: Sendable {
    let reader: PersonReader
    /// Nil where nobody seals: the service of persons does not run here.
    let client: PersonsClient?
    let source: String
    let dossiers: DossierRoutes

    /// What recognition and single exchanges alone write.
    private static let kept: Set<RecordType> = [.officialIdentifier, .outsideIdentifier]
    /// What a learner alone writes, and reads.
    private static let learners: Set<RecordType> = [.dossierLink]
    /// What a learner may write.
    private static let contributed: Set<RecordType> = [.dossierLink, .portfolioItem, .experience]

    // MARK: Writing

    func write(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let query = Query(request)
        try query.check()
        let (subject, place) = try RecordRoutes.place(context)
        if let learner = try DossierReader.learner(request, context) {
            guard learner == subject, RecordRoutes.contributed.contains(place.type) else { throw RecordRoutes.refusal }
        } else {
            try context.caller.require(.personsWrite)
            guard !RecordRoutes.kept.contains(place.type), !RecordRoutes.learners.contains(place.type) else {
                throw RecordRoutes.refusal
            }
        }
        let content: [UInt8]
        do {
            content = Array((try await request.body.collect(upTo: RecordContents.maximumSize)).readableBytesView)
        } catch {
            throw Problem(.tooLarge, "A record is at most \(RecordContents.maximumSize) bytes.")
        }
        let written = try await hand(content, to: place, of: subject, context)
        var text = JSONText()
        text.object { RecordRoutes.write(place, written.version, to: &$0) }
        var response = Response.json(text, status: written.became == .written ? .created : .ok)
        response.headers[.eTag] = "\"\(written.version)\""
        return response
    }

    private func hand(
        _ content: [UInt8], to place: RecordPlace, of subject: UUIDValue, _ context: GatewayContext
    ) async throws -> Written {
        let missing = Problem(.unavailable, "Nobody seals records here now.", retryAfter: 60)
        guard let client else { throw missing }
        do {
            return try await client.from(source).write(
                content, at: place, of: subject, once: place.type.hasItems,
                on: .call(UUIDValue.random().description, institution: context.institution))
        } catch let error as PersonsError {
            switch error {
            case .invalid(let faults):
                throw Problem(
                    .invalidRequest, "The record is not what its contract says; everything that is wrong is listed.",
                    faults: faults.map { .init(.pointer($0.pointer), code: "contract", $0.message) })
            case .forgotten: throw Problem(.conflict, "The person was forgotten; nothing is kept of them.")
            case .rejected(let rejection) where rejection.code == .alreadyExists:
                throw Problem(
                    .conflict, "The record is there with another content; what is referred to stays as it was.",
                    faults: [.init(.none, code: rejection.code.rawValue, "another content needs another item")])
            case .rejected(let rejection):
                throw Problem(
                    .rejected, rejection.message,
                    faults: [.init(.none, code: rejection.code.rawValue, rejection.message)])
            case .noAnswer, .parked, .noIdentifier, .unexpected:
                throw Problem(
                    .unavailable, "It is not known whether the record was kept; send it again.", retryAfter: 5)
            }
        } catch is EventLogError {
            throw Problem(
                .unavailable, "The event log cannot be written now; send the record again.", retryAfter: 5)
        } catch is KeyStoreError {
            throw Problem(.unavailable, "The keys cannot be written now; nothing was kept.", retryAfter: 30)
        }
    }

    // MARK: Reading

    func read(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let query = Query(request)
        try query.check()
        let (subject, place) = try RecordRoutes.place(context)
        let reading: PersonalReading
        let asker: DossierReader
        if let learner = try DossierReader.learner(request, context) {
            guard learner == subject else { throw RecordRoutes.absent }
            reading = PersonalReading(ofOwn: reader, request, context)
            asker = .learner(learner)
        } else {
            reading = try PersonalReading(request, context, reader)
            asker = .party(DossierReader.Party(context, purpose: request.headers[ReadingPurpose.header] ?? ""))
        }
        guard let record = try reading.read(place, of: subject) else { throw RecordRoutes.absent }
        // Whoever reads a fact of a dossier has read in the dossier, by whichever door.
        try await dossiers.note(readingOf: place, subject, by: asker, context)
        var text = JSONText()
        text.object { text in
            RecordRoutes.write(place, record.version, to: &text)
            text.name("content")
            text.raw(record.content)
        }
        var response = Response.json(text)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    // MARK: Addresses

    private static func write(_ place: RecordPlace, _ version: Int64, to text: inout JSONText) {
        text.member("record", place.reference)
        text.name("version")
        text.integer(version)
    }

    private static func place(_ context: GatewayContext) throws -> (UUIDValue, RecordPlace) {
        guard let subject = UUIDValue((context.parameters.get("id") ?? "").lowercased()),
            let type = RecordType.named(context.parameters.get("record") ?? ""),
            let place = RecordPlace(type, item: context.parameters.get("item") ?? "")
        else { throw absent }
        return (subject, place)
    }

    private static let absent = Problem(.notFound, "There is no such record.")
    private static let refusal = Problem(.forbidden, "Records of this type are not this caller's to write.")

    var endpoints: [Endpoint] {
        let types = RecordType.all.filter { !RecordRoutes.kept.contains($0) }
        func parameters(_ hasItems: Bool) -> [Endpoint.Parameter] {
            let names = types.filter { $0.hasItems == hasItems }.map(\.name).joined(separator: ", ")
            var all: [Endpoint.Parameter] = [
                .init("id", in: .path, "The subject id.", schema: #"{"type":"string","format":"uuid"}"#),
                .init("record", in: .path, "The type of record: \(names)."),
            ]
            if hasItems {
                all.append(
                    .init(
                        "item", in: .path, "Which of them, such as the id of the object that refers to it.",
                        schema: #"{"type":"string","pattern":"^[0-9a-z-]{1,64}$"}"#))
            }
            return all + [
                .init(
                    DossierReader.actingFor.rawName, in: .header,
                    "The learner whose own it is; the token has the scope dossiers:learner.")
            ]
        }
        return [false, true].flatMap { hasItems -> [Endpoint] in
            let path = "/persons/{id}/records/{record}" + (hasItems ? "/{item}" : "")
            let reference = Endpoint.Answer(
                200, "The record says so already.", content: [("application/json", OpenAPISchemas.object)],
                headers: [("ETag", "The record's version.")])
            return [
                Endpoint(
                    .get, path, tag: "persons", "One record of a person in the clear, for a purpose.",
                    description: """
                        Who has a token and a purpose that covers the record's class, or the learner by their portal. \
                        The reading is a line in the processing log, written before the answer, and one of the dossier \
                        where something in it refers to the record.
                        """,
                    parameters: parameters(hasItems) + ReadingPurpose.parameters,
                    answers: [.init(200, "The record.", content: [("application/json", OpenAPISchemas.object)])]
                        + Endpoint.Answer.problems(400, 401, 403, 404, 421, 503),
                    handler: read),
                Endpoint(
                    .put, path, tag: "persons", "Hands over a fact about a person, and answers with its reference.",
                    description: """
                        The body is what the record's contract says (/v1/contracts). It is sealed with a key of the \
                        person before it is written anywhere; commands name the record and its version. The same again \
                        changes nothing; another content needs another item, because what a command refers to stays. The token has the scope persons:write.
                        """,
                    parameters: parameters(hasItems),
                    body: .init(
                        description: "The fact.", content: [("application/json", OpenAPISchemas.object)]),
                    answers: [
                        reference,
                        .init(
                            201, "It is kept, in this version.",
                            content: [("application/json", OpenAPISchemas.object)], headers: reference.headers),
                    ] + Endpoint.Answer.problems(400, 401, 403, 404, 409, 413, 421, 422, 503),
                    handler: write),
            ]
        }
    }
}
