import EventSourcing

/// A result (resultaat) of a learner, summative or formative: what was assessed, how it stands, and where its value is
/// sealed.
///
/// A correction adds a state and takes none away. What the owning system says is recorded as it is; where that breaks
/// a rule of ours, a deviation follows it. News that is older than what is held changes nothing, in whatever order it
/// comes.
package enum AssessmentResult: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case given(Held)
        case annulled(Held, Annulment)
        /// Its system declared it invalid before it said what it was.
        case annulledUnseen(OwningSystem)
    }

    package struct Held: Sendable, Hashable {
        package fileprivate(set) var entry: Entry
        package fileprivate(set) var origin: Origin
        package fileprivate(set) var revision: Int64
        /// The values of all its states.
        fileprivate var values: Set<SealedReference>
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.record(let entry, let system), .absent):
            return [.registered(entry, .system(system), revision: 1)] + noted(deviations(of: entry))
        case (.record(let entry, let system), .annulledUnseen(let annulling)):
            guard system.isNewer(than: annulling) else { return [] }
            return [.registered(entry, .system(system), revision: 1)]
                + noted([.recordedAfterAnnulment] + deviations(of: entry))
        case (.record(let entry, let system), .given(let held)):
            return record(entry, system, over: held)
        case (.record(let entry, let system), .annulled(let held, let annulment)):
            return record(entry, system, over: held, annulment)

        case (.submit(let entry), .absent):
            try check(entry)
            return [.registered(entry, .hub, revision: 1)]
        case (.submit(let entry), .given(let held)) where held.origin == .hub && entry == held.entry: return []
        case (.submit, .given), (.submit, .annulled), (.submit, .annulledUnseen): throw .alreadyExists

        case (.correct(let entry, let reason), .given(let held)):
            if case .system(let system) = held.origin { throw .ownedBySystem(system.name) }
            guard entry != held.entry else { return [] }
            guard entry.structure.isOfSamePart(as: held.entry.structure) else { throw .structureChanged }
            guard held.keepsReadable(entry.value) else { throw .valueOverwritten }
            try check(entry)
            return [.corrected(entry, .hub, revision: held.revision + 1, reason: reason)]
        case (.annul(let reason), .given(let held)):
            if case .system(let system) = held.origin { throw .ownedBySystem(system.name) }
            return [.annulled(Annulment(reason: reason, origin: .hub))]
        case (.annul(let reason), .annulled(_, let annulment))
        where annulment == Annulment(reason: reason, origin: .hub):
            return []
        case (.correct, .annulled), (.correct, .annulledUnseen), (.annul, .annulled), (.annul, .annulledUnseen):
            throw .annulled
        case (.correct, .absent), (.annul, .absent): throw .notGiven

        case (.recordAnnulment(let system), .absent): return [.annulled(by: system)]
        case (.recordAnnulment(let system), .annulledUnseen(let held)):
            return system.version != nil && system.isNewer(than: held) ? [.annulled(by: system)] : []
        case (.recordAnnulment(let system), .given(let held)):
            guard !held.origin.outdates(system) else { return [] }
            return [.annulled(by: system)] + noted(held.origin.differs(from: system) ? [.sourceChanged] : [])
        case (.recordAnnulment(let system), .annulled(_, let annulment)):
            guard case .system(let held) = annulment.origin else { return [] }
            return system.version != nil && system.isNewer(than: held) ? [.annulled(by: system)] : []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.registered(let entry, let origin, let revision), _):
            state = .given(Held(entry: entry, origin: origin, revision: revision, values: [entry.value]))
        case (.corrected(let entry, let origin, let revision, _), .given(var held)),
            (.corrected(let entry, let origin, let revision, _), .annulled(var held, _)):
            (held.entry, held.origin, held.revision) = (entry, origin, revision)
            held.values.insert(entry.value)
            state = .given(held)
        case (.confirmed(let system), .given(var held)):
            held.origin = .system(system)
            state = .given(held)
        case (.annulled(let annulment), .given(let held)), (.annulled(let annulment), .annulled(let held, _)):
            state = .annulled(held, annulment)
        case (.annulled(let annulment), .absent), (.annulled(let annulment), .annulledUnseen):
            if case .system(let system) = annulment.origin { state = .annulledUnseen(system) }
        case (.corrected, .absent), (.corrected, .annulledUnseen), (.confirmed, .absent), (.confirmed, .annulled),
            (.confirmed, .annulledUnseen), (.deviated, _):
            break
        }
    }

    // MARK: Facts of the owning system

    private static func record(_ entry: Entry, _ system: OwningSystem, over held: Held) -> [Event] {
        guard !held.origin.outdates(system) else { return [] }
        let isOther = held.origin.differs(from: system)
        guard entry != held.entry || isOther else {
            return system.version == nil || held.origin == .system(system) ? [] : [.confirmed(system)]
        }
        return [.corrected(entry, .system(system), revision: held.revision + 1, reason: nil)]
            + noted((isOther ? [.sourceChanged] : []) + changes(from: held, to: entry) + deviations(of: entry))
    }

    private static func record(
        _ entry: Entry, _ system: OwningSystem, over held: Held, _ annulment: Annulment
    ) -> [Event] {
        switch annulment.origin {
        case .hub: break
        case .system(let annulling):
            // Without versions the same content is the news that the annulment replaced, sent again.
            guard system.isNewer(than: annulling), system.version != nil || entry != held.entry else { return [] }
        }
        let isOther = held.origin.differs(from: system)
        return [.corrected(entry, .system(system), revision: held.revision + 1, reason: nil)]
            + noted(
                [.recordedAfterAnnulment] + (isOther ? [.sourceChanged] : []) + changes(from: held, to: entry)
                    + deviations(of: entry))
    }

    private static func noted(_ deviations: [Deviation]) -> [Event] {
        deviations.isEmpty ? [] : [.deviated(deviations)]
    }

    private static func changes(from held: Held, to entry: Entry) -> [Deviation] {
        var deviations: [Deviation] = []
        if !entry.structure.isOfSamePart(as: held.entry.structure) { deviations.append(.structureChanged) }
        if !held.keepsReadable(entry.value) { deviations.append(.valueOverwritten) }
        return deviations
    }

    private static func deviations(of entry: Entry) -> [Deviation] {
        var deviations: [Deviation] = []
        if entry.isFinalWithoutVerdict { deviations.append(.finalWithoutVerdict) }
        if entry.isFormativeFinal { deviations.append(.formativeFinal) }
        if !entry.value.isSealed(as: .resultDetails) { deviations.append(.wrongRecord) }
        return deviations
    }

    private static func check(_ entry: Entry) throws(Rejection) {
        if entry.isFinalWithoutVerdict { throw .finalWithoutVerdict }
        if entry.isFormativeFinal { throw .formativeFinal }
        if !entry.value.isSealed(as: .resultDetails) { throw .wrongRecord }
    }
}

extension AssessmentResult.Event {
    fileprivate static func annulled(by system: OwningSystem) -> Self {
        .annulled(AssessmentResult.Annulment(reason: nil, origin: .system(system)))
    }
}

extension AssessmentResult.Held {
    /// Whether a value leaves those of all states before it to be read.
    fileprivate func keepsReadable(_ value: SealedReference) -> Bool {
        values.allSatisfy { value.staysReadable(beside: $0) }
    }
}

extension AssessmentResult.Entry {
    fileprivate var isFinalWithoutVerdict: Bool {
        isFinal == true && (progress != .completed || verdict == nil || verdict == .unknown)
    }

    fileprivate var isFormativeFinal: Bool { isFinal == true && structure.kind == .formative }
}

extension AssessmentResult.Structure {
    fileprivate func isOfSamePart(as other: AssessmentResult.Structure) -> Bool {
        (kind, examPart) == (other.kind, other.examPart)
    }
}
