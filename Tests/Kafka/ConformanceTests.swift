import Dispatch
import EventLog
import KafkaEventLog
import Support
import Synchronization
import Testing

/// The semantics of the port, held against the driver on a real broker.
@Suite(.enabled(if: Broker.isThere), .serialized) struct ConformanceTests {
    private static let passed = Mutex(0)

    @Test(.timeLimit(.minutes(3)), arguments: EventLogConformance.cases)
    func semanticHolds(_ semantic: EventLogConformance) async throws {
        let driver = BrokerDriver()
        let result: Result<Void, any Error>
        do {
            result = .success(try await semantic.run(driver))
        } catch {
            result = .failure(error)
        }
        try await KafkaEventLog.demolish(driver.settings)
        try result.get()
        let passed = Self.passed.withLock { passed in
            passed += 1
            return passed
        }
        if passed == EventLogConformance.cases.count {
            SuiteReport.ran("KafkaEventLog conformance", passed: passed)
        }
    }
}

/// Founds one log, for a hub that nobody else has.
private struct BrokerDriver: EventLogConformance.Driver {
    let name = "KafkaEventLog"
    let settings: KafkaSettings
    private let trap = Trap()

    init() {
        settings = trap.settings(
            Broker.settings(topicProperties: CompactionTests.eager), timeout: .seconds(10))
    }

    func found(_ layouts: [TopicLayout]) async throws -> any EventLog {
        try await KafkaEventLog.found(settings, topics: layouts)
    }

    func reopen(_ layouts: [TopicLayout]) async throws -> any EventLog {
        try await KafkaEventLog.open(settings, topics: layouts)
    }

    /// The brokers clean when they see fit: followed until no key but the pace's has more than one record.
    func compact(_ partition: Partition, of log: any EventLog) async throws {
        var keys: [[UInt8]]
        repeat {
            try Task.checkCancellation()
            // The newest segment is never cleaned, and a new one begins with a record.
            _ = try await log.append([Append([NewRecord("pace", "x")], to: partition)])
            keys = try await EventLogConformance.all(log, partition).compactMap(\.key)
                .filter { $0 != Array("pace".utf8) }
        } while keys.count > Set(keys).count
    }

    /// The thread on which librdkafka would hear of the end is held up where it has asked for it.
    func withoutAnswers(_ log: any EventLog, _ body: () async throws -> Void) async throws {
        let isOver = DispatchSemaphore(value: 0)
        trap.set(at: .ending) { isOver.wait() }
        defer { isOver.signal() }
        try await body()
    }

    func withOpenTransaction(
        of identity: String, appending text: String, to partition: Partition, of log: any EventLog,
        _ body: () async throws -> Void
    ) async throws {
        let transaction = try OpenTransaction(
            identity, value: text, topic: partition.topic.name, partition: Int32(partition.number), settings)
        try await body()
        withExtendedLifetime(transaction) {}
    }
}
