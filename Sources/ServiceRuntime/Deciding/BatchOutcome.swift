package import EventLog

/// What follows from a batch: appended in one transaction, all or nothing.
package struct BatchOutcome: Sendable {
    package var events: [NewRecord] = []
    package var results: [NewRecord] = []
    package var letters: [NewRecord] = []
    /// By the name of their type.
    package var records: [String: [NewRecord]] = [:]
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
    /// By the name of the record type.
    package let records: [String: Topic]
    /// How long commands and results are kept, in days.
    private let days: Int64

    /// - Parameters:
    ///   - records: the names of the record contracts that the service writes.
    ///   - days: how long commands and results are kept; never shorter than commands are remembered.
    package init(service: String, records: [String] = [], days: Int64 = 90) {
        self.days = days
        self.records = Dictionary(uniqueKeysWithValues: records.map { ($0, Topic("\(service).records.\($0)")) })
        commands = Topic("\(service).commands")
        events = Topic("\(service).events")
        results = Topic("\(service).results")
        deadLetters = Topic("\(service).dead-letters")
        positions = Topic("\(service).positions")
    }

    /// How the topics are laid out, with the terms of the design.
    package func layouts(partitions: Int) -> [TopicLayout] {
        let day = 86_400_000 as Int64
        let compacted = TopicLayout.Cleanup.compact(tombstonesFor: ServiceTopics.tombstoneTerm)
        return [
            TopicLayout(commands, partitions: partitions, cleanup: .delete(after: days * day)),
            TopicLayout(events, partitions: partitions, cleanup: .delete(after: nil)),
            TopicLayout(results, partitions: partitions, cleanup: .delete(after: days * day)),
            TopicLayout(deadLetters, partitions: partitions, cleanup: compacted),
            TopicLayout(positions, partitions: partitions, cleanup: compacted),
        ]
            + records.values.sorted { $0.name < $1.name }.map {
                TopicLayout($0, partitions: partitions, cleanup: compacted)
            }
    }

    /// How long the removal of a key is kept, in milliseconds: 90 days. What was made from a compacted topic longer ago
    /// may have missed one, and is made anew.
    package static let tombstoneTerm = 90 * 86_400_000 as Int64
}
