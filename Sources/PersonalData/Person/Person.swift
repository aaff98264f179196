package import EventSourcing
import HubContracts

/// What is known of one person: which records there are in which version, and the keys that seal them.
///
/// It alone writes them, so a record is never without its key, and nothing follows after the person was forgotten. Its
/// state comes from its events and from its records, in which the contents stay sealed.
package enum Person {
    package enum State: Sendable, Equatable {
        case present(Holdings)
        case forgotten
    }

    package struct Holdings: Sendable, Equatable {
        package var registration = Registration.none
        package var keys: [UUIDValue: HeldKey] = [:]
        package var records: [RecordPlace: HeldRecordState] = [:]
        /// The newest version that a record ever had, also of one that was removed.
        package var versions: [RecordPlace: Int64] = [:]
        /// Records whose newest event is that they were removed.
        package var removed: Set<RecordPlace> = []
        package var conflicts: Set<Conflict> = []

        package init() {}

        func key(of recordClass: RecordClass) -> UUIDValue? {
            keys.values.filter { $0.recordClass == recordClass }.map(\.id).max()
        }
    }

    package enum Registration: Sendable, Equatable {
        /// Nothing was written yet, and nobody has referred to the person.
        case none
        /// Somebody refers to the person already, of whom nothing was written yet.
        case expected(by: String)
        /// Nobody has referred to the person yet.
        case awaitsReference(until: Timestamp)
        case referredTo
    }

    /// A key as its record holds it.
    package struct HeldKey: Sendable, Equatable {
        package let id: UUIDValue
        package let recordClass: RecordClass
        package let generation: Int
        package let wrapped: [UInt8]

        package init(id: UUIDValue, recordClass: RecordClass, generation: Int, wrapped: [UInt8]) {
            self.id = id
            self.recordClass = recordClass
            self.generation = generation
            self.wrapped = wrapped
        }
    }

    /// What a sealed record says of itself without being opened.
    package struct HeldRecordState: Sendable, Equatable {
        package let version: Int64
        package let contentHash: String
        package let sources: [SourceMark]

        package init(version: Int64, contentHash: String, sources: [SourceMark]) {
            self.version = version
            self.contentHash = contentHash
            self.sources = sources
        }
    }

    package static let initial = State.present(Holdings())

    /// How long a person is kept that nobody refers to.
    private static let termOfReference = 30 * 86_400_000 as Int64
    /// The most source objects of one record whose versions are remembered.
    private static let mostSources = 32

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> Outcome {
        switch (command, state) {
        case (.write(let fact), .present(let holdings)): return try write(fact, holdings)
        case (.remove(let place), .present(let holdings)):
            guard holdings.records[place] != nil else { return Outcome() }
            return Outcome(events: [.recordRemoved(place)], drafts: [.remove(place)])
        case (.refer(let service), .present(let holdings)):
            switch holdings.registration {
            case .none, .awaitsReference: return Outcome(events: [.referredTo(service: service)])
            case .expected, .referredTo: return Outcome()
            }
        case (.forget(let ground), .present(let holdings)): return forget(ground, holdings)
        case (.forgetUnreferenced(let until), .present(let holdings)):
            guard holdings.registration == .awaitsReference(until: until) else { return Outcome() }
            return forget(.neverReferred, holdings)
        case (.rewrap(let generation), .present(let holdings)):
            let old = holdings.keys.values.filter { $0.generation < generation }.sorted { $0.id < $1.id }
            return Outcome(drafts: old.map { .rewrapKey($0) })
        case (.noteConflict(let conflict), .present(let holdings)):
            return Outcome(events: holdings.conflicts.contains(conflict) ? [] : [.conflictNoted(conflict)])
        case (.forget, .forgotten), (.forgetUnreferenced, .forgotten), (.rewrap, .forgotten), (.remove, .forgotten):
            return Outcome()
        case (.write, .forgotten), (.refer, .forgotten), (.noteConflict, .forgotten): throw .forgotten
        }
    }

    private static func write(_ fact: Fact, _ holdings: Holdings) throws(Rejection) -> Outcome {
        let held = holdings.records[fact.place]
        if let held, fact.writeOnce, held.contentHash != fact.contentHash {
            throw .alreadyWritten(version: held.version)
        }
        var sources = held?.sources ?? []
        var isSeenAnew = false
        if let source = fact.source {
            let seen = sources.first { $0.objectHash == source.objectHash }
            if let held, let seen, source.version < seen.version { throw .superseded(version: held.version) }
            if let held, let seen, source.version == seen.version {
                let told = seen.contentHash ?? held.contentHash
                // Said again: what the record has become since, by a correction or another source, stays.
                if fact.contentHash == told { return Outcome(version: held.version) }
                throw .contradicted
            }
            isSeenAnew = seen?.version != source.version
            sources.removeAll { $0.objectHash == source.objectHash }
            var mark = source
            mark.contentHash = fact.contentHash
            sources = Array((sources + [mark]).suffix(mostSources))
        }
        var outcome = Outcome()
        let isSame = held?.contentHash == fact.contentHash
        let version: Int64
        if let held, isSame {
            outcome.version = held.version
            // The same content of a newer version: that it was seen is kept, or an older one could still pass.
            guard isSeenAnew else { return outcome }
            version = held.version
        } else {
            version = (holdings.versions[fact.place] ?? 0) + 1
            let until = Timestamp(milliseconds: fact.time.milliseconds + termOfReference)
            switch holdings.registration {
            case .none: outcome.events.append(.registered(unreferencedUntil: until))
            case .expected(let service):
                outcome.events += [.registered(unreferencedUntil: until), .referredTo(service: service)]
            case .awaitsReference, .referredTo: break
            }
            outcome.events.append(.recordWritten(fact.place, version: version))
            outcome.version = version
        }
        let recordClass = fact.place.type.recordClass
        let key = holdings.key(of: recordClass) ?? fact.newKey
        if holdings.keys[key] == nil { outcome.drafts.append(.makeKey(key, recordClass)) }
        outcome.drafts.append(
            .seal(
                RecordDraft(
                    place: fact.place, version: version, keyId: key, contentHash: fact.contentHash, sources: sources,
                    content: fact.content)))
        return outcome
    }

    private static func forget(_ ground: Ground, _ holdings: Holdings) -> Outcome {
        let places = holdings.records.keys.sorted { ($0.type.name, $0.item) < ($1.type.name, $1.item) }
        return Outcome(
            events: [.forgotten(ground)],
            drafts: holdings.keys.keys.sorted().map { Draft.removeKey($0) } + places.map { Draft.remove($0) })
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        guard case .present(var holdings) = state else { return }
        switch event {
        case .registered(let until): holdings.registration = .awaitsReference(until: until)
        case .referredTo(let service):
            holdings.registration = holdings.registration == .none ? .expected(by: service) : .referredTo
        case .recordWritten(let place, let version):
            holdings.versions[place] = version
            holdings.removed.remove(place)
        case .recordRemoved(let place): holdings.removed.insert(place)
        case .conflictNoted(let conflict): holdings.conflicts.insert(conflict)
        case .forgotten:
            state = .forgotten
            return
        }
        state = .present(holdings)
    }

    // MARK: Records

    package static func hold(_ key: HeldKey, in state: inout State) {
        guard case .present(var holdings) = state else { return }
        holdings.keys[key.id] = key
        state = .present(holdings)
    }

    /// - Returns: false for a version that the events do not name: an older record was put in its place.
    package static func hold(_ record: HeldRecordState, at place: RecordPlace, in state: inout State) -> Bool {
        guard case .present(var holdings) = state else { return true }
        guard holdings.versions[place] == record.version, !holdings.removed.contains(place) else { return false }
        holdings.records[place] = record
        state = .present(holdings)
        return true
    }

    package static func removeKey(_ id: UUIDValue, from state: inout State) {
        guard case .present(var holdings) = state else { return }
        holdings.keys[id] = nil
        state = .present(holdings)
    }

    package static func remove(_ place: RecordPlace, from state: inout State) {
        guard case .present(var holdings) = state else { return }
        holdings.records[place] = nil
        state = .present(holdings)
    }
}
