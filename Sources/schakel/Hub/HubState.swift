import EventLog
import EventSourcing
import Foundation
import Gateway
import PersonalData
import ServiceRuntime
import Synchronization

/// What the parts of a hub say of themselves: how it is, its numbers, and its lines of log.
final class HubState: Sendable {
    private struct State {
        /// Whether the reader of sealed records has come to where the log was when it started.
        var hasRecords = false
        var expectedWriters: [String: Int] = [:]
        var readyWriters: [String: Set<Int>] = [:]
        var waitingProjections: Set<String> = []
        var port: Int?
        var waiting: [CheckedContinuation<Int?, Never>] = []
        /// When a line about an error was last written, and how often it was left out since.
        var told: [String: (at: Int64, leftOut: Int)] = [:]
    }

    let metrics = Metrics()
    private let level: LogLine.Level
    private let state = Mutex(State())

    init(level: LogLine.Level) {
        self.level = level
    }

    func expect(services: [String], partitions: Int, projections: [String]) {
        state.withLock { state in
            for service in services { state.expectedWriters[service] = partitions }
            state.waitingProjections = Set(projections)
        }
    }

    // MARK: Readiness

    func health(results: Bool) -> [PartHealth] {
        state.withLock { state in
            var parts: [PartHealth] = []
            for (service, expected) in state.expectedWriters.sorted(by: { $0.key < $1.key }) {
                let ready = state.readyWriters[service]?.count ?? 0
                parts.append(
                    PartHealth(
                        name: service,
                        waitsFor: ready == expected ? nil : "\(expected - ready) of \(expected) partitions"))
            }
            parts.append(PartHealth(name: "results", waitsFor: results ? nil : "catching up"))
            parts.append(PartHealth(name: "records", waitsFor: state.hasRecords ? nil : "catching up"))
            let views = state.waitingProjections.sorted().joined(separator: ", ")
            parts.append(PartHealth(name: "projections", waitsFor: views.isEmpty ? nil : views))
            return parts
        }
    }

    func isListening(at port: Int) {
        state.withLock { $0.port = port }
        wakeWhenReady()
    }

