import EventLog
import Foundation
import GRDB

/// The statements on the tables.
enum LogTables {
    static func epoch(of identity: String, _ database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT epoch FROM writer WHERE identity = ?")
        return try Int64.fetchOne(statement, arguments: [identity])
    }

    static func raiseEpoch(of identity: String, _ database: Database) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO writer (identity, epoch) VALUES (?, 1)
                ON CONFLICT (identity) DO UPDATE SET epoch = epoch + 1
                """, arguments: [identity])
        return try epoch(of: identity, database) ?? 1
    }

    static func insert(
        _ record: NewRecord, _ partition: Int64, at offset: Int64, time: Int64, isCompacted: Bool, _ database: Database
    ) throws {
        if isCompacted { try replace(record.key ?? [], partition, at: offset, database) }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO record (partition, offset, time, key, headers, value) VALUES (?, ?, ?, ?, ?, ?)")
        statement.setUncheckedArguments([
            partition, offset, time, record.key.map { Data($0) }, HeaderBytes.text(record.headers),
            record.value.map { Data($0) },
        ])
        try statement.execute()
    }

    private static func replace(
        _ key: [UInt8], _ partition: Int64, at offset: Int64, _ database: Database
    ) throws {
        let key = Data(key)
        let newest = try database.cachedStatement(sql: "SELECT offset FROM newest WHERE partition = ? AND key = ?")
        if let older = try Int64.fetchOne(newest, arguments: [partition, key]) {
            let delete = try database.cachedStatement(sql: "DELETE FROM record WHERE partition = ? AND offset = ?")
            try delete.execute(arguments: [partition, older])
        }
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO newest (partition, key, offset) VALUES (?, ?, ?)")
        try statement.execute(arguments: [partition, key, offset])
    }

    static func save(_ partition: Int64, start: Int64, next: Int64, time: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "UPDATE partition SET start = ?, next = ?, time = ? WHERE id = ?")
        try statement.execute(arguments: [start, next, time, partition])
    }

    /// Deletes what is older, up to the first record that is not.
    ///
    /// - Returns: how many were deleted, and where the partition begins then.
    static func delete(
        _ partition: Int64, olderThan time: Int64, atMost count: Int, end: Int64, _ database: Database
    ) throws -> (deleted: Int, start: Int64) {
        let statement = try database.cachedStatement(
            sql: "SELECT offset, time FROM record WHERE partition = ? ORDER BY offset LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [partition, count + 1])
        var deleted = 0
        var start = end
        while let row = try rows.next() {
            guard deleted < count, (row[1] as Int64) < time else {
                start = row[0]
                break
            }
            deleted += 1
        }
        if deleted > 0 {
            try database.execute(
                sql: "DELETE FROM record WHERE partition = ? AND offset < ?", arguments: [partition, start])
        }
        return (deleted, start)
    }

    /// - Returns: how many were deleted.
    static func deleteTombstones(
        _ partition: Int64, olderThan time: Int64, atMost count: Int, _ database: Database
    ) throws -> Int {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT offset, coalesce(key, x'') FROM record
                WHERE partition = ? AND value IS NULL AND time < ? LIMIT ?
                """, arguments: [partition, time, count])
        let newest = try database.cachedStatement(
            sql: "DELETE FROM newest WHERE partition = ? AND key = ? AND offset = ?")
        let record = try database.cachedStatement(sql: "DELETE FROM record WHERE partition = ? AND offset = ?")
        for row in rows {
            try newest.execute(arguments: [partition, row[1] as Data, row[0] as Int64])
            try record.execute(arguments: [partition, row[0] as Int64])
        }
        return rows.count
    }
}
