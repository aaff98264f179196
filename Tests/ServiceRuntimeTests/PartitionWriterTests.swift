import CounterService
import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

@Suite struct PartitionWriterTests {
    typealias Writer = PartitionWriter<CounterRules>

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("writer-\(UUID().uuidString)")
    let topics = ServiceTopics(service: "counter")
    var commands: Partition { Partition(topics.commands, 0) }
    var events: Partition { Partition(topics.events, 0) }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func openLog(_ name: String = "events.db") async throws -> SQLiteEventLog {
        try await SQLiteEventLog.open(
            at: folder.appendingPathComponent(name), topics: topics.layouts(partitions: 1), durability: .normal)
    }

    private func command(_ amount: String, id: String, subject: String = "a") -> NewRecord {
        CounterWork.command(amount, id: id, subject: subject)
    }

    /// Lets a writer work until it has caught up; what was observed on the way.
    @discardableResult
    private func work(on log: any EventLog, at clock: ManualClock = ManualClock()) async throws -> [Writer.Observation]
    {
        try await CounterWork.untilCaughtUp(on: log, in: folder, at: clock.clock)
    }

    private func amounts(_ log: any EventLog) async throws -> [String] {
        try await EventLogConformance.texts(log, events)
    }

    private func results(_ log: any EventLog) async throws -> [CommandResultV1] {
        try await EventLogConformance.all(log, Partition(topics.results, 0)).map {
            try ContractData.read(CommandResultV1.self, $0.value ?? [])
        }
    }

    @Test func everyCommandIsDecidedOnceAlsoOverRestarts() async throws {
        let log = try await openLog()
        for number in 1...20 {
            _ = try await log.append([Append([command("\(number)", id: "\(number)")], to: commands)])
        }
        try await work(on: log)
        _ = try await log.append([Append([command("21", id: "21"), command("5", id: "5")], to: commands)])
        try await work(on: log)
        try await work(on: log)
        #expect(try await amounts(log) == (1...21).map(String.init))
        let numbers = try await EventLogConformance.all(log, events).map { $0.header("ce_partitionsequence") }
        #expect(numbers == (1...21).map { Array(EventNumber($0)?.description.utf8 ?? "".utf8) })
        #expect(try await results(log).count == 22)
        await log.close()
    }

