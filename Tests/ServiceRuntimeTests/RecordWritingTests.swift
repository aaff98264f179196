import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Support
import Synchronization
import Testing

@Suite struct RecordWritingTests {
    typealias Writer = PartitionWriter<NoteRules>

    let topics = ServiceTopics(service: "notes", records: ["note"], days: 30)
    var commands: Partition { Partition(topics.commands, 0) }
    let owner = AggregateKey(institution: "25lx", subject: "a")

    private func message(_ data: String, id: String, subject: String = "a") -> CloudEvent {
        var message = CloudEvent(
            id: id, source: "urn:nld:kvknr:12345678.sis", type: "nl.mbo.notes.write-note.v1", subject: subject,
            dataContentType: "application/json", data: Array(data.utf8))
        message[.institution] = "25lx"
        message.origin = .import
        return message
    }

    // MARK: Deciding

    private func decider() -> BatchDecider<NoteRules> {
        BatchDecider(
            rules: NoteRules(), source: "urn:nld:oin:00000001234567890000:schakel",
            now: Timestamp(milliseconds: 1_700_000_000_000), known: WorkingSet(facts: NoteRules.Facts()))
    }

    private func received(_ data: String, id: String) -> ReceivedCommand {
        let record = NewRecord(message(data, id: id))
        return ReceivedCommand(
            LogRecord(offset: 0, time: 0, key: record.key, headers: record.headers, value: record.value))
    }

    private func results(_ decider: BatchDecider<NoteRules>) throws -> [CommandResultV1] {
        try decider.outcome.results.map {
            try ContractData.read(CommandResultV1.self, $0.value ?? [])
        }
    }

    @Test func laterCommandsOfABatchSeeTheRecordsOfEarlierOnes() throws {
        var decider = decider()
        decider.take(received("i=one", id: "1"))
        decider.take(received("i=two", id: "2"))
        decider.take(received("i=two", id: "3"))
        let results = try results(decider)
        #expect(results.map(\.answer?.recordVersion) == [1, 2, 3])
        #expect(results.map(\.outcome) == [.accepted, .accepted, .unchanged])
        let records = decider.outcome.records["note"] ?? []
        #expect(records.map { $0.value.map { String(decoding: $0, as: UTF8.self) } } == ["one*1", "two*2", "two*3"])
        #expect(records.allSatisfy { $0.key == Array("25lx/a/i".utf8) })
        let headers = records[0].headers.map { ($0.name, $0.value) }
        let envelope = try CloudEvent(kafkaHeaders: headers, key: Array("a".utf8), value: records[0].value)
        #expect(envelope.type == "nl.mbo.notes.note.v1" && envelope[.causationid] == "1")
        #expect(decider.outcome.events.count == 2)
    }

    @Test func aRepeatGetsTheSameAnswer() throws {
        var decider = decider()
        decider.take(received("i=one", id: "1"))
        decider.take(received("i=one", id: "1"))
        let results = try results(decider)
        #expect(results.count == 2 && results[0] == results[1] && results[1].answer?.recordVersion == 1)
        #expect(decider.outcome.records["note"]?.count == 1)
    }

    @Test func aRecordThatCannotBeMadeParksItsCommandAndNothingOfItIsAppended() throws {
        var decider = decider()
        decider.take(received("i=one", id: "1"))
        decider.take(received("i=#", id: "2"))
        #expect(try results(decider).map(\.outcome) == [.accepted, .parked])
        #expect(try results(decider)[1].parking?.code == .keyUnavailable)
        #expect(decider.outcome.events.count == 1 && decider.outcome.records["note"]?.count == 1)
        #expect(decider.outcome.letters.count == 1)
    }

    @Test func aRemovalIsANullValue() throws {
        var decider = decider()
        decider.take(received("i=one", id: "1"))
        decider.take(received("i=x", id: "2"))
        decider.take(received("i=x", id: "3"))
        #expect(try results(decider).map(\.outcome) == [.accepted, .accepted, .unchanged])
        #expect(decider.outcome.records["note"]?.map { $0.value == nil } == [false, true])
    }

    @Test func recordTopicsAreCompactedAndTheTermsAreTheServices() {
        let layouts = topics.layouts(partitions: 4)
        let record = layouts.first { $0.topic == Topic("notes.records.note") }
        #expect(record?.cleanup == .compact(tombstonesFor: ServiceTopics.tombstoneTerm) && record?.partitions == 4)
        #expect(layouts.first { $0.topic == topics.commands }?.cleanup == .delete(after: 30 * 86_400_000))
    }

