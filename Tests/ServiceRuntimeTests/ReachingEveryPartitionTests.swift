import CounterService
import EventLog
import EventSourcing
import Foundation
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

@Suite struct ReachingEveryPartitionTests {
    /// Tells every partition what one event says.
    struct Announcement: Reaction {
        let name = "announcement"
        let source = "counter"
        let target = "counter"
        let start = ReactionStart.beginning

        func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
            [
                ReactionCommand(
                    contract: CounterRules.raise, subject: "news", placing: .everyPartition, data: event.data ?? [])
            ]
        }
    }

    private let topics = ServiceTopics(service: "counter")
    private let source = "urn:nld:oin:00000001234567890000:schakel"

    @Test func aCommandGoesOnceToEachPartitionAboutASubjectOfItsOwn() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("announce-\(UUID().uuidString).db")
        let log = try await SQLiteEventLog.open(
            at: file,
            topics: topics.layouts(partitions: 3) + [
                Reactor<Announcement>.positions(of: Announcement(), partitions: 3)
            ], durability: .normal)
        var event = CloudEvent(
            id: "1", source: source, type: CounterRules.contract.type, subject: "a", data: Array("5".utf8))
        event[.institution] = "25lx"
        _ = try await log.append([Append([NewRecord(event)], to: Partition(topics.events, 1))])
        for _ in 0..<2 { try await react(log) }
        var identities: Set<String> = []
        for number in 0..<3 {
            let records = try await EventLogConformance.all(log, Partition(topics.commands, number))
            #expect(records.count == 1)
            for record in records {
                let command = try CloudEvent(
                    kafkaHeaders: record.headers.map { ($0.name, $0.value) }, key: record.key, value: record.value)
                #expect(command.subject == "news/\(number)")
                #expect(command.data == event.data)
                identities.insert(command.id)
            }
        }
        #expect(identities.count == 3)
        await log.close()
        try FileManager.default.removeItem(at: file)
    }

    private func react(_ log: any EventLog) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let reactor = Reactor(
            rules: Announcement(), log: log, partition: 1, hub: "test", envelopeSource: source,
            now: { Timestamp(milliseconds: 1_700_000_000_000) },
            observe: { if case .caughtUp = $0 { continuation.yield() } })
        let task = Task {
            defer { continuation.finish() }
            try await reactor.run()
        }
        for await _ in stream { break }
        task.cancel()
        try await task.value
    }
}
