import EventLog
import KafkaEventLog
import Testing

@Suite(.enabled(if: Broker.isThere)) struct CompactionTests {
    /// Makes the brokers clean as soon as they look.
    static let eager = [
        "delete.retention.ms": "1", "min.cleanable.dirty.ratio": "0.001", "min.compaction.lag.ms": "0",
        "segment.ms": "50",
    ]

    @Test(.timeLimit(.minutes(3))) func newestRecordOfEachKeyIsKeptAndOlderOnesGo() async throws {
        try await Broker.withLog(Broker.settings(topicProperties: Self.eager)) { log, _ in
            let partition = Partition(Broker.positions, 1)
            let writer = try await log.openWriter("w")
            for number in 1...3 {
                _ = try await writer.transact([
                    Append([NewRecord("kept", "\(number)"), NewRecord("removed", "\(number)")], to: partition)
                ])
            }
            _ = try await writer.transact([Append([NewRecord("removed", nil)], to: partition)])
            var older: Int
            repeat {
                try Task.checkCancellation()
                // The newest segment is never cleaned, and a new one begins with a record.
                _ = try await writer.transact([Append([NewRecord("pace", "x")], to: partition)])
                let records = try await log.all(partition)
                let kept = records.filter { $0.key == Array("kept".utf8) }
                let removed = records.filter { $0.key == Array("removed".utf8) }
                #expect(kept.last?.text == "3")
                // When the last trace of a removed key goes is the brokers' affair.
                #expect(removed.isEmpty || removed.last?.value == nil)
                older = kept.count - 1 + removed.filter { $0.value != nil }.count
            } while older > 0
            #expect(try await log.last(in: partition)?.text == "x")
        }
    }
}
