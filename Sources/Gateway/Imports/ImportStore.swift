import EventSourcing
import Foundation
import GRDB
import HubContracts
import JSONSchema
import PersonalData

// Longer than other files: rows, their counts and the import they belong to change in one transaction.

/// The imports and what became of their rows. It is not made from the log: what is in it counts.
///
/// Rows that are under way are kept until each of their commands has its final answer, so that counts never rest on
/// something that was only seen.
final class ImportStore: Sendable {
    private let database: DatabasePool
    private let seal: RowSeal

    init(file: URL, seal: ImportSeal) throws {
        self.seal = RowSeal(seal)
        var configuration = Configuration()
        configuration.label = "imports"
        configuration.busyMode = .timeout(5)
        database = try DatabasePool(path: file.path, configuration: configuration)
        // After opening, because a pool sets its own for its write-ahead log.
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        let version = try database.write { [self] database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard version <= 2 else { throw ImportStoreError.newerFormat(version) }
            if version == 1 { try database.execute(sql: "ALTER TABLE import ADD COLUMN sender TEXT") }
            try database.execute(
                sql: """
                    PRAGMA user_version = 2;
                    CREATE TABLE IF NOT EXISTS import (
                      id TEXT PRIMARY KEY, institution TEXT NOT NULL, connector TEXT NOT NULL,
                      isDryRun INTEGER NOT NULL, received INTEGER NOT NULL, size INTEGER NOT NULL,
                      digest TEXT NOT NULL, state TEXT NOT NULL, read INTEGER NOT NULL, checkpoint INTEGER NOT NULL,
                      counts TEXT NOT NULL, failure TEXT, ended INTEGER, sameAs TEXT, sender TEXT) STRICT;
                    CREATE TABLE IF NOT EXISTS rejection (
                      import TEXT NOT NULL, row INTEGER NOT NULL, line INTEGER NOT NULL, record BLOB,
                      reasons BLOB NOT NULL, PRIMARY KEY (import, row)) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS record (
                      import TEXT NOT NULL, row INTEGER NOT NULL, text BLOB NOT NULL,
                      PRIMARY KEY (import, row)) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS underway (
                      import TEXT NOT NULL, row INTEGER NOT NULL, line INTEGER NOT NULL, record BLOB NOT NULL,
                      counted INTEGER, PRIMARY KEY (import, row)) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS command (
                      key BLOB PRIMARY KEY, import TEXT NOT NULL, row INTEGER NOT NULL, outcome INTEGER,
                      isFinal INTEGER NOT NULL, reason BLOB) STRICT, WITHOUT ROWID;
                    CREATE INDEX IF NOT EXISTS commandRow ON command (import, row);
                    CREATE INDEX IF NOT EXISTS commandOpen ON command (isFinal, outcome);
                    """)
            if version == 1 { try self.seal.sealOldRows(database) }
            return version
        }
        // What lay in the clear is not to stay in free pages.
        if version == 1 { try database.writeWithoutTransaction { try ImportStore.clean($0) } }
    }

