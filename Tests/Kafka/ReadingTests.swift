import EventLog
import EventSourcing
import KafkaEventLog
import Testing

@Suite(.enabled(if: Broker.isThere), .serialized) struct ReadingTests {
    let first = Partition(Broker.events, 0)

    @Test func openTransactionIsNotSeenAndTakingItsIdentityOverSettlesIt() async throws {
        try await Broker.withLog { log, settings in
            _ = try await log.append([Append([NewRecord("k", "before")], to: first)])
            let open = try OpenTransaction("w", value: "open", topic: "test.events", partition: 0, settings)
            _ = try await log.append([Append([NewRecord("k", "after")], to: first)])
            #expect(try await log.bounds(of: first) == 0..<1)
            #expect(try await log.all(first).map(\.text) == ["before"])
            _ = try await log.openWriter("w")
            #expect(try await log.all(first).map(\.text) == ["before", "after"])
            #expect(open.commit() == false)
            #expect(try await log.all(first).map(\.text) == ["before", "after"])
            #expect(try await log.bounds(of: first).upperBound > 3)
        }
    }

    @Test func openTransactionIsSeenOnceItIsCommitted() async throws {
        try await Broker.withLog { log, settings in
            let open = try OpenTransaction("w", value: "open", topic: "test.events", partition: 0, settings)
            #expect(try await log.bounds(of: first) == 0..<0)
            async let arrival: Void = log.wait(for: first, at: 0)
            #expect(open.commit())
            try await arrival
            #expect(try await log.all(first).map(\.text) == ["open"])
        }
    }

    @Test func readingStopsAtACountOrAfterBytes() async throws {
        try await Broker.withLog { log, _ in
            let records = (0..<50).map { NewRecord("key\($0 % 10)", "value\($0 % 10)") }
            let start = try await log.append([Append(records, to: first)])[0]
            #expect(try await log.read(first, from: start, count: 7, bytes: 1 << 20).records.count == 7)
            #expect(try await log.read(first, from: start + 7, count: 7, bytes: 1).records.count == 1)
            #expect(try await log.read(first, from: start, count: 50, bytes: 21).records.count == 3)
            for offset in [30, 3, 49, 12, 12, 0] as [Int64] {
                #expect(try await log.read(first, from: offset, count: 1, bytes: 1).records.first?.offset == offset)
            }
            let end = try await log.bounds(of: first).upperBound
            let atEnd = try await log.read(first, from: end, count: 7, bytes: 100)
            #expect(atEnd == ReadBatch(records: [], next: end))
            let marker = try await log.read(first, from: 50, count: 7, bytes: 100)
            #expect(marker == ReadBatch(records: [], next: end))
        }
    }

    @Test func whatWasThrownAwayIsBehindTheStart() async throws {
        try await Broker.withLog { log, settings in
            for number in 0..<5 { _ = try await log.append([Append([NewRecord("k", "\(number)")], to: first)]) }
            try deleteRecords(before: 3, of: "test.events", 0, settings)
            #expect(try await log.bounds(of: first) == 3..<5)
            #expect(await reason { _ = try await log.read(first, from: 2, count: 1, bytes: 1) } == .behindStart)
            #expect(try await log.all(first, from: 3).map(\.text) == ["3", "4"])
            try await log.wait(for: first, at: 0)
        }
    }

    @Test func readingStartsAtATime() async throws {
        try await Broker.withLog { log, _ in
            #expect(try await log.offset(in: first, atTime: 0) == 0)
            for number in 0..<5 { _ = try await log.append([Append([NewRecord("k", "\(number)")], to: first)]) }
            let records = try await log.all(first)
            #expect(records.map(\.time) == records.map(\.time).sorted())
            for record in records {
                let expected = records.first { $0.time >= record.time }?.offset
                #expect(try await log.offset(in: first, atTime: record.time) == expected)
            }
            #expect(try await log.offset(in: first, atTime: -1) == 0)
            let end = try await log.bounds(of: first).upperBound
            #expect(try await log.offset(in: first, atTime: records[4].time + 1) == end)
        }
    }

    private func number(_ count: Int64) throws -> EventNumber { try #require(EventNumber(count)) }

    @Test func eventsAreFoundByTheirNumber() async throws {
        try await Broker.withLog { log, _ in
            let writer = try await log.openWriter("w")
            for batch in 0..<10 as Range<Int64> {
                let records = try (1...3 as ClosedRange<Int64>).map { ordinal in
                    let header = RecordHeader("ce_partitionsequence", "\(try number(batch * 3 + ordinal))")
                    return NewRecord(key: nil, headers: [header], value: [])
                }
                _ = try await writer.transact([Append(records, to: first)])
            }
            let offset = try await log.offset(in: first, ofEvent: number(17))
            let found = try await log.read(first, from: offset, count: 1, bytes: 1).records[0]
            #expect(found.headers[0].value == Array("\(try number(17))".utf8))
            #expect(try await log.lastEvent(in: first) == number(30))
        }
    }
}
