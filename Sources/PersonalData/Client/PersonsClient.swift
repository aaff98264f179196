package import EventLog
package import EventSourcing
import FoundationEssentials
package import HubContracts
package import ServiceRuntime

/// Asks persons: which id an outside identifier leads to, and to keep facts about a person.
///
/// Facts are sealed here and nowhere in the clear afterwards. Everything that is sent twice for the same occasion has
/// the same identity, so that an import that is resumed is answered as it was.
package struct PersonsClient: Sendable {
    /// Sends nothing; waits for the answer to a command. Nil when none came in time.
    package typealias Answering =
        @Sendable (_ command: UUIDValue, _ bodyHash: String) async throws -> CommandResultV1?

    private let log: any EventLog
    let keys: KeyStore
    private let source: String
    let now: @Sendable () -> Timestamp
    private let answer: Answering
    let contents: RecordContents

    /// - Parameters:
    ///   - source: who the commands are from: the connector's system.
    ///   - answer: waits for an answer, such as the gateway's index of results does.
    /// - Throws: ``SchemaError`` when a record's contract is none, which the contracts' own checks prevent.
    package init(
        log: any EventLog, keys: KeyStore, source: String, now: @escaping @Sendable () -> Timestamp,
        answer: @escaping Answering
    ) throws {
        contents = try RecordContents()
        self.log = log
        self.keys = keys
        self.source = source
        self.now = now
        self.answer = answer
    }

    private init(_ other: PersonsClient, source: String) {
        log = other.log
        keys = other.keys
        self.source = source
        now = other.now
        answer = other.answer
        contents = other.contents
    }

    /// The same, for another system.
    package func from(_ source: String) -> PersonsClient { PersonsClient(self, source: source) }

    // MARK: Recognition

    /// The id that an outside identifier leads to, made if none did.
    ///
    /// The first identifier is asked; the others are bound to what it leads to. One that leads elsewhere is left as it
    /// is and noted with the subject, for somebody to resolve.
    ///
    /// - Parameters:
    ///   - identifiers: in the order in which they are trusted; at least one.
    ///   - attempt: raised when the same occasion asks anew, because the id that it got was forgotten.
    /// - Throws: ``PersonsError``, ``KeyStoreError`` or ``EventLogError``.
    package func recognise(
        _ identifiers: [OutsideIdentifier], leadingTo target: RecogniseSubjectV1.LeadsTo = .subject,
        on occasion: Occasion, attempt: Int = 0
    ) async throws -> Recognised {
        guard let first = identifiers.first else { throw PersonsError.noIdentifier }
        let secret = try keys.secret(of: occasion.institution)
        let hash = secret.hash(of: first, leadingTo: target.rawValue)
        let command = RecogniseSubjectV1(
            identifierHash: hash, identifierKind: first.kind, leadsTo: target, proposedId: UUIDValue.random())
        let result = try await send(
            command, to: hash, on: occasion, as: "recognise/\(target.rawValue)/\(attempt)",
            bodyHash: secret.hash(ofRecognising: hash))
        guard let id = result.answer?.id else { throw PersonsError(result) }
        var conflicts: [Recognised.Conflict] = []
        for (place, identifier) in identifiers.enumerated().dropFirst() {
            if let other = try await bind(identifier, to: id, target, occasion, secret, "\(place)/\(attempt)") {
                conflicts.append(Recognised.Conflict(kind: identifier.kind, other: other))
            }
        }
        return Recognised(id: id, conflicts: conflicts)
    }

    /// - Returns: where the identifier leads instead; nil when it was bound.
    private func bind(
        _ identifier: OutsideIdentifier, to id: UUIDValue, _ target: RecogniseSubjectV1.LeadsTo,
        _ occasion: Occasion, _ secret: InstitutionSecret, _ name: String
    ) async throws -> UUIDValue? {
        let hash = secret.hash(of: identifier, leadingTo: target.rawValue)
        let command = BindIdentifierV1(
            identifierHash: hash, identifierKind: .init(rawValue: identifier.kind.rawValue),
            leadsTo: .init(rawValue: target.rawValue), id: id)
        let result = try await send(command, to: hash, on: occasion, as: "bind/\(target.rawValue)/\(name)")
        switch result.outcome {
        case .accepted, .unchanged: return nil
        case .rejected, .conflict, .parked:
            guard result.rejection?.code == .recognitionConflict, let other = result.answer?.id else {
                throw PersonsError(result)
            }
            // A conflict of objects that are no persons is told to the caller only.
            if target == .subject { try await note(identifier.kind, other, of: id, occasion, name) }
            return other
        }
    }

    func note(
        _ kind: OutsideIdentifier.Kind, _ other: UUIDValue, of id: UUIDValue, _ occasion: Occasion, _ name: String
    ) async throws {
        let command = NoteRecognitionConflictV1(
            subjectId: id, otherSubjectId: other, identifierKind: .init(rawValue: kind.rawValue))
        let result = try await send(command, to: id.description, on: occasion, as: "note-conflict/\(name)")
        switch result.outcome {
        case .accepted, .unchanged: return
        case .rejected, .conflict, .parked:
            // What was forgotten meanwhile has no conflicts.
            guard result.rejection?.code == .subjectForgotten else { throw PersonsError(result) }
        }
    }

    /// Lets an identifier lead nowhere again, if it leads to this id.
    ///
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func release(
        _ identifier: OutsideIdentifier, from id: UUIDValue, leadingTo target: RecogniseSubjectV1.LeadsTo = .subject,
        on occasion: Occasion, attempt: Int = 0
    ) async throws {
        let hash = try keys.secret(of: occasion.institution).hash(of: identifier, leadingTo: target.rawValue)
        let result = try await send(
            ReleaseIdentifierV1(identifierHash: hash, id: id), to: hash, on: occasion,
            as: "release/\(target.rawValue)/\(identifier.kind.rawValue)/\(attempt)")
        guard result.outcome == .accepted || result.outcome == .unchanged else { throw PersonsError(result) }
    }

    // MARK: Records

    /// Hands over a fact about a person, sealed.
    ///
    /// - Parameters:
    ///   - content: JSON that meets the record's contract.
    ///   - once: whether another content is refused once the record is there.
    /// - Returns: the record's version, and whether the fact is in it.
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``; ``PersonsError/forgotten`` when the person was, and
    ///   ``PersonsError/invalid(_:)`` before anything is sent, when the content does not meet its contract.
    package func write(
        _ content: [UInt8], at place: RecordPlace, of subject: UUIDValue, from source: SourceMark? = nil,
        once: Bool = false, on occasion: Occasion
    ) async throws -> Written {
        let faults = contents.faults(in: content, of: place.type)
        guard faults.isEmpty else { throw PersonsError.invalid(faults) }
        let question = try writing(content, at: place, of: subject, from: source, once: once, on: occasion)
        guard let result = try await ask([question]).first else { throw PersonsError.noAnswer }
        return try Written(result)
    }

    /// The command that hands over a fact, sealed.
    func writing(
        _ content: [UInt8], at place: RecordPlace, of subject: UUIDValue, from source: SourceMark?,
        once: Bool = false, on occasion: Occasion, attempt: Int = 0
    ) throws -> Question {
        // Who was forgotten meanwhile has another id, so that what names them has another content.
        let again = attempt == 0 ? "" : "/\(attempt)"
        let secret = try keys.secret(of: occasion.institution)
        let key = try keys.transportKey(at: now())
        let target = TransportSeal.Place(
            institution: occasion.institution, subject: subject.description, record: place.type.name,
            item: place.item)
        let command = WriteRecordV1(
            subjectId: subject, record: .init(rawValue: place.type.name), item: place.namedItem,
            source: source.map { .init(objectHash: $0.objectHash, version: $0.version) },
            writeOnce: once ? true : nil, transportKeyId: key.id,
            sealed: Base64URL.text(try TransportSeal.seal(content, for: target, to: key.key)))
        return try question(
            command, to: subject.description, on: occasion, as: "write/\(place.type.name)/\(place.item)\(again)",
            bodyHash: secret.hash(ofWriting: content, at: place, of: subject, source: source))
    }

    /// Finds or makes the person and keeps facts about them: what an import does with a row.
    ///
    /// A person that was forgotten is made anew: the identifiers are released from the old id first.
    ///
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func keep(
        _ facts: [Fact], of identifiers: [OutsideIdentifier], on occasion: Occasion
    ) async throws -> Kept {
        var attempt = 0
        while true {
            let recognised = try await recognise(identifiers, on: occasion, attempt: attempt)
            do {
                var written: [Written] = []
                for fact in facts {
                    written.append(
                        try await write(
                            fact.content, at: fact.place, of: recognised.id, from: fact.source, on: occasion))
                }
                return Kept(subject: recognised, written: written)
            } catch PersonsError.forgotten where attempt < 3 {
                for identifier in identifiers {
                    try await release(identifier, from: recognised.id, on: occasion, attempt: attempt)
                }
                attempt += 1
            }
        }
    }

    /// Lets persons know that something rests on a person of whom no event says so, such as a guardian, so that the
    /// person is kept.
    ///
    /// - Parameter service: whose object it is that rests on them, such as `registration`.
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func refer(to subject: UUIDValue, by service: String, on occasion: Occasion) async throws {
        let result = try await send(
            ReferToSubjectV1(subjectId: subject, service: service), to: subject.description, on: occasion,
            as: "refer/\(service)")
        guard result.outcome == .accepted || result.outcome == .unchanged else { throw PersonsError(result) }
    }

    // MARK: Rotation

    /// Has the keys of persons wrapped with a generation of the key-encryption key, at least.
    ///
    /// Part of rotation, which ``PersonsUpkeep`` carries out once there is a new generation.
    ///
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func rewrapKeys(of owners: [AggregateKey], generation: Int) async throws {
        let questions = try owners.compactMap { owner -> Question? in
            guard let subject = UUIDValue(owner.subject) else { return nil }
            return try question(
                RewrapSubjectKeysV1(subjectId: subject, generation: Int64(generation)), to: owner.subject,
                on: .call("generation/\(generation)", institution: owner.institution), as: "rewrap")
        }
        for result in try await ask(questions) where result.outcome != .accepted && result.outcome != .unchanged {
            throw PersonsError(result)
        }
    }

    // MARK: Forgetting

    /// Removes records that have come to their term; meant to run daily.
    ///
    /// - Parameter run: its name, such as the day.
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func remove(_ records: [(owner: AggregateKey, place: RecordPlace)], on run: String) async throws {
        let questions = try records.compactMap { record -> Question? in
            guard let subject = UUIDValue(record.owner.subject) else { return nil }
            return try question(
                RemoveRecordV1(
                    subjectId: subject, record: .init(rawValue: record.place.type.name),
                    item: record.place.item.isEmpty ? nil : record.place.item), to: record.owner.subject,
                on: .call("term/\(run)", institution: record.owner.institution), as: "remove/\(record.place.reference)")
        }
        for result in try await ask(questions) where result.outcome != .accepted && result.outcome != .unchanged {
            throw PersonsError(result)
        }
    }

    /// Forgets every subject on the key store's list: after an older log was put back it may know them again.
    ///
    /// - Parameters:
    ///   - restore: names the restore, so that each subject is asked once for it.
    ///   - subjects: those of the list that are meant; nil for all.
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func forgetListed(after restore: String, _ subjects: [AggregateKey]? = nil) async throws {
        for (institution, subject) in keys.forgotten {
            let key = AggregateKey(institution: institution, subject: subject.description)
            guard subjects?.contains(key) ?? true else { continue }
            let result = try await send(
                ForgetSubjectV1(subjectId: subject, ground: .request), to: subject.description,
                on: .call("restore/\(restore)", institution: institution), as: "forget")
            guard result.outcome == .accepted || result.outcome == .unchanged else { throw PersonsError(result) }
        }
    }

    /// Lets every identifier lead nowhere that still leads to a forgotten subject.
    ///
    /// Recognition does not know who is forgotten, so its entries are read through; meant to run daily.
    ///
    /// - Parameter run: its name, such as the day.
    /// - Returns: how many entries were released.
    /// - Throws: as ``recognise(_:leadingTo:on:attempt:)``.
    package func releaseIdentifiersOfForgotten(on run: String) async throws -> Int {
        let type = RecognitionEntryV1.identity.name
        guard let topic = ServiceTopics(service: "persons", records: [type]).records[type] else { return 0 }
        var released = 0
        for partition in log.layout(of: topic)?.all ?? [] {
            for (key, entry) in try await entries(in: partition)
            where keys.isForgotten(entry.id, of: key.aggregate.institution) {
                let result = try await send(
                    ReleaseIdentifierV1(identifierHash: entry.identifierHash, id: entry.id),
                    to: entry.identifierHash,
                    on: .call("forgotten/\(run)", institution: key.aggregate.institution), as: "release/\(entry.id)")
                guard result.outcome == .accepted || result.outcome == .unchanged else { throw PersonsError(result) }
                released += 1
            }
        }
        return released
    }

    private func entries(in partition: Partition) async throws -> [RecordKey: RecognitionEntryV1] {
        var entries: [RecordKey: RecognitionEntryV1] = [:]
        let bounds = try await log.bounds(of: partition)
        var next = bounds.lowerBound
        while next < bounds.upperBound {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 4 << 20)
            for record in batch.records {
                guard let key = RecordKey(bytes: record.key ?? []) else { continue }
                entries[key] = try record.value.map {
                    try ContractData.read(RecognitionEntryV1.self, $0)
                }
            }
            guard batch.next > next else { break }
            next = batch.next
        }
        return entries
    }

    // MARK: Sending

    func send<Command: ContractMessage>(
        _ command: Command, to subject: String, on occasion: Occasion, as name: String, bodyHash: String? = nil
    ) async throws -> CommandResultV1 {
        let question = try question(command, to: subject, on: occasion, as: name, bodyHash: bodyHash)
        guard let result = try await ask([question]).first else { throw PersonsError.noAnswer }
        return result
    }

    /// A command and how its answer is known.
    struct Question: Sendable {
        let message: CloudEvent
        let key: UUIDValue
        let bodyHash: String
        let partition: Partition
    }

    func question<Command: ContractMessage>(
        _ command: Command, to subject: String, on occasion: Occasion, as name: String, bodyHash: String? = nil
    ) throws -> Question {
        guard let layout = log.layout(of: ServiceTopics(service: "persons").commands) else {
            throw EventLogError(.unknownPartition, detail: "persons has no commands on this log")
        }
        var message = CloudEvent(
            id: occasion.identity(name).description, source: source, type: Command.identity.type, subject: subject,
            time: now(), dataContentType: "application/json", dataSchema: Command.identity.urn,
            data: try ContractData.write(command))
        message[.institution] = occasion.institution
        message[.correlationid] = occasion.correlationId
        message[.bodyhash] = bodyHash
        message.origin = occasion.origin
        guard let key = CommandKey.of(message) else { preconditionFailure("the command has institution and subject") }
        return Question(
            message: message, key: key, bodyHash: BodyHash.of(message),
            partition: layout.partition(ofKey: Array(subject.utf8)))
    }

    /// The most commands that are under way at once: so few that their answers come soon.
    private static let largestAppend = 500

    /// Sends commands together, in their order, and waits for all of the answers.
    func ask(_ questions: [Question]) async throws -> [CommandResultV1] {
        var results: [CommandResultV1] = []
        for start in stride(from: 0, to: questions.count, by: PersonsClient.largestAppend) {
            let end = min(questions.count, start + PersonsClient.largestAppend)
            results += try await askTogether(questions[start..<end])
        }
        return results
    }

    private func askTogether(_ questions: ArraySlice<Question>) async throws -> [CommandResultV1] {
        var records: [Partition: [NewRecord]] = [:]
        for question in questions { records[question.partition, default: []].append(NewRecord(question.message)) }
        _ = try await log.append(records.map { Append($0.value, to: $0.key) })
        return try await withThrowingTaskGroup(of: (Int, CommandResultV1?).self) { group in
            for (place, question) in zip(questions.indices, questions) {
                group.addTask { (place, try await self.answer(question.key, question.bodyHash)) }
            }
            var results: [Int: CommandResultV1] = [:]
            for try await (place, result) in group {
                guard let result else { throw PersonsError.noAnswer }
                results[place] = result
            }
            return questions.indices.compactMap { results[$0] }
        }
    }
}
