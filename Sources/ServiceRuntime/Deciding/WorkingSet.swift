package import EventSourcing
package import HubContracts

/// What a batch is decided with: the part of a partition's state that its commands touch.
package struct WorkingSet<Rules: ServiceRules>: Sendable {
    /// Earlier commands of the same identities.
    package var memory: [UUIDValue: Remembered] = [:]
    /// Every aggregate of the batch; one without events has sequence 0.
    package var aggregates: [AggregateKey: Aggregate] = [:]
    /// Those aggregates of the batch that are parked.
    package var parked: [AggregateKey: Parked] = [:]
    package var facts: Rules.Facts
    /// The last event of the partition.
    package var lastEvent = EventNumber.none
    /// The last dead letter of the partition.
    package var lastLetter = 0 as Int64
    /// Commands that ended the process twice while they were decided.
    package var poisonous: Set<DecisionMark> = []
    /// Commands from which follows what the log does not take, by their place.
    package var unappendable: Set<Int64> = []

    package struct Aggregate: Sendable {
        package var state: Rules.State?
        package var sequence: SequenceNumber

        package init(state: Rules.State? = nil, sequence: SequenceNumber = .none) {
            self.state = state
            self.sequence = sequence
        }
    }

    package init(facts: Rules.Facts) {
        self.facts = facts
    }
}

/// An earlier command and what became of it.
package struct Remembered: Sendable, Hashable {
    package let bodyHash: String
    package var result: CommandResultV1
    /// When the command was appended, milliseconds since 1970.
    package let time: Int64

    package init(bodyHash: String, result: CommandResultV1, time: Int64) {
        self.bodyHash = bodyHash
        self.result = result
        self.time = time
    }

    /// How long a command is remembered, in milliseconds of its append time: 14 days.
    package static let term = 14 * 86_400_000 as Int64

    /// The header of a result that has the identity of its command, as 16 bytes.
    package static let keyHeader = "command-key"

    /// The header of a result that says what became of its command, without reading its text.
    package static let outcomeHeader = "command-outcome"

    /// The header of a result that says when its command was appended.
    package static let timeHeader = "command-time"
}

/// An aggregate whose commands wait.
package struct Parked: Sendable, Hashable {
    /// How many wait.
    package var count: Int
    /// The waiting commands that a release or discard of this batch is about, oldest first.
    package var letters: [DeadLetter]

    package init(count: Int, letters: [DeadLetter] = []) {
        self.count = count
        self.letters = letters
    }

    /// The most commands of callers and imports that wait for one aggregate.
    package static let limit = 1000
}
