import EventSourcing
import HTTPTypes
import Hummingbird
import JSONSchema
import PersonalData

/// The purposes for which records may be read, each an activity of the institution's register of processing.
enum ReadingPurpose {
    /// The header in which a caller states one.
    static let header = HTTPField.Name.named("Processing-Purpose")

    static let all = [
        purpose("admission", [.identity, .contact, .applicationDetails]),
        purpose("enrolment", [.identity, .contact]),
        purpose("guidance", [.identity, .contact, .guidance, .supportPlan]),
        purpose("examination", [.identity, .results]),
    ]

    /// A learner's own; no token states it.
    static let own = Purpose(
        id: "own", activity: "urn:schakel:activity:own",
        classes: [
            .identity, .contact, .applicationDetails, .results, .reasons, .portfolio, .guidance, .supportPlan,
            .careFile, .links,
        ])

    private static func purpose(_ id: String, _ classes: Set<RecordClass>) -> Purpose {
        Purpose(id: id, activity: "urn:schakel:activity:\(id)", classes: classes)
    }

    static let parameter = Endpoint.Parameter(
        header.rawName, in: .header,
        "For what what is known of persons is read: \(all.map(\.id).joined(separator: ", ")). The token must allow it.")
    static let authorization = Endpoint.Parameter(
        "Authorization", in: .header, "A bearer token with the scope persons:read.")
    static let parameters = [authorization, parameter]
}

/// What a caller sees of persons in one request: for one purpose, with a line in the processing log for each record.
struct PersonalReading: Sendable {
    private let reader: PersonReader
    private let institution: String
    private let purpose: Purpose
    private let caller: Caller

    /// - Throws: ``Problem``: 401 without a token; 403 where scope or purpose is not the token's; 400 without a purpose.
    init(_ request: Request, _ context: GatewayContext, _ reader: PersonReader) throws {
        try context.caller.require(.personsRead)
        guard case .holder(let token) = context.caller else {
            preconditionFailure("a caller with a scope has a token")
        }
        let known = ReadingPurpose.all.map(\.id).joined(separator: ", ")
        guard let stated = request.headers[ReadingPurpose.header] else {
            throw Problem(
                .invalidRequest, "What is known of persons is read for a purpose.",
                faults: [
                    .init(.header(ReadingPurpose.header.rawName), code: "required", "must be one of \(known)")
                ])
        }
        guard let purpose = ReadingPurpose.all.first(where: { $0.id == stated }) else {
            throw Problem(
                .invalidRequest, "The purpose is not known.",
                faults: [.init(.header(ReadingPurpose.header.rawName), "must be one of \(known)")])
        }
        guard token.purposes.contains(stated) else {
            throw Problem(
                .forbidden, "The token does not allow this purpose.",
                faults: [
                    .init(
                        .header(ReadingPurpose.header.rawName), code: "insufficientScope",
                        "is no purpose that the token may state")
                ])
        }
        self.reader = reader
        institution = context.institution
        self.purpose = purpose
        caller = Caller(id: token.callerId, traceparent: request.headers[.traceparent])
    }

    /// A reading that something else allows, such as a dossier's rules.
    init(_ reader: PersonReader, institution: String, for purpose: Purpose, by caller: Caller) {
        self.reader = reader
        self.institution = institution
        self.purpose = purpose
        self.caller = caller
    }

    /// A learner's reading of what is kept of themselves, by the portal that they are known to.
    init(ofOwn reader: PersonReader, _ request: Request, _ context: GatewayContext) {
        self.reader = reader
        institution = context.institution
        purpose = ReadingPurpose.own
        caller = Caller(id: context.caller.id ?? "learner", traceparent: request.headers[.traceparent])
    }

    /// Whether the purpose covers records of a class.
    func covers(_ recordClass: RecordClass) -> Bool { purpose.classes.contains(recordClass) }

    /// A record in the clear; nil where there is none, and where the purpose does not cover it.
    ///
    /// - Throws: ``Problem``: 503 while the newest version is not there yet, or the line cannot be written.
    func read(_ place: RecordPlace, of subject: UUIDValue, atLeast version: Int64? = nil) throws -> OpenRecord? {
        guard covers(place.type.recordClass) else { return nil }
        do throws(ReadingFault) {
            return try reader.read(
                place, of: subject, in: institution, atLeast: version, for: purpose, by: caller)
        } catch {
            switch error {
            case .notFound, .notAllowed: return nil
            case .behind: throw Problem(.unavailable, "The newest version is not there yet.", retryAfter: 1)
            case .notLogged:
                throw Problem(
                    .unavailable, "The reading cannot be noted in the processing log, so nothing is read.",
                    retryAfter: 30)
            case .unavailable:
                throw Problem(.unavailable, "What is known of persons cannot be read now.", retryAfter: 5)
            case .sealed: throw Problem(.failed, "A record cannot be opened; the hub's key file may not be its own.")
            }
        }
    }

    /// The record of a type of which a person has one.
    func read(_ type: RecordType, of subject: UUIDValue) throws -> OpenRecord? {
        try RecordPlace(type).flatMap { try read($0, of: subject) }
    }

    /// Which records there are, opened or not.
    func places(of subject: UUIDValue) throws -> [(place: RecordPlace, version: Int64)] {
        do throws(ReadingFault) {
            return try reader.places(of: subject, in: institution)
        } catch {
            throw Problem(.unavailable, "What is known of persons cannot be read now.", retryAfter: 5)
        }
    }

    /// The ids of everybody of whom it is known who they are.
    func subjects() throws -> Set<String> {
        do throws(ReadingFault) {
            return try reader.subjects(with: .identity, in: institution)
        } catch {
            throw Problem(.unavailable, "What is known of persons cannot be read now.", retryAfter: 5)
        }
    }
}