    @Test func theLocalStateMayBeDeletedAtAnyTime() async throws {
        let log = try await openLog()
        _ = try await log.append([Append([command("900", id: "1"), command("x", id: "2", subject: "b")], to: commands)])
        try await work(on: log)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasPrefix("counter-") {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
        }
        _ = try await log.append([
            Append(
                [command("200", id: "3"), command("900", id: "1"), command("1", id: "4", subject: "b")], to: commands)
        ])
        try await work(on: log)
        #expect(
            try await results(log).map(\.outcome) == [.accepted, .parked, .rejected, .accepted, .parked],
            "too much for the counter; a repeat; held behind the letter")
        #expect(try await amounts(log) == ["900"])
        await log.close()
    }

    /// Copies the log, which is closed, to `backup.db`.
    private func backUp() throws {
        for suffix in ["", "-wal"] {
            let file = folder.appendingPathComponent("events.db" + suffix)
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            try FileManager.default.copyItem(at: file, to: folder.appendingPathComponent("backup.db" + suffix))
        }
    }

    @Test func aLogThatWasCutByARestoreIsNoticedAndTheStateMadeAnew() async throws {
        let log = try await openLog()
        _ = try await log.append([Append([command("1", id: "1")], to: commands)])
        try await work(on: log)
        await log.close()
        try backUp()
        let longer = try await openLog()
        _ = try await longer.append([Append([command("2", id: "2"), command("3", id: "3")], to: commands)])
        try await work(on: longer)
        await longer.close()
        let restored = try await openLog("backup.db")
        _ = try await restored.append([Append([command("4", id: "4"), command("5", id: "5")], to: commands)])
        let observed = try await work(on: restored)
        #expect(observed.contains { if case .rebuilt = $0 { true } else { false } })
        #expect(try await amounts(restored) == ["1", "4", "5"])
        await restored.close()
    }

    @Test func aLogOnWhichOnlyOtherResultsFollowedIsNoticedToo() async throws {
        let state = folder.appendingPathComponent("counter-000.db")
        let aside = folder.appendingPathComponent("aside.db")
        let log = try await openLog()
        _ = try await log.append([Append([command("900", id: "1")], to: commands)])
        try await work(on: log)
        await log.close()
        try backUp()
        let longer = try await openLog()
        _ = try await longer.append([Append([command("200", id: "2")], to: commands)])
        try await work(on: longer)
        await longer.close()
        try FileManager.default.moveItem(at: state, to: aside)

        let restored = try await openLog("backup.db")
        _ = try await restored.append([Append([command("300", id: "3")], to: commands)])
        try await work(on: restored)
        try FileManager.default.removeItem(at: state)
        try FileManager.default.moveItem(at: aside, to: state)
        _ = try await restored.append([Append([command("50", id: "2")], to: commands)])
        let observed = try await work(on: restored)
        #expect(observed.contains { if case .rebuilt = $0 { true } else { false } })
        #expect(try await results(restored).map(\.outcome) == [.accepted, .rejected, .accepted], "2 is not known here")
        await restored.close()
    }

    @Test(arguments: [true, false])
    func afterAnUnknownOutcomeTheLogSaysWhatHappened(isCommitted: Bool) async throws {
        let log = try await openLog()
        let faulty = FaultyLog(log) { isCommitted ? .afterCommit($0) : .beforeCommit($0) }
        for number in 1...30 {
            _ = try await log.append([Append([command("\(number)", id: "\(number)")], to: commands)])
        }
        let observed = try await work(on: faulty)
        #expect(observed.contains { if case .restarted = $0 { true } else { false } })
        #expect(try await amounts(log) == (1...30).map(String.init))
        #expect(try await results(log).map(\.commandId) == (1...30).map(String.init))
        await log.close()
    }

    @Test func aPositionThatIsMissingStopsTheWriterAndNothingStartsOver() async throws {
        let log = try await openLog()
        _ = try await log.append([Append([command("1", id: "1")], to: commands)])
        try await work(on: log)
        let position = Partition(topics.positions, 0)
        _ = try await log.append([
            Append([NewRecord(key: Array(topics.commands.name.utf8), value: nil)], to: position)
        ])
        await #expect(throws: EventLogError.self) { try await work(on: log) }
        #expect(try await amounts(log) == ["1"])
        await log.close()
    }

    @Test func aDeadlineThatIsDueIsSentOnceAndClosedByItsEvent() async throws {
        let log = try await openLog()
        _ = try await log.append([
            Append(
                [command("100", id: "1"), command("100", id: "2", subject: "b"), command("5", id: "3", subject: "b")],
                to: commands)
        ])
        try await work(on: log)
        #expect(try await amounts(log) == ["100", "100", "5"])
        let later = ManualClock(at: CounterRules.hour)
        try await work(on: log, at: later)
        try await work(on: log, at: later)
        #expect(try await amounts(log) == ["100", "100", "5", "7"], "the one of b was closed")
        let sent = try await EventLogConformance.all(log, commands).last
        #expect(sent?.header("ce_origin") == Array("deadline".utf8))
        await log.close()
    }

    @Test func aDeadlineIsSentWhenItsTimeComesWhileTheWriterWaits() async throws {
        let log = try await openLog()
        let clock = ManualClock()
        _ = try await log.append([Append([command("100", id: "1")], to: commands)])
        let writer = Writer(
            rules: CounterRules(), log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "test", folder: nil, clock: clock.clock))
        let task = Task { try await writer.run() }
        try await log.wait(for: events, at: 0)
        clock.advance(to: CounterRules.hour)
        try await log.wait(for: events, at: 1)
        #expect(try await amounts(log) == ["100", "7"])
        task.cancel()
        try await task.value
        await log.close()
    }

    @Test func aFencedWriterStops() async throws {
        let log = try await openLog()
        _ = try await log.append([Append([command("1", id: "1")], to: commands)])
        let faulty = FaultyLog(log) { .fence($0) }
        let error = await #expect(throws: EventLogError.self) { try await work(on: faulty) }
        #expect(error?.reason == .fenced)
        #expect(try await amounts(log) == [])
        await log.close()
    }
}
