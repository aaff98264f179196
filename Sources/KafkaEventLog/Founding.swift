import EventLog
import EventSourcing

/// Founds a log at the brokers, and holds what they have against what was founded.
struct Founding {
    let settings: KafkaSettings
    let asking: Client
    /// How long what is not as it should be is looked at again. A broker that has just started knows no topics, and one
    /// that was just made is not known to every broker at once.
    private static let patience = Duration.seconds(5)

    private init(_ settings: KafkaSettings) async throws(EventLogError) {
        self.settings = settings
        asking = try await BlockingWork.run { () throws(EventLogError) in try Client(.asking, settings) }
    }

    /// The log as it was founded, when it is as expected and the brokers have it so.
    static func check(
        _ settings: KafkaSettings, _ expected: [TopicLayout]
    ) async throws(EventLogError) -> (FoundingRecord, TopicTable) {
        let founding = try await Founding(settings)
        guard try await founding.partitions(of: [.founding], until: { !$0.isEmpty })[.founding] != nil,
            let record = try await founding.record()
        else { throw EventLogError(.otherLayout, detail: "the log \(settings.hub) was not founded") }
        let layouts = try merged(record.layouts, expected, mayAdd: false)
        try await founding.compare(layouts)
        return (record, TopicTable(layouts, asking: founding.asking, settings: settings))
    }

    static func found(_ settings: KafkaSettings, _ layouts: [TopicLayout]) async throws(EventLogError) {
        let founding = try await Founding(settings)
        try await founding.make([.founding])
        let table = TopicTable([.founding], asking: founding.asking, settings: settings)
        // One at a time: whoever founds at the same time is fenced.
        let writer = try await TransactionalWriter.open("founding", table)
        do throws(EventLogError) {
            let record = try await founding.record()
            let merged = try merged(record?.layouts ?? [.founding], layouts, mayAdd: true)
            try await founding.make(merged)
            try await founding.compare(merged)
            if record?.layouts.count != merged.count {
                let value = try FoundingRecord(id: record?.id ?? .random(), layouts: merged).encoded()
                let founded = NewRecord(key: FoundingRecord.key, value: value)
                _ = try await writer.transact([Append([founded], to: Partition(.founding, 0))])
                // Whoever opens from here on sees it.
                _ = try await table.bounds(of: Partition(.founding, 0))
            }
        } catch {
            await writer.close()
            throw error
        }
        await writer.close()
    }

    static func demolish(_ settings: KafkaSettings) async throws(EventLogError) {
        let founding = try await Founding(settings)
        guard try await founding.partitions(of: [.founding])[.founding] != nil else { return }
        let layouts = try await founding.record()?.layouts ?? [.founding]
        try await BlockingWork.run { () throws(EventLogError) in
            // What says which topics there are goes last.
            let names = layouts.map(\.topic).filter { $0 != .founding }.map { settings.name($0.name) }
            if !names.isEmpty { try founding.asking.delete(names, settings) }
            try founding.asking.delete([settings.name(Topic.founding.name)], settings)
        }
    }

    /// What was founded, with what is expected: the numbers of partitions and the kinds of cleaning never change, how
    /// long things are kept may.
    private static func merged(
        _ founded: [TopicLayout], _ expected: [TopicLayout], mayAdd: Bool
    ) throws(EventLogError) -> [TopicLayout] {
        var merged = Dictionary(founded.map { ($0.topic, $0) }, uniquingKeysWith: { first, _ in first })
        for layout in expected {
            if let other = merged[layout.topic] {
                guard other.partitions == layout.partitions, other.isCompacted == layout.isCompacted else {
                    throw EventLogError(
                        .otherLayout, Partition(layout.topic, 0),
                        detail: "expected with \(layout.partitions) partitions, founded with \(other.partitions)"
                            + (other.isCompacted == layout.isCompacted ? "" : " and another kind of cleaning"))
                }
            } else if !mayAdd {
                throw EventLogError(.otherLayout, Partition(layout.topic, 0), detail: "this topic was not founded")
            }
            merged[layout.topic] = layout
        }
        return merged.values.sorted { $0.topic.name < $1.topic.name }
    }

    private func make(_ layouts: [TopicLayout]) async throws(EventLogError) {
        let there = try await partitions(of: layouts.map(\.topic))
        let missing = layouts.filter { there[$0.topic] == nil }
        guard !missing.isEmpty else { return }
        try await BlockingWork.run { [asking, settings] () throws(EventLogError) in
            try asking.make(missing, settings)
        }
        _ = try await partitions(of: layouts.map(\.topic)) { $0.count == layouts.count }
    }

    private func compare(_ layouts: [TopicLayout]) async throws(EventLogError) {
        let there = try await partitions(of: layouts.map(\.topic)) { there in
            layouts.allSatisfy { there[$0.topic] == $0.partitions }
        }
        for layout in layouts where there[layout.topic] != layout.partitions {
            throw EventLogError(
                .otherLayout, Partition(layout.topic, 0),
                detail: "the brokers have \(there[layout.topic] ?? 0) partitions, founded were \(layout.partitions)")
        }
    }

    /// How many partitions each topic has at the brokers, looked at again until that is as expected.
    private func partitions(
        of topics: [Topic], until isAsExpected: ([Topic: Int]) -> Bool = { _ in true }
    ) async throws(EventLogError) -> [Topic: Int] {
        let deadline = ContinuousClock.now + Founding.patience
        while true {
            let found = try await BlockingWork.run { [asking, settings] () throws(EventLogError) in
                try asking.learn(topics.map { settings.name($0.name) }, timeout: settings.milliseconds)
            }
            let named = topics.compactMap { topic in found[settings.name(topic.name)].map { (topic, $0) } }
            let there = Dictionary(named, uniquingKeysWith: { first, _ in first })
            if isAsExpected(there) || ContinuousClock.now >= deadline { return there }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The newest founding record.
    private func record() async throws(EventLogError) -> FoundingRecord? {
        let partition = Partition(.founding, 0)
        let table = TopicTable([.founding], asking: asking, settings: settings)
        let cursors = CursorPool(table)
        let result: Result<FoundingRecord?, EventLogError>
        do throws(EventLogError) {
            var newest: FoundingRecord?
            var next = try await table.bounds(of: partition).lowerBound
            while true {
                let batch = try await cursors.read(partition, from: next, count: 1000, bytes: 1 << 20)
                for record in batch.records where record.key == FoundingRecord.key {
                    guard let value = record.value else { continue }
                    newest = try FoundingRecord.decoded(value)
                }
                guard !batch.records.isEmpty else { break }
                next = batch.next
            }
            result = .success(newest)
        } catch {
            result = .failure(error)
        }
        await cursors.close()
        return try result.get()
    }
}
