import EventLog
import KafkaEventLog
import Support
import Synchronization
import Testing

/// The semantics of the port, held against the driver on a real broker.
@Suite(.enabled(if: Broker.isThere), .serialized) struct ConformanceTests {
    private static let passed = Mutex(0)

    @Test(.timeLimit(.minutes(2)), arguments: EventLogConformance.cases)
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
    let settings = Broker.settings(topicProperties: CompactionTests.eager)

    func found(_ layouts: [TopicLayout]) async throws -> any EventLog {
        try await KafkaEventLog.found(settings, topics: layouts)
    }

    func reopen(_ layouts: [TopicLayout]) async throws -> any EventLog {
        try await KafkaEventLog.open(settings, topics: layouts)
    }

    /// The brokers clean when they see fit, which is theirs to prove; every state on the way must satisfy the port.
    func compact(_ log: any EventLog) async throws {}
}
