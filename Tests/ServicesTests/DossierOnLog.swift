import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Support

/// The dossier on an embedded log with several partitions, beside the events of registration, let work until nothing
/// more follows.
///
/// Every round restores the writers and reactors from the log, as after a restart.
struct DossierOnLog {
    static let partitions = 3

    let log: SQLiteEventLog
    let clock: ManualClock
    private let folder: URL
    private let topics = ServiceTopics(service: "dossier")
    private let registration = ServiceTopics(service: "registration")
    private let source = "urn:nld:oin:00000001234567890000:schakel"

    static func open(at day: CalendarDate) async throws -> DossierOnLog {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dossier-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let topics =
            ServiceTopics(service: "dossier").layouts(partitions: partitions)
            + ServiceTopics(service: "registration").layouts(partitions: partitions)
            + DossierReactions.all.map { positions(of: $0) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics, durability: .normal)
        return DossierOnLog(log: log, clock: ManualClock(at: day.endInTheNetherlands), folder: folder)
    }

    func close() async throws {
        await log.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// Sends a command and lets everything follow that does.
    ///
    /// - Parameter id: the same again is the same command.
    /// - Returns: the command's answer.
    @discardableResult
    func send(
        _ command: some ContractMessage, to subject: some CustomStringConvertible, institution: String = "25lx",
        id: UUIDValue = .random()
    ) async throws -> CommandResultV1 {
        var message = try envelope(command, subject, institution)
        message.id = id.description
        message.origin = .caller
        try await append(message, to: topics.commands)
        try await work()
        guard let result = try await results().last(where: { $0.commandId == message.id }) else {
            throw EventLogError(.unreadable, detail: "the command has no answer")
        }
        return result
    }

    /// Registration says that something has happened to an enrolment, and everything follows that does.
    ///
    /// - Parameters:
    ///   - version: of the enrolment after the event.
    ///   - id: the same again is the same event.
    @discardableResult
    func tell(
        _ event: some ContractMessage, of enrolment: UUIDValue, version: Int64, institution: String = "25lx",
        id: UUIDValue = .random()
    ) async throws -> CloudEvent {
        var message = try envelope(event, enrolment, institution)
        message.id = id.description
        message.sequence = SequenceNumber(version)
        message[.correlationid] = "application-17"
        try await append(message, to: registration.events)
        try await work()
        return message
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

    private func envelope(
        _ contract: some ContractMessage, _ subject: some CustomStringConvertible, _ institution: String
    ) throws -> CloudEvent {
        let identity = type(of: contract).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.sis", type: identity.type,
            subject: subject.description, dataContentType: "application/json", dataSchema: identity.urn,
            data: try ContractData.write(contract))
        message[.institution] = institution
        return message
    }

    private func append(_ message: CloudEvent, to topic: Topic) async throws {
        guard let layout = log.layout(of: topic) else { preconditionFailure("the log has the topic") }
        let partition = layout.partition(ofKey: Array((message.recordKey ?? "").utf8))
        _ = try await log.append([Append([NewRecord(message)], to: partition)])
    }

    private func messages(_ topic: Topic) async throws -> [CloudEvent] {
        var messages: [CloudEvent] = []
        for partition in 0..<DossierOnLog.partitions {
            for record in try await EventLogConformance.all(log, Partition(topic, partition)) {
                let headers = record.headers.map { ($0.name, $0.value) }
                messages.append(try CloudEvent(kafkaHeaders: headers, key: record.key, value: record.value))
            }
        }
        return messages
    }

    private func work() async throws {
        var count = -1
        while try await commands().count + events().count > count {
            count = try await commands().count + events().count
            for reaction in DossierReactions.all {
                for partition in 0..<DossierOnLog.partitions { try await react(reaction, partition) }
            }
            for partition in 0..<DossierOnLog.partitions { try await decide(partition) }
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
            rules: DossierRules(), log: log, partition: partition,
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
