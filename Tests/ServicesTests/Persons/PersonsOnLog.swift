import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Services
import Support
import Synchronization
import Testing

/// Persons on an embedded log with several partitions: writers that are started again whenever they end, a reader, and
/// clients that wait for answers.
final class PersonsOnLog: Sendable {
    static let partitions = 3
    static let institution = "25lx"

    let folder: URL
    let log: SQLiteEventLog
    let keys: KeyStore
    let clock: ManualClock
    let answers: Answers
    let topics: ServiceTopics
    /// What the writers and clients see of the log.
    private let seen: any EventLog
    private let tasks = Mutex<[Task<Void, any Error>]>([])

    /// - Parameter trouble: makes of the log what the writers and clients see; the test itself sees the log as it is.
    static func open(trouble: (SQLiteEventLog) -> any EventLog = { $0 }) async throws -> PersonsOnLog {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("persons-\(UUID().uuidString)")
        let data = folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let topics = ServiceTopics(
            service: "persons", records: PersonsTopics.recordTypes, days: PersonsTopics.days)
        let log = try await SQLiteEventLog.open(
            at: data.appendingPathComponent("events.db"), topics: topics.layouts(partitions: partitions),
            durability: .normal)
        let clock = ManualClock()
        let keys = try await KeyStore.open(
            at: folder.appendingPathComponent("keys.json"), data: data, log: log, now: clock.clock.now())
        return PersonsOnLog(
            folder: folder, log: log, keys: keys, clock: clock, topics: topics, seen: trouble(log))
    }

    private init(
        folder: URL, log: SQLiteEventLog, keys: KeyStore, clock: ManualClock, topics: ServiceTopics,
        seen: any EventLog
    ) {
        self.folder = folder
        self.log = log
        self.keys = keys
        self.clock = clock
        self.topics = topics
        self.seen = seen
        answers = Answers(log: log, topic: topics.results, partitions: PersonsOnLog.partitions)
    }

    var data: URL { folder.appendingPathComponent("data") }

    /// Starts the writers; each is started again when it ends with an error, as an orchestrator would.
    func start() throws {
        let rules = try PersonsRules(keys: keys)
        let answering = Task { [answers] in try await answers.run() }
        let writing = (0..<PersonsOnLog.partitions).map { partition in
            Task { [seen, clock, data, keys] in
                while !Task.isCancelled {
                    let writer = PartitionWriter(
                        rules: rules, log: seen, partition: partition,
                        settings: .init(
                            source: "urn:nld:oin:00000001234567890000:schakel-persons", hub: "test", folder: data,
                            largestBatch: 7, clock: clock.clock, letters: ImportSeal(keys).letters),
                        pause: {})
                    do {
                        try await writer.run()
                    } catch let error as EventLogError where error.reason == .fenced {
                        continue
                    }
                }
            }
        }
        tasks.withLock { $0 += [answering] + writing }
    }

    /// Ends the writers, and throws what one of them could not go on for.
    func stop() async throws {
        let ending = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in ending { task.cancel() }
        for task in ending { try await task.value }
    }

    func close() async throws {
        try await stop()
        await log.close()
        try FileManager.default.removeItem(at: folder)
    }

    func client() throws -> PersonsClient {
        try PersonsClient(
            log: seen, keys: keys, source: "urn:nld:oin:00000001234567890000:cambo", now: clock.clock.now,
            answer: { [answers] in await answers.wait(for: $0, bodyHash: $1) })
    }

