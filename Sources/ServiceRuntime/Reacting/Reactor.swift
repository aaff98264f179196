package import EventLog
package import EventSourcing
import HubContracts

/// What a service asks itself because of another's events, or its own: one event gives zero or more commands.
///
/// It remembers nothing: what must be remembered across events is an aggregate of the receiving service.
package protocol Reaction: Sendable {
    /// What it is called, in lower-case words with hyphens.
    var name: String { get }

    /// The service whose events it reads.
    var source: String { get }

    /// The service in which it runs, and that receives its commands.
    var target: String { get }

    /// From where it reads when it starts for the first time.
    var start: ReactionStart { get }

    /// The commands that follow from an event.
    ///
    /// - Throws: ``MessageFault`` when the event cannot be read; it stops the reactor, and is never skipped.
    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand]
}

/// From where a reactor reads when it starts for the first time; recorded once, as its position.
package enum ReactionStart: Sendable, Hashable {
    /// Every event there has been.
    case beginning
    /// What comes after it was deployed.
    case deployment
}

/// A command of a reactor, without what its envelope gets from the event.
package struct ReactionCommand: Sendable, Hashable {
    package let contract: ContractIdentity
    package let subject: String
    package let placing: Placing
    package let data: [UInt8]

    /// - Parameter partitionKey: where it is not the subject.
    package init(contract: ContractIdentity, subject: String, partitionKey: String? = nil, data: [UInt8]) {
        self.init(contract: contract, subject: subject, placing: .byKey(partitionKey), data: data)
    }

    package init(contract: ContractIdentity, subject: String, placing: Placing, data: [UInt8]) {
        self.contract = contract
        self.subject = subject
        self.placing = placing
        self.data = data
    }

    /// Where it is appended.
    package enum Placing: Sendable, Hashable {
        /// To the partition of a key; nil where that is the subject.
        case byKey(String?)
        /// To each partition of the target, about a subject of its own: the command's, a slash and the partition's
        /// number.
        case everyPartition
    }

    /// The command as it goes to each of the partitions that it names by number, or as it is.
    fileprivate func copies(over partitions: Int) -> [(partition: Int?, command: ReactionCommand)] {
        switch placing {
        case .byKey: [(nil, self)]
        case .everyPartition:
            (0..<partitions).map { number in
                let copy = ReactionCommand(
                    contract: contract, subject: "\(subject)/\(number)", placing: .everyPartition, data: data)
                return (number, copy)
            }
        }
    }

    fileprivate var partitionKey: String? {
        switch placing {
        case .byKey(let key): key
        case .everyPartition: nil
        }
    }
}

/// What others want to know of a reactor.
package enum ReactorObservation: Sendable {
    /// - Parameter commands: how many were sent because of these events.
    case reacted(events: Int, commands: Int)
    case caughtUp
    /// The log cannot be written now, or what it did is unknown: it is asked how far this came, and goes on there.
    case restarted(EventLogError)
}

/// How much a reactor does at once.
enum ReactorLimits {
    /// After this many events from which nothing followed the position is stored all the same: so many are read again
    /// after a restart, at most.
    static let mostUnstored = 1000
}

