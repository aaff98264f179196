import EventSourcing
import Foundation
import JSONSchema
import PersonalData

/// The facts to which something of a dossier refers, in the clear, for whoever may read what refers to them.
struct DossierContents {
    private let reading: PersonalReading
    private let learner: UUIDValue

    /// What a dossier's rules judge, by the things that refer to it. Whatever else is sealed, such as the reason of a
    /// correction, is opened for the learner only.
    private static let judged: Set<RecordClass> = [.results, .portfolio, .guidance, .supportPlan, .careFile]

    init(
        of learner: UUIDValue, at institution: String, to reader: DossierReader, _ persons: PersonReader,
        _ caller: Caller
    ) {
        self.learner = learner
        let purpose =
            switch reader {
            case .learner: ReadingPurpose.own
            case .party(let party):
                Purpose(
                    id: party.purpose, activity: "urn:schakel:activity:\(party.purpose)",
                    classes: DossierContents.judged)
            }
        reading = PersonalReading(persons, institution: institution, for: purpose, by: caller)
    }

    /// A document in which each reference to a sealed record has its `content` beside it. A reference to what is not
    /// there, or is not the reader's, stays as it is.
    ///
    /// - Throws: ``Problem``: 503 while the newest version is not there yet, or a line cannot be written.
    func open(_ body: Data) throws -> Data {
        let root = try JSONDocument(Array(body)).root
        var contents: [String: OpenRecord] = [:]
        for (reference, version) in DossierContents.references(in: root) {
            guard let place = RecordPlace(reference: reference) else { continue }
            contents[reference] = try reading.read(place, of: learner, atLeast: version)
        }
        guard !contents.isEmpty else { return body }
        var text = JSONText()
        DossierContents.write(root, contents, to: &text)
        return Data(text.bytes)
    }

    /// Whether a document refers to a record.
    static func names(_ place: RecordPlace, in body: Data) -> Bool {
        guard let root = try? JSONDocument(Array(body)).root else { return false }
        return references(in: root)[place.reference] != nil
    }

    /// The highest version by the record that is referred to.
    private static func references(in value: JSONValue) -> [String: Int64] {
        if let (record, version) = reference(value) { return [record: version] }
        let parts = value.kind == .array ? value.items : value.members.map(\.value)
        return parts.reduce(into: [:]) { $0.merge(references(in: $1)) { max($0, $1) } }
    }

    private static func reference(_ value: JSONValue) -> (record: String, version: Int64)? {
        guard value.kind == .object, value.members.count == 2, let record = value["record"]?.string,
            let version = value["version"]?.integer
        else { return nil }
        return (record, version)
    }

    private static func write(_ value: JSONValue, _ contents: [String: OpenRecord], to text: inout JSONText) {
        if let (record, version) = reference(value), let content = contents[record] {
            text.object { text in
                text.member("record", record)
                text.name("version")
                text.integer(version)
                text.name("contentVersion")
                text.integer(content.version)
                text.name("content")
                text.raw(content.content)
            }
        } else if value.kind == .object {
            text.object { text in
                for (name, member) in value.members {
                    text.name(name)
                    write(member, contents, to: &text)
                }
            }
        } else if value.kind == .array {
            text.array { text in
                for item in value.items { write(item, contents, to: &text) }
            }
        } else {
            text.raw(value.textBytes)
        }
    }
}
