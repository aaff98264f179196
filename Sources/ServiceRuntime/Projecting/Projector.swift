package import EventLog
package import EventSourcing
package import Foundation
package import GRDB
import Synchronization

/// Keeps a projection up to the log, and makes it anew beside the old one when that is needed.
package final class Projector<View: Projection>: Sendable {
    package enum Observation: Sendable {
        /// The rows did not belong to the log as it is, and are made anew.
        case discarded(String)
        /// Caught up once, and read from now on.
        case ready
        case rebuilt
        case caughtUp(service: String, partition: Int)
        /// The log could not be reached; it goes on from where it was.
        case interrupted(EventLogError)
    }

    package let projection: View
    let log: any EventLog
    let folder: URL?
    let observe: @Sendable (Observation) -> Void
    private let pass: Failpoint.Passage
    private let pause: @Sendable () async -> Void
    let partitions: [Partition]
    let state = Mutex(State())
    /// Whoever writes rows of a partition has its turn.
    let turns: [Partition: Turn]
    let rebuilding = Turn()

    struct State {
        var file: ProjectionFile?
        /// What is made anew, once it is written beside the file.
        var successor: Successor?
        var generation = 0
        var waiting: [(partition: Partition, number: EventNumber, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    /// - Parameters:
    ///   - folder: where the file stands; nil keeps the rows in memory.
    ///   - pass: told at each failpoint.
    ///   - pause: waits a moment before the log is tried again.
    package init(
        _ projection: View, log: any EventLog, folder: URL?,
        observe: @escaping @Sendable (Observation) -> Void = { _ in },
        pass: @escaping Failpoint.Passage = { _ in },
        pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }
    ) {
        self.projection = projection
        self.log = log
        self.folder = folder
        self.observe = observe
        self.pass = pass
        self.pause = pause
        let partitions = projection.services.flatMap { log.layout(of: ServiceTopics(service: $0).events)?.all ?? [] }
        self.partitions = partitions
        turns = Dictionary(uniqueKeysWithValues: partitions.map { ($0, Turn()) })
    }

    /// Follows the log until the task is cancelled.
    ///
    /// - Throws: ``EventLogError`` when the log cannot be read, or the database's error.
    package func run() async throws {
        try await reaching { try await open() }
        guard !Task.isCancelled else { return }
        observe(.ready)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for partition in partitions {
                group.addTask { try await self.reaching { try await self.follow(partition) } }
            }
            try await group.whileFollowing()
        }
    }

    /// Reads rows.
    ///
    /// - Throws: ``EventLogError/Reason/unavailable`` before the first catching up, or the database's error.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        while true {
            guard let file = state.withLock({ $0.file }) else {
                throw EventLogError(.unavailable, detail: "\(projection.name) is still being built")
            }
            do {
                return try await file.pool.read(body)
            } catch {
                // Closed between being taken and being read, because another file has taken its place: read that one.
                guard state.withLock({ $0.file !== file }) else { throw error }
            }
        }
    }

    /// How far it has come, partition by partition; empty before the first catching up.
    package var places: [ProjectionPlace] {
        let places = state.withLock { $0.file?.places } ?? [:]
        return partitions.compactMap { places[$0] }
    }

    /// Whether the partition is one of those that it follows.
    package func follows(service: String, partition: Int) -> Bool {
        partitions.contains(Partition(ServiceTopics(service: service).events, partition))
    }

    /// Returns once an event has been taken in.
    ///
    /// - Returns: false when the task was cancelled first, or the partition is not followed.
    package func wait(service: String, partition: Int, number: EventNumber) async -> Bool {
        let partition = Partition(ServiceTopics(service: service).events, partition)
        guard partitions.contains(partition) else { return false }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if let place = state.file?.places[partition], place.number >= number { return true }
                    guard !Task.isCancelled else { return false }
                    state.waiting.append((partition, number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            // Whoever waits for the same is answered too: it is told to look again.
            wake { $0.partition == partition && $0.number == number }
        }
    }

    func wakeAll(in file: ProjectionFile) {
        let places = file.places
        wake { $0.number <= places[$0.partition]?.number ?? .none }
    }

    private func wake(
        where isMeant: (_ waiting: (partition: Partition, number: EventNumber)) -> Bool
    ) {
        let woken = state.withLock { state in
            let woken = state.waiting.filter { isMeant(($0.partition, $0.number)) }
            state.waiting.removeAll { isMeant(($0.partition, $0.number)) }
            return woken.map { waiting in
                (
                    waiting.continuation,
                    state.file?.places[waiting.partition].map { $0.number >= waiting.number } ?? false
                )
            }
        }
        for (continuation, isThere) in woken { continuation.resume(returning: isThere) }
    }

    // MARK: Building

    /// Takes the newest complete file that fits the log, or builds one.
    private func open() async throws {
        var usable: ProjectionFile?
        for (generation, url) in try files().reversed() {
            state.withLock { $0.generation = max($0.generation, generation) }
            if usable == nil { usable = try await reopen(url) }
            if usable?.url != url { DatabaseDamage.remove(url) }
        }
        guard let usable else { return try await rebuild() }
        state.withLock { $0.file = usable }
        wakeAll(in: usable)
    }

    private func files() throws -> [(Int, URL)] {
        guard let folder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().compactMap { name in
            let parts = name.split(separator: ".")
            guard parts.count == 3, parts[0] == projection.name, parts[2] == "db", let generation = Int(parts[1]) else {
                return nil
            }
            return (generation, folder.appendingPathComponent(name))
        }
    }

    /// - Returns: nil when the file is of no use.
    /// - Throws: the log's error; a file that cannot be read is of no use.
    private func reopen(_ url: URL) async throws -> ProjectionFile? {
        let file: ProjectionFile
        do {
            file = try ProjectionFile(at: url, log: log.id, projection: projection, partitions: partitions)
        } catch {
            guard DatabaseDamage.isMeant(by: error) else { throw error }
            observe(.discarded("its file is damaged"))
            return nil
        }
        var reason: String?
        if try !file.isUsable(log: log.id, version: projection.version) {
            reason = "the rows are of another log or version, or were never complete"
        } else {
            for (partition, place) in file.places {
                reason = try await mismatch(place, partition) ?? reason
            }
        }
        guard let reason else { return file }
        observe(.discarded(reason))
        try? file.pool.close()
        return nil
    }

    private func mismatch(_ place: ProjectionPlace, _ partition: Partition) async throws -> String? {
        let bounds = try await log.bounds(of: partition)
        guard place.next <= bounds.upperBound else { return "the log ends before what was taken from \(partition)" }
        guard place.offset >= 0 else { return nil }
        let record = try await log.read(partition, from: place.offset, count: 1, bytes: 1).records.first
        guard record?.text("ce_id") != place.eventId else { return nil }
        return "event \(place.number.value) of \(partition) is another one on the log"
    }

    /// Does something again, after a moment, for as long as the log cannot be reached or the rows cannot be written.
    private func reaching(_ body: () async throws -> Void) async throws {
        while !Task.isCancelled {
            do {
                return try await body()
            } catch let error as EventLogError {
                guard error.isRetriable else { throw error }
                observe(.interrupted(error))
            } catch {
                guard DatabaseShortage.isMeant(by: error) else { throw error }
                observe(.interrupted(EventLogError(.unavailable, detail: "\(error)", underlying: error)))
            }
            await pause()
        }
    }

    private func follow(_ partition: Partition) async throws {
        while !Task.isCancelled {
            guard let file = state.withLock({ $0.file }), let place = file.places[partition] else { return }
            let batch = try await log.read(partition, from: place.next, count: 2000, bytes: 4 << 20)
            guard batch.next > place.next else {
                observe(.caughtUp(service: place.service, partition: place.partition))
                try await log.wait(for: partition, at: place.next)
                continue
            }
            pass(.projectionRead)
            do {
                try await take(batch, of: partition, into: file)
            } catch {
                // A rebuild has swapped the file away meanwhile: the new one is followed from its own place.
                guard state.withLock({ $0.file !== file }) else { throw error }
                continue
            }
            pass(.projectionApplied)
            // What is read now, which another file may have become meanwhile.
            if let current = state.withLock({ $0.file }) { wakeAll(in: current) }
        }
    }
}
