import EventLog
import EventSourcing
import Foundation
import Gateway
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// Whoever asks what became of a command is told, whenever the answer comes.
@Suite struct WaitingForAnswersTests {
    /// An answer that comes while somebody begins to wait must not be missed: many begin at that moment.
    @Test func anAnswerThatComesWhileSomebodyBeginsToWaitIsTold() async throws {
        try await TemporaryFolder.with { folder in
            let topics = ServiceTopics(service: "catalogue")
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1),
                durability: .normal)
            let index = try ResultIndex(
                file: folder.appendingPathComponent("results.db"), log: log, services: ["catalogue"],
                now: { Timestamp(milliseconds: 1_000_000_000_000) })
            let following = Task { try await index.run() }
            let path = "Contracts/\(CommandResultV1.identity.path(CommandResultV1.kind))/examples/minimal.json"
            let text = try Array(Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path)))
            let hash = try ContractData.read(CommandResultV1.self, text).bodyHash
            var missed = 0
            for _ in 0..<400 {
                let command = UUIDValue.random()
                let record = NewRecord(
                    key: nil,
                    headers: [
                        RecordHeader(Remembered.keyHeader, command.bytes),
                        RecordHeader(Remembered.outcomeHeader, "accepted"),
                        RecordHeader(Remembered.timeHeader, "1800000000000"),
                    ], value: text)
                _ = try await log.append([Append([record], to: Partition(topics.results, 0))])
                // An answer that can be found a minute later was missed; one that cannot is not there yet.
                while try await index.wait(for: command, hash: hash, atMost: .seconds(60)) == nil {
                    guard try await index.find(command) != nil else { continue }
                    missed += 1
                    break
                }
                if missed > 0 { break }
            }
            #expect(missed == 0)
            following.cancel()
            _ = try? await following.value
            await log.close()
        }
    }

    /// Many ask at once while the index starts to follow every partition: nobody's reading may keep another's from
    /// ending, which a blocked thread would do.
    @Test func asManyAsLikeMayAskWhileTheIndexStarts() async throws {
        try await TemporaryFolder.with { folder in
            let services = ["catalogue", "registration", "dossier", "scheduling"]
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("events.db"),
                topics: services.flatMap { ServiceTopics(service: $0).layouts(partitions: 12) }, durability: .normal)
            for round in 0..<5 {
                let index = try ResultIndex(
                    file: folder.appendingPathComponent("results-\(round).db"), log: log, services: services,
                    now: { Timestamp(milliseconds: 1_000_000_000_000) })
                let following = Task { try await index.run() }
                let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            let told = try await index.wait(for: .random(), hash: "none", atMost: .zero)
                            let found = try await index.find(.random())
                            return told == nil && found == nil
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(answers == 100)
                following.cancel()
                _ = try? await following.value
            }
            await log.close()
        }
    }

    /// One partition that cannot be followed ends the index, which whoever runs it begins again or tells of; the others
    /// do not go on as if nothing were missing.
    @Test func oneAnswerThatCannotBeReadEndsTheIndex() async throws {
        let topics = ServiceTopics(service: "catalogue")
        try await TemporaryFolder.with { folder in
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 3),
                durability: .normal)
            let record = NewRecord(
                key: nil, headers: [RecordHeader(Remembered.keyHeader, UUIDValue.random().bytes)],
                value: Array("no result".utf8))
            _ = try await log.append([Append([record], to: Partition(topics.results, 1))])
            let index = try ResultIndex(
                file: nil, log: log, services: ["catalogue"],
                now: { Timestamp(milliseconds: 1_000_000_000_000) })
            let error = await #expect(throws: EventLogError.self) { try await index.run() }
            #expect(error?.reason == .unreadable)
            await log.close()
        }
    }
}
