package import EventLog
package import EventSourcing
import HubContracts
import JSONSchema
import ServiceRuntime

/// The dead letters of every service, as they lie on the log.
///
/// They are read from the log itself: there are few of them, and of each aggregate at most a thousand.
package struct DeadLetterShelf: Sendable {
    struct Found: Sendable {
        let service: String
        let partition: Int
        let letter: DeadLetter

        /// Such as `catalogue-3-17`.
        var id: String { "\(service)-\(partition)-\(letter.number)" }
    }

    private let log: any EventLog
    private let services: [String]

    package init(log: any EventLog, services: [String]) {
        self.log = log
        self.services = services
    }

    // MARK: Reading

    /// The letters of a service or of all, oldest first.
    ///
    /// - Parameter institution: nil for those of every institution.
    func letters(of service: String?, in institution: String?) async throws -> [Found] {
        var all: [Found] = []
        for name in services where service == nil || name == service {
            for partition in log.layout(of: ServiceTopics(service: name).deadLetters)?.all ?? [] {
                all += try await letters(in: partition, of: name, institution)
            }
        }
        return all.sorted { ($0.letter.command.time, $0.id) < ($1.letter.command.time, $1.id) }
    }

    private func letters(in partition: Partition, of service: String, _ institution: String?) async throws -> [Found] {
        var held: [[UInt8]: Found] = [:]
        let bounds = try await log.bounds(of: partition)
        var next = bounds.lowerBound
        while next < bounds.upperBound {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 4 << 20)
            guard batch.next > next else { break }
            next = batch.next
            for record in batch.records {
                guard let key = record.key else { continue }
                guard let letter = DeadLetter(record) else {
                    held[key] = nil
                    continue
                }
                if let institution, let aggregate = letter.aggregate, aggregate.institution != institution { continue }
                held[key] = Found(service: service, partition: partition.number, letter: letter)
            }
        }
        return Array(held.values)
    }

    // MARK: Giving up

    /// Gives up every letter that came of these imports, before their keys are destroyed: what waits behind one of them
    /// is decided then.
    ///
    /// - Parameters:
    ///   - source: who the control commands are from.
    ///   - results: where their answers come.
    /// - Throws: ``ShelfFault`` when a letter stays, or ``EventLogError``.
    package func discard(
        ofImports imports: Set<UUIDValue>, source: String, results: ResultIndex, at now: Timestamp
    ) async throws {
        for found in try await letters(ofImports: imports) {
            // One that cannot be attributed has nothing behind it and is unreadable once the key is gone.
            guard let aggregate = found.letter.aggregate else { continue }
            let data = DeadLetterShelf.discard(
                found, aggregate.subject, because: "the term of what its import brought is over")
            let message = DeadLetterShelf.control(
                DiscardDeadLettersV1.identity, aggregate.subject, data, in: aggregate.institution,
                correlationId: nil, source: source, at: now)
            guard let key = CommandKey.of(message) else { continue }
            let partition = Partition(ServiceTopics(service: found.service).commands, found.partition)
            _ = try await log.append([Append([NewRecord(message)], to: partition)])
            // Refused is one that an earlier one let go; what counts is what is left.
            _ = try await results.wait(for: key, hash: BodyHash.of(message), atMost: .seconds(30))
        }
        let left = try await letters(ofImports: imports).filter { $0.letter.aggregate != nil }
        guard left.isEmpty else { throw ShelfFault.stillThere(left.count) }
    }

    private func letters(ofImports imports: Set<UUIDValue>) async throws -> [Found] {
        try await letters(of: nil, in: nil).filter { found in
            guard let command = ReceivedCommand(found.letter.command).message, command.origin == .import,
                let id = command[.correlationid].flatMap({ UUIDValue($0) })
            else { return false }
            return imports.contains(id)
        }
    }

    /// The data of a command that gives a letter up.
    static func discard(_ found: Found, _ subject: String, because reason: String) -> [UInt8] {
        var data = JSONText()
        data.object { data in
            data.member("aggregate", subject)
            data.name("letterNumber")
            data.integer(found.letter.number)
            data.member("reason", reason)
        }
        return data.bytes
    }

    /// A command about a parked aggregate.
    static func control(
        _ contract: ContractIdentity, _ subject: String, _ data: [UInt8], in institution: String,
        correlationId: String?, source: String, at now: Timestamp
    ) -> CloudEvent {
        var message = CloudEvent(
            id: UUIDValue.random().description, source: source, type: contract.type, subject: subject, time: now,
            dataContentType: "application/json", dataSchema: contract.urn, data: data)
        message[.institution] = institution
        message[.correlationid] = correlationId
        message.origin = .control
        return message
    }
}

/// Why letters are not given up.
package enum ShelfFault: Error, Sendable, Hashable, CustomStringConvertible {
    case stillThere(Int)

    package var description: String {
        switch self {
        case .stillThere(let count): "\(count) dead letters of imports whose term is over are still there"
        }
    }
}
