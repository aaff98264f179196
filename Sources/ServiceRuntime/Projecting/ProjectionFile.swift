import EventLog
import EventSourcing
import Foundation
import GRDB
import Synchronization

/// One building of a projection: its rows, and how far they have come, in one file.
final class ProjectionFile: Sendable {
    let url: URL?
    let pool: any DatabaseWriter
    private let held: Mutex<[Partition: ProjectionPlace]>
    /// How many events each partition's stored place is behind; from none of them did a row follow.
    private let unstored = Mutex<[Partition: Int]>([:])
    /// So many are read again after a restart, at most.
    private static let mostUnstored = 1000

    /// - Parameter url: nil keeps the rows in memory.
    init(at url: URL?, log: UUIDValue, projection: some Projection, partitions: [Partition]) throws {
        self.url = url
        var configuration = Configuration()
        configuration.label = "projection-\(projection.name)"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1000") }
        if let url {
            pool = try DatabasePool(path: url.path, configuration: configuration)
        } else {
            pool = try DatabaseQueue(configuration: configuration)
        }
        let places = try pool.write { database in
            if try !database.tableExists("projection") {
                try database.execute(
                    sql: """
                        CREATE TABLE projection (
                          log TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
                          complete INTEGER NOT NULL) STRICT;
                        CREATE TABLE place (
                          service TEXT NOT NULL, partition INTEGER NOT NULL, number INTEGER NOT NULL,
                          offset INTEGER NOT NULL, eventId TEXT NOT NULL, next INTEGER NOT NULL,
                          PRIMARY KEY (service, partition)) STRICT, WITHOUT ROWID;
                        """)
                try database.execute(
                    sql: "INSERT INTO projection VALUES (?, ?, ?, 0)",
                    arguments: [log.description, projection.name, projection.version])
                try projection.create(database)
            }
            return try ProjectionFile.places(partitions, database)
        }
        held = Mutex(places)
    }

    private static func places(
        _ partitions: [Partition], _ database: Database
    ) throws -> [Partition: ProjectionPlace] {
        var places: [Partition: ProjectionPlace] = [:]
        for partition in partitions {
            let service = partition.topic.name.split(separator: ".").first.map(String.init) ?? ""
            var place = ProjectionPlace(service: service, partition: partition.number)
            if let row = try Row.fetchOne(
                database, sql: "SELECT number, offset, eventId, next FROM place WHERE service = ? AND partition = ?",
                arguments: [service, partition.number])
            {
                place.number = EventNumber(row[0] as Int64) ?? .none
                place.offset = row[1]
                place.eventId = row[2]
                place.next = row[3]
            }
            places[partition] = place
        }
        return places
    }

    /// Whether the file was made from this log, by this version, and to its end once.
    func isUsable(log: UUIDValue, version: Int) throws -> Bool {
        try pool.read { database in
            let row = try Row.fetchOne(database, sql: "SELECT log, version, complete FROM projection")
            return row?[0] == log.description && row?[1] == version && row?[2] == true
        }
    }

    func markComplete() throws {
        try pool.write { try $0.execute(sql: "UPDATE projection SET complete = 1") }
    }

    var places: [Partition: ProjectionPlace] { held.withLock { $0 } }

    /// Takes in a batch, rows and place in one transaction. Of a batch in which nothing is followed the place is stored
    /// now and then only: reading it again is cheap, and then too nothing follows.
    func take(_ batch: ReadBatch, of partition: Partition, into projection: some Projection) throws {
        guard var place = held.withLock({ $0[partition] }), batch.next > place.next else { return }
        var events: [CloudEvent] = []
        events.reserveCapacity(batch.records.count)
        for record in batch.records {
            let (type, number, id) = try ProjectionFile.mark(record, partition)
            guard number > place.number else { continue }
            if projection.follows(type) { events.append(try ProjectionFile.event(record, partition)) }
            place.number = number
            place.offset = record.offset
            place.eventId = id
        }
        place.next = batch.next
        let behind = unstored.withLock { $0[partition, default: 0] } + batch.records.count
        let isStored = !events.isEmpty || behind >= ProjectionFile.mostUnstored
        if isStored {
            try pool.write { [place] database in
                try projection.take(events, database)
                let statement = try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?)")
                try statement.execute(arguments: [
                    place.service, place.partition, place.number.value, place.offset, place.eventId, place.next,
                ])
            }
        }
        unstored.withLock { $0[partition] = isStored ? 0 : behind }
        held.withLock { [place] in $0[partition] = place }
    }

    /// What tells an event from others, without reading the rest of it.
    private static func mark(
        _ record: LogRecord, _ partition: Partition
    ) throws -> (type: String, number: EventNumber, id: String) {
        guard let type = record.text("ce_type"), let id = record.text("ce_id"),
            let number = record.text("ce_\(HubAttribute.partitionsequence.rawValue)").flatMap({ EventNumber($0) })
        else {
            throw EventLogError(
                .unreadable, partition, detail: "the event at \(record.offset) lacks its type, id or number")
        }
        return (type, number, id)
    }

    private static func event(_ record: LogRecord, _ partition: Partition) throws -> CloudEvent {
        do throws(CloudEventError) {
            return try CloudEvent(
                kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key, value: record.value)
        } catch {
            throw EventLogError(.unreadable, partition, detail: "the event at \(record.offset): \(error)")
        }
    }

    /// Closes the file and deletes it.
    func remove() {
        try? pool.close()
        guard let url else { return }
        DatabaseDamage.remove(url)
    }
}
