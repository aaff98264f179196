import CounterService
import EventLog
import EventSourcing
import Foundation
import GRDB
import SQLiteEventLog
import ServiceRuntime
import Support
import Synchronization
import Testing

@Suite struct ProjectorTests {
    /// The sum of each counter.
    struct Sums: Projection {
        let name = "sums"
        var version = 1
        var followed: Set = [CounterRules.contract.type]
        let services = ["counter"]

        func follows(_ type: String) -> Bool { followed.contains(type) }

        func create(_ database: Database) throws {
            try database.execute(sql: "CREATE TABLE counter (subject TEXT PRIMARY KEY, amount INTEGER NOT NULL)")
        }

        func take(_ event: CloudEvent, _ database: Database) throws {
            try database.execute(
                sql: "INSERT INTO counter VALUES (?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
                arguments: [event.subject, Int(String(decoding: event.data ?? [], as: UTF8.self))])
        }
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("projector-\(UUID().uuidString)")
    let topics = ServiceTopics(service: "counter")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func openLog(_ name: String = "events.db") async throws -> SQLiteEventLog {
        try await SQLiteEventLog.open(
            at: folder.appendingPathComponent(name), topics: topics.layouts(partitions: 2), durability: .normal)
    }

    private func append(
        _ log: any EventLog, _ partition: Int, _ events: [(number: Int64, subject: String, amount: Int)]
    )
        async throws
    {
        let records = events.map { entry in
            var event = CloudEvent(
                id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
                type: CounterRules.contract.type, subject: entry.subject, data: Array("\(entry.amount)".utf8))
            event[.institution] = "25lx"
            event.partitionSequence = EventNumber(entry.number)
            return NewRecord(event)
        }
        _ = try await log.append([Append(records, to: Partition(topics.events, partition))])
    }

    private func sums(_ projector: Projector<Sums>) async throws -> [String: Int] {
        try await projector.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT subject, amount FROM counter")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// Runs a projector until it has taken in these events, then the body.
    private func running(
        _ log: any EventLog, _ view: Sums = Sums(), until places: [(Int, Int64)],
        _ body: (Projector<Sums>) async throws -> Void = { _ in }
    ) async throws -> [Projector<Sums>.Observation] {
        let (stream, continuation) = AsyncStream.makeStream(of: Projector<Sums>.Observation.self)
        let projector = Projector(view, log: log, folder: folder, observe: { continuation.yield($0) }, pause: {})
        let task = Task { try await projector.run() }
        for (partition, number) in places {
            #expect(
                await projector.wait(service: "counter", partition: partition, number: EventNumber(number) ?? .none))
        }
        try await body(projector)
        task.cancel()
        try await task.value
        continuation.finish()
        var observed: [Projector<Sums>.Observation] = []
        for await observation in stream { observed.append(observation) }
        return observed
    }

    private func discards(_ observed: [Projector<Sums>.Observation]) -> Int {
        observed.filter { if case .discarded = $0 { true } else { false } }.count
    }

