package import EventLog
package import EventSourcing
package import Foundation
import HubContracts
package import ServiceRuntime
import Synchronization

/// Opens records, each time for a stated purpose, and after a line in the processing log says so.
///
/// It follows the records topics into a cache of sealed values, and the events, which say what version a record has and
/// who was forgotten. Nothing in the clear is kept.
package final class PersonReader: Sendable {
    package enum Observation: Sendable {
        /// The cache did not belong to the log as it is, and is filled anew.
        case discarded(String)
        /// Values that were older than ones that had been seen: somebody put them there.
        case refused(topic: String, count: Int)
        /// Every record that was there when it started has been taken in.
        case caughtUp
    }

    private struct State {
        var cache: RecordCache?
        var behind: Set<Partition> = []
    }

    private let log: any EventLog
    private let keys: KeyStore
    private let file: URL?
    private let resource: String
    private let write: @Sendable (ProcessingLine) throws(ReadingFault) -> Void
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (Observation) -> Void
    private let sealing: RecordSealing
    /// Of the records topics with the type, and of the events without.
    private let partitions: [(partition: Partition, type: String?)]
    private let state: Mutex<State>

    /// - Parameters:
    ///   - file: the cache; nil keeps it in memory.
    ///   - resource: what part of the hub reads, such as `schakel-gateway`.
    ///   - write: writes a line of the processing log; it must be durable when this returns.
    package init(
        log: any EventLog, keys: KeyStore, file: URL?, resource: String,
        write: @escaping @Sendable (ProcessingLine) throws(ReadingFault) -> Void,
        now: @escaping @Sendable () -> Timestamp, observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) {
        self.log = log
        self.keys = keys
        self.file = file
        self.resource = resource
        self.write = write
        self.now = now
        self.observe = observe
        sealing = RecordSealing(keys)
        let topics = ServiceTopics(service: "persons", records: RecordType.all.map(\.name) + [PersonReader.keyType])
        var partitions: [(partition: Partition, type: String?)] = []
        for (type, topic) in topics.records.sorted(by: { $0.key < $1.key }) {
            partitions += (log.layout(of: topic)?.all ?? []).map { ($0, type) }
        }
        partitions += (log.layout(of: topics.events)?.all ?? []).map { ($0, nil) }
        self.partitions = partitions
        state = Mutex(State(behind: Set(partitions.map(\.partition))))
    }

    private static let keyType = SubjectKeyV1.identity.name

    /// Whether every record that was there when it started has been taken in.
    package var isCaughtUp: Bool { state.withLock { $0.behind.isEmpty } }

    // MARK: Following

    /// Follows the records topics until the task is cancelled.
    ///
    /// - Throws: ``EventLogError`` when the log cannot be read, or the database's error.
    package func run() async throws {
        let cache = try await open()
        state.withLock { $0.cache = cache }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (partition, type) in partitions {
                group.addTask { try await self.follow(partition, type, cache) }
            }
            try await group.whileFollowing()
        }
    }

    private func open() async throws -> RecordCache {
        let cache: RecordCache
        do {
            cache = try RecordCache(file: file)
        } catch {
            guard let file, DatabaseDamage.isMeant(by: error) else { throw error }
            DatabaseDamage.remove(file)
            observe(.discarded("its file is damaged"))
            cache = try RecordCache(file: file)
        }
        let held = try cache.state()
        var reason: String?
        if let log = held.log, log != self.log.id.description { reason = "it was filled from another log" }
        if held.log != nil, now().milliseconds - held.taken > ServiceTopics.tombstoneTerm {
            reason = "it is older than removals are kept"
        }
        for (partition, next) in held.places where reason == nil {
            guard next <= (try await log.bounds(of: partition).upperBound) else {
                reason = "the log ends before what was taken from \(partition)"
                break
            }
        }
        if reason != nil || held.log == nil { try cache.empty(for: log.id, at: now().milliseconds) }
        if let reason { observe(.discarded(reason)) }
        return cache
    }

    private func follow(_ partition: Partition, _ type: String?, _ cache: RecordCache) async throws {
        let bounds = try await log.bounds(of: partition)
        var next = max(try cache.state().places[partition] ?? 0, bounds.lowerBound)
        if next >= bounds.upperBound { reached(partition) }
        while !Task.isCancelled {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 4 << 20)
            guard batch.next > next else {
                reached(partition)
                try await log.wait(for: partition, at: next)
                continue
            }
            if let type {
                let refused = try cache.take(batch, of: partition, type: type, at: now().milliseconds)
                if refused > 0 { observe(.refused(topic: partition.topic.name, count: refused)) }
            } else {
                let news = try batch.records.compactMap { try RecordNews($0, in: partition) }
                for news in news where news.said == .forgotten {
                    guard let subject = UUIDValue(news.owner.subject) else { continue }
                    try keys.noteForgotten(subject, of: news.owner.institution)
                }
                try cache.take(news, of: partition, next: batch.next, at: now().milliseconds)
            }
            next = batch.next
            if next >= bounds.upperBound { reached(partition) }
        }
    }

    private func reached(_ partition: Partition) {
        let isLast = state.withLock { $0.behind.remove(partition) != nil && $0.behind.isEmpty }
        if isLast { observe(.caughtUp) }
    }

    // MARK: Reading

    /// Opens a record.
    ///
    /// The line in the processing log is written before the content is handed over, also where opening it fails.
    ///
    /// - Parameter version: the version that a reference names; an older record is not handed over.
    /// - Throws: ``ReadingFault``.
    package func read(
        _ place: RecordPlace, of subject: UUIDValue, in institution: String, atLeast version: Int64? = nil,
        for purpose: Purpose, by caller: Caller
    ) throws(ReadingFault) -> OpenRecord {
        guard purpose.allows(place.type.recordClass, to: caller) else { throw .notAllowed }
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        let owner = AggregateKey(institution: institution, subject: subject.description)
        let start = now()
        let sealed: [UInt8]
        let label: SealLabel
        do {
            guard !keys.isForgotten(subject, of: institution), try !cache.isForgotten(owner),
                let value = try cache.value(of: owner, place.type.name, item: place.item)
            else { throw ReadingFault.notFound }
            sealed = value
            label = try SealedBytes.label(of: value)
            // An older record that was put back has another version than the events say.
            let told = try cache.told(owner, place.type.name, item: place.item)
            guard label.version >= max(told, version ?? 0) else { throw ReadingFault.behind(held: label.version) }
        } catch {
            throw PersonReader.fault(error)
        }
        let outcome = open(sealed, label, place, owner, cache)
        let isOpened: Bool
        switch outcome {
        case .success: isOpened = true
        case .failure: isOpened = false
        }
        try write(line(owner, place, purpose, caller, start, isOpened ? .ok : .error))
        return try outcome.get()
    }

    /// Which records there are of a person and in which version; nothing is opened and nothing is logged.
    ///
    /// - Throws: ``ReadingFault/unavailable``.
    package func places(
        of subject: UUIDValue, in institution: String
    ) throws(ReadingFault) -> [(place: RecordPlace, version: Int64)] {
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        do {
            let owner = AggregateKey(institution: institution, subject: subject.description)
            return try cache.places(of: owner).compactMap { type, item, version in
                RecordType.named(type).flatMap { RecordPlace($0, item: item) }.map { (place: $0, version: version) }
            }
        } catch {
            throw .unavailable
        }
    }

    /// Who has a record of a type; nothing is opened and nothing is logged.
    ///
    /// - Throws: ``ReadingFault/unavailable``.
    package func subjects(with type: RecordType, in institution: String) throws(ReadingFault) -> Set<String> {
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        do {
            return try cache.subjects(with: type.name, in: institution).filter { subject in
                UUIDValue(subject).map { !keys.isForgotten($0, of: institution) } ?? false
            }
        } catch {
            throw .unavailable
        }
    }

    /// The persons whose keys are still wrapped with a generation before this one.
    ///
    /// - Throws: ``ReadingFault/unavailable``.
    package func owners(ofKeysBefore generation: Int) throws(ReadingFault) -> [AggregateKey] {
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        do {
            return try cache.owners(ofKeysBefore: generation)
        } catch {
            throw .unavailable
        }
    }

    /// The records that have come to the term of their type.
    ///
    /// - Throws: ``ReadingFault/unavailable``.
    package func recordsAtTerm(
        at now: Timestamp
    ) throws(ReadingFault) -> [(owner: AggregateKey, place: RecordPlace)] {
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        do {
            return try RecordType.all.flatMap { type -> [(owner: AggregateKey, place: RecordPlace)] in
                guard let days = type.daysKept else { return [] }
                return try cache.owners(of: type.name, writtenBefore: now.milliseconds - days * 86_400_000)
                    .compactMap { found in
                        RecordPlace(type, item: found.item).map { (found.owner, $0) }
                    }
            }
        } catch {
            throw .unavailable
        }
    }

    /// The subjects that were forgotten and that the log does not say are: an older log was put back.
    ///
    /// To be asked once it has caught up.
    ///
    /// - Throws: ``ReadingFault/unavailable``.
    package func forgottenElsewhere() throws(ReadingFault) -> [AggregateKey] {
        guard let cache = state.withLock({ $0.cache }) else { throw .unavailable }
        do {
            return try keys.forgotten.map { AggregateKey(institution: $0, subject: $1.description) }
                .filter { try !cache.isForgotten($0) }
        } catch {
            throw .unavailable
        }
    }

    private func open(
        _ sealed: [UInt8], _ label: SealLabel, _ place: RecordPlace, _ owner: AggregateKey, _ cache: RecordCache
    ) -> Result<OpenRecord, ReadingFault> {
        do {
            guard let keyId = UUIDValue(label.keyId),
                let record = try cache.value(of: owner, PersonReader.keyType, item: label.keyId),
                let held = Person.HeldKey(record: record)
            else { throw SealFault.unknownKey }
            let expected = RecordSealing.label(place, owner, keyId: keyId)
            let opened = try SealedBytes.open(sealed, as: expected, with: sealing.unwrap(held, of: owner))
            return .success(OpenRecord(place: place, version: opened.label.version, content: opened.content))
        } catch {
            return .failure(PersonReader.fault(error))
        }
    }

    private static func fault(_ error: any Error) -> ReadingFault {
        switch error {
        case let fault as ReadingFault: fault
        case let fault as SealFault: .sealed(fault)
        default: .unavailable
        }
    }

    private func line(
        _ owner: AggregateKey, _ place: RecordPlace, _ purpose: Purpose, _ caller: Caller, _ start: Timestamp,
        _ status: ProcessingLine.Status
    ) throws(ReadingFault) -> ProcessingLine {
        let label = SealLabel(
            keyId: "processing-log", institution: owner.institution, subject: "processing-log", record: "subject")
        guard let key = keys.processingLogKey else { throw .notLogged }
        let subject: [UInt8]
        do throws(SealFault) {
            subject = try SealedBytes.seal(Array(owner.subject.utf8), label, with: key)
        } catch {
            throw .notLogged
        }
        // version-traceid-parentid-flags
        let parts = (caller.traceparent ?? "").split(separator: "-").map(String.init)
        let isTraced = parts.count >= 4 && parts[1].utf8.count == 32 && parts[2].utf8.count == 16
        return ProcessingLine(
            traceId: isTraced ? parts[1] : HexadecimalText.of(UUIDValue.random().bytes),
            spanId: HexadecimalText.of(UUIDValue.random().bytes.prefix(8)), parentSpanId: isTraced ? parts[2] : nil,
            name: "read \(place.type.name)", start: start, end: now(), status: status, resource: resource,
            activity: purpose.activity, subject: String(decoding: subject, as: UTF8.self), caller: caller.id,
            institution: owner.institution)
    }
}
