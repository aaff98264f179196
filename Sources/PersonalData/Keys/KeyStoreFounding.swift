import EventLog
import EventSourcing
import JSONSchema

/// Which key store the log's records were sealed with, as the founding topic says.
struct KeyStoreFounding: Sendable, Equatable {
    let store: UUIDValue
    let generation: Int
    /// Tells the generation's key from another one, and nothing else of it.
    let check: String

    private static let key = Array("key-store".utf8)

    var record: NewRecord {
        var text = JSONText()
        text.object { text in
            text.member("store", store.description)
            text.member("generation", generation)
            text.member("check", check)
        }
        return NewRecord(key: KeyStoreFounding.key, value: text.bytes)
    }

    /// The newest one; nil for a hub that never had a key store.
    ///
    /// - Throws: ``EventLogError``: `unreadable` for a record that is none.
    static func read(_ log: any EventLog) async throws -> KeyStoreFounding? {
        let partition = Partition(.founding, 0)
        let bounds = try await log.bounds(of: partition)
        var next = bounds.lowerBound
        var newest: LogRecord?
        while next < bounds.upperBound {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 4 << 20)
            newest = batch.records.last { $0.key == key && $0.value != nil } ?? newest
            guard batch.next > next else { break }
            next = batch.next
        }
        guard let newest else { return nil }
        guard let root = try? JSONDocument(newest.value ?? []).root,
            let store = root["store"]?.string.flatMap({ UUIDValue($0) }),
            let generation = root["generation"]?.integer, let check = root["check"]?.string
        else { throw EventLogError(.unreadable, partition, detail: "the founding record of the key store is damaged") }
        return KeyStoreFounding(store: store, generation: Int(generation), check: check)
    }
}
