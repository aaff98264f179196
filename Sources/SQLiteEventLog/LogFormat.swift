import EventLog
import EventSourcing
import Foundation
import GRDB

/// How the log lies in its file, and whether it does.
struct LogFormat {
    struct StoredPartition {
        let partition: Partition
        let identifier: Int64
        let start: Int64
        let next: Int64
        let time: Int64
    }

    /// What tells this file from other databases: "SCHK".
    static let applicationId = 0x5343_484B as Int32
    static let version = 1 as Int32

    let pool: DatabasePool
    let id: UUIDValue
    let partitions: [StoredPartition]

    static func open(
        at url: URL, layouts: [TopicLayout], durability: SQLiteEventLog.Durability
    ) throws(EventLogError) -> LogFormat {
        do {
            var configuration = Configuration()
            configuration.label = "event-log"
            configuration.maximumReaderCount = 4
            configuration.busyMode = .timeout(5)
            try checkIdentity(at: url)
            let pool = try DatabasePool(path: url.path, configuration: configuration)
            // A pool sets this to NORMAL when it opens its writer, so it is set after that, and read back.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL")")
                // What is removed is overwritten, such as a key of a forgotten person; copies that SQLite left when it
                // split pages stay until the file is vacuumed.
                try database.execute(sql: "PRAGMA secure_delete = ON")
            }
            return try pool.write { database in
                try found(database)
                return LogFormat(
                    pool: pool, id: try readId(database), partitions: try layOut(layouts, database))
            }
        } catch let error as EventLogError {
            throw error
        } catch {
            throw failure(error, whileCommitting: false)
        }
    }

    /// Refuses a file that is something else before anything is written to it.
    private static func checkIdentity(at url: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        try DatabaseQueue(path: url.path).read { database in
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables > 0 else { return }
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            guard application == applicationId else {
                throw EventLogError(.unreadable, detail: "\(url.path) is a database, but no event log")
            }
            let stored = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard stored <= version else {
                throw EventLogError(
                    .newerFormat,
                    detail: "\(url.path) has format \(stored), this version reads up to \(version); use a newer one")
            }
        }
    }

    private static func found(_ database: Database) throws {
        guard try !database.tableExists("founding") else { return try index(database) }
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationId);
                PRAGMA user_version = \(version);
                CREATE TABLE founding (id TEXT NOT NULL) STRICT;
                CREATE TABLE topic (
                  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
                  compacted INTEGER NOT NULL, term INTEGER) STRICT;
                CREATE TABLE partition (
                  id INTEGER PRIMARY KEY, start INTEGER NOT NULL, next INTEGER NOT NULL, time INTEGER NOT NULL) STRICT;
                CREATE TABLE record (
                  partition INTEGER NOT NULL, offset INTEGER NOT NULL, time INTEGER NOT NULL, key BLOB,
                  headers BLOB NOT NULL, value BLOB, PRIMARY KEY (partition, offset)) STRICT, WITHOUT ROWID;
                CREATE TABLE newest (
                  partition INTEGER NOT NULL, key BLOB NOT NULL, offset INTEGER NOT NULL,
                  PRIMARY KEY (partition, key)) STRICT, WITHOUT ROWID;
                CREATE TABLE writer (identity TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                """)
        try database.execute(sql: "INSERT INTO founding (id) VALUES (?)", arguments: [UUIDValue.random().description])
        try index(database)
    }

    /// What finds removals without looking at every record.
    private static func index(_ database: Database) throws {
        try database.execute(
            sql: "CREATE INDEX IF NOT EXISTS removal ON record (partition, time) WHERE value IS NULL")
    }

    private static func readId(_ database: Database) throws -> UUIDValue {
        guard let id = try String.fetchOne(database, sql: "SELECT id FROM founding").flatMap({ UUIDValue($0) }) else {
            throw EventLogError(.unreadable, detail: "the log's founding record is missing")
        }
        return id
    }

    private static func layOut(_ layouts: [TopicLayout], _ database: Database) throws -> [StoredPartition] {
        var partitions: [StoredPartition] = []
        for layout in layouts {
            let topic = try identifier(of: layout, database)
            for partition in layout.all {
                let identifier = topic << 16 | Int64(partition.number)
                try database.execute(
                    sql: "INSERT OR IGNORE INTO partition (id, start, next, time) VALUES (?, 0, 0, 0)",
                    arguments: [identifier])
                let row = try Row.fetchOne(
                    database, sql: "SELECT start, next, time FROM partition WHERE id = ?", arguments: [identifier])
                partitions.append(
                    StoredPartition(
                        partition: partition, identifier: identifier, start: row?[0] ?? 0, next: row?[1] ?? 0,
                        time: row?[2] ?? 0))
            }
        }
        return partitions
    }

    private static func identifier(of layout: TopicLayout, _ database: Database) throws -> Int64 {
        let term: Int64? =
            switch layout.cleanup {
            case .delete(after: let term): term
            case .compact(tombstonesFor: let term): term
            }
        if let row = try Row.fetchOne(
            database, sql: "SELECT id, partitions, compacted FROM topic WHERE name = ?",
            arguments: [layout.topic.name])
        {
            guard row[1] == layout.partitions, row[2] == layout.isCompacted else {
                throw EventLogError(
                    .otherLayout, Partition(layout.topic, 0),
                    detail: """
                        the log was founded with \(row[1] as Int) partitions\(row[2] ? ", compacted" : ""), asked are \
                        \(layout.partitions)\(layout.isCompacted ? ", compacted" : ""); copy it into a new hub instead
                        """)
            }
            try database.execute(sql: "UPDATE topic SET term = ? WHERE id = ?", arguments: [term, row[0] as Int64])
            return row[0]
        }
        try database.execute(
            sql: "INSERT INTO topic (name, partitions, compacted, term) VALUES (?, ?, ?, ?)",
            arguments: [layout.topic.name, layout.partitions, layout.isCompacted, term])
        return database.lastInsertedRowID
    }

    /// What an error of the database means to a caller.
    static func failure(_ error: any Error, whileCommitting: Bool) -> EventLogError {
        if let error = error as? EventLogError { return error }
        guard let error = error as? DatabaseError else {
            let isCancelled = error is CancellationError
            return EventLogError(isCancelled ? .cancelled : .unavailable, detail: "\(error)", underlying: error)
        }
        let detail = "\(error.resultCode): \(error.message ?? "no more is known")"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return EventLogError(.unreadable, detail: "the file is damaged (\(detail))", underlying: error)
        case .SQLITE_FULL:
            return EventLogError(.unavailable, detail: "the disk is full; make room (\(detail))", underlying: error)
        default:
            return EventLogError(whileCommitting ? .unknownOutcome : .unavailable, detail: detail, underlying: error)
        }
    }
}
