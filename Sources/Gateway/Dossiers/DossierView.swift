package import EventSourcing
import Foundation
package import GRDB
import HubContracts
import JSONSchema
import ServiceRuntime

/// What every dossier holds, who was given access to it, and who has read in it.
///
/// Facts about the learner are references to sealed records, as they are in the events. What was corrected stays beside
/// what holds now.
package struct DossierView: Projection {
    package let name = "dossiers"
    package let version = 1
    package let services = ["dossier"]

    package init() {}

    package func follows(_ type: String) -> Bool { DossierView.changes[type] != nil }

    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE dossier (
                  institution TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL,
                  PRIMARY KEY (institution, id)) STRICT, WITHOUT ROWID;
                CREATE INDEX dossierSubject ON dossier (institution, subject);
                CREATE TABLE thing (
                  institution TEXT NOT NULL, dossier TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
                  number INTEGER NOT NULL, body BLOB NOT NULL,
                  PRIMARY KEY (institution, dossier, kind, id)) STRICT;
                CREATE TABLE reading (
                  institution TEXT NOT NULL, dossier TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
                  body BLOB NOT NULL, PRIMARY KEY (institution, dossier, id)) STRICT;
                CREATE INDEX readingAt ON reading (institution, dossier, at);
                """)
    }

    package func take(_ event: CloudEvent, _ database: Database) throws {
        guard let change = DossierView.changes[event.type], let institution = event[.institution],
            let bytes = event.data
        else { return }
        let data = try JSONDocument(bytes).root
        guard let dossier = data["dossierId"]?.string?.lowercased() else { return }
        switch change {
        case .opening:
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO dossier VALUES (?, ?, ?)")
                .execute(arguments: [institution, dossier, data["subjectId"]?.string?.lowercased() ?? ""])
        case .reading:
            let at = (data["readAt"]?.string).flatMap { Timestamp($0) }?.milliseconds ?? 0
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?)")
                .execute(arguments: [
                    institution, dossier, data["readingId"]?.string?.lowercased() ?? "", at, Data(data.textBytes),
                ])
        case .thing(let kind, let change):
            guard let id = data[kind.identifier]?.string?.lowercased() else { return }
            let select = try database.cachedStatement(
                sql: "SELECT body, number FROM thing WHERE institution = ? AND dossier = ? AND kind = ? AND id = ?")
            let key: StatementArguments = [institution, dossier, kind.rawValue, id]
            let row = try Row.fetchOne(select, arguments: key)
            let held = try row.map { Document(try JSONDocument(Array($0[0] as Data)).root) }
            let document = change.document(data, held)
            // A thing keeps its place in the order in which things came.
            let number = row.map { $0[1] as Int64 } ?? event.sequence?.value ?? 0
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?, ?, ?)")
                .execute(arguments: [institution, dossier, kind.rawValue, id, number, Data(document.text)])
        }
    }

    /// What a dossier has several of.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case enrolment
        case result
        case valueDocument
        case item
        case grant
        case link

        var identifier: String { "\(rawValue)Id" }
    }

    private enum Change: Sendable {
        case opening
        case reading
        case thing(Kind, DocumentChange)
    }

    private static let changes: [String: Change] = [
        DossierOpenedV1.identity.type: .opening,
        ReadingRecordedV1.identity.type: .reading,
        DossierEnrolmentNotedV1.identity.type: .thing(.enrolment, .merge(standing: "open")),
        DossierEnrolmentEndNotedV1.identity.type: .thing(.enrolment, .merge()),
        DossierEnrolmentEndedV1.identity.type: .thing(.enrolment, .merge(standing: "ended")),
        ResultRegisteredV1.identity.type: .thing(.result, .merge(standing: "registered")),
        ResultCorrectedV1.identity.type: .thing(.result, .correct),
        ResultConfirmedV1.identity.type: .thing(.result, .merge()),
        ResultAnnulledV1.identity.type: .thing(.result, .merge(standing: "annulled")),
        ValueDocumentDeclaredV1.identity.type: .thing(.valueDocument, .merge(standing: "declared")),
        ValueDocumentProposedV1.identity.type: .thing(
            .valueDocument, .merge(standing: "proposed", without: ["unmetExamPartIds"])),
        ValueDocumentProposalLapsedV1.identity.type: .thing(
            .valueDocument, .merge(standing: "declared", without: ["evidence"])),
        ValueDocumentAwardedV1.identity.type: .thing(.valueDocument, .merge(standing: "awarded")),
        ValueDocumentReassessedV1.identity.type: .thing(.valueDocument, .merge()),
        ValueDocumentWithdrawnV1.identity.type: .thing(.valueDocument, .merge(standing: "withdrawn")),
        DossierItemAddedV1.identity.type: .thing(.item, .merge(standing: "kept")),
        DossierItemRevisedV1.identity.type: .thing(
            .item, .merge(without: ["contentHash", "contentLength", "mediaType"])),
        DossierItemRemovedV1.identity.type: .thing(
            .item, .merge(standing: "removed", without: ["metadata", "contentHash", "contentLength", "mediaType"])),
        GrantGivenV1.identity.type: .thing(.grant, .merge(standing: "given")),
        GrantRevokedV1.identity.type: .thing(.grant, .merge(standing: "revoked")),
        GrantExpiredV1.identity.type: .thing(.grant, .merge(standing: "expired")),
        GrantEndedWithEnrolmentV1.identity.type: .thing(.grant, .merge(standing: "endedWithEnrolment")),
        DossierLinkedV1.identity.type: .thing(.link, .merge(standing: "linked")),
        DossierUnlinkedV1.identity.type: .thing(.link, .merge(standing: "unlinked")),
    ]
}

extension DocumentChange {
    /// The event's members come beside those of before; `state` is a member of results, so this says `standing`.
    fileprivate static func merge(standing: String? = nil, without names: Set<String> = []) -> DocumentChange {
        DocumentChange(needsHeld: true) { data, held in
            var document = held ?? Document()
            for name in names { document[name] = nil }
            for (name, value) in data.members where name != "dossierId" { document[name] = Array(value.textBytes) }
            if let standing { document["standing"] = Document.text(standing) }
            return document
        }
    }

    /// The event says the whole of it anew; what it said before is kept in `earlier`, the oldest first.
    fileprivate static let correct = DocumentChange(needsHeld: true) { data, held in
        var former = held ?? Document()
        var earlier = former["earlier"].flatMap { try? JSONDocument($0).root }?.items.map { Array($0.textBytes) } ?? []
        former["earlier"] = nil
        earlier.append(former.text)
        var document = Document()
        for (name, value) in data.members where name != "dossierId" { document[name] = Array(value.textBytes) }
        document["standing"] = Document.text("registered")
        var text = JSONText()
        text.array { text in
            for version in earlier { text.raw(version) }
        }
        document["earlier"] = text.bytes
        return document
    }
}
