import Dispatch
import EventLog
import EventSourcing
import Foundation
import KafkaEventLog
import Support
import Testing

/// What holds when the broker is lost. Runs only where the tests may stop it.
@Suite(.enabled(if: BrokerControl.isThere), .serialized) struct LostBrokerTests {
    /// How the broker is lost, and how it comes back.
    enum Loss: CaseIterable {
        /// It answers a second late.
        case answersLate
        /// It answers again after the writer has given up.
        case answersTooLate
        /// It is killed and at once started again.
        case isRestarted
        /// It is killed, and started again after the writer has given up.
        case isDown

        var timeout: Duration {
            switch self {
            case .answersLate, .isRestarted: .seconds(20)
            case .answersTooLate, .isDown: .seconds(3)
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let moment: Moment
        let loss: Loss

        var testDescription: String { "\(moment) \(loss)" }

        static let all = Moment.allCases.flatMap { moment in Loss.allCases.map { Case(moment: moment, loss: $0) } }
    }

    let first = Partition(Broker.events, 0)
    let second = Partition(Broker.events, 1)

    @Test(.timeLimit(.minutes(3)), arguments: Case.all)
    func transactionIsWholeOrNotThereAndAnswersInTime(_ loss: Case) async throws {
        try await Broker.withLog { log, settings in
            let trap = Trap()
            let timeout = loss.loss.timeout
            let losing = try await KafkaEventLog.open(
                trap.settings(settings, timeout: timeout), topics: Broker.layouts)
            let writer = try await losing.openWriter("w")
            _ = try await writer.transact([Append([NewRecord("k", "a")], to: first)])
            let broker = try BrokerControl.find()
            let back = LostBrokerTests.set(trap, loss, broker)
            let appends = [
                Append([NewRecord("k", "b1"), NewRecord("k", "b2")], to: first),
                Append([NewRecord("k", "c")], to: second),
            ]
            let begun = ContinuousClock.now
            let answer = await reason { _ = try await writer.transact(appends) }
            let elapsed = ContinuousClock.now - begun
            #expect(trap.isSprung)
            #expect(elapsed < timeout * 2 + .seconds(3), "the bound")
            try await back()
            // Where it was not whole, the same is asked again, as whoever restores would.
            let next = try await LostBrokerTests.reopen(losing, "w")
            let there = try await LostBrokerTests.whenThere { try await log.all(first).map(\.text) }
            switch answer {
            case nil: #expect(there == ["a", "b1", "b2"])
            case .unavailable: #expect(there == ["a"])
            default:
                #expect(answer == .unknownOutcome)
                #expect(there == ["a"] || there == ["a", "b1", "b2"])
            }
            #expect(await reason { _ = try await writer.transact(appends) } != nil, "the older writer is done")
            if there == ["a"] { _ = try await next.transact(appends) }
            _ = try await next.transact([Append([NewRecord("k", "d")], to: first)])
            #expect(try await log.all(first).map(\.text) == ["a", "b1", "b2", "d"])
            #expect(try await log.all(second).map(\.text) == ["c"])
            if loss.loss == .answersLate { #expect(answer == nil) }
            await losing.close()
        }
    }

    /// Loses the broker at the moment.
    ///
    /// - Returns: what to do after the writer has answered, so that the broker is back.
    private static func set(
        _ trap: Trap, _ loss: Case, _ broker: BrokerProcess
    ) -> @Sendable () async throws -> Void {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        switch loss.loss {
        case .answersLate:
            trap.set(at: loss.moment) {
                broker.pause()
                DispatchQueue.global().asyncAfter(deadline: .now() + 1) { broker.resume() }
            }
            return {}
        case .answersTooLate:
            trap.set(at: loss.moment) { broker.pause() }
            return { broker.resume() }
        case .isRestarted:
            trap.set(at: loss.moment) {
                broker.kill()
                DispatchQueue.global().async {
                    try? BrokerControl.start()
                    start.finish()
                }
            }
            return { for await _ in started {} }
        case .isDown:
            trap.set(at: loss.moment) { broker.kill() }
            return { try BrokerControl.start() }
        }
    }

    /// Opens an identity anew as soon as the broker lets it.
    static func reopen(_ log: KafkaEventLog, _ identity: String) async throws -> any LogWriter {
        try await whenThere { try await log.openWriter(identity) }
    }

    /// Asks until the log is available.
    static func whenThere<Value>(_ body: () async throws -> Value) async throws -> Value {
        while true {
            try Task.checkCancellation()
            do {
                return try await body()
            } catch let error as EventLogError {
                guard error.isRetriable else { throw error }
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func whatIsAskedOfALostBrokerAnswersInTime() async throws {
        var settings = Broker.settings()
        settings.timeout = .milliseconds(1500)
        try await Broker.withLog(settings) { log, settings in
            let writer = try await log.openWriter("w")
            _ = try await log.append([Append([NewRecord("k", "a")], to: first)])
            _ = try await log.append([Append([NewRecord("k", "b"), NewRecord("k", "c")], to: first)])
            _ = try await log.all(first)
            let member = try await log.join("g", partitions: Broker.events)
            for await owned in member.assignments where owned.count == 3 { break }
            // Whoever waits has nothing to ask any more.
            try await log.wait(for: first, at: 0)
            let end = try await log.bounds(of: first).upperBound
            let waiting = Task { await reason { try await log.wait(for: first, at: end) } }
            let broker = try BrokerControl.find()
            broker.pause()
            defer { broker.resume() }
            let asked: [(String, @Sendable () async throws -> Void)] = [
                ("append", { _ = try await log.append([Append([NewRecord("k", "d")], to: first)]) }),
                (
                    "append a list",
                    { [first] in
                        _ = try await log.append([Append([NewRecord("k", "e"), NewRecord("k", "f")], to: first)])
                    }
                ),
                (
                    "transact",
                    { [second] in _ = try await writer.transact([Append([NewRecord("k", "g")], to: second)]) }
                ),
                ("open", { _ = try await log.openWriter("other") }),
                ("bounds", { [first] in _ = try await log.bounds(of: first) }),
                ("read", { [first] in _ = try await log.read(first, from: 0, count: 10, bytes: 1000) }),
                ("time", { [first] in _ = try await log.offset(in: first, atTime: 0) }),
                ("open a log", { _ = try await KafkaEventLog.open(settings, topics: Broker.layouts) }),
            ]
            for (name, ask) in asked {
                let begun = ContinuousClock.now
                let answer = await reason { try await ask() }
                #expect(answer == .unavailable || answer == .unknownOutcome, "\(name)")
                #expect(ContinuousClock.now - begun < .seconds(7), "\(name)")
            }
            let begun = ContinuousClock.now
            await member.leave()
            await log.close()
            #expect(ContinuousClock.now - begun < .seconds(15), "leaving and closing")
            #expect(await waiting.value == .cancelled)
        }
    }

    @Test(.timeLimit(.minutes(3))) func whatWasAppendedWhileTheBrokerRestartsIsThereOnce() async throws {
        try await Broker.withLog { log, _ in
            let broker = try BrokerControl.find()
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            var certain: [String] = []
            var unknown: Set<String> = []
            for number in 0..<200 {
                if number == 50 {
                    broker.kill()
                    DispatchQueue.global().async {
                        try? BrokerControl.start()
                        start.finish()
                    }
                }
                let record = [NewRecord("k", "\(number)")]
                switch await reason({ _ = try await log.append([Append(record, to: first)]) }) {
                case nil: certain.append("\(number)")
                case .unknownOutcome: unknown.insert("\(number)")
                case let refused: #expect(refused == .unavailable)
                }
            }
            for await _ in started {}
            let there = try await LostBrokerTests.whenThere { try await log.all(first).map(\.text) }
            #expect(there.filter { !unknown.contains($0) } == certain)
            #expect(Set(there).count == there.count)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aLogThatLostItsTailIsNoticedByWhoeverWasFurther() async throws {
        try await Broker.withLog { log, settings in
            let writer = try await log.openWriter("w")
            for number in 0..<5 { _ = try await writer.transact([Append([NewRecord("k", "\(number)")], to: first)]) }
            let further = try await log.bounds(of: first).upperBound
            await log.close()
            let broker = try BrokerControl.find()
            broker.kill()
            try BrokerControl.cut("\(settings.hub).test.events", 0, from: 6)
            try BrokerControl.start()
            let restored = try await LostBrokerTests.whenThere {
                try await KafkaEventLog.open(settings, topics: Broker.layouts)
            }
            #expect(try await LostBrokerTests.whenThere { try await restored.bounds(of: first) } == 0..<6)
            #expect(try await restored.all(first).map(\.text) == ["0", "1", "2"])
            #expect(try await restored.read(first, from: further, count: 1, bytes: 1).records.isEmpty)
            #expect(await reason { try await restored.wait(for: first, at: further) } == .behindStart)
            let next = try await LostBrokerTests.reopen(restored, "w")
            _ = try await next.transact([Append([NewRecord("k", "new")], to: first)])
            #expect(try await restored.all(first).map(\.text) == ["0", "1", "2", "new"])
            await restored.close()
        }
    }
}

@Suite struct BrokerControlPresenceTests {
    @Test func withoutControlOfABrokerTheSuiteSaysThatItIsSkipped() {
        guard !BrokerControl.isThere else { return }
        SuiteReport.skipped("KafkaEventLog on a lost broker", because: "SCHAKEL_KAFKA_CONTROL is not set")
    }
}
