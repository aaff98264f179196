import CounterService
import EventLog
import EventSourcing
import Foundation
import HubContracts
import KafkaEventLog
import ServiceRuntime
import Support
import Testing

/// The partition writer on a real broker, in this process and in one that is killed.
@Suite(.enabled(if: Broker.isThere), .serialized) struct SpineTests {
    static let layouts = CounterWork.topics.layouts(partitions: 1)
    let commands = Partition(CounterWork.topics.commands, 0)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("spine-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test(.timeLimit(.minutes(5))) func everyCommandIsDecidedOnceHoweverOftenTheProcessIsKilled() async throws {
        try await Broker.withLog(topics: Self.layouts) { log, settings in
            let writing: [Failpoint] = [
                .writerOpened, .stateRestored, .commandsRead, .batchDecided, .batchAppended, .stateApplied,
            ]
            let points = writing.map(\.rawValue) + Moment.allCases.map(\.rawValue)
            var ids: [String] = []
            var sent = 0
            var killed: Set<String> = []
            for passage in 1...2 {
                for point in points {
                    // Three of them were asked before, with the same words.
                    let repeated = ids.suffix(3)
                    let asked = (0..<15).map { "\(ids.count + $0)" }
                    ids += asked
                    let records = (asked + repeated).map { CounterWork.command("1", id: $0) }
                    _ = try await log.append([Append(records, to: commands)])
                    sent += records.count
                    if try await run(settings, killedAt: point, passage: passage) == SIGKILL { killed.insert(point) }
                }
            }
            #expect(killed == Set(points), "every point was passed")
            #expect(try await run(settings) == 0)
            try await Self.checkOnce(log, ids: ids, sent: sent)
        }
    }

    /// - Returns: the signal that ended the process, or 0.
    private func run(_ settings: KafkaSettings, killedAt point: String? = nil, passage: Int = 1) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("CounterHub")
        process.arguments =
            [settings.bootstrapServers, settings.hub, folder.path] + (point.map { [$0, "\(passage)"] } ?? [])
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        for await _ in ended {}
        guard process.terminationReason == .exit else { return process.terminationStatus }
        #expect(process.terminationStatus == 0)
        return 0
    }

    /// Every command has its one event, in the order in which they were sent; each record of one has its result.
    static func checkOnce(_ log: KafkaEventLog, ids: [String], sent: Int) async throws {
        let events = try await log.all(Partition(CounterWork.topics.events, 0))
        #expect(events.map { String(decoding: $0.header("ce_causationid") ?? [], as: UTF8.self) } == ids)
        let numbers = events.map { String(decoding: $0.header("ce_partitionsequence") ?? [], as: UTF8.self) }
        #expect(numbers == (1...Int64(max(1, ids.count))).map { EventNumber($0)?.description ?? "" })
        let results = try await log.all(Partition(CounterWork.topics.results, 0)).map {
            try ContractData.read(CommandResultV1.self, $0.value ?? [])
        }
        #expect(results.count == sent)
        #expect(results.allSatisfy { $0.outcome == .accepted })
        #expect(Set(results.map(\.commandId)) == Set(ids))
    }

    @Test func theLocalStateMayBeDeletedAtAnyTime() async throws {
        try await Broker.withLog(topics: Self.layouts) { log, _ in
            let ids = (0..<20).map { "\($0)" }
            for round in 0..<3 {
                _ = try await log.append([Append(ids.map { CounterWork.command("1", id: $0) }, to: commands)])
                try await CounterWork.untilCaughtUp(
                    on: log, in: round == 1 ? nil : folder, at: ManualClock().clock)
            }
            try await Self.checkOnce(log, ids: ids, sent: 60)
        }
    }

    @Test func aBatchThatTheBrokerRefusesForItsSizeIsHalvedUntilItIsTaken() async throws {
        let settings = Broker.settings(
            topicProperties: ["max.message.bytes": "2500"], properties: ["compression.codec": "none"])
        try await Broker.withLog(settings, topics: Self.layouts) { log, _ in
            let ids = (0..<20).map { "\($0)" }
            for id in ids { _ = try await log.append([Append([CounterWork.command("1", id: id)], to: commands)]) }
            let observed = try await CounterWork.untilCaughtUp(on: log, in: folder, at: ManualClock().clock)
            let refused = observed.filter {
                if case .restarted(let error) = $0 { error.reason == .tooLarge } else { false }
            }
            #expect(!refused.isEmpty)
            try await Self.checkOnce(log, ids: ids, sent: 20)
        }
    }
}
