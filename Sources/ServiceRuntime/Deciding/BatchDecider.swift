package import EventLog
package import EventSourcing
import HubContracts

/// Decides a batch of commands: what is known goes in, what is to be appended comes out, nothing is read or written.
///
/// Later commands of the batch see what earlier ones made. What was decided counts only once the outcome is committed.
package struct BatchDecider<Rules: ServiceRules>: Sendable {
    private let rules: Rules
    private let source: String
    private let now: Timestamp
    private let mark: @Sendable (DecisionMark?) -> Void
    private let letters: LetterSeal?
    package private(set) var known: WorkingSet<Rules>
    package private(set) var outcome = BatchOutcome()

    /// - Parameters:
    ///   - source: who events and results are from: the hub with the service.
    ///   - now: the envelopes' time.
    ///   - letters: hides the data of commands in dead letters; nil where none need hiding.
    ///   - mark: told before and after each decision which command it is, so that a trap can be laid at its door.
    package init(
        rules: Rules, source: String, now: Timestamp, known: WorkingSet<Rules>, letters: LetterSeal? = nil,
        mark: @escaping @Sendable (DecisionMark?) -> Void = { _ in }
    ) {
        self.rules = rules
        self.source = source
        self.now = now
        self.known = known
        self.letters = letters
        self.mark = mark
    }

    /// Decides one command more.
    ///
    /// A control command must be the only one of its batch.
    package mutating func take(_ received: ReceivedCommand) {
        outcome.position = received.record.offset + 1
        guard let command = Subject(received) else {
            addLetter(received.record, nil, .read, .unreadable, received.fault ?? "the envelope cannot be read")
            return
        }
        let (message, key, aggregate) = (command.message, command.key, command.aggregate)
        if let earlier = known.memory[key], received.record.time - earlier.time < Remembered.term {
            guard earlier.bodyHash != command.hash else { return repeatResult(earlier, of: command) }
            return conflict(command)
        }
        if let control = ControlCommand(message) {
            return perform(control, command)
        }
        if known.unappendable.contains(received.record.offset) {
            return park(command, .append, .tooLarge, "what follows from it is larger than the log takes")
        }
        if let parked = known.parked[aggregate], parked.count > 0 {
            switch message.origin {
            case .caller?, .import?, nil:
                guard parked.count < Parked.limit else {
                    let message = "the aggregate is parked, and \(Parked.limit) commands wait already"
                    return reject(command, Refusal(.aggregateParked, message))
                }
            case .reactor?, .deadline?, .control?: break
            }
            return park(command, .held, .behind, "it waits behind an earlier command of the aggregate")
        }
        if case .stopped(let stop) = decide(command, letter: nil) {
            park(command, stop.stage, stop.code, stop.message, pointer: stop.pointer)
        }
    }

    // MARK: One command

    /// A command that can be attributed, with what is known of it.
    private struct Subject {
        let message: CloudEvent
        let key: UUIDValue
        let aggregate: AggregateKey
        let hash: String
        let record: LogRecord

        /// - Parameter hash: of the data, where they are not at hand.
        init?(_ received: ReceivedCommand, hash: String? = nil) {
            guard let message = received.message, let key = received.key, let aggregate = received.aggregate else {
                return nil
            }
            self.message = message
            self.key = key
            self.aggregate = aggregate
            self.hash = hash ?? BodyHash.of(message)
            record = received.record
        }
    }

    private enum Decision {
        case done
        /// It cannot be processed and nothing was appended for it.
        case stopped(Stop)
    }

    private struct Stop {
        let stage: DeadLetter.Stage
        let code: DeadLetter.Code
        let message: String
        var pointer: String?
    }

    private mutating func decide(_ subject: Subject, letter: DeadLetter?, control: Int64? = nil) -> Decision {
        let place = DecisionMark(offset: control ?? subject.record.offset, letter: letter?.number ?? 0)
        guard !known.poisonous.contains(place) else {
            let message = "the process ended twice while it was decided"
            return .stopped(Stop(stage: .decide, code: .poison, message: message))
        }
        mark(place)
        defer { mark(nil) }
        let command: Rules.Command
        do throws(MessageFault) {
            command = try rules.command(subject.message)
        } catch {
            switch subject.message.origin {
            case .caller?, .control?, nil:
                reject(subject, Refusal(.unreadable, error.message, pointer: error.pointer))
                return .done
            case .import?, .reactor?, .deadline?:
                return .stopped(
                    Stop(stage: .read, code: .unreadable, message: error.message, pointer: error.pointer))
            }
        }
        let aggregate = known.aggregates[subject.aggregate] ?? WorkingSet.Aggregate()
        if let expected = subject.message[.expectedsequence], expected != aggregate.sequence.description {
            let message = "version \(Int64(expected) ?? 0) was expected, it is \(aggregate.sequence.value)"
            reject(subject, Refusal(.expectedSequenceMismatch, message), actual: aggregate.sequence)
            return .done
        }
        do throws(Refusal) {
            let decision = try rules.decision(command, aggregate.state, known.facts, for: subject.aggregate)
            return append(decision, of: subject)
        } catch {
            reject(subject, error)
            return .done
        }
    }

    private mutating func append(
        _ decision: ServiceRuntime.Decision<Rules.Event, Rules.Draft>, of subject: Subject
    ) -> Decision {
        let events = decision.events
        var records: [(type: String, record: NewRecord)] = []
        var aggregate = known.aggregates[subject.aggregate] ?? WorkingSet.Aggregate()
        var number = known.lastEvent
        for (ordinal, event) in events.enumerated() {
            number = number.next
            aggregate.sequence = aggregate.sequence.next
            do throws(MessageFault) {
                let envelope = try envelope(event, ordinal, of: subject, aggregate.sequence, number)
                guard envelope.size <= CloudEvent.maximumSize else {
                    throw MessageFault("the event \(envelope.type) would be larger than 64 KB")
                }
                records.append((envelope.type, NewRecord(envelope)))
            } catch {
                return .stopped(Stop(stage: .append, code: .tooLarge, message: error.message))
            }
        }
        let changes: [RecordChange]
        do throws(MessageFault) {
            var state = aggregate.state
            changes = try rules.records(of: decision.drafts, state, for: subject.aggregate)
            for event in events { rules.evolve(&state, event) }
            for change in changes { try rules.hold(change.held, in: &state) }
            aggregate.state = state
        } catch {
            return .stopped(Stop(stage: .append, code: .keyUnavailable, message: error.message))
        }
        for (ordinal, change) in changes.enumerated() {
            outcome.records[change.contract.name, default: []].append(record(change, ordinal, of: subject))
        }
        var committed: [CommandResultV1.CommittedEvent] = []
        number = known.lastEvent
        for ((type, record), event) in zip(records, events) {
            number = number.next
            outcome.events.append(record)
            outcome.counts[type, default: 0] += 1
            rules.take(event, of: subject.aggregate, into: &known.facts)
            committed.append(CommandResultV1.CommittedEvent(type: type, eventNumber: number.value))
        }
        known.lastEvent = number
        known.aggregates[subject.aggregate] = aggregate
        let isUnchanged = decision.isUnchanged || events.isEmpty && changes.isEmpty
        answer(subject, isUnchanged ? .unchanged : .accepted, events: committed, handsOut: decision.answer)
        return .done
    }

    private func record(_ change: RecordChange, _ ordinal: Int, of subject: Subject) -> NewRecord {
        let key = RecordKey(subject.aggregate, item: change.item).bytes
        guard let value = change.value else { return NewRecord(key: key, value: nil) }
        var envelope = CloudEvent(
            id: UUIDValue(namespace: subject.key, parts: ["record", String(ordinal)]).description, source: source,
            type: change.contract.type, subject: subject.aggregate.subject, time: now,
            dataContentType: change.contentType, dataSchema: change.contract.urn, data: value)
        envelope.follow(subject.message)
        return NewRecord(key: key, headers: NewRecord(envelope).headers, value: value)
    }

    private func envelope(
        _ event: Rules.Event, _ ordinal: Int, of subject: Subject, _ sequence: SequenceNumber, _ number: EventNumber
    ) throws(MessageFault) -> CloudEvent {
        let (contract, data) = try rules.text(of: event, for: subject.aggregate)
        var envelope = CloudEvent(
            id: UUIDValue(namespace: subject.key, parts: ["event", String(ordinal)]).description, source: source,
            type: contract.type, subject: subject.aggregate.subject, time: now, dataContentType: "application/json",
            dataSchema: contract.urn, data: data)
        envelope.follow(subject.message)
        envelope[.partitionkey] = subject.message[.partitionkey]
        envelope.sequence = sequence
        envelope.partitionSequence = number
        return envelope
    }

    // MARK: Control

    private mutating func perform(_ control: ControlCommand, _ command: Subject) {
        let aggregate = AggregateKey(institution: command.aggregate.institution, subject: control.aggregate)
        guard let parked = known.parked[aggregate], parked.count > 0 else {
            return answer(command, .unchanged)
        }
        var done = 0
        var stopped: Stop?
        for letter in parked.letters where control.concerns(letter) {
            switch control.act {
            case .discard:
                discard(letter)
            case .release:
                if case .stopped(let stop) = release(letter, control: command.record.offset) { stopped = stop }
            }
            guard stopped == nil else { break }
            done += 1
            outcome.letters.append(letter.tombstone)
        }
        known.parked[aggregate]?.count -= done
        known.parked[aggregate]?.letters.removeAll { letter in
            outcome.letters.contains { $0.key == letter.key && $0.value == nil }
        }
        if let stopped {
            let message = "\(done) were released, the next one stops again: \(stopped.message)"
            return reject(command, Refusal(.stillParked, message, pointer: stopped.pointer))
        }
        // Transactions are bounded: a long release goes on with the same command in the next one.
        let isLast = control.letterNumber != nil || (known.parked[aggregate]?.count ?? 0) == 0
        guard isLast || done == 0 else {
            outcome.position = nil
            return
        }
        answer(command, done > 0 ? .accepted : .unchanged)
    }

    private mutating func release(_ letter: DeadLetter, control: Int64) -> Decision {
        guard let held = Subject(ReceivedCommand(letter.command), hash: letter.sealedBodyHash) else { return .done }
        guard letter.sealedBodyHash == nil else {
            let message = "its data are sealed with a key that is gone; it can only be discarded"
            return .stopped(Stop(stage: .read, code: .unreadable, message: message))
        }
        return decide(held, letter: letter, control: control)
    }

    private mutating func discard(_ letter: DeadLetter) {
        guard let held = Subject(ReceivedCommand(letter.command), hash: letter.sealedBodyHash) else { return }
        reject(held, Refusal(.discarded, "it was discarded by an operator"))
    }

    // MARK: Results

    private mutating func park(
        _ subject: Subject, _ stage: DeadLetter.Stage, _ code: DeadLetter.Code, _ message: String,
        pointer: String? = nil
    ) {
        addLetter(subject.record, subject.aggregate, stage, code, message, pointer: pointer)
        answer(
            subject, .parked, parking: .init(letterNumber: known.lastLetter, stage: stage, code: code), isFinal: false)
    }

    private mutating func addLetter(
        _ command: LogRecord, _ aggregate: AggregateKey?, _ stage: DeadLetter.Stage, _ code: DeadLetter.Code,
        _ message: String, pointer: String? = nil
    ) {
        known.lastLetter += 1
        if let aggregate { known.parked[aggregate, default: Parked(count: 0)].count += 1 }
        let hidden = letters?.hide(command) ?? (command: command, bodyHash: nil)
        let letter = DeadLetter(
            number: known.lastLetter, aggregate: aggregate, stage: stage, code: code, message: message,
            pointer: pointer, command: hidden.command, sealedBodyHash: hidden.bodyHash)
        outcome.letters.append(letter.record)
    }

    private mutating func reject(_ subject: Subject, _ refusal: Refusal, actual: SequenceNumber? = nil) {
        let rejection = CommandResultV1.Rejection(
            code: refusal.code, message: refusal.message, pointer: refusal.pointer, actualSequence: actual?.value,
            conflicts: refusal.conflicts.isEmpty ? nil : refusal.conflicts)
        answer(subject, .rejected, rejection: rejection, handsOut: refusal.answer)
    }

    private mutating func conflict(_ subject: Subject) {
        let rejection = CommandResultV1.Rejection(
            code: .identityConflict, message: "the same source and id were used before with another body")
        add(result(subject, .conflict, rejection: rejection), of: subject)
    }

    private mutating func repeatResult(_ earlier: Remembered, of subject: Subject) {
        add(earlier.result, of: subject)
    }

    private mutating func answer(
        _ subject: Subject, _ became: CommandResultV1.Outcome, events: [CommandResultV1.CommittedEvent] = [],
        rejection: CommandResultV1.Rejection? = nil, parking: CommandResultV1.Parking? = nil,
        handsOut answer: CommandResultV1.Answer? = nil, isFinal: Bool = true
    ) {
        var result = result(
            subject, became, events: events, rejection: rejection, parking: parking, isFinal: isFinal)
        result.answer = answer
        known.memory[subject.key] = Remembered(bodyHash: subject.hash, result: result, time: subject.record.time)
        add(result, of: subject)
    }

    private func result(
        _ subject: Subject, _ became: CommandResultV1.Outcome, events: [CommandResultV1.CommittedEvent] = [],
        rejection: CommandResultV1.Rejection? = nil, parking: CommandResultV1.Parking? = nil, isFinal: Bool = true
    ) -> CommandResultV1 {
        CommandResultV1(
            commandSource: subject.message.source, commandId: subject.message.id,
            commandSubject: subject.aggregate.subject, bodyHash: subject.hash, outcome: became,
            sequence: known.aggregates[subject.aggregate]?.sequence.value ?? 0, events: events.isEmpty ? nil : events,
            rejection: rejection, parking: parking, isFinal: isFinal)
    }

    private mutating func add(_ result: CommandResultV1, of subject: Subject) {
        let contract = CommandResultV1.identity
        var envelope = CloudEvent(
            id: UUIDValue(namespace: subject.key, parts: ["result", result.isFinal ? "final" : "parked"]).description,
            source: source, type: contract.type, subject: subject.aggregate.subject, time: now,
            dataContentType: "application/json", dataSchema: contract.urn, data: ResultText.of(result))
        envelope.follow(subject.message)
        envelope[.partitionkey] = subject.message[.partitionkey]
        var record = NewRecord(envelope)
        record.headers.append(RecordHeader(Remembered.keyHeader, subject.key.bytes))
        record.headers.append(RecordHeader(Remembered.timeHeader, String(subject.record.time)))
        record.headers.append(RecordHeader(Remembered.outcomeHeader, result.outcome.rawValue))
        outcome.results.append(record)
    }
}

extension CloudEvent {
    /// Takes over what joins a message to the one that led to it.
    fileprivate mutating func follow(_ cause: CloudEvent) {
        self[.institution] = cause[.institution]
        self[.correlationid] = cause[.correlationid] ?? cause.id
        self[.causationid] = cause.id
        self[.traceparent] = cause[.traceparent]
    }
}

extension NewRecord {
    /// The message in Kafka's binary mode.
    package init(_ message: CloudEvent) {
        self.init(
            key: message.recordKey.map { Array($0.utf8) },
            headers: message.kafkaHeaders.map { RecordHeader($0.name, $0.value) }, value: message.data)
    }
}
