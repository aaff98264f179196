import EventLog
import EventSourcing
import KafkaEventLog
import Testing

@Suite(.enabled(if: Broker.isThere), .serialized) struct FoundingTests {
    @Test func logKeepsItsIdentityAndItsLayout() async throws {
        try await Broker.withLog { log, settings in
            let again = try await KafkaEventLog.open(settings, topics: Broker.layouts)
            #expect(again.id == log.id)
            #expect(again.layout(of: Broker.events) == Broker.layouts[0])
            #expect(again.layout(of: Topic("other")) == nil)
            await again.close()
            let more = Broker.layouts + [TopicLayout(Topic("more"), partitions: 1, cleanup: .delete(after: 1000))]
            #expect(await reason { _ = try await KafkaEventLog.open(settings, topics: more) } == .otherLayout)
            let grown = try await KafkaEventLog.found(settings, topics: more)
            #expect(grown.id == log.id)
            #expect(try await grown.append([Append([NewRecord("k", "v")], to: Partition(Topic("more"), 0))]) == [0])
            await grown.close()
        }
    }

    @Test func otherCountOrCleaningIsRefused() async throws {
        try await Broker.withLog { _, settings in
            for layout in [
                TopicLayout(Broker.events, partitions: 4, cleanup: .delete(after: nil)),
                TopicLayout(Broker.events, partitions: 3, cleanup: .compact(tombstonesFor: 1)),
            ] {
                #expect(await reason { _ = try await KafkaEventLog.open(settings, topics: [layout]) } == .otherLayout)
                #expect(await reason { _ = try await KafkaEventLog.found(settings, topics: [layout]) } == .otherLayout)
            }
        }
    }

    @Test func partitionsAddedBehindOurBackAreNoticed() async throws {
        try await Broker.withLog { _, settings in
            try addPartitions(upTo: 4, to: "test.events", settings)
            #expect(
                await reason { _ = try await KafkaEventLog.open(settings, topics: Broker.layouts) } == .otherLayout)
        }
    }

    @Test func whatWasNotFoundedIsNotOpened() async throws {
        let settings = Broker.settings()
        #expect(await reason { _ = try await KafkaEventLog.open(settings, topics: Broker.layouts) } == .otherLayout)
    }

    @Test func settingsOnWhichTheSemanticsRestAreRefused() async throws {
        for name in ["isolation.level", "acks", "enable.idempotence", "transaction.timeout.ms"] {
            let settings = Broker.settings(properties: [name: "1"])
            #expect(await reason { _ = try await KafkaEventLog.open(settings, topics: []) } == .unavailable)
        }
    }

    @Test func brokersThatDoNotAnswerAreUnavailable() async throws {
        var settings = Broker.settings()
        settings.bootstrapServers = "127.0.0.1:1"
        settings.timeout = .seconds(1)
        #expect(await reason { _ = try await KafkaEventLog.open(settings, topics: []) } == .unavailable)
    }
}
