import Crypto
import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Support
import Synchronization
import Testing

@Suite struct PersonReaderTests {
    let subject = UUIDValue(high: 3, low: 3)
    let identity = RecordPlace(.identity).unsafelyUnwrapped
    let keyId = UUIDValue(high: 4, low: 4)
    let now = Timestamp(milliseconds: 1_780_000_000_000)
    let caller = Caller(
        id: "client-7", traceparent: "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01")
    let admission = Purpose(
        id: "admission", activity: "https://register.example/activities/admission", classes: [.identity])
    var owner: AggregateKey { AggregateKey(institution: "25lx", subject: subject.description) }
    let topics = ServiceTopics(service: "persons", records: PersonsTopics.recordTypes, days: PersonsTopics.days)

    /// A hub with a log of one partition, its keys, and what a reader says and writes.
    private final class Hub: Sendable {
        let folder: URL
        let log: SQLiteEventLog
        let keys: KeyStore
        let clock: ManualClock
        let lines = Mutex<[ProcessingLine]>([])
        let discarded = Mutex<[String]>([])
        let refused = Mutex(0)

        init(folder: URL, log: SQLiteEventLog, keys: KeyStore, clock: ManualClock) {
            self.folder = folder
            self.log = log
            self.keys = keys
            self.clock = clock
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1),
                durability: .normal)
            let keys = try await KeyStore.open(
                at: folder.appendingPathComponent("keys.json"), data: nil, log: log, now: now)
            let hub = Hub(folder: folder, log: log, keys: keys, clock: ManualClock(at: now))
            try await body(hub)
            await log.close()
        }
    }

    /// Puts records on the log as the writer does.
    private func put(_ drafts: [Person.Draft], _ held: [UUIDValue: Person.HeldKey] = [:], on hub: Hub) async throws
        -> [RecordChange]
    {
        let changes = try RecordSealing(hub.keys).records(of: drafts, held, for: owner)
        try await append(changes, on: hub)
        return changes
    }

    private func append(_ changes: [RecordChange], of owner: AggregateKey? = nil, on hub: Hub) async throws {
        for change in changes {
            let topic = try #require(topics.records[change.contract.name])
            let key = RecordKey(owner ?? self.owner, item: change.item).bytes
            _ = try await hub.log.append([
                Append([NewRecord(key: key, value: change.value)], to: Partition(topic, 0))
            ])
        }
    }

    /// Puts an event on the log as the writer does.
    private func tell(_ contract: ContractIdentity, _ members: String, on hub: Hub) async throws {
        var event = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel-persons",
            type: contract.type, subject: subject.description, time: now, dataContentType: "application/json",
            data: Array(#"{"subjectId":"\#(subject)","recordClass":"identity",\#(members)}"#.utf8))
        event[.institution] = "25lx"
        _ = try await hub.log.append([Append([NewRecord(event)], to: Partition(topics.events, 0))])
    }

    private func draft(_ surname: String, version: Int64 = 1) -> Person.Draft {
        .seal(
            .init(
                place: identity, version: version, keyId: keyId, contentHash: "h", sources: [],
                content: Array(surname.utf8)))
    }

    @discardableResult
    private func reading<Value>(
        _ hub: Hub, file: URL? = nil, failing: Bool = false, _ body: (PersonReader) throws -> Value
    ) async throws -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let reader = PersonReader(
            log: hub.log, keys: hub.keys, file: file, resource: "schakel-gateway",
            write: { line throws(ReadingFault) in
                guard !failing else { throw .notLogged }
                hub.lines.withLock { $0.append(line) }
            }, now: hub.clock.clock.now,
            observe: { observation in
                switch observation {
                case .discarded(let reason): hub.discarded.withLock { $0.append(reason) }
                case .refused(_, let count): hub.refused.withLock { $0 += count }
                case .caughtUp: continuation.yield()
                }
            })
        let task = Task { try await reader.run() }
        for await _ in stream where reader.isCaughtUp { break }
        defer { task.cancel() }
        return try body(reader)
    }

    private func read(_ reader: PersonReader, _ version: Int64? = nil) throws -> OpenRecord {
        try reader.read(identity, of: subject, in: "25lx", atLeast: version, for: admission, by: caller)
    }

    @Test func aReadingWritesALineBeforeTheContentIsHandedOver() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            let record = try await reading(hub) { try read($0) }
            #expect(record.content == Array("Jansen".utf8) && record.version == 1)
            let line = try #require(hub.lines.withLock { $0.first })
            #expect(line.traceId == "0af7651916cd43dd8448eb211c80319c" && line.parentSpanId == "00f067aa0ba902b7")
            #expect(line.activity == admission.activity && line.caller == "client-7" && line.status == .ok)
            #expect(!line.text.contains(subject.description) && !line.text.contains("Jansen"))
            let label = SealLabel(
                keyId: "processing-log", institution: "25lx", subject: "processing-log", record: "subject")
            let key = try #require(hub.keys.processingLogKey)
            let named = try SealedBytes.open(Array(line.subject.utf8), as: label, with: key).content
            #expect(named == Array(subject.description.utf8), "the learner can be told who read")
        }
    }

    @Test func withoutALineNothingIsRead() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try await reading(hub, failing: true) { reader in
                #expect(throws: ReadingFault.notLogged) { try read(reader) }
            }
        }
    }

    @Test func aPurposeSeesItsOwnClassesAndTheOfficialIdentifierIsForNamedCallersOnly() async throws {
        try await withHub { hub in
            try await reading(hub) { reader in
                let contact = try #require(RecordPlace(.contact))
                #expect(throws: ReadingFault.notAllowed) {
                    try reader.read(contact, of: subject, in: "25lx", for: admission, by: caller)
                }
                let number = try #require(RecordPlace(.officialIdentifier))
                let open = Purpose(id: "all", activity: "urn:a", classes: [.officialIdentifier])
                #expect(throws: ReadingFault.notAllowed) {
                    try reader.read(number, of: subject, in: "25lx", for: open, by: caller)
                }
                let exchange = Purpose(
                    id: "rod", activity: "urn:rod", classes: [.officialIdentifier], callers: ["connector-rod"])
                #expect(throws: ReadingFault.notAllowed) {
                    try reader.read(number, of: subject, in: "25lx", for: exchange, by: caller)
                }
                #expect(throws: ReadingFault.notFound) {
                    try reader.read(
                        number, of: subject, in: "25lx", for: exchange, by: Caller(id: "connector-rod"))
                }
            }
        }
    }

    @Test func aRecordOfAnotherInstitutionOrSubjectIsNotFound() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.notFound) {
                    try reader.read(identity, of: subject, in: "04er", for: admission, by: caller)
                }
                #expect(throws: ReadingFault.notFound) {
                    try reader.read(identity, of: keyId, in: "25lx", for: admission, by: caller)
                }
            }
        }
    }

    @Test func aRecordThatWasMovedToAnotherPersonIsRefused() async throws {
        try await withHub { hub in
            let changes = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            let thief = AggregateKey(institution: "25lx", subject: UUIDValue(high: 5, low: 5).description)
            try await append(changes, of: thief, on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.self) {
                    try reader.read(
                        identity, of: UUIDValue(high: 5, low: 5), in: "25lx", for: admission, by: caller)
                }
            }
            #expect(hub.lines.withLock { $0.last?.status } == .error, "and the attempt is in the processing log")
        }
    }

    @Test func anOlderVersionThatIsPutBackIsRefused() async throws {
        try await withHub { hub in
            let first = try await put([.makeKey(keyId, .identity), draft("Oud")], on: hub)
            let key = try #require(Person.HeldKey(record: first[0].value ?? []))
            _ = try await put([draft("Nieuw", version: 2)], [keyId: key], on: hub)
            let file = hub.folder.appendingPathComponent("records.db")
            _ = try await reading(hub, file: file) { try read($0) }
            try await append([first[1]], on: hub)
            let record = try await reading(hub, file: file) { try read($0) }
            #expect(record.content == Array("Nieuw".utf8) && record.version == 2)
            #expect(hub.refused.withLock { $0 } == 1)
            // Who reads for the first time knows by the events.
            try await tell(SubjectRecordWrittenV1.identity, #""record":"person-identity","version":2"#, on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.behind(held: 1)) { try read(reader) }
            }
        }
    }

    @Test func aReferenceToANewerVersionIsNotAnsweredWithAnOlderRecord() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.behind(held: 1)) { try read(reader, 2) }
            }
        }
    }

    @Test func aPersonThatWasForgottenIsNotRead() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try await append(
                [RecordChange(SubjectKeyV1.identity, item: keyId.description, value: nil)], on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.sealed(.unknownKey)) { try read(reader) }
            }
        }
    }

    @Test func afterTheEventNothingIsReadAlsoWhereKeysAndRecordsArePutBack() async throws {
        try await withHub { hub in
            try await tell(SubjectForgottenV1.identity, #""ground":"request""#, on: hub)
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.notFound) { try read(reader) }
            }
            #expect(hub.keys.isForgotten(subject, of: "25lx"), "the key store lists who was forgotten")
        }
    }

    @Test func aSubjectOnTheListOfForgottenIsNotReadWhateverALogSays() async throws {
        try await withHub { hub in
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            try hub.keys.noteForgotten(subject, of: "25lx")
            try await reading(hub) { reader in
                #expect(throws: ReadingFault.notFound) { try read(reader) }
            }
        }
    }

    @Test func aCacheThatIsOlderThanRemovalsAreKeptOrOfAnotherLogIsFilledAnew() async throws {
        try await withHub { hub in
            let file = hub.folder.appendingPathComponent("records.db")
            _ = try await put([.makeKey(keyId, .identity), draft("Jansen")], on: hub)
            _ = try await reading(hub, file: file) { try read($0) }
            #expect(hub.discarded.withLock { $0 }.isEmpty)
            hub.clock.advance(to: Timestamp(milliseconds: now.milliseconds + ServiceTopics.tombstoneTerm + 1))
            _ = try await reading(hub, file: file) { try read($0) }
            #expect(hub.discarded.withLock { $0 }.count == 1)
            try await withHub { other in
                try await reading(other, file: file) { reader in
                    #expect(throws: ReadingFault.notFound) { try read(reader) }
                }
                #expect(other.discarded.withLock { $0 } == ["it was filled from another log"])
            }
        }
    }
}
