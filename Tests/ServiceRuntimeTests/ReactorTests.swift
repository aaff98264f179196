import CounterService
import EventLog
import EventSourcing
import Foundation
import SQLiteEventLog
import ServiceRuntime
import Support
import Synchronization
import Testing

@Suite struct ReactorTests {
    /// Raises the counter "b" whenever another one is raised.
    struct Echo: Reaction {
        let name = "echo"
        let source = "counter"
        let target = "counter"
        var start = ReactionStart.beginning

        func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
            guard event.data != nil else { throw MessageFault("there is no data") }
            guard event.subject != "b" else { return [] }
            return [ReactionCommand(contract: CounterRules.raise, subject: "b", data: event.data ?? [])]
        }
    }

    let topics = ServiceTopics(service: "counter")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("reactor-\(UUID().uuidString).db")

    private func openLog() async throws -> SQLiteEventLog {
        try await SQLiteEventLog.open(
            at: file,
            topics: topics.layouts(partitions: 1) + [Reactor<Echo>.positions(of: Echo(), partitions: 1)],
            durability: .normal)
    }

    private func append(_ log: any EventLog, _ id: String, subject: String = "a", data: String? = "5") async throws {
        var event = CloudEvent(
            id: id, source: "urn:nld:oin:00000001234567890000:schakel", type: CounterRules.contract.type,
            subject: subject, data: data.map { Array($0.utf8) })
        event[.institution] = "25lx"
        _ = try await log.append([Append([NewRecord(event)], to: Partition(topics.events, 0))])
    }

    private func react(
        _ log: any EventLog, _ rules: Echo = Echo(), pause: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let reactor = Reactor(
            rules: rules, log: log, partition: 0, hub: "test",
            envelopeSource: "urn:nld:oin:00000001234567890000:schakel",
            now: { Timestamp(milliseconds: 1_700_000_000_000) },
            observe: { if case .caughtUp = $0 { continuation.yield() } }, pause: pause)
        let task = Task {
            defer { continuation.finish() }
            try await reactor.run()
        }
        for await _ in stream { break }
        task.cancel()
        try await task.value
    }

    private func sent(_ log: any EventLog) async throws -> [CloudEvent] {
        try await EventLogConformance.all(log, Partition(topics.commands, 0)).map { record in
            try CloudEvent(
                kafkaHeaders: record.headers.map { ($0.name, $0.value) }, key: record.key, value: record.value)
        }
    }

    @Test func eachEventLeadsToItsCommandsOnceAlsoOverRestarts() async throws {
        let log = try await openLog()
        try await append(log, "1")
        try await append(log, "2", subject: "b")
        try await react(log)
        try await append(log, "3")
        try await react(log)
        try await react(log)
        let commands = try await sent(log)
        #expect(commands.map { $0[.causationid] } == ["1", "3"])
        #expect(commands.allSatisfy { $0.origin == .reactor && $0.subject == "b" && $0[.institution] == "25lx" })
        #expect(Set(commands.map(\.id)).count == 2)
        #expect(commands.allSatisfy { UUIDValue($0.id) != nil })
        await log.close()
    }

    @Test func aLogThatIsAwayForAWhileIsAskedAgain() async throws {
        let log = try await openLog()
        let faulty = FaultyLog(log, isAway: { $0 % 4 == 1 }, fault: { .away($0) })
        for number in 1...5 {
            try await append(log, "\(number)")
            try await react(faulty)
        }
        #expect(try await sent(log).map { $0[.causationid] } == (1...5).map(String.init))
        await log.close()
    }

    @Test func oneThatBeginsAtItsDeploymentPassesOverWhatWasBefore() async throws {
        let log = try await openLog()
        try await append(log, "1")
        try await react(log, Echo(start: .deployment))
        try await append(log, "2")
        try await react(log, Echo(start: .deployment))
        #expect(try await sent(log).map { $0[.causationid] } == ["2"])
        await log.close()
    }

    @Test func whileTheDiskIsFullItWaitsAndThenGoesOnWhereItWas() async throws {
        let log = try await openLog()
        try await append(log, "1", data: "\"\(String(repeating: "x", count: 60_000))\"")
        // No further page: the command does not fit, until the wait makes room.
        try await log.limitSize(toPages: 1)
        let waits = Mutex(0)
        try await react(log) {
            waits.withLock { $0 += 1 }
            try await log.limitSize(toPages: 1_000_000)
        }
        #expect(waits.withLock { $0 } == 1)
        #expect(try await sent(log).map { $0[.causationid] } == ["1"])
        await log.close()
    }

    @Test func anEventThatCannotBeReadStopsItAndIsNotPassedOver() async throws {
        let log = try await openLog()
        try await append(log, "1", data: nil)
        for _ in 0..<2 {
            let error = await #expect(throws: EventLogError.self) { try await react(log) }
            #expect(error?.reason == .unreadable)
        }
        #expect(try await sent(log).isEmpty)
        await log.close()
    }
}