    @Test func eventsOfATypeThatItDoesNotFollowArePassedOverAndCountAsTakenIn() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 5), (2, "a", 7)])
        _ = try await running(log, Sums(followed: []), until: [(0, 2)]) { projector async throws in
            #expect(try await sums(projector).isEmpty)
            #expect(projector.places.map(\.number.value) == [2, 0])
        }
        await log.close()
    }

    @Test func rowsFollowTheEventsAndGoOnAfterARestart() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 1), (2, "b", 2)])
        try await append(log, 1, [(1, "c", 3)])
        _ = try await running(log, until: [(0, 2), (1, 1)]) { projector async throws in
            #expect(try await sums(projector) == ["a": 1, "b": 2, "c": 3])
        }
        try await append(log, 0, [(3, "a", 10)])
        let observed = try await running(log, until: [(0, 3)]) { projector async throws in
            #expect(try await sums(projector) == ["a": 11, "b": 2, "c": 3], "nothing is taken in twice")
        }
        #expect(discards(observed) == 0)
        await log.close()
    }

    @Test func aRebuildEqualsWhatItReplaces() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 1), (2, "b", 2), (3, "a", 4)])
        _ = try await running(log, until: [(0, 3)]) { projector in
            let before = try await sums(projector)
            try await projector.rebuild()
            #expect(try await sums(projector) == before)
            try await append(log, 0, [(4, "a", 8)])
            #expect(await projector.wait(service: "counter", partition: 0, number: EventNumber(4) ?? .none))
            #expect(try await sums(projector) == ["a": 13, "b": 2])
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.filter { $0.hasPrefix("sums.") && $0.hasSuffix(".db") }.count == 1, "the old one is gone")
        await log.close()
    }

    /// A reader has seen an event that comes while a rebuild reads another partition: it must be in what is swapped in.
    @Test func aRebuildIsSwappedInWithEverythingThatWasReadBefore() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 1)])
        try await append(log, 1, [(1, "b", 2)])
        let interrupted = InterruptedLog(log, at: Partition(topics.events, 1))
        let swapped = Mutex<[EventNumber]>([])
        let held = Mutex<Projector<Sums>?>(nil)
        let projector = Projector(
            Sums(), log: interrupted, folder: folder,
            observe: { observation in
                guard case .rebuilt = observation, let places = held.withLock({ $0 })?.places else { return }
                swapped.withLock { $0 = places.map(\.number) }
            })
        let task = Task { try await projector.run() }
        #expect(await projector.wait(service: "counter", partition: 0, number: EventNumber(1) ?? .none))
        #expect(await projector.wait(service: "counter", partition: 1, number: EventNumber(1) ?? .none))
        held.withLock { $0 = projector }
        interrupted.interruptOnce {
            try? await append(log, 0, [(2, "a", 10)])
            _ = await projector.wait(service: "counter", partition: 0, number: EventNumber(2) ?? .none)
        }
        try await projector.rebuild()
        #expect(swapped.withLock { $0.map(\.value) } == [2, 1], "at the swap, before anything follows it further")
        #expect(try await sums(projector) == ["a": 11, "b": 2])
        task.cancel()
        try await task.value
        held.withLock { $0 = nil }
        await log.close()
    }

    @Test func whoReadsWhileAViewIsBuiltAnewAgainAndAgainIsNeverTurnedAway() async throws {
        let log = try await openLog()
        try await append(log, 0, (1...20).map { (Int64($0), "counter-\($0)", 1) })
        _ = try await running(log, until: [(0, 20)]) { projector in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<1000 {
                            let count = try await sums(projector).count
                            #expect(count == 20)
                        }
                    }
                }
                for _ in 0..<100 { try await projector.rebuild() }
                try await group.waitForAll()
            }
        }
        await log.close()
    }

    @Test func aLogThatIsAwayForAWhileIsFollowedFromWhereItWas() async throws {
        let log = try await openLog()
        let faulty = FaultyLog(log, isAway: { $0 % 2 == 1 }, fault: { .beforeCommit($0) })
        try await append(log, 0, [(1, "a", 1)])
        let observed = try await running(faulty, until: [(0, 1)]) { projector async throws in
            for number in 2...6 as ClosedRange<Int64> {
                try await append(log, 0, [(number, "a", 1)])
                #expect(
                    await projector.wait(service: "counter", partition: 0, number: EventNumber(number) ?? .none))
            }
            #expect(try await sums(projector) == ["a": 6])
        }
        #expect(observed.contains { if case .interrupted = $0 { true } else { false } })
        await log.close()
    }

    @Test func aNewVersionIsBuiltAnew() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 1)])
        _ = try await running(log, until: [(0, 1)])
        let observed = try await running(log, Sums(version: 2), until: [(0, 1)]) { projector async throws in
            #expect(try await sums(projector) == ["a": 1])
        }
        #expect(discards(observed) == 1)
        await log.close()
    }

    @Test func aLogThatWasCutOrIsAnotherIsNoticed() async throws {
        let log = try await openLog()
        try await append(log, 0, [(1, "a", 1), (2, "a", 2)])
        _ = try await running(log, until: [(0, 2)])
        await log.close()
        let other = try await openLog("other.db")
        try await append(other, 0, [(1, "z", 5)])
        let observed = try await running(other, until: [(0, 1)]) { projector async throws in
            #expect(try await sums(projector) == ["z": 5])
        }
        #expect(discards(observed) == 1)
        await other.close()
    }
}
