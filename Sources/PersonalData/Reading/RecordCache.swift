import EventLog
import EventSourcing
import Foundation
import GRDB
import HubContracts
import ServiceRuntime

/// The newest sealed value of every record and key, in a file of SQLite: a cache that may be deleted at any time.
///
/// Nothing in it is readable without the key store.
final class RecordCache: Sendable {
    let database: any DatabaseWriter

    /// - Parameter file: nil keeps it in memory.
    init(file: URL?) throws {
        var configuration = Configuration()
        configuration.label = "persons-records"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase {
            try $0.execute(
                sql: "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -2000")
        }
        if let file {
            database = try DatabasePool(path: file.path, configuration: configuration)
        } else {
            database = try DatabaseQueue(configuration: configuration)
        }
        try database.write { database in
            try RecordCache.discardOlder(database)
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS source (log TEXT NOT NULL, taken INTEGER NOT NULL) STRICT;
                    CREATE TABLE IF NOT EXISTS place (
                      topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
                      PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS record (
                      institution TEXT NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, item TEXT NOT NULL,
                      version INTEGER NOT NULL, value BLOB, time INTEGER NOT NULL,
                      PRIMARY KEY (institution, subject, type, item)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS told (
                      institution TEXT NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, item TEXT NOT NULL,
                      version INTEGER NOT NULL, PRIMARY KEY (institution, subject, type, item)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS forgotten (
                      institution TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (institution, subject)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
    }

    private static let tables = ["source", "place", "record", "told", "forgotten"]
    private static let format = 1

    /// A cache of a former layout is filled anew.
    private static func discardOlder(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 != format else { return }
        for table in tables { try database.execute(sql: "DROP TABLE IF EXISTS \(table)") }
        try database.execute(sql: "PRAGMA user_version = \(format)")
    }

    /// Which log the cache was filled from and when last, and where each partition is to be read on.
    func state() throws -> (log: String?, taken: Int64, places: [Partition: Int64]) {
        try database.read { database in
            let source = try Row.fetchOne(database, sql: "SELECT log, taken FROM source")
            let rows = try Row.fetchAll(database, sql: "SELECT topic, partition, next FROM place")
            let places = rows.map { (Partition(Topic($0[0]), $0[1]), $0[2] as Int64) }
            return (source?[0], source?[1] ?? 0, Dictionary(uniqueKeysWithValues: places))
        }
    }

    func empty(for log: UUIDValue, at time: Int64) throws {
        try database.write { database in
            for table in RecordCache.tables {
                try database.execute(sql: "DELETE FROM \(table)")
            }
            try database.execute(
                sql: "INSERT INTO source VALUES (?, ?)", arguments: [log.description, time])
        }
        try truncate()
    }

    /// The write-ahead log keeps removed values otherwise.
    private func truncate() throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// - Returns: how many values were refused, because they are older than one that was seen.
    func take(_ batch: ReadBatch, of partition: Partition, type: String, at time: Int64) throws -> Int {
        var refused = 0
        var removed = false
        try database.write { database in
            for record in batch.records {
                guard let key = RecordKey(bytes: record.key ?? []) else { continue }
                let owner = [key.aggregate.institution, key.aggregate.subject, type, key.item]
                let held = try Int64.fetchOne(
                    database,
                    sql: "SELECT version FROM record WHERE institution = ? AND subject = ? AND type = ? AND item = ?",
                    arguments: StatementArguments(owner))
                guard let value = record.value else {
                    removed = true
                    try database.execute(
                        sql: """
                            UPDATE record SET value = NULL
                            WHERE institution = ? AND subject = ? AND type = ? AND item = ?
                            """, arguments: StatementArguments(owner))
                    continue
                }
                let version = RecordCache.version(of: value, type)
                guard version >= held ?? 0 else {
                    refused += 1
                    continue
                }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: StatementArguments(owner) + [version, Data(value), record.time])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO place VALUES (?, ?, ?)",
                arguments: [partition.topic.name, partition.number, batch.next])
            try database.execute(sql: "UPDATE source SET taken = ?", arguments: [time])
        }
        if removed { try truncate() }
        return refused
    }

    /// Takes in what events say of versions and of who was forgotten.
    func take(_ news: [RecordNews], of partition: Partition, next: Int64, at time: Int64) throws {
        try database.write { database in
            for news in news {
                let owner = [news.owner.institution, news.owner.subject]
                switch news.said {
                case .version(let type, let item, let version):
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?)",
                        arguments: StatementArguments(owner + [type, item]) + [version])
                case .forgotten:
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO forgotten VALUES (?, ?)", arguments: StatementArguments(owner))
                }
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO place VALUES (?, ?, ?)",
                arguments: [partition.topic.name, partition.number, next])
            try database.execute(sql: "UPDATE source SET taken = ?", arguments: [time])
        }
    }

    /// The version that the events name last; 0 where they name none.
    func told(_ owner: AggregateKey, _ type: String, item: String) throws -> Int64 {
        try database.read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT version FROM told WHERE institution = ? AND subject = ? AND type = ? AND item = ?",
                arguments: [owner.institution, owner.subject, type, item]) ?? 0
        }
    }

