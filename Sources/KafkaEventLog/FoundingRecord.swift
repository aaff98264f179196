import EventLog
import EventSourcing
import Foundation

/// What was founded: the log's identity and how its topics are laid out. The newest one on the founding topic counts.
struct FoundingRecord: Codable {
    private struct TopicEntry: Codable {
        let name: String
        let partitions: Int
        let isCompacted: Bool
        let keptFor: Int64?
    }

    /// The record's key.
    static let key = Array("schakel.log".utf8)
    private static let newestFormat = 1

    private let format: Int
    private let log: String
    private let topics: [TopicEntry]

    let id: UUIDValue
    let layouts: [TopicLayout]

    private enum CodingKeys: CodingKey {
        case format, log, topics
    }

    init(id: UUIDValue, layouts: [TopicLayout]) {
        self.id = id
        self.layouts = layouts.sorted { $0.topic.name < $1.topic.name }
        format = Self.newestFormat
        log = "\(id)"
        topics = self.layouts.map { layout in
            let keptFor: Int64?
            switch layout.cleanup {
            case .delete(let after): keptFor = after
            case .compact(let tombstonesFor): keptFor = tombstonesFor
            }
            return TopicEntry(
                name: layout.topic.name, partitions: layout.partitions, isCompacted: layout.isCompacted,
                keptFor: keptFor)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        format = try container.decode(Int.self, forKey: .format)
        guard format <= Self.newestFormat else {
            throw EventLogError(.newerFormat, detail: "the log was founded in format \(format)")
        }
        log = try container.decode(String.self, forKey: .log)
        topics = try container.decode([TopicEntry].self, forKey: .topics)
        guard let id = UUIDValue(log) else {
            throw DecodingError.dataCorruptedError(forKey: .log, in: container, debugDescription: "no UUID")
        }
        self.id = id
        layouts = topics.map { topic in
            TopicLayout(
                Topic(topic.name), partitions: topic.partitions,
                cleanup: topic.isCompacted ? .compact(tombstonesFor: topic.keptFor ?? 0) : .delete(after: topic.keptFor)
            )
        }
    }

    /// Reads the record's value.
    static func decoded(_ value: [UInt8]) throws(EventLogError) -> FoundingRecord {
        do {
            return try JSONDecoder().decode(FoundingRecord.self, from: Data(value))
        } catch let error as EventLogError {
            throw error
        } catch {
            throw EventLogError(.unreadable, detail: "the founding record cannot be read", underlying: error)
        }
    }

    func encoded() throws(EventLogError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw EventLogError(.unreadable, detail: "the founding record cannot be written", underlying: error)
        }
    }
}
