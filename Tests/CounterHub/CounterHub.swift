import CounterService
import EventLog
import EventSourcing
import Foundation
import KafkaEventLog
import ServiceRuntime
import Synchronization

/// The counter's partition writer on Kafka, in a process that ends itself as a kill would.
///
/// Arguments: the servers, the hub, the folder of the local state, and, where it is to end itself, a failpoint or a
/// piece of what librdkafka says, and at which of its passages. It ends with 0 when every command is decided.
@main
struct CounterHub {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        let ending = arguments.count > 4 ? Ending(arguments[3], at: Int(arguments[4]) ?? 1) : nil
        var settings = KafkaSettings(bootstrapServers: arguments[0], hub: arguments[1])
        settings.timeout = .seconds(10)
        if let ending {
            settings.properties["debug"] = "eos,protocol"
            settings.log = { _, _, text in if text.contains(ending.point) { ending.pass() } }
        }
        let log = try await KafkaEventLog.open(settings, topics: CounterWork.topics.layouts(partitions: 1))
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        try await CounterWork.untilCaughtUp(
            on: log, in: URL(fileURLWithPath: arguments[2]), at: HubClock(now: { now }, sleep: { _ in }),
            pause: { try await Task.sleep(for: .milliseconds(200)) },
            pass: { if $0.rawValue == ending?.point { ending?.pass() } })
        await log.close()
    }
}

/// Kills this process at one passage of a point.
private final class Ending: Sendable {
    let point: String
    private let left: Mutex<Int>

    init(_ point: String, at passage: Int) {
        self.point = point
        left = Mutex(passage)
    }

    func pass() {
        let isNow = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isNow { kill(getpid(), SIGKILL) }
    }
}
