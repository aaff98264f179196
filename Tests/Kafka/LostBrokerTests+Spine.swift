import CounterService
import Dispatch
import EventLog
import Foundation
import KafkaEventLog
import ServiceRuntime
import Support
import Synchronization
import Testing

extension LostBrokerTests {
    @Test(.timeLimit(.minutes(4))) func commandsAreDecidedOnceWhileTheBrokerComesAndGoes() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lost-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await Broker.withLog(topics: SpineTests.layouts) { log, settings in
            var quick = settings
            quick.timeout = .seconds(3)
            let working = try await KafkaEventLog.open(quick, topics: SpineTests.layouts)
            var ids: [String] = []
            let losses: [(Failpoint, isKilled: Bool)] = [
                (.batchDecided, true), (.batchDecided, false), (.batchAppended, true), (.commandsRead, false),
            ]
            for (point, isKilled) in losses {
                let asked = (0..<30).map { "\(ids.count + $0)" }
                ids += asked
                let records = asked.map { CounterWork.command("1", id: $0) }
                let commands = Partition(CounterWork.topics.commands, 0)
                _ = try await LostBrokerTests.whenThere { try await log.append([Append(records, to: commands)]) }
                let broker = try BrokerControl.find()
                let (ended, end) = AsyncStream.makeStream(of: Void.self)
                let passages = Mutex(0)
                let observed = try await CounterWork.untilCaughtUp(
                    on: working, in: folder, at: ManualClock().clock,
                    pause: { try await Task.sleep(for: .milliseconds(100)) },
                    pass: { passed in
                        guard passed == point else { return }
                        let passage = passages.withLock { passages in
                            passages += 1
                            return passages
                        }
                        if passage == 2 { LostBrokerTests.lose(broker, isKilled: isKilled) { end.finish() } }
                    })
                for await _ in ended {}
                #expect(observed.contains { if case .restarted = $0 { true } else { false } })
            }
            await working.close()
            let events = Partition(CounterWork.topics.events, 0)
            _ = try await LostBrokerTests.whenThere { try await log.all(events) }
            try await SpineTests.checkOnce(log, ids: ids, sent: ids.count)
        }
    }

    /// Kills the broker and starts it again, or freezes it: either way it answers nothing for longer than a request may
    /// take, because a driver rightly survives less than that unnoticed.
    private static func lose(
        _ broker: BrokerProcess, isKilled: Bool, whenBack: @escaping @Sendable () -> Void
    ) {
        if isKilled {
            broker.kill()
            DispatchQueue.global().asyncAfter(deadline: .now() + 5) {
                do { try BrokerControl.start() } catch { Issue.record(error) }
                whenBack()
            }
        } else {
            broker.pause()
            DispatchQueue.global().asyncAfter(deadline: .now() + 8) {
                broker.resume()
                whenBack()
            }
        }
    }
}