    /// What keeps a file from being opened, which need not be there yet; nothing is changed.
    static func fault(of file: URL) -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let version = try DatabaseQueue(path: file.path, configuration: configuration).read { database in
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
                return try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            }
            return version <= 2 ? nil : "was written by a newer version of Schakel (format \(version)); use a newer one"
        } catch {
            return "cannot be read (\(error)); put back a backup of the data folder"
        }
    }

    private static func clean(_ database: Database) throws {
        try database.execute(sql: "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    func close() throws { try database.close() }

    // MARK: Imports

    func add(_ record: ImportRecord) async throws {
        try await database.write { database in
            var record = record
            if !record.isDryRun {
                record.sameAs = try String.fetchOne(
                    database,
                    sql: """
                        SELECT id FROM import WHERE institution = ? AND connector = ? AND digest = ? AND isDryRun = 0
                          AND state = 'completed' ORDER BY received LIMIT 1
                        """, arguments: [record.institution, record.connector, record.digest]
                ).flatMap { UUIDValue($0) }
            }
            try ImportStore.write(record, database)
        }
    }

    func find(_ id: UUIDValue) async throws -> ImportRecord? {
        try await database.read { try ImportStore.find(id, $0) }
    }

    /// Imports, newest first.
    func list(
        institution: String, connector: String, offset: Int, count: Int
    ) async throws -> (total: Int, records: [ImportRecord]) {
        try await database.read { database in
            (
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM import WHERE institution = ? AND connector = ?",
                    arguments: [institution, connector]) ?? 0,
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM import WHERE institution = ? AND connector = ?
                        ORDER BY received DESC, id LIMIT ? OFFSET ?
                        """, arguments: [institution, connector, count, offset]
                ).map { try ImportRecord($0) }
            )
        }
    }

    /// The oldest import whose rows are to be sent.
    func next() async throws -> ImportRecord? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM import WHERE state = 'running' ORDER BY received, id LIMIT 1"
            )
            .map { try ImportRecord($0) }
        }
    }

    /// Imports in a state.
    func all(in state: ImportRecord.State) async throws -> [ImportRecord] {
        try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM import WHERE state = ?", arguments: [state.rawValue])
                .map { try ImportRecord($0) }
        }
    }

    /// Changes an import.
    ///
    /// - Returns: the import as it is now; nil when there is none.
    @discardableResult
    func change(
        _ id: UUIDValue, _ body: @escaping @Sendable (inout ImportRecord) -> Void
    ) async throws -> ImportRecord? {
        try await database.write { database in
            guard var record = try ImportStore.find(id, database) else { return nil }
            body(&record)
            try ImportStore.write(record, database)
            return record
        }
    }

    private static func find(_ id: UUIDValue, _ database: Database) throws -> ImportRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM import WHERE id = ?", arguments: [id.description])
            .map { try ImportRecord($0) }
    }

    private static func write(_ record: ImportRecord, _ database: Database) throws {
        var counts = JSONText()
        record.counts.write(to: &counts)
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            record.id.description, record.institution, record.connector, record.isDryRun,
            record.received.milliseconds, record.size, record.digest, record.state.rawValue, record.read,
            record.checkpoint, String(decoding: counts.bytes, as: UTF8.self), record.failure,
            record.ended?.milliseconds, record.sameAs?.description, record.sender,
        ])
    }

    // MARK: Rows

    /// Takes in what became of a batch of rows before anything was decided, and moves the checkpoint behind it.
    func take(_ batch: SentBatch, of id: UUIDValue) async throws -> ImportRecord? {
        try await database.write { [seal] database in
            guard var record = try ImportStore.find(id, database), batch.lastRow > record.checkpoint else { return nil }
            let institution = record.institution
            let reject = try database.cachedStatement(sql: "INSERT OR REPLACE INTO rejection VALUES (?, ?, ?, ?, ?)")
            for row in batch.rejected {
                try reject.execute(arguments: [
                    id.description, row.row, row.line,
                    try row.record.map { try seal.hide($0, .record, row.row, of: id, institution) },
                    try seal.hide(RowReason.text(row.reasons), .reasons, row.row, of: id, institution),
                ])
            }
            let tried = try database.cachedStatement(sql: "INSERT OR REPLACE INTO record VALUES (?, ?, ?)")
            for row in batch.tried {
                try tried.execute(arguments: [
                    id.description, row.row, try seal.hide(row.text, .commands, row.row, of: id, institution),
                ])
            }
            let send = try database.cachedStatement(sql: "INSERT OR IGNORE INTO underway VALUES (?, ?, ?, ?, NULL)")
            let key = try database.cachedStatement(sql: "INSERT OR IGNORE INTO command VALUES (?, ?, ?, NULL, 0, NULL)")
            for row in batch.sent {
                try send.execute(arguments: [
                    id.description, row.row, row.line,
                    try seal.hide(row.record, .record, row.row, of: id, institution),
                ])
                for command in row.commands {
                    try key.execute(arguments: [Data(command.bytes), id.description, row.row])
                }
            }
            record.counts.received += batch.received
            record.counts.rejected += batch.rejected.count
            record.counts.notMapped += batch.notMapped
            record.counts.accepted += batch.tried.count
            record.checkpoint = batch.lastRow
            record.read = max(record.read, batch.read)
            try ImportStore.write(record, database)
            return record
        }
    }

    /// Rows of which a command has no answer yet, behind a row.
    func openRows(
        of record: ImportRecord, after row: Int, count: Int
    ) async throws -> [(row: Int, line: Int, record: [UInt8])] {
        try await database.read { [seal] database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT row, line, record FROM underway WHERE import = ? AND row > ? AND row IN
                      (SELECT row FROM command WHERE import = underway.import AND isFinal = 0 AND outcome IS NULL)
                    ORDER BY row LIMIT ?
                    """, arguments: [record.id.description, row, count]
            ).map { ($0[0], $0[1], try seal.show($0[2] as Data, .record, $0[0], of: record)) }
        }
    }

    /// Commands whose answer is still to come, oldest import first.
    func open(count: Int) async throws -> [UUIDValue] {
        try await database.read { database in
            try Data.fetchAll(
                database, sql: "SELECT key FROM command WHERE isFinal = 0 AND outcome IS NULL LIMIT ?",
                arguments: [count]
            ).compactMap { UUIDValue(bytes: Array($0)) }
        }
    }

    func countOfOpen() async throws -> Int {
        try await database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM command WHERE isFinal = 0 AND outcome IS NULL") ?? 0
        }
    }

    /// Commands that are parked, and may get another answer.
    func parked() async throws -> [UUIDValue] {
        try await database.read { database in
            try Data.fetchAll(database, sql: "SELECT key FROM command WHERE isFinal = 0 AND outcome IS NOT NULL")
                .compactMap { UUIDValue(bytes: Array($0)) }
        }
    }

    /// Takes in answers, and counts each row once all of its commands have one.
    ///
    /// - Returns: whether anything changed.
    func settle(_ answers: [UUIDValue: CommandResultV1]) async throws -> Bool {
        guard !answers.isEmpty else { return false }
        return try await database.write { [seal] database in
            var rows: Set<RowPlace> = []
            let find = try database.cachedStatement(
                sql: "SELECT import, row, outcome, isFinal FROM command WHERE key = ?")
            let change = try database.cachedStatement(
                sql: "UPDATE command SET outcome = ?, isFinal = ?, reason = ? WHERE key = ?")
            for (key, result) in answers {
                guard let held = try Row.fetchOne(find, arguments: [Data(key.bytes)]) else { continue }
                let outcome = RowOutcome(result)
                guard held[2] as Int? != outcome.rawValue || held[3] as Bool != result.isFinal else { continue }
                let reason = RowReason(result).map { Data(RowReason.text([$0])) }
                try change.execute(arguments: [outcome.rawValue, result.isFinal, reason, Data(key.bytes)])
                rows.insert(RowPlace(id: held[0], row: held[1]))
            }
            try ImportStore.count(rows, seal, database)
            return !rows.isEmpty
        }
    }

    private struct RowPlace: Hashable {
        let id: String
        let row: Int
    }

    private static func count(_ rows: Set<RowPlace>, _ seal: RowSeal, _ database: Database) throws {
        var changes: [String: [(from: RowOutcome?, to: RowOutcome)]] = [:]
        for place in rows {
            let commands = try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT outcome, isFinal, reason FROM command WHERE import = ? AND row = ?"),
                arguments: [place.id, place.row])
            let outcomes = commands.compactMap { ($0[0] as Int?).flatMap { RowOutcome(rawValue: $0) } }
            guard outcomes.count == commands.count, let worst = outcomes.max() else { continue }
            guard
                let underway = try Row.fetchOne(
                    database.cachedStatement(
                        sql: "SELECT line, record, counted FROM underway WHERE import = ? AND row = ?"),
                    arguments: [place.id, place.row])
            else { continue }
            let counted = (underway[2] as Int?).flatMap { RowOutcome(rawValue: $0) }
            if counted != worst { changes[place.id, default: []].append((counted, worst)) }
            if worst == .rejected, let id = UUIDValue(place.id), let institution = try find(id, database)?.institution {
                let reasons = try commands.compactMap { $0[2] as Data? }.flatMap {
                    try JSONDocument(Array($0)).root.items
                }
                var text = JSONText()
                text.array { text in
                    for reason in reasons { reason.write(to: &text) }
                }
                try database.cachedStatement(sql: "INSERT OR REPLACE INTO rejection VALUES (?, ?, ?, ?, ?)").execute(
                    arguments: [
                        place.id, place.row, underway[0] as Int, underway[1] as Data,
                        try seal.hide(text.bytes, .reasons, place.row, of: id, institution),
                    ])
            }
            if commands.allSatisfy({ $0[1] as Bool }) {
                for table in ["command", "underway"] {
                    try database.cachedStatement(sql: "DELETE FROM \(table) WHERE import = ? AND row = ?").execute(
                        arguments: [place.id, place.row])
                }
            } else {
                try database.cachedStatement(sql: "UPDATE underway SET counted = ? WHERE import = ? AND row = ?")
                    .execute(arguments: [worst.rawValue, place.id, place.row])
            }
        }
        for (id, changes) in changes {
            guard let id = UUIDValue(id), var record = try find(id, database) else { continue }
            for change in changes {
                if let from = change.from { record.counts.add(-1, to: from) }
                record.counts.add(1, to: change.to)
            }
            try write(record, database)
        }
    }

    // MARK: What callers read

    func rejections(
        of record: ImportRecord, offset: Int, count: Int
    ) async throws -> (total: Int, rows: [RejectionRow]) {
        try await database.read { [seal] database in
            (
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM rejection WHERE import = ?",
                    arguments: [record.id.description]) ?? 0,
                try Row.fetchAll(
                    database,
                    sql:
                        "SELECT row, line, record, reasons FROM rejection WHERE import = ? ORDER BY row LIMIT ? OFFSET ?",
                    arguments: [record.id.description, count, offset]
                ).map { try seal.rejection($0, of: record) }
            )
        }
    }

    /// Rejections behind a row, in the order of rows.
    func rejections(of record: ImportRecord, after row: Int, count: Int) async throws -> [RejectionRow] {
        try await database.read { [seal] database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT row, line, record, reasons FROM rejection WHERE import = ? AND row > ? ORDER BY row LIMIT ?",
                arguments: [record.id.description, row, count]
            ).map { try seal.rejection($0, of: record) }
        }
    }

    /// What a dry run would have sent, row by row.
    func tried(of record: ImportRecord, offset: Int, count: Int) async throws -> (total: Int, rows: [[UInt8]]) {
        try await database.read { [seal] database in
            (
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM record WHERE import = ?", arguments: [record.id.description])
                    ?? 0,
                try Row.fetchAll(
                    database, sql: "SELECT row, text FROM record WHERE import = ? ORDER BY row LIMIT ? OFFSET ?",
                    arguments: [record.id.description, count, offset]
                ).map { try seal.show($0[1] as Data, .commands, $0[0], of: record) }
            )
        }
    }

    // MARK: The end of a term

    /// Removes everything that these imports brought; their counts stay.
    func discard(_ ids: [UUIDValue]) async throws {
        try await database.write { database in
            for table in ["rejection", "record", "underway", "command"] {
                for id in ids {
                    try database.execute(sql: "DELETE FROM \(table) WHERE import = ?", arguments: [id.description])
                }
            }
        }
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// The institution of every import.
    func institutions() throws -> [UUIDValue: String] {
        try database.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, institution FROM import")
            return Dictionary(
                rows.compactMap { row in UUIDValue(row[0] as String).map { ($0, row[1] as String) } },
                uniquingKeysWith: { first, _ in first })
        }
    }
}

enum ImportStoreError: Error, CustomStringConvertible {
    case newerFormat(Int)

    var description: String {
        switch self {
        case .newerFormat(let version): "the imports were written by a newer version of Schakel (format \(version))"
        }
    }
}
