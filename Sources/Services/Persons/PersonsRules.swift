import EventSourcing
import HubContracts
package import PersonalData
package import ServiceRuntime

/// Recognition and persons as the partition writer asks them.
///
/// Facts are opened where a command is read and sealed where a record is made; deciding sees neither key nor nonce.
package struct PersonsRules: ServiceRules {
    package enum Command: Sendable {
        case recognition(Recognition.Command)
        case person(Person.Command)
    }

    package enum State: Sendable {
        case recognition(Recognition.State)
        case person(Person.State)
    }

    package enum Draft: Sendable {
        case recognition(Recognition.Draft)
        case person(Person.Draft)
    }

    package typealias Event = Person.Event

    /// Nothing is known of a whole partition.
    package struct Facts: Sendable {}

    let keys: KeyStore
    let contents: RecordContents
    private let sealing: RecordSealing

    /// - Throws: ``SchemaError`` when a record's contract is none, which the contracts' own checks prevent.
    package init(keys: KeyStore) throws {
        self.keys = keys
        contents = try RecordContents()
        sealing = RecordSealing(keys)
    }

    package let service = "persons"
    package let recordTypes = PersonsTopics.recordTypes
    package let factTypes: Set<String> = []
    package let initialFacts = Facts()

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {}

    // MARK: Deciding

    package func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        try decision(command, state, facts, for: aggregate).events
    }

    package func decision(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> Decision<Event, Draft> {
        switch command {
        case .recognition(let command):
            let state = try recognition(state)
            do throws(Recognition.Rejection) {
                let outcome = try Recognition.decide(command, state)
                return Decision(
                    drafts: outcome.draft.map { [Draft.recognition($0)] } ?? [],
                    answer: outcome.id.map { CommandResultV1.Answer(id: $0) })
            } catch {
                throw Refusal(error)
            }
        case .person(let command):
            let state = try person(state)
            do throws(Person.Rejection) {
                let outcome = try Person.decide(command, state)
                return Decision(
                    events: outcome.events, drafts: outcome.drafts.map { .person($0) },
                    answer: outcome.version.map { CommandResultV1.Answer(recordVersion: $0) },
                    isUnchanged: outcome.version != nil && outcome.events.isEmpty)
            } catch {
                throw Refusal(error)
            }
        }
    }

    private func recognition(_ state: State?) throws(Refusal) -> Recognition.State {
        switch state {
        case nil: return .nowhere
        case .recognition(let state): return state
        case .person: throw Refusal(.invalid, "the subject is a person, not an identifier")
        }
    }

    private func person(_ state: State?) throws(Refusal) -> Person.State {
        switch state {
        case nil: return Person.initial
        case .person(let state): return state
        case .recognition: throw Refusal(.invalid, "the subject is an identifier, not a person")
        }
    }

    package func evolve(_ state: inout State?, _ event: Event) {
        var person = Person.initial
        if case .person(let held) = state { person = held }
        Person.evolve(&person, event)
        state = .person(person)
    }

    // MARK: Records

    package func records(
        of drafts: [Draft], _ state: State?, for aggregate: AggregateKey
    ) throws(MessageFault) -> [RecordChange] {
        var changes: [RecordChange] = []
        var persons: [Person.Draft] = []
        for draft in drafts {
            switch draft {
            case .recognition(.remove): changes.append(RecordChange(RecognitionEntryV1.identity, value: nil))
            case .recognition(.enter(let identifier, let id)):
                let entry = RecognitionEntryV1(
                    identifierHash: aggregate.subject, identifierKind: identifier.kind, leadsTo: identifier.leadsTo,
                    id: id)
                let text = try ContractText.write(entry)
                changes.append(RecordChange(text.contract, value: text.data))
            case .person(let draft): persons.append(draft)
            }
        }
        guard !persons.isEmpty else { return changes }
        do throws(SealFault) {
            return try changes + sealing.records(of: persons, heldKeys(state), for: aggregate)
        } catch {
            throw MessageFault("the record cannot be sealed: \(error)")
        }
    }

    private func heldKeys(_ state: State?) -> [UUIDValue: Person.HeldKey] {
        guard case .person(.present(let holdings)) = state else { return [:] }
        return holdings.keys
    }

    package func hold(_ record: HeldRecord, in state: inout State?) throws(MessageFault) {
        if record.type == RecognitionEntryV1.identity.name {
            guard let value = record.value else { return state = .recognition(.nowhere) }
            return state = .recognition(try entry(value))
        }
        var person = Person.initial
        if case .person(let held) = state { person = held }
        if record.type == SubjectKeyV1.identity.name {
            try hold(key: record, in: &person)
        } else {
            try hold(sealed: record, in: &person)
        }
        state = .person(person)
    }

    private func entry(_ value: [UInt8]) throws(MessageFault) -> Recognition.State {
        let message = CloudEvent(id: "", source: "", type: RecognitionEntryV1.identity.type, data: value)
        return .leads(to: try ContractText.read(RecognitionEntryV1.self, message).id)
    }

    private func hold(key record: HeldRecord, in person: inout Person.State) throws(MessageFault) {
        guard let id = UUIDValue(record.item) else { throw MessageFault("a key is named by a UUID") }
        guard let value = record.value else { return Person.removeKey(id, from: &person) }
        guard let key = Person.HeldKey(record: value), key.id == id else {
            throw MessageFault("the record of a key cannot be read")
        }
        Person.hold(key, in: &person)
    }

    private func hold(sealed record: HeldRecord, in person: inout Person.State) throws(MessageFault) {
        guard let type = RecordType.named(record.type), let place = RecordPlace(type, item: record.item) else {
            throw MessageFault("\(record.type) is no record of persons")
        }
        guard let value = record.value else { return Person.remove(place, from: &person) }
        let label: SealLabel
        do throws(SealFault) {
            label = try SealedBytes.label(of: value)
        } catch {
            throw MessageFault("a sealed record cannot be read")
        }
        let held = Person.HeldRecordState(
            version: label.version, contentHash: label.contentHash ?? "", sources: label.sources)
        guard Person.hold(held, at: place, in: &person) else {
            throw MessageFault("the record is another version than the events say")
        }
    }
}