/// Follows one partition of events, and appends the commands that follow in the transaction that stores its position.
///
/// Its commands' ids follow from the event, so that one that was sent twice is decided once.
package struct Reactor<Rules: Reaction>: Sendable {
    private let rules: Rules
    private let log: any EventLog
    private let partition: Int
    private let hub: String
    private let envelopeSource: String
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (ReactorObservation) -> Void
    private let pause: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - hub: the first part of writers' identities.
    ///   - envelopeSource: who the commands are from.
    ///   - pause: waits a moment before the log is tried again.
    package init(
        rules: Rules, log: any EventLog, partition: Int, hub: String, envelopeSource: String,
        now: @escaping @Sendable () -> Timestamp, observe: @escaping @Sendable (ReactorObservation) -> Void = { _ in },
        pause: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }
    ) {
        self.rules = rules
        self.log = log
        self.partition = partition
        self.hub = hub
        self.envelopeSource = envelopeSource
        self.now = now
        self.observe = observe
        self.pause = pause
    }

    /// The role that its positions belong to, such as `catalogue-qualification-expiry`.
    package var role: String { "\(rules.target)-\(rules.name)" }

    private var events: Partition { Partition(ServiceTopics(service: rules.source).events, partition) }

    /// The topic of its positions: as many partitions as the events it reads.
    package static func positions(of rules: Rules, partitions: Int) -> TopicLayout {
        TopicLayout(
            Topic("\(rules.target)-\(rules.name).positions"), partitions: partitions,
            cleanup: .compact(tombstonesFor: 90 * 86_400_000))
    }

    /// Follows the events until the task is cancelled.
    ///
    /// After an unknown outcome, and while the log cannot be written, it opens its writer anew and asks the log how far
    /// it came.
    ///
    /// - Throws: ``EventLogError``: `fenced` when another has the partition, `unreadable` when the log is not the one it
    ///   has read, or an event cannot be read.
    package func run() async throws {
        while !Task.isCancelled {
            do {
                try await follow()
            } catch let error as EventLogError {
                switch error.reason {
                case .cancelled: return
                case .unknownOutcome: observe(.restarted(error))
                case .unavailable:
                    observe(.restarted(error))
                    try await pause()
                case .fenced, .unreadable, .newerFormat, .inUse, .tooLarge, .unknownPartition,
                    .behindStart, .otherLayout:
                    throw error
                }
            }
        }
    }

    private func follow() async throws {
        let writer = try await log.openWriter("\(hub).\(role).\(partition)")
        let keeper = PositionKeeper(
            log: log, role: role, consumed: events, positions: Partition(Topic("\(role).positions"), partition))
        let first: Int64
        switch rules.start {
        case .beginning: first = try await log.bounds(of: events).lowerBound
        case .deployment: first = try await log.bounds(of: events).upperBound
        }
        var next = try await keeper.position(orFirst: first, writer: writer, at: now())
        guard next <= (try await log.bounds(of: events).upperBound) else {
            throw EventLogError(.unreadable, events, detail: "the log ends before what \(role) has read of it")
        }
        var unstored = 0
        while !Task.isCancelled {
            let batch = try await log.read(events, from: next, count: 500, bytes: 4 << 20)
            guard batch.next > next else {
                observe(.caughtUp)
                try await log.wait(for: events, at: next)
                continue
            }
            next = batch.next
            // Only a driver's own marks lie there.
            guard !batch.records.isEmpty else { continue }
            var commands: [Partition: [NewRecord]] = [:]
            for record in batch.records {
                for (target, command) in try react(to: record) { commands[target, default: []].append(command) }
            }
            var appends = commands.sorted { $0.key.number < $1.key.number }.map { Append($0.value, to: $0.key) }
            // Events from which nothing follows are cheap to read again, and then too nothing follows.
            unstored += batch.records.count
            if !commands.isEmpty || unstored >= ReactorLimits.mostUnstored {
                appends.append(keeper.append(next))
                _ = try await writer.transact(appends)
                unstored = 0
            }
            observe(
                .reacted(events: batch.records.count, commands: commands.values.reduce(0) { $0 + $1.count }))
        }
    }

    private func react(to record: LogRecord) throws -> [(Partition, NewRecord)] {
        guard let layout = log.layout(of: ServiceTopics(service: rules.target).commands) else {
            throw EventLogError(.unknownPartition, detail: "\(rules.target) has no commands on this log")
        }
        do {
            let event = try CloudEvent(
                kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key, value: record.value)
            return try rules.commands(after: event).enumerated().flatMap { ordinal, command in
                command.copies(over: layout.partitions).map { number, copy in
                    let message = envelope(copy, ordinal, after: event)
                    let key = Array((message.recordKey ?? "").utf8)
                    let partition = number.map { Partition(layout.topic, $0) } ?? layout.partition(ofKey: key)
                    return (partition, NewRecord(message))
                }
            }
        } catch let fault as MessageFault {
            throw EventLogError(.unreadable, events, detail: "the event at \(record.offset): \(fault.message)")
        } catch let error as CloudEventError {
            throw EventLogError(.unreadable, events, detail: "the event at \(record.offset): \(error)")
        }
    }

    private func envelope(_ command: ReactionCommand, _ ordinal: Int, after event: CloudEvent) -> CloudEvent {
        let id = DerivedIdentity.command(
            reactor: role, event: event.id, target: command.subject, ordinal: ordinal)
        var message = CloudEvent(
            id: id.description, source: envelopeSource, type: command.contract.type, subject: command.subject,
            time: now(), dataContentType: "application/json", dataSchema: command.contract.urn, data: command.data)
        message[.institution] = event[.institution]
        message[.correlationid] = event[.correlationid] ?? event.id
        message[.causationid] = event.id
        message[.traceparent] = event[.traceparent]
        message[.partitionkey] = command.partitionKey
        message.origin = .reactor
        return message
    }
}
