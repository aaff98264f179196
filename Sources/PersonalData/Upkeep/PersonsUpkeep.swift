package import EventSourcing
package import ServiceRuntime

/// What is done with keys and persons every day, whatever else happens: what has come to its term is destroyed.
///
/// An older log that was put back is noticed at the first round: its list of forgotten subjects is shorter than the key
/// store's, and they are forgotten again.
package struct PersonsUpkeep: Sendable {
    /// What a round is about, beside keys.
    package struct Ground: Sendable {
        /// When each of these imports ended; those that are under way, and those of which nothing is known, are not in it.
        let endings: @Sendable (_ imports: [UUIDValue]) async throws -> [UUIDValue: Timestamp]
        /// Gives up what is sealed under the keys of these imports: letters, rows and files.
        let discard: @Sendable (_ imports: [UUIDValue]) async throws -> Void
        /// Returns when the hub is ready; false when it ends before.
        let whenReady: @Sendable () async -> Bool
        /// Told what a round did, or why it failed.
        let observe: @Sendable (Observation) -> Void

        package init(
            endings: @escaping @Sendable (_ imports: [UUIDValue]) async throws -> [UUIDValue: Timestamp],
            discard: @escaping @Sendable (_ imports: [UUIDValue]) async throws -> Void,
            whenReady: @escaping @Sendable () async -> Bool,
            observe: @escaping @Sendable (Observation) -> Void
        ) {
            self.endings = endings
            self.discard = discard
            self.whenReady = whenReady
            self.observe = observe
        }
    }

    package enum Observation: Sendable, Hashable {
        case done(Round)
        /// Tried again soon.
        case failed(reason: String)
    }

    /// What a round did.
    package struct Round: Sendable, Hashable {
        package var destroyedImports = 0
        package var forgottenAgain = 0
        package var releasedIdentifiers = 0
        /// Records that came to the term of their type.
        package var removedRecords = 0
        /// Persons whose keys were wrapped with the newest generation.
        package var rewrappedPersons = 0
        /// Generations of the key-encryption key on which nothing rested any more.
        package var destroyedGenerations = 0
    }

    private let keys: KeyStore
    /// Nil where the service does not run: nobody would answer.
    private let client: PersonsClient?
    private let reader: PersonReader
    private let clock: HubClock
    private let ground: Ground

    package init(keys: KeyStore, client: PersonsClient?, reader: PersonReader, clock: HubClock, on ground: Ground) {
        self.keys = keys
        self.client = client
        self.reader = reader
        self.clock = clock
        self.ground = ground
    }

    private static let day = 86_400_000 as Int64
    private static let soon = 600_000 as Int64

    /// Does a round when the hub is ready, and one each day, until the task is cancelled.
    package func run() async throws {
        guard await ground.whenReady() else { return }
        while !Task.isCancelled {
            let now = clock.now()
            var next = now.milliseconds + PersonsUpkeep.day
            do {
                let done = try await round(at: now)
                ground.observe(.done(done))
                // What nothing rests on any more goes once that has been seen.
                if done.rewrappedPersons > 0 { next = now.milliseconds + PersonsUpkeep.soon }
            } catch is CancellationError {
                return
            } catch {
                ground.observe(.failed(reason: "\(error)"))
                next = now.milliseconds + PersonsUpkeep.soon
            }
            try await clock.sleep(Timestamp(milliseconds: next))
        }
    }

    /// - Throws: whatever kept a part from being done; what was done before it stays done.
    package func round(at now: Timestamp) async throws -> Round {
        var round = Round()
        _ = try keys.transportKey(at: now)
        try keys.destroyTransportKeys(at: now)
        for (id, end) in try await ground.endings(keys.openImports) { try keys.endImport(id, at: end) }
        let over = keys.importsToDestroy(at: now)
        if !over.isEmpty {
            try await ground.discard(over)
            try keys.destroyImportKeys(over)
            round.destroyedImports = over.count
        }
        guard let client else { return round }
        let again = try reader.forgottenElsewhere()
        if !again.isEmpty {
            try await client.forgetListed(after: now.description, again)
            round.forgottenAgain = again.count
        }
        round.releasedIdentifiers = try await client.releaseIdentifiersOfForgotten(on: now.description)
        let past = try reader.recordsAtTerm(at: now)
        try await client.remove(past, on: now.description)
        round.removedRecords = past.count
        try await rotate(client, &round)
        return round
    }

    /// Follows a new generation of the key-encryption key: first every key is wrapped anew, and in a later round, when
    /// the reader names nobody any more, the older generations go.
    private func rotate(_ client: PersonsClient, _ round: inout Round) async throws {
        let current = keys.currentGeneration
        let older = keys.generations.filter { $0 < current }
        guard !older.isEmpty else { return }
        let owners = try reader.owners(ofKeysBefore: current)
        guard owners.isEmpty else {
            try await client.rewrapKeys(of: owners, generation: current)
            round.rewrappedPersons = owners.count
            return
        }
        try keys.destroyGenerations(before: current)
        round.destroyedGenerations = older.count
    }
}
