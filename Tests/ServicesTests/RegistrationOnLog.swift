import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Support

/// Catalogue and registration on one embedded log with several partitions, let work until nothing more follows.
///
/// Every round restores the writers and reactors from the log, as after a restart.
struct RegistrationOnLog {
    static let partitions = 3
    static let portal = "urn:nld:oin:00000003273229800000:cambo"
    static let institution = "25lx"

    /// A command that waits to be sent.
    struct Sending: Sendable {
        let service: String
        let message: CloudEvent
    }

    let log: SQLiteEventLog
    let clock: ManualClock
    private let folder: URL
    private let source = "urn:nld:oin:00000001234567890000:schakel"
    private var reactions: [any Reaction] { CatalogueReactions.all + RegistrationReactions.all }

    static func open(at day: CalendarDate) async throws -> RegistrationOnLog {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("registration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let topics =
            ["catalogue", "registration"].flatMap { ServiceTopics(service: $0).layouts(partitions: partitions) }
            + (CatalogueReactions.all + RegistrationReactions.all).map { positions(of: $0) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics, durability: .normal)
        return RegistrationOnLog(log: log, clock: ManualClock(at: day.endInTheNetherlands), folder: folder)
    }

    func close() async throws {
        await log.close()
        try FileManager.default.removeItem(at: folder)
    }

    // MARK: Asking

    /// A command with an identity of its own; sent twice it is the same command.
    static func command(
        _ command: some ContractMessage, of subject: String, service: String = "registration",
        from source: String = "urn:nld:kvknr:12345678.sis", institution: String = institution
    ) throws -> Sending {
        let contract = type(of: command).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: source, type: contract.type, subject: subject,
            dataContentType: "application/json", dataSchema: contract.urn,
            data: try ContractData.write(command))
        message[.institution] = institution
        message.origin = .caller
        return Sending(service: service, message: message)
    }

    /// Appends commands as they come and lets everything follow that does.
    func send(_ commands: [Sending]) async throws {
        for command in commands {
            guard let layout = log.layout(of: ServiceTopics(service: command.service).commands) else {
                preconditionFailure("the log has the topic")
            }
            let partition = layout.partition(ofKey: Array((command.message.recordKey ?? "").utf8))
            _ = try await log.append([Append([NewRecord(command.message)], to: partition)])
        }
        try await work()
    }

    /// - Returns: the command's answer.
    @discardableResult
    func ask(
        _ command: some ContractMessage, of subject: UUIDValue, from source: String = "urn:nld:kvknr:12345678.sis"
    ) async throws -> CommandResultV1 {
        try await answer(to: RegistrationOnLog.command(command, of: subject.description, from: source))
    }

    /// - Returns: the command's answer.
    @discardableResult
    func answer(to command: Sending) async throws -> CommandResultV1 {
        try await send([command])
        let results = try await messages(ServiceTopics(service: command.service).results).map {
            try ContractData.read(CommandResultV1.self, $0.data ?? [])
        }
        guard let result = results.last(where: { $0.commandId == command.message.id }) else {
            throw EventLogError(.unreadable, detail: "the command has no answer")
        }
        return result
    }

    /// An offering of the catalogue, described there.
    func offer(_ offering: CreateOfferingV1) async throws {
        try await send([
            RegistrationOnLog.command(offering, of: offering.offeringId.description, service: "catalogue")
        ])
    }

    /// The time goes on, and everything follows that does.
    func advance(to time: Timestamp) async throws {
        clock.advance(to: time)
        try await work()
    }

    // MARK: Looking

    func events() async throws -> [CloudEvent] { try await messages(ServiceTopics(service: "registration").events) }

    func commands() async throws -> [CloudEvent] {
        try await messages(ServiceTopics(service: "registration").commands)
    }

    /// The events about one object, by the last part of their type.
    func history(of subject: UUIDValue) async throws -> [String] {
        try await events().filter { $0.subject == subject.description }.compactMap { $0.contract?.name }
    }

    /// How many events there are of each name.
    func counts() async throws -> [String: Int] {
        try await events().reduce(into: [:]) { counts, event in
            guard let name = event.contract?.name else { return }
            counts[name, default: 0] += 1
        }
    }

    private func messages(_ topic: Topic) async throws -> [CloudEvent] {
        var messages: [CloudEvent] = []
        for partition in 0..<RegistrationOnLog.partitions {
            for record in try await EventLogConformance.all(log, Partition(topic, partition)) {
                let headers = record.headers.map { ($0.name, $0.value) }
                messages.append(try CloudEvent(kafkaHeaders: headers, key: record.key, value: record.value))
            }
        }
        return messages
    }

    // MARK: Working

    private func work() async throws {
        var seen = -1 as Int64
        while try await count() > seen {
            seen = try await count()
            for partition in 0..<RegistrationOnLog.partitions {
                try await decide(CatalogueRules(), partition)
                try await decide(RegistrationRules(), partition)
            }
            for reaction in reactions {
                for partition in 0..<RegistrationOnLog.partitions { try await react(reaction, partition) }
            }
        }
    }

    /// How many commands there are, decided or not.
    private func count() async throws -> Int64 {
        var count: Int64 = 0
        for service in ["catalogue", "registration"] {
            for partition in 0..<RegistrationOnLog.partitions {
                let commands = Partition(ServiceTopics(service: service).commands, partition)
                count += try await log.bounds(of: commands).upperBound
            }
        }
        return count
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

    private func decide(_ rules: some ServiceRules, _ partition: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let writer = PartitionWriter(
            rules: rules, log: log, partition: partition,
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
