import CounterService
import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// A command at which the rules trap, in a process that is started again each time it ends.
@Suite(.serialized) struct PoisonousCommandTests {
    private static let topics = CounterWork.topics
    private static let amountOfTheTrap = 13
    private let folder: URL

    init() throws {
        folder = try PoisonousCommandTests.folder(of: getpid())
    }

    /// Known to a test and to the processes that it starts.
    private static func folder(of process: Int32) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("poisonous-\(process)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static func openLog(in folder: URL) async throws -> SQLiteEventLog {
        try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1), durability: .normal)
    }

    /// Works as a hub does from its start: the marks of the last process are counted, then the commands decided.
    private static func work(_ rules: CounterRules, in folder: URL) async throws {
        let log = try await openLog(in: folder)
        let marks = try PoisonMarks(folder: folder)
        try await CounterWork.untilCaughtUp(
            rules, on: log, in: folder.appendingPathComponent("state"), at: ManualClock().clock, poison: marks)
        await log.close()
    }

    private func append(_ records: [NewRecord]) async throws {
        let log = try await Self.openLog(in: folder)
        _ = try await log.append([Append(records, to: Partition(Self.topics.commands, 0))])
        await log.close()
    }

    /// Every result by the command that it answers; the newest one counts.
    private func outcomes() async throws -> [String: String] {
        let log = try await Self.openLog(in: folder)
        var outcomes: [String: String] = [:]
        for record in try await EventLogConformance.all(log, Partition(Self.topics.results, 0)) {
            let result = try ContractData.read(CommandResultV1.self, record.value ?? [])
            outcomes[result.commandId] = result.outcome.rawValue
        }
        await log.close()
        return outcomes
    }

    private func events() async throws -> [LogRecord] {
        let log = try await Self.openLog(in: folder)
        let events = try await EventLogConformance.all(log, Partition(Self.topics.events, 0))
        await log.close()
        return events
    }

    private func startAndTrap() async {
        await #expect(processExitsWith: .failure) {
            let folder = try PoisonousCommandTests.folder(of: getppid())
            try await PoisonousCommandTests.work(
                CounterRules(trappingAt: PoisonousCommandTests.amountOfTheTrap), in: folder)
            exit(EXIT_SUCCESS)
        }
    }

    private func startAndFinish() async {
        await #expect(processExitsWith: .success) {
            let folder = try PoisonousCommandTests.folder(of: getppid())
            try await PoisonousCommandTests.work(
                CounterRules(trappingAt: PoisonousCommandTests.amountOfTheTrap), in: folder)
            exit(EXIT_SUCCESS)
        }
    }

    /// Commands for three counters; the third one of b is poison.
    private static let asked = [
        ("a", "1"), ("b", "2"), ("c", "3"), ("b", "\(amountOfTheTrap)"), ("a", "4"), ("b", "5"), ("c", "6"),
    ]

    private func send() async throws {
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("state"), withIntermediateDirectories: true)
        try await append(
            Self.asked.enumerated().map { CounterWork.command($1.1, id: "\($0)", subject: $1.0) })
    }

    @Test func aCommandThatEndsTheProcessTwiceIsParkedAndTheRestGoesOn() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try await send()

        await startAndTrap()
        #expect(try await outcomes().isEmpty, "the batch that it was in left nothing half done")

        await startAndTrap()
        #expect(
            try await outcomes() == ["0": "accepted", "1": "accepted", "2": "accepted"],
            "one at a time now, so that what comes before it is done")

        await startAndFinish()
        #expect(
            try await outcomes() == [
                "0": "accepted", "1": "accepted", "2": "accepted", "3": "parked", "4": "accepted", "5": "parked",
                "6": "accepted",
            ])
        let log = try await Self.openLog(in: folder)
        let letters = try await EventLogConformance.all(log, Partition(Self.topics.deadLetters, 0)).map {
            try #require(DeadLetter($0))
        }
        #expect(letters.map(\.code) == [.poison, .behind])
        await log.close()

        await startAndFinish()
        #expect(try await events().count == 5, "nothing is decided again")
    }

    @Test func whatWasParkedIsDecidedInOrderOnceTheRulesAreMended() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try await send()
        await startAndTrap()
        await startAndTrap()
        await startAndFinish()

        var release = CloudEvent(
            id: "release", source: "urn:nld:kvknr:12345678.desk", type: ReleaseDeadLettersV1.identity.type,
            subject: "b", dataContentType: "application/json",
            data: try ContractData.write(ReleaseDeadLettersV1(aggregate: "b")))
        release[.institution] = "25lx"
        release.origin = .control
        try await append([NewRecord(release)])
        try await Self.work(CounterRules(), in: folder)

        #expect(try await outcomes()["3"] == "accepted")
        let events = try await events()
        #expect(
            events.map { String(decoding: $0.value ?? [], as: UTF8.self) }
                == ["1", "2", "3", "4", "6", "\(Self.amountOfTheTrap)", "5"])
        #expect(
            events.compactMap { $0.header("ce_partitionsequence") }.map { String(decoding: $0, as: UTF8.self) }
                == (1...7).compactMap { EventNumber($0)?.description })
    }
}
