package import EventLog

/// What follows from a batch: appended in one transaction, all or nothing.
package struct BatchOutcome: Sendable {
    package var events: [NewRecord] = []
    package var results: [NewRecord] = []
    package var letters: [NewRecord] = []
    /// How many events of each type.
    package var counts: [String: Int] = [:]
    /// Where the next batch begins; nil when the last command of this one is not done yet (a long release).
    package var position: Int64?
}

/// The topics of a service, by what is in them.
package struct ServiceTopics: Sendable, Hashable {
    package let commands: Topic
    package let events: Topic
    package let results: Topic
    package let deadLetters: Topic
    package let positions: Topic

    package init(service: String) {
        commands = Topic("\(service).commands")
        events = Topic("\(service).events")
        results = Topic("\(service).results")
        deadLetters = Topic("\(service).dead-letters")
        positions = Topic("\(service).positions")
    }

    /// How the topics are laid out, with the terms of the design.
    package func layouts(partitions: Int) -> [TopicLayout] {
        let days = 86_400_000 as Int64
        return [
            TopicLayout(commands, partitions: partitions, cleanup: .delete(after: 90 * days)),
            TopicLayout(events, partitions: partitions, cleanup: .delete(after: nil)),
            TopicLayout(results, partitions: partitions, cleanup: .delete(after: 90 * days)),
            TopicLayout(deadLetters, partitions: partitions, cleanup: .compact(tombstonesFor: 90 * days)),
            TopicLayout(positions, partitions: partitions, cleanup: .compact(tombstonesFor: 90 * days)),
        ]
    }
}
