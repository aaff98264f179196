package import EventLog
package import EventSourcing
package import Foundation
import FoundationEssentials
import GRDB
package import HubContracts
import ServiceRuntime
import Synchronization

/// The answers to commands of the last 14 days, by command; whoever waits for one is told at once.
///
/// A cache of the results topics with positions of its own: it may be deleted, and is then filled again.
///
/// Its database is asked without blocking a thread, always: readers that were lent out come back on the threads that a
/// blocking reader would hold.
package final class ResultIndex: Sendable {
    /// An answer, and where its command was decided.
    package struct Found: Sendable, Hashable {
        package let service: String
        package let partition: Int
        package let bodyHash: String
        package let result: CommandResultV1
    }

    package enum Observation: Sendable {
        /// The index did not belong to the log as it is, and is filled anew.
        case discarded(String)
        case caughtUp(Partition)
    }

    private let log: any EventLog
    private let services: [String]
    private let database: any DatabaseWriter
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (Observation) -> Void
    private let state: Mutex<State>

    private struct State {
        var behind: Set<Partition>
        var waiting: [WaitKey: [Int: AsyncStream<Found>.Continuation]] = [:]
        var next = 0
        var feeds: [Int: AnswerFeed] = [:]
    }

    private struct WaitKey: Hashable {
        let command: UUIDValue
        let hash: String
    }

    /// - Parameter file: nil keeps the index in memory.
    /// - Throws: the database's error.
    package init(
        file: URL?, log: any EventLog, services: [String], now: @escaping @Sendable () -> Timestamp,
        observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) throws {
        self.log = log
        self.services = services
        self.now = now
        self.observe = observe
        do {
            database = try ResultIndex.open(file)
        } catch {
            guard let file, DatabaseDamage.isMeant(by: error) else { throw error }
            DatabaseDamage.remove(file)
            database = try ResultIndex.open(file)
            observe(.discarded("its file is damaged"))
        }
        let behind = services.flatMap { log.layout(of: ServiceTopics(service: $0).results)?.all ?? [] }
        state = Mutex(State(behind: Set(behind)))
    }

    private static func open(_ file: URL?) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.label = "results"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        // What is lost at a power loss is read from the log again; place and rows stand or fall together.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2000") }
        let database: any DatabaseWriter =
            if let file {
                try DatabasePool(path: file.path, configuration: configuration)
            } else {
                try DatabaseQueue(configuration: configuration)
            }
        try database.write { try ResultIndex.create($0) }
        return database
    }

    private static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS source (log TEXT NOT NULL) STRICT;
                CREATE TABLE IF NOT EXISTS place (
                  topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, last INTEGER NOT NULL,
                  lastKey BLOB NOT NULL, PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS result (
                  command BLOB NOT NULL, hash TEXT NOT NULL, service TEXT NOT NULL, partition INTEGER NOT NULL,
                  time INTEGER NOT NULL, text BLOB NOT NULL, PRIMARY KEY (command, hash)) STRICT, WITHOUT ROWID;
                CREATE INDEX IF NOT EXISTS resultTime ON result (time);
                """)
    }

    /// Whether every result that was there when it started has been taken in.
    package var isCaughtUp: Bool { state.withLock { $0.behind.isEmpty } }

    // MARK: Asking

    /// What became of a command; of several with one identity the first, which is not a conflict.
    package func find(_ command: UUIDValue) async throws -> Found? {
        try await database.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT service, partition, hash, text FROM result WHERE command = ? ORDER BY time",
                arguments: [Data(command.bytes)])
            let found = try rows.map { try Found($0) }
            return found.first { $0.result.outcome != .conflict } ?? found.first
        }
    }

    /// What became of these commands; those of which nothing is known yet are not in it.
    package func find(_ commands: [UUIDValue]) async throws -> [UUIDValue: CommandResultV1] {
        try await database.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT service, partition, hash, text FROM result WHERE command = ? ORDER BY time")
            var found: [UUIDValue: CommandResultV1] = [:]
            for command in commands {
                let rows = try Row.fetchAll(statement, arguments: [Data(command.bytes)])
                let results = try rows.map { try Found($0).result }
                found[command] = results.first { $0.outcome != .conflict } ?? results.first
            }
            return found
        }
    }

    /// Waits for the answer to a command with this body.
    ///
    /// - Returns: nil when it has not come in time.
    package func wait(for command: UUIDValue, hash: String, atMost time: Duration) async throws -> Found? {
        let (stream, continuation) = AsyncStream.makeStream(of: Found.self, bufferingPolicy: .bufferingNewest(1))
        let key = WaitKey(command: command, hash: hash)
        let number = state.withLock { state in
            state.next += 1
            state.waiting[key, default: [:]][state.next] = continuation
            return state.next
        }
        defer {
            state.withLock { state in
                state.waiting[key]?[number] = nil
                if state.waiting[key]?.isEmpty ?? false { state.waiting[key] = nil }
            }
        }
        if let known = try await known(key) { return known }
        guard time > .zero else { return nil }
        return await withTaskGroup(of: Found?.self) { group in
            group.addTask {
                for await found in stream { return found }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func known(_ key: WaitKey) async throws -> Found? {
        try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT service, partition, hash, text FROM result WHERE command = ? AND hash = ?",
                arguments: [Data(key.command.bytes), key.hash]
            ).map { try Found($0) }
        }
    }

    /// Tells from now on which commands are answered; ends with the task that reads its arrivals.
    package func feed() -> AnswerFeed {
        let feed = AnswerFeed()
        let number = state.withLock { state in
            state.next += 1
            state.feeds[state.next] = feed
            return state.next
        }
        feed.whenEnded { [weak self] in
            self?.state.withLock { _ = $0.feeds.removeValue(forKey: number) }
        }
        return feed
    }

    // MARK: Following

    /// Follows the results until the task is cancelled.
    ///
    /// - Throws: ``EventLogError`` when the log cannot be read, or the database's error.
    package func run() async throws {
        try await check()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services {
                for partition in log.layout(of: ServiceTopics(service: service).results)?.all ?? [] {
                    group.addTask { try await self.follow(partition, of: service) }
                }
            }
            try await group.whileFollowing()
        }
    }

    /// Empties the index when it was made from another log, or from more than the log has.
    private func check() async throws {
        let (source, places) = try await database.read { database in
            (
                try String.fetchOne(database, sql: "SELECT log FROM source"),
                try Row.fetchAll(database, sql: "SELECT topic, partition, next, last, lastKey FROM place").map { row in
                    (
                        partition: Partition(Topic(row[0]), row[1]), next: row[2] as Int64, last: row[3] as Int64,
                        lastKey: row[4] as Data
                    )
                }
            )
        }
        var reason: String?
        if let source, source != log.id.description { reason = "it was made from another log" }
        for place in places where reason == nil {
            guard place.next <= (try await log.bounds(of: place.partition).upperBound) else {
                reason = "the log ends before what was taken from \(place.partition)"
                break
            }
            let record = try await log.read(place.partition, from: place.last, count: 1, bytes: 1).records.first
            if record?.header(Remembered.keyHeader) != Array(place.lastKey) {
                reason = "the result at \(place.partition) \(place.last) is another one on the log"
            }
        }
        try await database.write { [reason, log] database in
            if reason != nil { try database.execute(sql: "DELETE FROM place; DELETE FROM result; DELETE FROM source") }
            if reason != nil || source == nil {
                try database.execute(sql: "INSERT INTO source VALUES (?)", arguments: [log.id.description])
            }
        }
        if let reason { observe(.discarded(reason)) }
    }

    private func follow(_ partition: Partition, of service: String) async throws {
        var next = try await start(partition)
        let end = try await log.bounds(of: partition).upperBound
        if next >= end { reached(partition) }
        var purged = 0 as Int64
        while !Task.isCancelled {
            let batch = try await log.read(partition, from: next, count: 2000, bytes: 4 << 20)
            guard batch.next > next else {
                reached(partition)
                try await log.wait(for: partition, at: next)
                continue
            }
            try await take(batch, partition, service)
            next = batch.next
            if next >= end { reached(partition) }
            let time = now().milliseconds
            if time - purged > 3_600_000 {
                purged = time
                try await database.write {
                    try $0.execute(sql: "DELETE FROM result WHERE time < ?", arguments: [time - Remembered.term])
                }
            }
        }
    }

    private func start(_ partition: Partition) async throws -> Int64 {
        let held = try await database.read {
            try Int64.fetchOne(
                $0, sql: "SELECT next FROM place WHERE topic = ? AND partition = ?",
                arguments: [partition.topic.name, partition.number])
        }
        if let held { return held }
        return try await log.offset(in: partition, atTime: now().milliseconds - Remembered.term)
    }

    private func reached(_ partition: Partition) {
        let isFirst = state.withLock { $0.behind.remove(partition) != nil }
        if isFirst { observe(.caughtUp(partition)) }
    }

    private func take(_ batch: ReadBatch, _ partition: Partition, _ service: String) async throws {
        var results: [(command: UUIDValue, CommandResultV1)] = []
        var rows: [(command: Data, hash: String, time: Int64, text: Data)] = []
        for record in batch.records {
            guard let bytes = record.header(Remembered.keyHeader), let command = UUIDValue(bytes: bytes),
                let value = record.value
            else { continue }
            let result: CommandResultV1
            do {
                result = try ContractData.read(CommandResultV1.self, value)
            } catch {
                throw EventLogError(.unreadable, partition, detail: "the result at \(record.offset) cannot be read")
            }
            rows.append((Data(bytes), result.bodyHash, record.time, Data(value)))
            results.append((command, result))
        }
        let last = batch.records.last
        try await database.write { [rows] database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO result VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET text = excluded.text
                    """)
            for row in rows {
                try insert.execute(arguments: [
                    row.command, row.hash, service, partition.number, row.time, row.text,
                ])
            }
            let lastKey = last?.header(Remembered.keyHeader)
            try database.execute(
                sql: "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    partition.topic.name, partition.number, batch.next, last?.offset ?? -1, Data(lastKey ?? []),
                ])
        }
        tell(results, of: service, partition.number)
    }

    /// Tells whoever waits, once the results can be read: who began to wait before that is told here, who begins after
    /// it finds them.
    private func tell(_ results: [(command: UUIDValue, CommandResultV1)], of service: String, _ partition: Int) {
        let (answers, feeds) = state.withLock { state in
            let answers = results.flatMap { command, result in
                (state.waiting[WaitKey(command: command, hash: result.bodyHash)] ?? [:]).values.map { ($0, result) }
            }
            return (answers, Array(state.feeds.values))
        }
        for (continuation, result) in answers {
            continuation.yield(
                Found(service: service, partition: partition, bodyHash: result.bodyHash, result: result))
        }
        for feed in feeds { feed.add(results.map(\.command)) }
    }
}

extension ResultIndex.Found {
    fileprivate init(_ row: Row) throws {
        service = row[0]
        partition = row[1]
        bodyHash = row[2]
        result = try ContractData.read(CommandResultV1.self, Array(row[3] as Data))
    }
}

extension UUIDValue {
    /// Reads 16 bytes, most significant first.
    init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
