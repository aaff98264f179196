import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Support

/// Scheduling on an embedded log with several partitions, let work until nothing more follows; events of the catalogue
/// and of registration are put on the log by hand, in any order and as often as a test likes.
///
/// Every round restores the writers and reactors from the log, as after a restart.
struct SchedulingOnLog {
    static let partitions = 3
    static let institution = "25lx"

    let log: SQLiteEventLog
    private let clock = ManualClock()
    private let folder: URL
    private let topics = ServiceTopics(service: "scheduling")
    private let source = "urn:nld:oin:00000001234567890000:schakel"

    static func open() async throws -> SchedulingOnLog {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scheduling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let topics =
            ["scheduling", "catalogue", "registration"].flatMap {
                ServiceTopics(service: $0).layouts(partitions: partitions)
            } + SchedulingReactions.all.map { positions(of: $0) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics, durability: .normal)
        return SchedulingOnLog(log: log, folder: folder)
    }

    func close() async throws {
        await log.close()
        try FileManager.default.removeItem(at: folder)
    }

    // MARK: Sending

    /// Sends a command and lets everything follow that does.
    ///
    /// - Returns: the command's answer.
    @discardableResult
    func ask(
        _ command: some ContractMessage, of subject: UUIDValue, institution: String = SchedulingOnLog.institution
    ) async throws -> CommandResultV1 {
        let message = try message(command, subject, institution, key: institution)
        try await append(message, to: topics.commands)
        try await work()
        guard let result = try await results().first(where: { $0.commandId == message.id }) else {
            throw EventLogError(.unreadable, detail: "the command has no answer")
        }
        return result
    }

    /// Sends commands in their order, and lets everything follow that does.
    ///
    /// - Returns: how many came to each outcome.
    func ask(
        all commands: [(command: any ContractMessage, subject: UUIDValue)],
        institution: String = SchedulingOnLog.institution
    ) async throws -> [CommandResultV1.Outcome: Int] {
        var messages: [CloudEvent] = []
        for (command, subject) in commands {
            let command: any ContractMessage = command
            messages.append(try message(command, subject, institution, key: institution))
        }
        guard let layout = log.layout(of: topics.commands) else { preconditionFailure("the log has the topic") }
        for start in stride(from: 0, to: messages.count, by: 500) {
            let part = messages[start..<min(start + 500, messages.count)]
            for (partition, records) in Dictionary(
                grouping: part, by: { layout.partition(ofKey: Array(($0.recordKey ?? "").utf8)) })
            {
                _ = try await log.append([Append(records.map { NewRecord($0) }, to: partition)])
            }
        }
        try await work()
        let asked = Set(messages.map(\.id))
        var outcomes: [CommandResultV1.Outcome: Int] = [:]
        for result in try await results() where asked.contains(result.commandId) {
            outcomes[result.outcome, default: 0] += 1
        }
        return outcomes
    }

    /// An event of another service, and everything that follows.
    ///
    /// - Parameter times: how often it lies on the log, as after a restore of the other service.
    func tell(
        _ event: some ContractMessage, of subject: UUIDValue, times: Int = 1,
        institution: String = SchedulingOnLog.institution
    ) async throws {
        for _ in 0..<times {
            let message = try message(event, subject, institution, key: nil)
            try await append(message, to: ServiceTopics(service: type(of: event).identity.service).events)
        }
        try await work()
    }

    private func message(
        _ contract: some ContractMessage, _ subject: UUIDValue, _ institution: String, key: String?
    ) throws -> CloudEvent {
        let identity = type(of: contract).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.rooster", type: identity.type,
            subject: subject.description, dataContentType: "application/json", dataSchema: identity.urn,
            data: try ContractData.write(contract))
        message[.institution] = institution
        message[.partitionkey] = key
        if type(of: contract).kind == .command { message.origin = .caller }
        return message
    }

    private func append(_ message: CloudEvent, to topic: Topic) async throws {
        guard let layout = log.layout(of: topic) else { preconditionFailure("the log has the topic") }
        let partition = layout.partition(ofKey: Array((message.recordKey ?? "").utf8))
        _ = try await log.append([Append([NewRecord(message)], to: partition)])
    }

    // MARK: Reading

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

    /// The last event of a kind about an object.
    func last<Contract: ContractMessage>(_ type: Contract.Type, of subject: UUIDValue) async throws -> Contract? {
        let event = try await events().last {
            $0.type == Contract.identity.type && $0.subject == subject.description
        }
        return try event.map { try ContractData.read(type, $0.data ?? []) }
    }

    private func messages(_ topic: Topic) async throws -> [CloudEvent] {
        var messages: [CloudEvent] = []
        for partition in 0..<SchedulingOnLog.partitions {
            for record in try await EventLogConformance.all(log, Partition(topic, partition)) {
                let headers = record.headers.map { ($0.name, $0.value) }
                messages.append(try CloudEvent(kafkaHeaders: headers, key: record.key, value: record.value))
            }
        }
        return messages
    }

    // MARK: Working

    private func work() async throws {
        var count = -1
        while try await commands().count > count {
            count = try await commands().count
            for partition in 0..<SchedulingOnLog.partitions { try await decide(partition) }
            for reaction in SchedulingReactions.all {
                for partition in 0..<SchedulingOnLog.partitions { try await react(reaction, partition) }
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
            rules: SchedulingRules(), log: log, partition: partition,
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
