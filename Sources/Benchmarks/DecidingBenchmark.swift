import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Synchronization

/// Commands decided by the catalogue on the embedded log, beside appending the same events and results and nothing else.
enum DecidingBenchmark {
    static let count = 20_000
    private static let batch = 500
    static let topics = ServiceTopics(service: "catalogue")

    static func run(contracts: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var best: (decided: Double, raw: Double, stages: [Failpoint: Double])?
        for round in 0..<3 {
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("decided-\(round).db"), topics: topics.layouts(partitions: 1),
                durability: .normal)
            try await ask(log, contracts: contracts)
            let (decided, stages) = try await decide(
                log, folder.appendingPathComponent("state-\(round)"), batch: batch)
            let raw = try await appendRaw(log, at: folder.appendingPathComponent("raw-\(round).db"))
            await log.close()
            if best.map({ decided / raw < $0.decided / $0.raw }) ?? true { best = (decided, raw, stages) }
        }
        if let best { report(best.decided, best.raw, best.stages) }
    }

    private static func report(_ decided: Double, _ raw: Double, _ stages: [Failpoint: Double]) {
        Swift.print(
            "\n\(count) commands record-qualification, each of another qualification, in batches of \(batch)\n")
        print(stages: stages, decided: decided)
        Swift.print(line("the same events and results, appended and nothing else", raw))
        Swift.print(String(format: "\ncommands decided, beside the raw append: %.2f (target 0.15)", raw / decided))
    }

    /// A line for each stage, and one for all.
    static func print(stages: [Failpoint: Double], decided: Double) {
        let names: [(Failpoint, String)] = [
            (.commandsRead, "read commands and their envelopes"),
            (.batchDecided, "look up, decode, decide, encode events and results"),
            (.batchAppended, "append in one transaction"),
            (.stateApplied, "take into the local state"),
        ]
        for (stage, name) in names { Swift.print(line(name, stages[stage] ?? 0)) }
        Swift.print(line("decided, all together", decided))
    }

    static func line(_ name: String, _ seconds: Double) -> String {
        name.padding(toLength: 56, withPad: " ", startingAt: 0)
            + String(format: "%8.1f µs a command", seconds / Double(count) * 1e6)
    }

    /// Appends the commands to a log, each of another qualification.
    static func ask(_ log: any EventLog, contracts: String) async throws {
        let path = "\(contracts)/\(RecordQualificationV1.identity.path(.command))/examples/full.json"
        let data = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for start in stride(from: 0, to: count, by: 500) {
            let commands = (start..<start + 500).map { command($0, data) }
            _ = try await log.append([Append(commands, to: Partition(topics.commands, 0))])
        }
    }

    private static func command(_ number: Int, _ data: [UInt8]) -> NewRecord {
        let subject = DerivedIdentity.aggregate(
            institution: "25lx", kind: "qualification", register: "crebo", code: String(number))
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.crebo",
            type: RecordQualificationV1.identity.type, subject: subject.description,
            time: Timestamp(milliseconds: 1_700_000_000_000), dataContentType: "application/json",
            dataSchema: RecordQualificationV1.identity.urn, data: data)
        message[.institution] = "25lx"
        message.origin = .import
        return NewRecord(message)
    }

    /// Seconds from the first command that is read to the last that is applied, and of each stage.
    static func decide(
        _ log: any EventLog, _ folder: URL, batch: Int
    ) async throws -> (Double, [Failpoint: Double]) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        struct Times {
            var last = ContinuousClock.now
            var stages: [Failpoint: Double] = [:]
        }
        let times = Mutex(Times())
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let writer = PartitionWriter(
            rules: CatalogueRules(), log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "benchmark", folder: folder,
                largestBatch: batch,
                clock: HubClock(now: { Timestamp(milliseconds: 1_700_000_000_000) }, sleep: { _ in })),
            observe: { if case .caughtUp = $0 { continuation.yield() } },
            pass: { point in
                times.withLock { times in
                    let now = ContinuousClock.now
                    times.stages[point, default: 0] += seconds(now - times.last)
                    times.last = now
                }
            })
        let task = Task { try await writer.run() }
        for await _ in stream { break }
        task.cancel()
        try await task.value
        let stages = times.withLock { $0.stages }
        let worked: [Failpoint] = [.commandsRead, .batchDecided, .batchAppended, .stateApplied]
        return (worked.reduce(0) { $0 + (stages[$1] ?? 0) }, stages)
    }

    /// Seconds to append what is on a log's events and results, in the same batches, to a new log.
    private static func appendRaw(_ log: any EventLog, at file: URL) async throws -> Double {
        let events = try await records(log, Partition(topics.events, 0))
        let results = try await records(log, Partition(topics.results, 0))
        guard events.count == count, results.count == count else {
            preconditionFailure("every command has an event and a result")
        }
        let raw = try await SQLiteEventLog.open(
            at: file, topics: topics.layouts(partitions: 1), durability: .normal)
        let writer = try await raw.openWriter("benchmark")
        let start = ContinuousClock.now
        for batchStart in stride(from: 0, to: count, by: batch) {
            let range = batchStart..<batchStart + batch
            _ = try await writer.transact([
                Append(Array(events[range]), to: Partition(topics.events, 0)),
                Append(Array(results[range]), to: Partition(topics.results, 0)),
            ])
        }
        let elapsed = seconds(ContinuousClock.now - start)
        await raw.close()
        return elapsed
    }

    static func records(_ log: any EventLog, _ partition: Partition) async throws -> [NewRecord] {
        let bounds = try await log.bounds(of: partition)
        var records: [NewRecord] = []
        var next = bounds.lowerBound
        while next < bounds.upperBound {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 8 << 20)
            records += batch.records.map { NewRecord(key: $0.key, headers: $0.headers, value: $0.value) }
            next = batch.next
        }
        return records
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
