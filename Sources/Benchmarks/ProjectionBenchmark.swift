import EventLog
import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import SQLiteEventLog
import ServiceRuntime

/// A view made anew from the log, beside reading the same events and writing the same rows and nothing else.
enum ProjectionBenchmark {
    private static let count = 50_000
    private static let partition = Partition(ServiceTopics(service: "catalogue").events, 0)

    static func run(contracts: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"),
            topics: ServiceTopics(service: "catalogue").layouts(partitions: 1), durability: .normal)
        try await fill(log, contracts)
        var best: (rebuild: Double, read: Double, write: Double)?
        for round in 0..<3 {
            let views = folder.appendingPathComponent("views-\(round)")
            try FileManager.default.createDirectory(at: views, withIntermediateDirectories: true)
            let projector = Projector(CatalogueViews.qualifications, log: log, folder: views)
            let rebuild = try await Stopwatch.seconds { try await projector.rebuild() }
            let rows = try await projector.read { database in
                try Row.fetchAll(database, sql: "SELECT * FROM document").map { row in
                    StatementArguments(row.map { $0.1 })
                }
            }
            let read = try await Stopwatch.seconds { try await readAll(log) }
            let write = try await Stopwatch.seconds {
                try ProjectionBenchmark.write(rows, to: folder.appendingPathComponent("raw-\(round).db"))
            }
            if best.map({ rebuild / (read + write) < $0.rebuild / ($0.read + $0.write) }) ?? true {
                best = (rebuild, read, write)
            }
        }
        await log.close()
        guard let best else { return }
        print(
            "\n\(count) events qualification-recorded, each of another qualification, into the view of qualifications\n"
        )
        for (name, seconds) in [
            ("rebuilt from the log", best.rebuild), ("the same events read and nothing else", best.read),
            ("the same rows written and nothing else", best.write),
        ] {
            print(
                name.padding(toLength: 56, withPad: " ", startingAt: 0)
                    + String(format: "%8.1f µs an event", seconds / Double(count) * 1e6))
        }
        print(
            String(
                format: "\nrebuilding, beside raw reading and writing: %.2f (target 0.50)",
                (best.read + best.write) / best.rebuild))
    }

    private static func fill(_ log: SQLiteEventLog, _ contracts: String) async throws {
        let path = "\(contracts)/\(QualificationRecordedV1.identity.path(.event))/examples/full.json"
        let data = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for start in stride(from: 0, to: count, by: 1000) {
            let records = (start..<start + 1000).map { number in
                let subject = DerivedIdentity.aggregate(
                    institution: "local", kind: "qualification", register: "crebo", code: String(number))
                var event = CloudEvent(
                    id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
                    type: QualificationRecordedV1.identity.type, subject: subject.description,
                    time: Timestamp(milliseconds: 1_700_000_000_000), dataContentType: "application/json",
                    dataSchema: QualificationRecordedV1.identity.urn, data: data)
                event[.institution] = "local"
                event.sequence = SequenceNumber(1)
                event.partitionSequence = EventNumber(Int64(number + 1))
                return NewRecord(event)
            }
            _ = try await log.append([Append(records, to: partition)])
        }
    }

    private static func readAll(_ log: SQLiteEventLog) async throws {
        var next = 0 as Int64
        while true {
            let batch = try await log.read(partition, from: next, count: 2000, bytes: 4 << 20)
            guard batch.next > next else { return }
            next = batch.next
        }
    }

    private static func write(_ rows: [StatementArguments], to file: URL) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        let database = try DatabasePool(path: file.path, configuration: configuration)
        try database.write { try CatalogueViews.qualifications.create($0) }
        for start in stride(from: 0, to: rows.count, by: 2000) {
            try database.write { database in
                let insert = try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                for row in rows[start..<min(start + 2000, rows.count)] { try insert.execute(arguments: row) }
            }
        }
        try database.close()
    }
}

extension Stopwatch {
    static func seconds(_ operation: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await operation()
        return seconds(ContinuousClock.now - start)
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
