import EventSourcing
import HubContracts
import ServiceRuntime

/// A service that writes records, for tests: notes by their item, each with the text that came last and how often it was
/// written. `x` as text removes the note, `#` is a text that no record can be made of.
struct NoteRules: ServiceRules {
    struct Command: Sendable {
        let item: String
        let text: String
    }

    struct Event: Sendable, Equatable {
        let item: String
    }

    struct Draft: Sendable {
        let item: String
        let text: String?
        let count: Int
    }

    struct State: Sendable, Equatable {
        /// How many events there were.
        var events = 0
        var notes: [String: (text: String, count: Int)] = [:]

        static func == (left: State, right: State) -> Bool {
            left.events == right.events && left.notes.mapValues { "\($0)" } == right.notes.mapValues { "\($0)" }
        }
    }

    struct Facts: Sendable {}

    let service = "notes"
    let initialFacts = Facts()
    let factTypes: Set<String> = []
    let deadlineTypes: Set<String> = []
    let recordTypes = ["note"]

    static let contract = ContractIdentity(checkedService: "notes", name: "note-written", version: 1)
    static let record = ContractIdentity(checkedService: "notes", name: "note", version: 1)

    /// `item=text`.
    func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        let parts = String(decoding: message.data ?? [], as: UTF8.self).split(separator: "=").map(String.init)
        guard parts.count == 2 else { throw MessageFault("the data is no note", pointer: "") }
        return Command(item: parts[0], text: parts[1])
    }

    func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        Event(item: String(decoding: message.data ?? [], as: UTF8.self))
    }

    func text(of event: Event, for aggregate: AggregateKey) throws(MessageFault) -> (
        contract: ContractIdentity, data: [UInt8]
    ) { (NoteRules.contract, Array(event.item.utf8)) }

    func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        try decision(command, state, facts, for: aggregate).events
    }

    func decision(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> Decision<Event, Draft> {
        let held = state?.notes[command.item]
        guard command.text != "x" else {
            guard held != nil else { return Decision() }
            return Decision(drafts: [Draft(item: command.item, text: nil, count: 0)])
        }
        let count = (held?.count ?? 0) + 1
        let isSame = held?.text == command.text
        return Decision(
            events: isSame ? [] : [Event(item: command.item)],
            drafts: [Draft(item: command.item, text: command.text, count: count)],
            answer: CommandResultV1.Answer(recordVersion: Int64(count)), isUnchanged: isSame)
    }

    func evolve(_ state: inout State?, _ event: Event) {
        var held = state ?? State()
        held.events += 1
        state = held
    }

    func records(
        of drafts: [Draft], _ state: State?, for aggregate: AggregateKey
    ) throws(MessageFault) -> [RecordChange] {
        var changes: [RecordChange] = []
        for draft in drafts {
            guard draft.text != "#" else { throw MessageFault("there is no key") }
            let value = draft.text.map { Array("\($0)*\(draft.count)".utf8) }
            changes.append(RecordChange(NoteRules.record, item: draft.item, value: value))
        }
        return changes
    }

    func hold(_ record: HeldRecord, in state: inout State?) throws(MessageFault) {
        var held = state ?? State()
        defer { state = held }
        guard let value = record.value else {
            held.notes[record.item] = nil
            return
        }
        let parts = String(decoding: value, as: UTF8.self).split(separator: "*").map(String.init)
        guard parts.count == 2, let count = Int(parts[1]) else { throw MessageFault("the note cannot be read") }
        held.notes[record.item] = (parts[0], count)
    }

    func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] { [] }

    func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {}
}
