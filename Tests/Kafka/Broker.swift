import EventLog
import EventSourcing
import Foundation
import KafkaEventLog
import Support
import Testing

/// The brokers that these tests run against, where there are any.
enum Broker {
    static let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"].flatMap {
        $0.isEmpty ? nil : $0
    }

    /// Whether there is one, and it stays: not while it is the tests' to stop.
    static var isThere: Bool { servers != nil && !BrokerControl.isThere }

    static let events = Topic("test.events")
    static let positions = Topic("test.positions")
    static let layouts = [
        TopicLayout(events, partitions: 3, cleanup: .delete(after: nil)),
        TopicLayout(positions, partitions: 3, cleanup: .compact(tombstonesFor: 1000)),
    ]

    /// Settings for a hub that nobody else has.
    static func settings(
        topicProperties: [String: String] = [:], properties: [String: String] = [:]
    ) -> KafkaSettings {
        var settings = KafkaSettings(bootstrapServers: servers ?? "", hub: "test-\(UUIDValue.random())")
        settings.replication = 1
        settings.minimumInSyncReplicas = 1
        settings.topicProperties = topicProperties
        settings.properties = properties
        return settings
    }

    /// Runs with a log of its own, whose topics are deleted afterwards.
    static func withLog<Value>(
        _ settings: KafkaSettings = settings(), topics: [TopicLayout] = layouts,
        _ body: (KafkaEventLog, KafkaSettings) async throws -> Value
    ) async throws -> Value {
        let log = try await KafkaEventLog.found(settings, topics: topics)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(log, settings))
        } catch {
            result = .failure(error)
        }
        await log.close()
        try await KafkaEventLog.demolish(settings)
        return try result.get()
    }
}

extension KafkaEventLog {
    /// Every record from an offset on.
    func all(_ partition: Partition, from offset: Int64 = 0, count: Int = 1000) async throws -> [LogRecord] {
        var records: [LogRecord] = []
        var next = offset
        while true {
            let batch = try await read(partition, from: next, count: count, bytes: 1 << 20)
            guard !batch.records.isEmpty else { return records }
            records += batch.records
            next = batch.next
        }
    }
}

extension NewRecord {
    init(_ key: String, _ value: String?) {
        self.init(key: Array(key.utf8), value: value.map { Array($0.utf8) })
    }
}

extension LogRecord {
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}

/// The reason for which something is refused.
func reason(_ body: () async throws -> Void) async -> EventLogError.Reason? {
    do {
        try await body()
        return nil
    } catch let error as EventLogError {
        return error.reason
    } catch {
        Issue.record("another error: \(error)")
        return nil
    }
}
