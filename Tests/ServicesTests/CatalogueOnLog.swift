import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Support

/// The catalogue on an embedded log with several partitions, let work until nothing more follows.
///
/// Every round restores the writers and reactors from the log, as after a restart.
struct CatalogueOnLog {
    static let partitions = 3

    let log: SQLiteEventLog
    let clock: ManualClock
    private let folder: URL
    private let topics = ServiceTopics(service: "catalogue")
    private let source = "urn:nld:oin:00000001234567890000:schakel"

    static func open(at day: CalendarDate) async throws -> CatalogueOnLog {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("catalogue-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let topics =
            ServiceTopics(service: "catalogue").layouts(partitions: partitions)
            + CatalogueReactions.all.map { positions(of: $0) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics, durability: .normal)
        return CatalogueOnLog(log: log, clock: ManualClock(at: day.endInTheNetherlands), folder: folder)
    }

    func close() async throws {
        await log.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// Sends a command and lets everything follow that does.
    ///
    /// - Parameter key: where it is not the subject.
    /// - Returns: the command's answer.
    @discardableResult
    func send(
        _ command: some ContractMessage, to subject: UUIDValue, key: String? = nil, institution: String = "25lx"
    ) async throws -> CommandResultV1 {
        let message = try CatalogueOnLog.message(command, to: subject, key: key, institution: institution)
        guard let result = try await send([message]).first else {
            throw EventLogError(.unreadable, detail: "the command has no answer")
        }
        return result
    }

    /// Sends commands, those of a partition in one batch, and lets everything follow that does.
    ///
    /// - Returns: their answers, in the order of the commands.
    func send(_ messages: [CloudEvent]) async throws -> [CommandResultV1] {
        guard let layout = log.layout(of: topics.commands) else { preconditionFailure("the log has the topic") }
        let batches = Dictionary(grouping: messages) { layout.partition(ofKey: Array(($0.recordKey ?? "").utf8)) }
        _ = try await log.append(batches.map { Append($0.value.map { NewRecord($0) }, to: $0.key) })
        try await work()
        let results = Dictionary(try await results().map { ($0.commandId, $0) }) { first, _ in first }
        return messages.compactMap { results[$0.id] }
    }

    static func message(
        _ command: some ContractMessage, to subject: UUIDValue, key: String? = nil, institution: String = "25lx"
    ) throws -> CloudEvent {
        let contract = type(of: command).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.sis", type: contract.type,
            subject: subject.description, dataContentType: "application/json", dataSchema: contract.urn,
            data: try ContractData.write(command))
        message[.institution] = institution
        message[.partitionkey] = key
        message.origin = .caller
        return message
    }

    /// A command about an education product of the institution.
    @discardableResult
    func ask(_ command: some ContractMessage, of product: UUIDValue) async throws -> CommandResultV1 {
        try await send(command, to: product, key: "25lx")
    }

    /// The time goes on, and everything follows that does.
    func advance(to time: Timestamp) async throws {
        clock.advance(to: time)
        try await work()
    }

    func events() async throws -> [CloudEvent] { try await messages(topics.events) }

    func commands() async throws -> [CloudEvent] { try await messages(topics.commands) }

    func results() async throws -> [CommandResultV1] {
        try await messages(topics.results).map {
            try ContractData.read(CommandResultV1.self, $0.data ?? [])
        }
    }

    /// The events about one object, by the last part of their type.
    func history(of subject: UUIDValue) async throws -> [String] {
        try await events().filter { $0.subject == subject.description }.compactMap { $0.contract?.name }
    }

    private func messages(_ topic: Topic) async throws -> [CloudEvent] {
        var messages: [CloudEvent] = []
        for partition in 0..<CatalogueOnLog.partitions {
            for record in try await EventLogConformance.all(log, Partition(topic, partition)) {
                let headers = record.headers.map { ($0.name, $0.value) }
                messages.append(try CloudEvent(kafkaHeaders: headers, key: record.key, value: record.value))
            }
        }
        return messages
    }

    private func work() async throws {
        var count = -1
        while try await commands().count > count {
            count = try await commands().count
            for partition in 0..<CatalogueOnLog.partitions { try await decide(partition) }
            for reaction in CatalogueReactions.all {
                for partition in 0..<CatalogueOnLog.partitions { try await react(reaction, partition) }
            }
        }
    }

    private static func positions<Rules: Reaction>(of rules: Rules) -> TopicLayout {
        Reactor<Rules>.positions(of: rules, partitions: partitions)
    }

    private func react(_ rules: some Reaction, _ partition: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let clock = clock.clock
        let reactor = Reactor(
            rules: rules, log: log, partition: partition, hub: "test", envelopeSource: source, now: { clock.now() },
            observe: { if case .caughtUp = $0 { continuation.yield() } })
        let task = Task {
            defer { continuation.finish() }
            try await reactor.run()
        }
        for await _ in stream { break }
        task.cancel()
        try await task.value
    }

    private func decide(_ partition: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let writer = PartitionWriter(
            rules: CatalogueRules(), log: log, partition: partition,
            settings: .init(source: source, hub: "test", folder: nil, clock: clock.clock),
            observe: { if case .caughtUp = $0 { continuation.yield() } })
        let task = Task {
            defer { continuation.finish() }
            try await writer.run()
        }
        for await _ in stream { break }
        task.cancel()
        try await task.value
    }
}
