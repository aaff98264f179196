import EventLog
import EventSourcing
import KafkaEventLog
import Testing

@Suite(.enabled(if: Broker.isThere), .serialized) struct WaitingTests {
    let first = Partition(Broker.events, 0)

    @Test func whoWaitsIsWokenByEachRecord() async throws {
        try await Broker.withLog { log, _ in
            let writer = try await log.openWriter("w")
            let (asked, ask) = AsyncStream.makeStream(of: Int.self)
            async let seen = { () async throws -> [String] in
                var texts: [String] = []
                var next = 0 as Int64
                while texts.count < 10 {
                    ask.yield(texts.count)
                    try await log.wait(for: first, at: next)
                    let batch = try await log.read(first, from: next, count: 10, bytes: 1000)
                    #expect(!batch.records.isEmpty)
                    texts += batch.records.map(\.text)
                    next = batch.next
                }
                ask.finish()
                return texts
            }()
            for await number in asked {
                _ = try await writer.transact([Append([NewRecord("k", "\(number)")], to: first)])
            }
            #expect(try await seen == (0..<10).map { "\($0)" })
        }
    }

    @Test func waitingEndsWithItsTaskAndWithTheLog() async throws {
        try await Broker.withLog { log, _ in
            _ = try await log.openWriter("w").transact([Append([NewRecord("k", "1")], to: first)])
            // A marker lies at 1, and no record does.
            let cancelled = Task { await reason { try await log.wait(for: first, at: 1) } }
            let closed = Task { await reason { try await log.wait(for: first, at: 1) } }
            try await log.wait(for: first, at: 0)
            cancelled.cancel()
            #expect(await cancelled.value == .cancelled)
            await log.close()
            #expect(await closed.value == .cancelled)
            #expect(await reason { try await log.wait(for: first, at: 0) } == .cancelled)
        }
    }
}
