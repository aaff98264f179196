import EventSourcing
import Foundation
import GRDB
import PersonalData

/// Hides what rows brought while it lies in the account of imports, each bound to its import, row and part.
struct RowSeal: Sendable {
    /// What of a row is sealed.
    enum Part: String {
        /// The record as it came.
        case record
        /// Why it was not taken; a mapping's message may repeat what it could not read.
        case reasons
        /// What a dry run would have sent.
        case commands
    }

    private let seal: ImportSeal

    init(_ seal: ImportSeal) {
        self.seal = seal
    }

    /// - Throws: ``SealFault``.
    func hide(
        _ bytes: [UInt8], _ part: Part, _ row: Int, of id: UUIDValue, _ institution: String
    ) throws(SealFault) -> Data {
        Data(try seal.seal(bytes, of: id, institution: institution, place: "row/\(row)/\(part.rawValue)"))
    }

    /// - Throws: ``SealFault``: `unknownKey` once the import's key was destroyed.
    func show(_ sealed: Data, _ part: Part, _ row: Int, of record: ImportRecord) throws(SealFault) -> [UInt8] {
        try seal.open(
            Array(sealed), of: record.id, institution: record.institution, place: "row/\(row)/\(part.rawValue)")
    }

    /// A rejection from a row of the database: row, line, record, reasons.
    func rejection(_ row: Row, of record: ImportRecord) throws -> RejectionRow {
        RejectionRow(
            row: row[0], line: row[1], record: try (row[2] as Data?).map { try show($0, .record, row[0], of: record) },
            reasons: try show(row[3] as Data, .reasons, row[0], of: record))
    }

    /// Seals the rows of a hub from before rows were sealed.
    func sealOldRows(_ database: Database) throws {
        let imports = try Row.fetchAll(database, sql: "SELECT id, institution FROM import")
        for place in imports {
            guard let id = UUIDValue(place[0] as String) else { continue }
            let institution = place[1] as String
            for (table, column, part) in [
                ("rejection", "record", Part.record), ("rejection", "reasons", .reasons), ("record", "text", .commands),
                ("underway", "record", .record),
            ] {
                let rows = try Row.fetchAll(
                    database, sql: "SELECT row, \(column) FROM \(table) WHERE import = ? AND \(column) IS NOT NULL",
                    arguments: [id.description])
                for row in rows {
                    let sealed = try hide(Array(row[1] as Data), part, row[0], of: id, institution)
                    try database.execute(
                        sql: "UPDATE \(table) SET \(column) = ? WHERE import = ? AND row = ?",
                        arguments: [sealed, id.description, row[0] as Int])
                }
            }
        }
    }
}
