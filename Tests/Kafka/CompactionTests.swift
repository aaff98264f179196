import EventLog
import KafkaEventLog
import Testing

@Suite(.enabled(if: Broker.isThere)) struct CompactionTests {
    /// Makes the brokers clean as soon as they look.
    static let eager = [
        "delete.retention.ms": "1", "min.cleanable.dirty.ratio": "0.001", "min.compaction.lag.ms": "0",
        "segment.ms": "50",
    ]

    @Test(.timeLimit(.minutes(3))) func newestRecordOfEachKeyIsKeptAndARemovedKeyGoes() async throws {
        try await Broker.withLog(Broker.settings(topicProperties: Self.eager)) { log, _ in
            let partition = Partition(Broker.positions, 1)
            let writer = try await log.openWriter("w")
            for number in 1...3 {
                _ = try await writer.transact([
                    Append([NewRecord("kept", "\(number)"), NewRecord("removed", "\(number)")], to: partition)
                ])
            }
            _ = try await writer.transact([Append([NewRecord("removed", nil)], to: partition)])
            var texts: [String] = []
            repeat {
                // The newest segment is never cleaned, and a new one begins with a record.
                _ = try await writer.transact([Append([NewRecord("pace", "x")], to: partition)])
                let records = try await log.all(partition)
                texts = records.filter { $0.key == Array("kept".utf8) }.map(\.text)
                #expect(texts.last == "3")
                if records.contains(where: { $0.key == Array("removed".utf8) }) { texts.append("removed") }
            } while texts != ["3"]
            #expect(try await log.last(in: partition)?.text == "x")
        }
    }
}
