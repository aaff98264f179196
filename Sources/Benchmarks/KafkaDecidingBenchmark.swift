import EventLog
import EventSourcing
import Foundation
import KafkaEventLog
import ServiceRuntime

/// Commands decided by the catalogue on Kafka, beside producing the same events and results in transactions of
/// librdkafka and nothing else: same broker, same batches.
enum KafkaDecidingBenchmark {
    private static let topics = DecidingBenchmark.topics
    private static var count: Int { DecidingBenchmark.count }

    private struct Times {
        let decided: Double
        let stages: [Failpoint: Double]
        let driver: Double
        let raw: Double
    }

    static func run(contracts: String) async throws {
        let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] ?? ""
        guard !servers.isEmpty else {
            return print("\ncommands decided on Kafka: skipped, KAFKA_BOOTSTRAP_SERVERS is not set")
        }
        for batch in [500, 5000] {
            var best: Times?
            for _ in 0..<3 {
                let times = try await round(servers, contracts, batch)
                if best.map({ times.decided / times.raw < $0.decided / $0.raw }) ?? true { best = times }
            }
            if let best { report(best, batch) }
        }
    }

    private static func round(_ servers: String, _ contracts: String, _ batch: Int) async throws -> Times {
        var settings = KafkaSettings(bootstrapServers: servers, hub: "benchmark-\(UUIDValue.random())")
        settings.replication = 1
        settings.minimumInSyncReplicas = 1
        let layouts = topics.layouts(partitions: 1)
        let log = try await KafkaEventLog.found(settings, topics: layouts)
        let result: Result<Times, any Error>
        do {
            result = .success(try await measure(log, settings, contracts, batch))
        } catch {
            result = .failure(error)
        }
        await log.close()
        try await KafkaEventLog.demolish(settings)
        return try result.get()
    }

    private static func measure(
        _ log: KafkaEventLog, _ settings: KafkaSettings, _ contracts: String, _ batch: Int
    ) async throws -> Times {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await DecidingBenchmark.ask(log, contracts: contracts)
        let (decided, stages) = try await DecidingBenchmark.decide(log, folder, batch: batch)
        let events = try await DecidingBenchmark.records(log, Partition(topics.events, 0))
        let results = try await DecidingBenchmark.records(log, Partition(topics.results, 0))
        guard events.count == count, results.count == count else {
            preconditionFailure("every command has an event and a result")
        }
        // Once over unmeasured, so that neither meets a topic for the first time.
        let writer = try await log.openWriter("driver")
        let producer = try RawProducer(servers: settings.bootstrapServers, identity: "\(settings.hub).raw")
        func driver(_ range: Range<Int>) async throws {
            _ = try await writer.transact([
                Append(Array(events[range]), to: Partition(topics.events, 0)),
                Append(Array(results[range]), to: Partition(topics.results, 0)),
            ])
        }
        func raw(_ range: Range<Int>) throws {
            try producer.transact([
                ("\(settings.hub).\(topics.events)", events[range]),
                ("\(settings.hub).\(topics.results)", results[range]),
            ])
        }
        try await driver(0..<1)
        try raw(0..<1)
        var start = ContinuousClock.now
        for first in stride(from: 0, to: count, by: batch) { try await driver(first..<first + batch) }
        let driven = DecidingBenchmark.seconds(ContinuousClock.now - start)
        start = .now
        for first in stride(from: 0, to: count, by: batch) { try raw(first..<first + batch) }
        return Times(
            decided: decided, stages: stages, driver: driven,
            raw: DecidingBenchmark.seconds(ContinuousClock.now - start))
    }

    private static func report(_ times: Times, _ batch: Int) {
        print("\n\(count) commands record-qualification on Kafka, in batches of \(batch)\n")
        DecidingBenchmark.print(stages: times.stages, decided: times.decided)
        print(DecidingBenchmark.line("the same events and results, by the driver alone", times.driver))
        print(DecidingBenchmark.line("the same events and results, by librdkafka alone", times.raw))
        print(
            String(format: "\ncommands decided, beside raw transactions: %.2f (target 0.5)", times.raw / times.decided))
    }
}
