import EventLog
import Foundation
import GRDB

extension LogFile {
    func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        let index = try index(of: partition)
        let identifier = identifier(of: index)
        // Taken before the rows, so that a record that comes in between is never passed over.
        let bounds = try bounds(of: partition)
        guard offset >= bounds.lowerBound else {
            throw EventLogError(
                .behindStart, partition, detail: "\(offset) is asked for, the first record is \(bounds.lowerBound)")
        }
        guard offset < bounds.upperBound, count > 0 else { return ReadBatch(records: [], next: offset) }
        let recent = recent.read(index, from: offset, count: count, bytes: bytes, end: bounds.upperBound)
        if let recent { return recent }
        do {
            return try await pool.read { database in
                var records: [LogRecord] = []
                var size = 0
                let statement = try database.cachedStatement(
                    sql: """
                        SELECT offset, time, key, headers, value FROM record
                        WHERE partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?
                        """)
                let rows = try Row.fetchCursor(statement, arguments: [identifier, offset, bounds.upperBound, count])
                while size < bytes || records.isEmpty, let row = try rows.next() {
                    let record = LogRecord(
                        offset: row[0], time: row[1], key: try row.bytes(2),
                        headers: try HeaderBytes.read(row.bytes(3) ?? []), value: try row.bytes(4))
                    size += (record.value?.count ?? 0) + 64
                    records.append(record)
                }
                let isCut = records.count == count || size >= bytes
                let next = records.last.map { $0.offset + 1 } ?? bounds.upperBound
                return ReadBatch(records: records, next: isCut ? next : bounds.upperBound)
            }
        } catch {
            throw LogFormat.failure(error, whileCommitting: false)
        }
    }

    /// Bisection: times never go back in a partition of this driver.
    func offset(in partition: Partition, atTime milliseconds: Int64) async throws(EventLogError) -> Int64 {
        let identifier = identifier(of: try index(of: partition))
        let bounds = try bounds(of: partition)
        do {
            return try await pool.read { database in
                var low = bounds.lowerBound
                var high = bounds.upperBound
                while low < high {
                    let middle = low + (high - low) / 2
                    let row = try Row.fetchOne(
                        database,
                        sql: """
                            SELECT offset, time FROM record WHERE partition = ? AND offset >= ?
                            ORDER BY offset LIMIT 1
                            """, arguments: [identifier, middle])
                    guard let row, (row[0] as Int64) < high, (row[1] as Int64) < milliseconds else {
                        high = middle
                        continue
                    }
                    low = (row[0] as Int64) + 1
                }
                return low
            }
        } catch {
            throw LogFormat.failure(error, whileCommitting: false)
        }
    }
}

extension Row {
    fileprivate func bytes(_ index: Int) throws -> [UInt8]? {
        try withUnsafeData(atIndex: index) { $0.map { Array($0) } }
    }
}

/// Headers as bytes: how many, then name and value of each with its length before it.
enum HeaderBytes {
    static func text(_ headers: [RecordHeader]) -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.reduce(4) { $0 + $1.name.utf8.count + $1.value.count + 8 })
        for header in headers {
            append(UInt32(header.name.utf8.count), &bytes)
            bytes += header.name.utf8
            append(UInt32(header.value.count), &bytes)
            bytes += header.value
        }
        return Data(bytes)
    }

    private static func append(_ length: UInt32, _ bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }

    /// - Throws: ``EventLogError`` when the bytes are not headers.
    static func read(_ bytes: [UInt8]) throws(EventLogError) -> [RecordHeader] {
        var headers: [RecordHeader] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let name = try part(&rest)
            let value = try part(&rest)
            headers.append(RecordHeader(String(decoding: name, as: UTF8.self), Array(value)))
        }
        return headers
    }

    private static func part(_ rest: inout ArraySlice<UInt8>) throws(EventLogError) -> ArraySlice<UInt8> {
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count >= 4 + length else {
            throw EventLogError(.unreadable, detail: "the headers of a record are damaged")
        }
        let part = rest.dropFirst(4).prefix(length)
        rest = rest.dropFirst(4 + length)
        return part
    }
}