    /// The port, once every part is ready; nil when the task was cancelled.
    func whenReady() async -> Int? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.waiting.append(continuation) }
                if Task.isCancelled { wake(with: nil) } else { wakeWhenReady() }
            }
        } onCancel: {
            wake(with: nil)
        }
    }

    private func wakeWhenReady() {
        let port: Int? = state.withLock { state in
            let isReady =
                state.waitingProjections.isEmpty && state.hasRecords
                && state.expectedWriters.allSatisfy { state.readyWriters[$0]?.count ?? 0 == $1 }
            return isReady ? state.port : nil
        }
        if let port { wake(with: port) }
    }

    private func wake(with port: Int?) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: port) }
    }

    // MARK: Observations

    func observe<Rules>(_ observation: PartitionWriter<Rules>.Observation, service: String, partition: Int) {
        let part = "\(service)-writer"
        let place = LogLine.Fact("partition", String(partition))
        switch observation {
        case .ready(let number):
            mark(service, partition, isReady: true)
            say(.debug, from: part, "ready", [place, .init("events", String(number.value))])
        case .committed(let counts, let results, let letters):
            for (type, count) in counts { metrics.add(Int64(count), to: .events, ["type": type]) }
            if results > 0 { metrics.add(Int64(results), to: .results, ["service": service]) }
            if letters > 0 {
                metrics.add(Int64(letters), to: .deadLetters, ["service": service])
                say(.warning, from: part, "dead letters changed", [place, .init("records", String(letters))])
            }
        case .caughtUp: break
        case .rebuilt(let reason):
            say(.warning, from: part, "the local state is made anew", [place, .init("reason", reason)])
        case .restarted(let error):
            mark(service, partition, isReady: false)
            metrics.add(to: .writerRestarts, ["service": service, "reason": error.reason.rawValue])
            sayOnceAMinute(from: part, "restores after an error", error.description, [place])
        case .stopped(let error):
            mark(service, partition, isReady: false)
            if let error { say(.error, from: part, "stopped", [place, .init("error", error.description)]) }
        }
    }

    private func mark(_ service: String, _ partition: Int, isReady: Bool) {
        let count = state.withLock { state in
            if isReady {
                state.readyWriters[service, default: []].insert(partition)
            } else {
                state.readyWriters[service]?.remove(partition)
            }
            return state.readyWriters[service]?.count ?? 0
        }
        metrics.set(.writersReady, to: Int64(count), ["service": service])
        wakeWhenReady()
    }

    func observe<View>(_ observation: Projector<View>.Observation, projection: String) {
        let fact = LogLine.Fact("projection", projection)
        switch observation {
        case .discarded(let reason):
            say(.warning, from: "projection", "is made anew", [fact, .init("reason", reason)])
        case .ready:
            state.withLock { _ = $0.waitingProjections.remove(projection) }
            say(.debug, from: "projection", "ready", [fact])
            wakeWhenReady()
        case .rebuilt:
            metrics.add(to: .projectionRebuilds, ["projection": projection])
            say(.info, from: "projection", "rebuilt", [fact])
        case .interrupted(let error):
            sayOnceAMinute(from: "projection", "waits for the log", error.description, [fact])
        case .caughtUp: break
        }
    }

    func observe(_ observation: ReactorObservation, role: String, partition: Int) {
        switch observation {
        case .reacted(_, let commands):
            if commands > 0 { metrics.add(Int64(commands), to: .reactions, ["role": role]) }
        case .caughtUp: break
        case .restarted(let error):
            sayOnceAMinute(
                from: role, "asks the log how far it came, after an error", error.description,
                [.init("partition", String(partition))])
        }
    }

    func observe(_ observation: ResultIndex.Observation) {
        switch observation {
        case .discarded(let reason):
            say(.warning, from: "results", "the index is filled anew", [.init("reason", reason)])
        case .caughtUp: break
        }
    }

    func observe(_ observation: PersonReader.Observation) {
        switch observation {
        case .discarded(let reason):
            say(.warning, from: "records", "the cache is filled anew", [.init("reason", reason)])
        case .refused(let topic, let count):
            say(
                .error, from: "records", "records that are older than ones that were seen are not read",
                [.init("topic", topic), .init("count", String(count))])
        case .caughtUp:
            state.withLock { $0.hasRecords = true }
            wakeWhenReady()
        }
    }

    func observe(_ observation: PersonsUpkeep.Observation) {
        switch observation {
        case .done(let round):
            let facts: [LogLine.Fact] = [
                .init("importKeys", String(round.destroyedImports)), .init("forgotten", String(round.forgottenAgain)),
                .init("identifiers", String(round.releasedIdentifiers)),
                .init("removed", String(round.removedRecords)), .init("rewrapped", String(round.rewrappedPersons)),
                .init("generations", String(round.destroyedGenerations)),
            ]
            say(round.forgottenAgain > 0 ? .warning : .info, from: "upkeep", "a round is done", facts)
        case .failed(let reason):
            say(.error, from: "upkeep", "a round failed; it is tried again soon", [.init("reason", reason)])
        }
    }

    /// Says that a part is begun again, after an error that may pass.
    func interrupted(_ part: String) -> @Sendable (any Error) -> Void {
        { [self] error in
            sayOnceAMinute(from: part, "is begun again, after an error that may pass", "\(error)")
        }
    }

    // MARK: Lines of log

    func say(_ level: LogLine.Level, from part: String, _ message: String, _ facts: [LogLine.Fact] = []) {
        say(LogLine(level, at: Hub.now(), from: part, message, facts: facts))
    }

    /// Says what an error did to one part. What the same error does to others, or again, within a minute is counted and
    /// not said: a disk that is full is one thing, not hundreds.
    private func sayOnceAMinute(
        from part: String, _ message: String, _ error: String, _ facts: [LogLine.Fact] = []
    ) {
        let now = Hub.now().milliseconds
        let leftOut: Int? = state.withLock { state in
            let key = message + "\n" + error
            guard let last = state.told[key], now - last.at < 60_000 else {
                let leftOut = state.told[key]?.leftOut ?? 0
                if state.told.count > 200 { state.told = [:] }
                state.told[key] = (now, 0)
                return leftOut
            }
            state.told[key] = (last.at, last.leftOut + 1)
            return nil
        }
        let all = facts + [.init("error", error)]
        guard let leftOut else { return say(.debug, from: part, message, all) }
        say(.warning, from: part, message, all + (leftOut > 0 ? [.init("leftOut", String(leftOut))] : []))
    }

    func say(_ line: LogLine) {
        guard line.level >= level else { return }
        StandardError.write(line.text)
    }
}
