import EventSourcing
import Foundation
import GRDB
import JSONSchema

/// All that a view has of a dossier.
struct HeldDossier: Sendable {
    /// Something of the dossier with its document.
    struct Entry: Sendable {
        let kind: DossierView.Kind
        let id: UUIDValue
        let body: Data
        /// Nil for what is not judged by itself.
        let thing: DossierThing?
    }

    let dossier: DossierReadingRules.Dossier
    let entries: [Entry]

    init(institution: String, id: UUIDValue, _ database: Database) throws {
        let learner = try String.fetchOne(
            database, sql: "SELECT subject FROM dossier WHERE institution = ? AND id = ?",
            arguments: [institution, id.description])
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT kind, id, body FROM thing WHERE institution = ? AND dossier = ? ORDER BY number, id",
            arguments: [institution, id.description])
        var entries: [Entry] = []
        var grants: [UUIDValue: [UInt8]] = [:]
        for row in rows {
            guard let kind = DossierView.Kind(rawValue: row[0]), let thing = UUIDValue(row[1] as String) else {
                continue
            }
            let body = row[2] as Data
            let document = try JSONDocument(Array(body)).root
            let standing = document["standing"]?.string
            if kind == .grant, standing == "given" {
                var given = Document(document)
                given["dossierId"] = Document.text(id.description)
                grants[thing] = given.text
            }
            entries.append(
                Entry(kind: kind, id: thing, body: body, thing: HeldDossier.thing(kind, thing, document, standing)))
        }
        dossier = DossierReadingRules.Dossier(
            institution: institution, id: id, learner: learner.flatMap { UUIDValue($0) }, grants: grants)
        self.entries = entries
    }

    private static func thing(
        _ kind: DossierView.Kind, _ id: UUIDValue, _ document: JSONValue, _ standing: String?
    ) -> DossierThing? {
        switch kind {
        case .result, .valueDocument: DossierThing(id: id, itemType: nil, isOfLearner: false)
        case .item:
            standing == "removed"
                ? nil
                : DossierThing(
                    id: id, itemType: document["itemType"]?.string ?? "",
                    isOfLearner: document["contributor"]?.string == "learner")
        case .enrolment, .grant, .link: nil
        }
    }

    /// Of the results of an association the one with the latest moment, unless it was annulled.
    func result(ofAssociation association: String) -> Entry? {
        let results = entries.compactMap { entry -> (entry: Entry, moment: Timestamp)? in
            guard entry.kind == .result, let root = try? JSONDocument(Array(entry.body)).root,
                root["associationId"]?.string?.lowercased() == association, root["standing"]?.string == "registered",
                let moment = (root["resultDateTime"]?.string).flatMap({ Timestamp($0) })
            else { return nil }
            return (entry, moment)
        }
        return results.max { $0.moment < $1.moment }?.entry
    }

    // MARK: Showing

    /// What a reader gets to see, and what is to be noted before.
    struct Shown: Sendable {
        struct List: Sendable {
            let name: String
            let bodies: [Data]
        }

        let lists: [List]
        /// Empty when the reader may read nothing.
        let readings: [DossierRecording.Reading]
        /// Whether the reader is neither the learner nor the institution.
        let isOfStranger: Bool

        /// The same with other bodies.
        func map(_ body: (Data) throws -> Data) rethrows -> Shown {
            Shown(
                lists: try lists.map { List(name: $0.name, bodies: try $0.bodies.map(body)) }, readings: readings,
                isOfStranger: isOfStranger)
        }
    }

    func shown(to reader: DossierReader, _ rules: DossierReadingRules, on day: CalendarDate) throws -> Shown {
        var reasons: [(access: DossierAccess, things: [UUIDValue])] = []
        func note(_ access: DossierAccess, _ things: [UUIDValue] = []) {
            if let place = reasons.firstIndex(where: { $0.access == access }) {
                reasons[place].things += things
            } else {
                reasons.append((access, things))
            }
        }
        var visible: [DossierView.Kind: [Data]] = [:]
        for entry in entries {
            guard let thing = entry.thing, let access = try rules.access(reader, thing, dossier, day) else { continue }
            note(access, [thing.id])
            visible[entry.kind, default: []].append(entry.body)
        }
        let own = try whole(reader, rules, day)
        if let own, reasons.isEmpty { note(own) }
        func all(_ kind: DossierView.Kind) -> [Data] { entries.filter { $0.kind == kind }.map(\.body) }
        // A party sees the grants on which it reads; enrolments are the institution's and the learner's.
        let used = reasons.compactMap { reason -> UUIDValue? in
            if case .grant(let grant) = reason.access { grant } else { nil }
        }
        let grants = own == .learner ? all(.grant) : entries.filter { used.contains($0.id) }.map(\.body)
        var lists = [
            Shown.List(name: "results", bodies: visible[.result] ?? []),
            Shown.List(name: "valueDocuments", bodies: visible[.valueDocument] ?? []),
            Shown.List(name: "items", bodies: visible[.item] ?? []),
            Shown.List(name: "grants", bodies: grants),
        ]
        if own != nil { lists.append(Shown.List(name: "enrolments", bodies: all(.enrolment))) }
        if own == .learner { lists.append(Shown.List(name: "links", bodies: all(.link))) }
        return Shown(
            lists: lists, readings: reasons.map { .init(access: $0.access, things: $0.things) },
            isOfStranger: own == nil)
    }

    /// Why a reader may know what the dossier is beside what it holds: as its learner, or as its institution.
    private func whole(
        _ reader: DossierReader, _ rules: DossierReadingRules, _ day: CalendarDate
    ) throws -> DossierAccess? {
        guard dossier.learner != nil else { return nil }
        // A result that the institution would put in stands for the dossier itself.
        let result = DossierThing(id: dossier.id, itemType: nil, isOfLearner: false)
        switch try rules.access(reader, result, dossier, day) {
        case .learner?: return .learner
        case .source?: return .source
        case .grant?, nil: return nil
        }
    }
}
