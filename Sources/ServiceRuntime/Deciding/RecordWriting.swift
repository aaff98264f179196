package import EventSourcing
package import HubContracts

/// What follows from a command: events, records that are still to be made, and what is answered beside the outcome.
package struct Decision<Event: Sendable, Draft: Sendable>: Sendable {
    package var events: [Event]
    package var drafts: [Draft]
    package var answer: CommandResultV1.Answer?
    /// Whether the command counts as unchanged although a record is written, such as that a version was seen.
    package var isUnchanged: Bool

    package init(
        events: [Event] = [], drafts: [Draft] = [], answer: CommandResultV1.Answer? = nil, isUnchanged: Bool = false
    ) {
        self.events = events
        self.drafts = drafts
        self.answer = answer
        self.isUnchanged = isUnchanged
    }
}

/// The newest value of one key of a records topic changes.
package struct RecordChange: Sendable, Hashable {
    package let contract: ContractIdentity
    /// Which of several records of the type the aggregate has; empty where it has one.
    package let item: String
    package let contentType: String
    /// Nil removes the record.
    package let value: [UInt8]?

    package init(
        _ contract: ContractIdentity, item: String = "", contentType: String = "application/json", value: [UInt8]?
    ) {
        self.contract = contract
        self.item = item
        self.contentType = contentType
        self.value = value
    }

    /// As the rules are given it back, from memory or from the log.
    var held: HeldRecord { HeldRecord(type: contract.name, item: item, value: value) }
}

/// A record of an aggregate as it lies on its topic.
package struct HeldRecord: Sendable, Hashable {
    /// The contract's name, such as `person-identity`.
    package let type: String
    package let item: String
    /// Nil when it was removed.
    package let value: [UInt8]?

    package init(type: String, item: String, value: [UInt8]?) {
        self.type = type
        self.item = item
        self.value = value
    }
}

/// The key of a record on its topic: whose it is, and which of several.
package struct RecordKey: Sendable, Hashable {
    package let aggregate: AggregateKey
    package let item: String

    package init(_ aggregate: AggregateKey, item: String = "") {
        self.aggregate = aggregate
        self.item = item
    }

    /// Institution, subject and, where there is one, item, separated by slashes.
    package var bytes: [UInt8] {
        let owner = "\(aggregate.institution)/\(aggregate.subject)"
        return Array((item.isEmpty ? owner : "\(owner)/\(item)").utf8)
    }

    /// Nil for bytes that are no such key.
    package init?(bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty, parts.count == 2 || !parts[2].isEmpty else {
            return nil
        }
        self.init(
            AggregateKey(institution: parts[0], subject: parts[1]), item: parts.count == 3 ? parts[2] : "")
    }
}

extension ServiceRules {
    package var recordTypes: [String] { [] }

    package func hold(_ record: HeldRecord, in state: inout State?) throws(MessageFault) {
        throw MessageFault("\(service) writes no records")
    }
}

extension ServiceRules where Draft == Never {
    package func decision(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> Decision<Event, Never> {
        Decision(events: try decide(command, state, facts, for: aggregate))
    }

    package func records(
        of drafts: [Never], _ state: State?, for aggregate: AggregateKey
    ) throws(MessageFault) -> [RecordChange] { [] }
}
