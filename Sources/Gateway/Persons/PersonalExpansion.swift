import EventSourcing
import Hummingbird
import JSONSchema
import PersonalData

/// Puts what is known of persons beside their opaque ids in documents of views, where a caller asks for it and may.
struct PersonalExpansion: Sendable {
    /// What can be asked for.
    private enum Part: String, CaseIterable {
        /// Who the person is and where they can be reached.
        case person
        /// What the sealed references of the document lead to.
        case details
    }

    private let parts: Set<Part>
    private let reading: PersonalReading

    /// Reads the parameter `expand`; nil where it is not given.
    ///
    /// - Throws: ``Problem``, as ``PersonalReading/init(_:_:_:)``; a name that is not known is noted in the query.
    init?(_ query: inout Query, _ request: Request, _ context: GatewayContext, _ reader: PersonReader) throws {
        let names = query.texts("expand")
        guard !names.isEmpty else { return nil }
        let known = Part.allCases.map(\.rawValue)
        for name in names where !known.contains(name) {
            query.fault("expand", "can name \(known.joined(separator: ", "))")
        }
        try query.check(ignoringUnknown: true)
        parts = Set(names.compactMap { Part(rawValue: $0) })
        reading = try PersonalReading(request, context, reader)
    }

    static let parameters =
        [
            Endpoint.Parameter(
                "expand", in: .query,
                "person: who it is about; details: what was filled in; as far as the purpose covers it. Needs a token "
                    + "with persons:read, and each record that is opened is a line in the processing log.",
                schema: #"{"type":"array","items":{"enum":["person","details"]}}"#)
        ] + ReadingPurpose.parameters

    /// The document with what is known beside it.
    func expand(_ body: [UInt8]) throws -> [UInt8] {
        let root = try JSONDocument(body).root
        guard let subject = root["subjectId"]?.string.flatMap({ UUIDValue($0) }) else { return body }
        var document = Document(root)
        if parts.contains(.person) { document["person"] = try person(subject) }
        if parts.contains(.details) {
            for (name, value) in root.members {
                guard let record = value["record"]?.string, let opened = try open(record, value, of: subject)
                else { continue }
                document[name] = PersonalExpansion.opened(value, opened)
            }
        }
        return document.text
    }

    private func person(_ subject: UUIDValue) throws -> [UInt8] {
        let identity = try reading.read(.identity, of: subject)
        let contact = try reading.read(.contact, of: subject)
        var text = JSONText()
        text.object { text in
            for (name, record) in [("identity", identity), ("contact", contact)] {
                guard let record else { continue }
                text.name(name)
                text.raw(record.content)
            }
        }
        return text.bytes
    }

    /// What a sealed reference leads to.
    private func open(_ record: String, _ reference: JSONValue, of subject: UUIDValue) throws -> OpenRecord? {
        let parts = record.split(separator: "/", maxSplits: 1).map(String.init)
        guard let type = parts.first.flatMap({ RecordType.named($0) }),
            let place = RecordPlace(type, item: parts.count > 1 ? parts[1] : "")
        else { return nil }
        return try reading.read(place, of: subject, atLeast: reference["version"]?.integer)
    }

    /// The reference with what it leads to. That may be a later version than the one that is referred to: earlier ones
    /// are not kept.
    static func opened(_ reference: JSONValue, _ record: OpenRecord) -> [UInt8] {
        var document = Document(reference)
        document["contentVersion"] = Array(String(record.version).utf8)
        document["content"] = record.content
        return document.text
    }
}
