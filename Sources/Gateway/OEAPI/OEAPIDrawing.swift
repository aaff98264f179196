import Foundation
import GRDB
import HubContracts
import JSONSchema
import ServiceRuntime

/// The catalogue, and the rooms and groups of scheduling, as objects of OEAPI 6, each written out as readers get it.
struct OEAPIDrawing: Drawing {
    let kinds = CatalogueKinds.all + SchedulingKinds.all

    func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE resource (
                  number INTEGER PRIMARY KEY, institution TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
                  sort TEXT NOT NULL, starts INTEGER, ends INTEGER, filters TEXT NOT NULL, search TEXT NOT NULL,
                  body BLOB NOT NULL, UNIQUE (institution, type, id)) STRICT;
                CREATE INDEX resourceSort ON resource (institution, type, sort, id);
                CREATE TABLE tally (
                  institution TEXT NOT NULL, type TEXT NOT NULL, count INTEGER NOT NULL,
                  PRIMARY KEY (institution, type)) STRICT, WITHOUT ROWID;
                CREATE TRIGGER resourceAdded AFTER INSERT ON resource BEGIN
                  INSERT INTO tally VALUES (new.institution, new.type, 1)
                    ON CONFLICT DO UPDATE SET count = count + 1;
                END;
                CREATE TRIGGER resourceMoved AFTER UPDATE OF type ON resource WHEN old.type <> new.type BEGIN
                  UPDATE tally SET count = count - 1 WHERE institution = old.institution AND type = old.type;
                  INSERT INTO tally VALUES (new.institution, new.type, 1)
                    ON CONFLICT DO UPDATE SET count = count + 1;
                END;
                CREATE TRIGGER resourceRemoved AFTER DELETE ON resource BEGIN
                  UPDATE tally SET count = count - 1 WHERE institution = old.institution AND type = old.type;
                END;
                """)
    }

    func face(of kind: LinkedKind, id: String, _ document: JSONValue) -> String? {
        let type = OEAPITranslation.type(of: kind.name, document)
        switch kind.name {
        case "qualification", "elective":
            let code = document["registration"].flatMap { registration in
                (registration["identifier"]?.string).map { code in
                    OEAPICode(type: "x-\(registration["register"]?.string ?? "register")", code: code)
                }
            }
            return OEAPIFace(type: nil, code: code).text
        case "location": return OEAPIFace(type: nil, note: document["address"]?.compactText).text
        case "learning-activity": return activityFace(document)
        case "academic-session":
            return type.map { OEAPIFace(type: $0, note: document["academicSessionType"]?.string).text }
        default: return type.map { OEAPIFace(type: $0).text }
        }
    }

    /// Of an activity its offering shows the rooms, as long as it is planned.
    private func activityFace(_ document: JSONValue) -> String? {
        guard document["state"]?.string == "planned" else { return nil }
        let rooms = document["roomIds"]?.items.compactMap { $0.string?.lowercased() } ?? []
        return rooms.isEmpty ? nil : OEAPIFace(type: nil, note: rooms.joined(separator: " ")).text
    }

    func draw(_ object: LinkedObject, _ database: Database) throws {
        guard let drawn = OEAPITranslation.object(object) else {
            // A product that has become public was never here, and most never leave.
            return try database.cachedStatement(sql: "DELETE FROM resource WHERE number = ?")
                .execute(arguments: [object.number])
        }
        let upsert = try database.cachedStatement(
            sql: """
                INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET
                  type = excluded.type, sort = excluded.sort, starts = excluded.starts, ends = excluded.ends,
                  filters = excluded.filters, search = excluded.search, body = excluded.body
                """)
        try upsert.execute(arguments: [
            object.number, object.institution, drawn.type.rawValue, object.id, drawn.sort, drawn.starts, drawn.ends,
            "\n" + drawn.filters.map { "\($0.name)=\($0.value)\n" }.joined(), drawn.search, Data(drawn.body),
        ])
    }
}
