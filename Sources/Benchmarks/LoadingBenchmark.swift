import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Synchronization

/// One aggregate of some 2,000 events, loaded without a checkpoint: each command leaves two, one of them a deviation.
enum LoadingBenchmark {
    private static let count = 1000
    private static let topics = ServiceTopics(service: "catalogue")
    private static let subject = DerivedIdentity.aggregate(
        institution: "25lx", kind: "qualification", register: "crebo", code: "25078")

    static func run(contracts: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = "\(contracts)/\(RecordQualificationV1.identity.path(.command))/examples/full.json"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1), durability: .normal)
        let commands = (0..<count).map { command($0, text) }
        _ = try await log.append([Append(commands, to: Partition(topics.commands, 0))])
        _ = try await decide(log, folder)
        var best = Double.infinity
        for round in 0..<5 {
            // A new writer has nothing in memory, and one command more makes it load the aggregate.
            _ = try await log.append([Append([command(count + round, text)], to: Partition(topics.commands, 0))])
            best = min(best, try await decide(log, folder))
        }
        let events = try await decoded(log)
        let rules = CatalogueRules()
        let folded = Stopwatch.microseconds {
            var state: CatalogueRules.State?
            for event in events { rules.evolve(&state, event) }
            if state == nil { preconditionFailure("events make a state") }
        }
        await log.close()
        print("\nan aggregate of \(events.count) events, loaded without a checkpoint\n")
        print(
            "from the local state, with one command decided".padding(toLength: 56, withPad: " ", startingAt: 0)
                + String(format: "%8.2f ms (target 10)", best * 1e3))
        print(
            "from decoded events".padding(toLength: 56, withPad: " ", startingAt: 0)
                + String(format: "%8.2f ms (target 2)", folded / 1e3))
    }

    private static func command(_ number: Int, _ text: String) -> NewRecord {
        let data = text.replacing("\"name\":", with: "\"unread\":\(number),\"name\":")
            .replacing("\"level\": 3", with: "\"level\": \(1 + number % 4)")
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.crebo",
            type: RecordQualificationV1.identity.type, subject: subject.description,
            time: Timestamp(milliseconds: 1_700_000_000_000), dataContentType: "application/json",
            dataSchema: RecordQualificationV1.identity.urn, data: Array(data.utf8))
        message[.institution] = "25lx"
        message.origin = .import
        return NewRecord(message)
    }

    /// Decides what there is with a new writer.
    ///
    /// - Returns: seconds from the commands being read to the batch being decided, the loading between them.
    private static func decide(_ log: any EventLog, _ folder: URL) async throws -> Double {
        let times = Mutex<[Failpoint: ContinuousClock.Instant]>([:])
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let writer = PartitionWriter(
            rules: CatalogueRules(), log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "benchmark", folder: folder,
                clock: HubClock(now: { Timestamp(milliseconds: 1_700_000_000_000) }, sleep: { _ in })),
            observe: { if case .caughtUp = $0 { continuation.yield() } },
            pass: { point in
                let now = ContinuousClock.now
                times.withLock { if point == .batchDecided || $0[.batchDecided] == nil { $0[point] = now } }
            })
        let task = Task { try await writer.run() }
        for await _ in stream { break }
        task.cancel()
        try await task.value
        return times.withLock { times in
            guard let read = times[.commandsRead], let decided = times[.batchDecided] else { return .infinity }
            return Stopwatch.seconds(decided - read)
        }
    }

    private static func decoded(_ log: any EventLog) async throws -> [CatalogueRules.Event] {
        let rules = CatalogueRules()
        var events: [CatalogueRules.Event] = []
        var next = 0 as Int64
        while true {
            let batch = try await log.read(Partition(topics.events, 0), from: next, count: 1000, bytes: 8 << 20)
            guard batch.next > next else { return events }
            next = batch.next
            for record in batch.records {
                let event = try CloudEvent(
                    kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key,
                    value: record.value)
                events.append(try rules.event(event))
            }
        }
    }
}
