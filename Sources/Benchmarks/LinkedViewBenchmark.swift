import EventLog
import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime

/// The views for OEAPI and search made anew from the log, beside reading the same events and writing the same rows.
///
/// `SCHAKEL_BENCHMARK_EVENTS` is how many events there are (1,000,000).
enum LinkedViewBenchmark {
    private static let count =
        ProcessInfo.processInfo.environment["SCHAKEL_BENCHMARK_EVENTS"].flatMap { Int($0) } ?? 1_000_000
    private static let partition = Partition(ServiceTopics(service: "catalogue").events, 0)

    static func run(contracts: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"),
            topics: ServiceTopics(service: "catalogue").layouts(partitions: 1), durability: .normal)
        try await CatalogueHistory(contracts).fill(log, partition, count)
        let read = try await Stopwatch.seconds { try await readAll(log) }
        print("\n\(count) events of products and offerings: created, composed, published, planned\n")
        line("read and nothing else", read)
        for view in [CatalogueViews.oeapi, CatalogueViews.search] {
            let views = folder.appendingPathComponent(view.name)
            try FileManager.default.createDirectory(at: views, withIntermediateDirectories: true)
            let projector = Projector(view, log: log, folder: views)
            let rebuild = try await Stopwatch.seconds { try await projector.rebuild() }
            let raw = folder.appendingPathComponent("raw-\(view.name).db")
            let write = try await write(projector, view, to: raw)
            line("\(view.name): its rows written and nothing else", write)
            line("\(view.name): made anew from the log", rebuild)
            print(
                String(
                    format: "%@: rebuilding, beside raw reading and writing: %.2f (target 0.50)", view.name,
                    (read + write) / rebuild))
        }
        await log.close()
    }

    private static func line(_ name: String, _ seconds: Double) {
        print(
            name.padding(toLength: 56, withPad: " ", startingAt: 0)
                + String(format: "%8.1f µs an event, %6.1f s", seconds / Double(count) * 1e6, seconds))
    }

    private static func readAll(_ log: SQLiteEventLog) async throws {
        var next = 0 as Int64
        while true {
            let batch = try await log.read(partition, from: next, count: 2000, bytes: 4 << 20)
            guard batch.next > next else { return }
            next = batch.next
        }
    }

    /// Writes the rows of every table of a view, in transactions of the same size.
    private static func write(
        _ projector: Projector<LinkedView>, _ view: LinkedView, to file: URL
    ) async throws -> Double {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        let target = try DatabasePool(path: file.path, configuration: configuration)
        try await target.write { try view.create($0) }
        let tables =
            view.name == "oeapi" ? ["object", "link", "resource"] : ["object", "link", "entry", "code", "facet"]
        let seconds = try await projector.read { database in
            var seconds = 0.0
            for table in tables {
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table)")
                var chunk: [StatementArguments] = []
                var isAtEnd = false
                while !isAtEnd {
                    if let row = try rows.next() {
                        chunk.append(StatementArguments(row.databaseValues))
                    } else {
                        isAtEnd = true
                    }
                    guard chunk.count == 2000 || isAtEnd else { continue }
                    let start = ContinuousClock.now
                    try target.write { try insert(chunk, into: table, $0) }
                    seconds += Stopwatch.seconds(ContinuousClock.now - start)
                    chunk.removeAll(keepingCapacity: true)
                }
            }
            return seconds
        }
        try target.close()
        return seconds
    }

    private static func insert(_ rows: [StatementArguments], into table: String, _ database: Database) throws {
        let columns = try database.columns(in: table).count
        let places = Array(repeating: "?", count: columns).joined(separator: ", ")
        let insert = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
        for row in rows { try insert.execute(arguments: row) }
        guard table == "entry", let last = try Int64.fetchOne(database, sql: "SELECT max(number) FROM entry") else {
            return
        }
        // The index of words is one of the view's tables.
        try database.execute(
            sql: """
                INSERT INTO words (rowid, title, text)
                SELECT number, title, text FROM entry WHERE number <= ? ORDER BY number DESC LIMIT ?
                """,
            arguments: [last, rows.count])
    }
}
