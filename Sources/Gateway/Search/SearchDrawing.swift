import Foundation
import GRDB
import HubContracts
import JSONSchema
import ServiceRuntime

/// The catalogue as it is searched: words by their parts of three letters, codes whole, and what results are counted by.
struct SearchDrawing: Drawing {
    let kinds = CatalogueKinds.all + [places]

    /// Who has a place of an offering, as registration says; only their number is shown.
    private static let places = LinkedKind(
        "offering-places", RegistrationViews.places.changes,
        references: [.init("places", ["offeringId"], to: "offering", isSeenFromTarget: true)])

    func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE entry (
                  number INTEGER PRIMARY KEY, institution TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
                  codes TEXT NOT NULL, facets TEXT NOT NULL, body BLOB NOT NULL) STRICT;
                CREATE INDEX entryTitle ON entry (institution, title);
                CREATE VIRTUAL TABLE words USING fts5(
                  title, text, content='entry', content_rowid='number', tokenize='trigram');
                CREATE TABLE code (
                  institution TEXT NOT NULL, code TEXT NOT NULL, entry INTEGER NOT NULL, own INTEGER NOT NULL,
                  PRIMARY KEY (institution, code, entry)) STRICT, WITHOUT ROWID;
                CREATE TABLE facet (
                  entry INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
                  PRIMARY KEY (entry, name, value)) STRICT, WITHOUT ROWID;
                """)
    }

    func face(of kind: LinkedKind, id: String, _ document: JSONValue) -> String? {
        switch kind.name {
        case "qualification", "elective", "education-product", "location":
            SearchFace((kind.name, document)).text
        case "offering-places":
            String(document["places"]?.items.count { ["granted", "confirmed"].contains($0["outcome"]?.string) } ?? 0)
        default: nil
        }
    }

    func draw(_ object: LinkedObject, _ database: Database) throws {
        guard let entry = SearchEntry(object) else { return }
        let held = try database.cachedStatement(
            sql: "SELECT title, text, codes, facets FROM entry WHERE number = ?")
        let row = try Row.fetchOne(held, arguments: [object.number])
        let title = SearchText.folded(entry.title)
        let text = SearchText.folded(entry.text)
        let codes = (entry.codes + [""] + entry.otherCodes).joined(separator: "\n")
        let facets = entry.facets.map { "\($0.facet.rawValue)=\($0.value)" }.joined(separator: "\n")
        let hasWords = row.map { $0[0] != title || $0[1] != text } ?? true
        if let row, hasWords {
            // The index keeps no texts: it is told what it has to forget, before they are replaced.
            try database.cachedStatement(
                sql: "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)"
            )
            .execute(arguments: [object.number, row[0] as String, row[1] as String])
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET
                  title = excluded.title, text = excluded.text, codes = excluded.codes, facets = excluded.facets,
                  body = excluded.body
                """
        ).execute(arguments: [
            object.number, object.institution, title, text, codes, facets, Data(entry.body),
        ])
        if hasWords {
            try database.cachedStatement(sql: "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)")
                .execute(arguments: [object.number, title, text])
        }
        if row?[2] != codes { try replaceCodes(of: object, entry, held: row?[2], database) }
        if row?[3] != facets { try replaceFacets(of: object, entry, isNew: row == nil, database) }
    }

    private func replaceCodes(
        of object: LinkedObject, _ entry: SearchEntry, held: String?, _ database: Database
    ) throws {
        let delete = try database.cachedStatement(
            sql: "DELETE FROM code WHERE institution = ? AND code = ? AND entry = ?")
        for code in (held ?? "").split(separator: "\n") {
            try delete.execute(arguments: [object.institution, String(code), object.number])
        }
        let insert = try database.cachedStatement(sql: "INSERT OR IGNORE INTO code VALUES (?, ?, ?, ?)")
        for code in entry.codes { try insert.execute(arguments: [object.institution, code, object.number, true]) }
        for code in entry.otherCodes {
            try insert.execute(arguments: [object.institution, code, object.number, false])
        }
    }

    private func replaceFacets(
        of object: LinkedObject, _ entry: SearchEntry, isNew: Bool, _ database: Database
    ) throws {
        if !isNew {
            try database.cachedStatement(sql: "DELETE FROM facet WHERE entry = ?").execute(arguments: [object.number])
        }
        let insert = try database.cachedStatement(sql: "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)")
        for (facet, value) in entry.facets {
            try insert.execute(arguments: [object.number, facet.rawValue, value])
        }
    }
}