    /// Sends a command as an operator or a reactor does.
    func send(
        _ command: some ContractMessage, to subject: UUIDValue, origin: CommandOrigin = .caller,
        institution: String = PersonsOnLog.institution
    ) async throws -> CommandResultV1 {
        let contract = type(of: command).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
            type: contract.type, subject: subject.description, time: clock.clock.now(),
            dataContentType: "application/json", dataSchema: contract.urn,
            data: try ContractData.write(command))
        message[.institution] = institution
        message.origin = origin
        let layout = try #require(log.layout(of: topics.commands))
        let key = try #require(CommandKey.of(message))
        _ = try await log.append([
            Append([NewRecord(message)], to: layout.partition(ofKey: Array(subject.description.utf8)))
        ])
        return try #require(await answers.wait(for: key, bodyHash: BodyHash.of(message)))
    }

    // MARK: What is on the log

    func records(_ topic: Topic) async throws -> [LogRecord] {
        var records: [LogRecord] = []
        for partition in 0..<PersonsOnLog.partitions {
            records += try await EventLogConformance.all(log, Partition(topic, partition))
        }
        return records
    }

    func events() async throws -> [CloudEvent] {
        try await records(topics.events).map {
            try CloudEvent(kafkaHeaders: $0.headers.map { ($0.name, $0.value) }, key: $0.key, value: $0.value)
        }
    }

    /// The events of one person, by the last part of their type.
    func history(of subject: UUIDValue) async throws -> [String] {
        try await events().filter { $0.subject == subject.description }.compactMap { $0.contract?.name }
    }

    /// The newest value of each key of a record type that was not removed.
    func newest(_ type: String) async throws -> [RecordKey: [UInt8]] {
        var newest: [RecordKey: [UInt8]] = [:]
        for record in try await records(try #require(topics.records[type])) {
            let key = try #require(RecordKey(bytes: record.key ?? []))
            newest[key] = record.value
        }
        return newest
    }

    /// Lets a reader take everything in, and asks it.
    @discardableResult
    func reading<Value>(_ body: (PersonReader) async throws -> Value) async throws -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let processing = try ProcessingLog(file: folder.appendingPathComponent("processing.jsonl"))
        let reader = PersonReader(
            log: log, keys: keys, file: data.appendingPathComponent("records.db"), resource: "schakel-gateway",
            write: { line throws(ReadingFault) in try processing.write(line) }, now: clock.clock.now,
            observe: { if case .caughtUp = $0 { continuation.yield() } })
        let task = Task { try await reader.run() }
        for await _ in stream where reader.isCaughtUp { break }
        defer { task.cancel() }
        return try await body(reader)
    }

    static let everything = Purpose(
        id: "test", activity: "https://register.example/activities/test",
        classes: Set(RecordType.all.map(\.recordClass)), callers: ["tester"])
    static let tester = Caller(id: "tester")
}

/// Follows the results, and answers whoever waits for one.
final class Answers: Sendable {
    private struct Key: Hashable {
        let command: UUIDValue
        let bodyHash: String
    }

    private struct State {
        var results: [Key: CommandResultV1] = [:]
        var waiting: [Key: [CheckedContinuation<CommandResultV1?, Never>]] = [:]
    }

    private let log: any EventLog
    private let topic: Topic
    private let partitions: Int
    private let state = Mutex(State())

    init(log: any EventLog, topic: Topic, partitions: Int) {
        self.log = log
        self.topic = topic
        self.partitions = partitions
    }

    func wait(for command: UUIDValue, bodyHash: String) async -> CommandResultV1? {
        let key = Key(command: command, bodyHash: bodyHash)
        return await withCheckedContinuation { continuation in
            let found = state.withLock { state in
                if state.results[key] == nil { state.waiting[key, default: []].append(continuation) }
                return state.results[key]
            }
            if let found { continuation.resume(returning: found) }
        }
    }

    func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for partition in 0..<partitions {
                    group.addTask { try await self.follow(Partition(self.topic, partition)) }
                }
                try await group.waitForAll()
            }
        } catch let error as EventLogError where error.reason == .cancelled {
            return
        }
    }

    private func follow(_ partition: Partition) async throws {
        var next = try await log.bounds(of: partition).lowerBound
        while !Task.isCancelled {
            let batch = try await log.read(partition, from: next, count: 500, bytes: 1 << 20)
            for record in batch.records { try take(record) }
            if batch.next == next { try await log.wait(for: partition, at: next) }
            next = batch.next
        }
    }

    private func take(_ record: LogRecord) throws {
        let result = try ContractData.read(CommandResultV1.self, record.value ?? [])
        let bytes = record.header(Remembered.keyHeader) ?? []
        let key = Key(
            command: UUIDValue(
                high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }),
            bodyHash: result.bodyHash)
        let waiting = state.withLock { state in
            state.results[key] = result
            return state.waiting.removeValue(forKey: key) ?? []
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
