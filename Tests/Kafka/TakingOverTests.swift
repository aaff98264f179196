import EventLog
import EventSourcing
import KafkaEventLog
import Testing

/// A writer whose identity is opened elsewhere while it works.
@Suite(.enabled(if: Broker.isThere), .serialized) struct TakingOverTests {
    let first = Partition(Broker.events, 0)
    let second = Partition(Broker.events, 1)

    @Test(.timeLimit(.minutes(2)), arguments: Moment.allCases)
    func whoTakesOverLearnsWhatHappenedAndNothingFollows(_ moment: Moment) async throws {
        try await Broker.withLog { log, settings in
            let trap = Trap()
            let losing = try await KafkaEventLog.open(
                trap.settings(settings, timeout: .seconds(20)), topics: Broker.layouts)
            for round in 0..<5 {
                let writer = try await losing.openWriter("w")
                let before = try await log.all(first).map(\.text)
                let (reached, reach) = AsyncStream.makeStream(of: Void.self)
                trap.set(at: moment) { reach.finish() }
                async let answer = reason {
                    _ = try await writer.transact([
                        Append([NewRecord("k", "\(round)")], to: first),
                        Append([NewRecord("k", "\(round)")], to: second),
                    ])
                }
                for await _ in reached {}
                let next = try await log.openWriter("w")
                let learned = try await log.all(first).map(\.text)
                let isThere = learned == before + ["\(round)"]
                #expect(isThere || learned == before)
                switch await answer {
                case nil: #expect(isThere)
                case .fenced, .unknownOutcome: break
                case let other: #expect(other == .fenced)
                }
                _ = try await next.transact([Append([NewRecord("k", "after \(round)")], to: first)])
                #expect(try await log.all(first).map(\.text) == learned + ["after \(round)"])
                let beside = try await log.all(second).map(\.text)
                #expect(beside == (try await log.all(first).map(\.text).filter { !$0.hasPrefix("after") }))
            }
            await losing.close()
        }
    }

    @Test func partitionsAddedWhileAHubWorksChangeNothingForIt() async throws {
        try await Broker.withLog { log, settings in
            let writer = try await log.openWriter("w")
            let key = Array("a-little-bit-long-string".utf8)
            let partition = try #require(log.layout(of: Broker.events)).partition(ofKey: key)
            _ = try await writer.transact([Append([NewRecord(key: key, value: [1])], to: partition)])
            try addPartitions(upTo: 7, to: "test.events", settings)
            _ = try await writer.transact([Append([NewRecord(key: key, value: [2])], to: partition)])
            _ = try await log.append([Append([NewRecord(key: key, value: [3])], to: partition)])
            #expect(try #require(log.layout(of: Broker.events)).partition(ofKey: key) == partition)
            #expect(try await log.all(partition).map(\.value) == [[1], [2], [3]])
            let added = [Append([NewRecord("k", "x")], to: Partition(Broker.events, 5))]
            #expect(await reason { _ = try await writer.transact(added) } == .unknownPartition)
            #expect(await reason { _ = try await log.append(added) } == .unknownPartition)
            #expect(
                await reason { _ = try await KafkaEventLog.open(settings, topics: Broker.layouts) } == .otherLayout)
            #expect(
                await reason { _ = try await KafkaEventLog.found(settings, topics: Broker.layouts) } == .otherLayout)
        }
    }
}
