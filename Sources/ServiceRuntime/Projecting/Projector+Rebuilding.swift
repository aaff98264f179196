import EventLog
import EventSourcing
import Foundation
import Synchronization

/// A file that is made anew while another is read and followed.
struct Successor: Sendable {
    let file: ProjectionFile
    /// The partitions of which it has everything that the file it follows has, and gets everything first.
    var joined: Set<Partition> = []
    /// Why it cannot be used.
    var failure: (any Error)?
}

extension Projector {
    /// Makes the rows anew from the log's beginning, and swaps them in once they have all that is read now.
    ///
    /// Who reads never sees less than before: from each partition's joining on, events go to the new file first and
    /// then to the old one, so that at the swap the new one is never behind.
    package func rebuild() async throws {
        await rebuilding.take()
        defer { rebuilding.give() }
        let file = try successor()
        do {
            for partition in partitions {
                try await catchUp(partition, file, to: try await log.bounds(of: partition).upperBound)
            }
            state.withLock { $0.successor = Successor(file: file) }
            for partition in partitions { try await join(partition, file) }
            try file.markComplete()
            let old = try state.withLock { state in
                if let failure = state.successor?.failure { throw failure }
                defer { state.file = file }
                state.successor = nil
                return state.file
            }
            old?.remove()
        } catch {
            state.withLock { $0.successor = nil }
            file.remove()
            throw error
        }
        observe(.rebuilt)
        wakeAll(in: file)
    }

    private func successor() throws -> ProjectionFile {
        let generation = state.withLock { state in
            state.generation += 1
            return state.generation
        }
        let url = folder?.appendingPathComponent("\(projection.name).\(Digits.padded(generation, 6)).db")
        if let url { DatabaseDamage.remove(url) }
        return try ProjectionFile(at: url, log: log.id, projection: projection, partitions: partitions)
    }

    private func catchUp(_ partition: Partition, _ file: ProjectionFile, to end: Int64) async throws {
        while let next = file.places[partition]?.next, next < end {
            let batch = try await log.read(partition, from: next, count: 2000, bytes: 4 << 20)
            guard batch.next > next else { break }
            try file.take(batch, of: partition, into: projection)
        }
    }

    /// Brings a partition of the new file to where the old one is; from then on it stays there.
    private func join(_ partition: Partition, _ file: ProjectionFile) async throws {
        await turns[partition]?.take()
        defer { turns[partition]?.give() }
        if let end = state.withLock({ $0.file })?.places[partition]?.next {
            try await catchUp(partition, file, to: end)
        }
        state.withLock { _ = $0.successor?.joined.insert(partition) }
    }

    /// Takes in a batch; also into the file that is made anew, and there first.
    func take(_ batch: ReadBatch, of partition: Partition, into file: ProjectionFile) async throws {
        await turns[partition]?.take()
        defer { turns[partition]?.give() }
        let successor = state.withLock { $0.successor }
        if let successor, successor.joined.contains(partition), successor.failure == nil {
            do {
                try successor.file.take(batch, of: partition, into: projection)
            } catch {
                // The rebuild fails by it, not the following.
                state.withLock { state in
                    if state.successor?.file === successor.file { state.successor?.failure = error }
                }
            }
        }
        try file.take(batch, of: partition, into: projection)
    }
}
