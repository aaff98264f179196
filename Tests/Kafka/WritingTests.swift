import EventLog
import EventSourcing
import KafkaEventLog
import Support
import Testing

@Suite(.enabled(if: Broker.isThere), .serialized) struct WritingTests {
    let first = Partition(Broker.events, 0)
    let second = Partition(Broker.events, 1)

    @Test func recordsComeBackAsTheyWere() async throws {
        try await Broker.withLog { log, _ in
            let writer = try await log.openWriter("writer")
            let records = [
                NewRecord(key: [1, 2], headers: [RecordHeader("a", "b"), RecordHeader("a", [])], value: [3]),
                NewRecord(key: nil, value: []),
                NewRecord(key: [], headers: [RecordHeader("only", [0, 255])], value: nil),
            ]
            let offsets = try await writer.transact([
                Append(records, to: first), Append([NewRecord("k", "v")], to: second), Append([], to: first),
            ])
            #expect(offsets[0] == 0)
            let read = try await log.all(first)
            #expect(read.map { NewRecord(key: $0.key, headers: $0.headers, value: $0.value) } == records)
            #expect(read.map(\.offset) == [0, 1, 2])
            #expect(read.allSatisfy { $0.time > 1_600_000_000_000 })
            #expect(try await log.all(second).map(\.text) == ["v"])
            let again = try await writer.transact([Append([NewRecord("k", "w")], to: first)])
            #expect(again[0] > 2)
            #expect(try await log.all(first, from: again[0]).map(\.text) == ["w"])
        }
    }

    @Test func writerIsFencedByTheNextOfItsIdentity() async throws {
        try await Broker.withLog { log, _ in
            let older = try await log.openWriter("writer")
            _ = try await older.transact([Append([NewRecord("k", "1")], to: first)])
            let newer = try await log.openWriter("writer")
            #expect(
                await reason { _ = try await older.transact([Append([NewRecord("k", "2")], to: first)]) } == .fenced)
            #expect(
                await reason { _ = try await older.transact([Append([NewRecord("k", "3")], to: first)]) } == .fenced)
            _ = try await newer.transact([Append([NewRecord("k", "4")], to: first)])
            #expect(try await log.all(first).map(\.text) == ["1", "4"])
        }
    }

    @Test func whatIsTooLargeIsRefusedAndTheWriterGoesOn() async throws {
        try await Broker.withLog(Broker.settings(topicProperties: ["max.message.bytes": "2000"])) { log, _ in
            let writer = try await log.openWriter("writer")
            var generator = SystemRandomNumberGenerator()
            let noise = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let large = NewRecord(key: nil, value: noise)
            let larger = NewRecord(key: nil, value: Array(repeating: 0, count: 900_001))
            for record in [large, larger] {
                let appends = [Append([NewRecord("k", "1")], to: second), Append([record], to: first)]
                #expect(await reason { _ = try await writer.transact(appends) } == .tooLarge)
                let append = [Append([record], to: first)]
                #expect(await reason { _ = try await log.append(append) } == .tooLarge)
            }
            _ = try await writer.transact([Append([NewRecord("k", "2")], to: second)])
            #expect(try await log.all(first).isEmpty)
            #expect(try await log.all(second).map(\.text) == ["2"])
        }
    }

    @Test func appendingNeedsNoWriter() async throws {
        try await Broker.withLog { log, _ in
            for number in 0..<5 { _ = try await log.append([Append([NewRecord("k", "\(number)")], to: first)]) }
            let list = (5..<105).map { NewRecord("k", "\($0)") }
            let offsets = try await log.append([Append(list, to: first), Append(list, to: second)])
            #expect(offsets == [5, 0])
            #expect(try await log.all(first, count: 7).map(\.text) == (0..<105).map { "\($0)" })
            let nowhere = Partition(Broker.events, 3)
            #expect(await reason { _ = try await log.append([Append(list, to: nowhere)]) } == .unknownPartition)
        }
    }

    @Test func manyWritersWriteAtOnce() async throws {
        try await Broker.withLog { log, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addTask {
                        let writer = try await log.openWriter("writer.\(number)")
                        for turn in 0..<20 {
                            let records = (0..<10).map { NewRecord("k", "\(turn * 10 + $0)") }
                            _ = try await writer.transact([Append(records, to: Partition(Broker.events, number))])
                        }
                        await writer.close()
                    }
                }
                try await group.waitForAll()
            }
            for number in 0..<3 {
                let texts = try await log.all(Partition(Broker.events, number)).map(\.text)
                #expect(texts == (0..<200).map { "\($0)" })
            }
        }
    }

    @Test func closedWriterIsDone() async throws {
        try await Broker.withLog { log, _ in
            let writer = try await log.openWriter("writer")
            await writer.close()
            #expect(await reason { _ = try await writer.transact([]) } == .cancelled)
        }
    }
}

@Suite struct BrokerPresenceTests {
    @Test func withoutABrokerTheSuiteSaysThatItIsSkipped() {
        guard Broker.servers == nil else { return }
        SuiteReport.skipped("KafkaEventLog conformance", because: "KAFKA_BOOTSTRAP_SERVERS is not set")
    }
}