    func isForgotten(_ owner: AggregateKey) throws -> Bool {
        try database.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM forgotten WHERE institution = ? AND subject = ?)",
                arguments: [owner.institution, owner.subject]) ?? false
        }
    }

    /// A key's version is the generation that wraps it.
    private static func version(of value: [UInt8], _ type: String) -> Int64 {
        if type == SubjectKeyV1.identity.name {
            return Person.HeldKey(record: value).map { Int64($0.generation) } ?? 0
        }
        return (try? SealedBytes.label(of: value).version) ?? 0
    }

    func value(of owner: AggregateKey, _ type: String, item: String) throws -> [UInt8]? {
        try database.read { database in
            try Data.fetchOne(
                database,
                sql: """
                    SELECT value FROM record
                    WHERE institution = ? AND subject = ? AND type = ? AND item = ? AND value IS NOT NULL
                    """, arguments: [owner.institution, owner.subject, type, item]
            ).map { Array($0) }
        }
    }

    /// The records that there are of a person, keys aside.
    func places(of owner: AggregateKey) throws -> [(type: String, item: String, version: Int64)] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT type, item, version FROM record
                    WHERE institution = ? AND subject = ? AND value IS NOT NULL ORDER BY type, item
                    """, arguments: [owner.institution, owner.subject]
            ).map { ($0[0], $0[1], $0[2]) }
        }
    }

    /// The subjects of an institution that have a record of a type and were not forgotten.
    func subjects(with type: String, in institution: String) throws -> Set<String> {
        try database.read { database in
            try String.fetchSet(
                database,
                sql: """
                    SELECT DISTINCT subject FROM record WHERE institution = ? AND type = ? AND value IS NOT NULL
                      AND subject NOT IN (SELECT subject FROM forgotten WHERE institution = record.institution)
                    """, arguments: [institution, type])
        }
    }

    /// The persons of whom a record of a type was last written before a time.
    func owners(of type: String, writtenBefore time: Int64) throws -> [(owner: AggregateKey, item: String)] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT institution, subject, item FROM record
                    WHERE type = ? AND time < ? AND value IS NOT NULL ORDER BY institution, subject, item
                    """, arguments: [type, time]
            ).map { (AggregateKey(institution: $0[0], subject: $0[1]), $0[2]) }
        }
    }

    /// Persons of whom a key is wrapped with a generation before this one.
    func owners(ofKeysBefore generation: Int) throws -> [AggregateKey] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT institution, subject FROM record
                    WHERE type = ? AND version < ? AND value IS NOT NULL ORDER BY institution, subject
                    """, arguments: [SubjectKeyV1.identity.name, generation]
            ).map { AggregateKey(institution: $0[0], subject: $0[1]) }
        }
    }
}