    @Test func aKeyIsReadAsItIsWritten() {
        for key in [RecordKey(owner), RecordKey(owner, item: "i-1")] { #expect(RecordKey(bytes: key.bytes) == key) }
        for text in ["", "25lx", "/a", "25lx/", "25lx/a/"] { #expect(RecordKey(bytes: Array(text.utf8)) == nil) }
    }

    // MARK: Writing

    private func work(
        on log: any EventLog, in folder: URL?, at clock: ManualClock = ManualClock(),
        pass: @escaping Failpoint.Passage = { _ in }
    ) async throws -> [Writer.Observation] {
        let (stream, continuation) = AsyncStream.makeStream(of: Writer.Observation.self)
        let writer = Writer(
            rules: NoteRules(), log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "test", folder: folder, largestBatch: 3,
                clock: clock.clock),
            observe: { continuation.yield($0) }, pause: {}, pass: pass)
        let task = Task { try await writer.run() }
        var observed: [Writer.Observation] = []
        for await observation in stream {
            observed.append(observation)
            if case .caughtUp = observation { task.cancel() }
            if case .stopped = observation { break }
        }
        try await task.value
        return observed
    }

    private func notes(_ log: any EventLog) async throws -> [String] {
        try await EventLogConformance.texts(log, Partition(Topic("notes.records.note"), 0))
    }

    private func withLog(_ body: (SQLiteEventLog, URL) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let log = try await SQLiteEventLog.open(
                at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1),
                durability: .normal)
            try await body(log, folder)
            await log.close()
        }
    }

    private func send(_ texts: [String], from first: Int = 1, to log: SQLiteEventLog) async throws {
        for (number, text) in texts.enumerated() {
            let record = NewRecord(message(text, id: "\(first + number)"))
            _ = try await log.append([Append([record], to: commands)])
        }
    }

    @Test func recordsOutliveTheLocalStateAndTheProcess() async throws {
        try await withLog { log, folder in
            try await send(["i=one", "j=one", "i=two", "j=x"], to: log)
            _ = try await work(on: log, in: folder)
            #expect(try await notes(log).contains("two*2"))
            try await send(["i=three"], from: 10, to: log)
            _ = try await work(on: log, in: folder)
            // Without local state: everything from the log.
            try await send(["i=four", "j=two"], from: 20, to: log)
            _ = try await work(on: log, in: nil)
            let notes = try await notes(log)
            #expect(notes.contains("four*4") && notes.contains("two*1"))
        }
    }

    @Test func aStateThatIsOlderThanRemovalsAreKeptIsMadeAnew() async throws {
        try await withLog { log, folder in
            try await send(["i=one"], to: log)
            let clock = ManualClock()
            _ = try await work(on: log, in: folder, at: clock)
            clock.advance(
                to: Timestamp(milliseconds: clock.clock.now().milliseconds + ServiceTopics.tombstoneTerm + 1))
            let observed = try await work(on: log, in: folder, at: clock)
            #expect(observed.contains { if case .rebuilt = $0 { true } else { false } })
        }
    }

    /// From the failpoint on the first writer commits nothing more, as if it was killed; another one does the rest.
    @Test(arguments: [
        Failpoint.writerOpened, .stateRestored, .commandsRead, .batchDecided, .batchAppended, .stateApplied,
    ])
    func aWriterThatEndsAtAFailpointWritesEachRecordOnce(_ failpoint: Failpoint) async throws {
        try await withLog { log, folder in
            try await send((1...9).map { "i=text \($0)" }, to: log)
            let ending = EndingLog(log)
            let passages = Mutex(0)
            let error = await #expect(throws: EventLogError.self) {
                _ = try await work(on: ending, in: folder) { passed in
                    guard passed == failpoint else { return }
                    let count = passages.withLock { count in
                        count += 1
                        return count
                    }
                    if count == 2 || failpoint.isOnce { ending.end() }
                }
            }
            #expect(error?.reason == .fenced)
            _ = try await work(on: log, in: folder)
            let records = try await EventLogConformance.all(log, Partition(Topic("notes.records.note"), 0))
            #expect(records.last?.value == Array("text 9*9".utf8))
            let results = try await EventLogConformance.all(log, Partition(topics.results, 0))
            #expect(results.count == 9)
            let events = try await EventLogConformance.all(log, Partition(topics.events, 0))
            #expect(events.count == 9)
        }
    }
}

extension Failpoint {
    /// Whether a writer passes it once before it works.
    fileprivate var isOnce: Bool { self == .writerOpened || self == .stateRestored }
}

/// A log whose writers commit nothing any more once it has ended.
private final class EndingLog: ForwardingLog {
    let log: any EventLog
    private let hasEnded = Mutex(false)

    init(_ log: any EventLog) {
        self.log = log
    }

    func end() { hasEnded.withLock { $0 = true } }

    private struct Writer: LogWriter {
        let writer: any LogWriter
        let owner: EndingLog

        var identity: String { writer.identity }

        func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
            guard !owner.hasEnded.withLock({ $0 }) else { throw EventLogError(.fenced, detail: "ended by the test") }
            return try await writer.transact(appends)
        }

        func close() async { await writer.close() }
    }

    func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        Writer(writer: try await log.openWriter(identity), owner: self)
    }
}
