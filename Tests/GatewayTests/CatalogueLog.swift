import EventLog
import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime
import Support

/// A log with events of the catalogue, and views made of it.
final class CatalogueLog: Sendable {
    struct Event: Sendable {
        let type: String
        let subject: String
        let data: String
        var partition = 0
        var institution = "25lx"

        /// As the log has it.
        var cloudEvent: CloudEvent {
            var event = CloudEvent(
                id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel", type: type,
                subject: subject, time: Timestamp(milliseconds: 1_800_000_000_000),
                dataContentType: "application/json", data: Array(data.utf8))
            event[.institution] = institution
            return event
        }
    }

    let log: SQLiteEventLog
    private let folder: URL
    private static let topics = ServiceTopics(service: "catalogue")

    init(_ events: [Event]) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("catalogue-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: CatalogueLog.topics.layouts(partitions: 3),
            durability: .normal)
        var numbers: [Int: Int64] = [:]
        for event in events {
            numbers[event.partition, default: 0] += 1
            _ = try await log.append([
                Append(
                    [CatalogueLog.record(event, numbers[event.partition] ?? 1)],
                    to: Partition(CatalogueLog.topics.events, event.partition))
            ])
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func record(_ entry: Event, _ number: Int64) -> NewRecord {
        var event = entry.cloudEvent
        event.sequence = SequenceNumber(number)
        event.partitionSequence = EventNumber(number)
        return NewRecord(event)
    }

    /// The view, made of everything at once.
    func rebuilt(_ view: LinkedView) async throws -> Projector<LinkedView> {
        let projector = Projector(view, log: log, folder: nil)
        try await projector.rebuild()
        return projector
    }

    /// What readers of OEAPI get, by type and id.
    static func resources(_ projector: Projector<LinkedView>) async throws -> [String: String] {
        try await projector.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT type, id, body FROM resource")
            return Dictionary(
                rows.map { ("\($0[0] as String)/\($0[1] as String)", String(decoding: $0[2] as Data, as: UTF8.self)) }
            ) { first, _ in first }
        }
    }

    /// An example of a contract, as an event of the object that it is about.
    static func example<Contract: ContractMessage>(
        _ type: Contract.Type, _ name: String = "full", _ changes: [String: String] = [:]
    ) throws -> Event {
        let path = "Contracts/\(Contract.identity.path(Contract.kind))/examples/\(name).json"
        let bytes = try Array(Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path)))
        let root = try JSONDocument(bytes).root
        var text = JSONText()
        var rest = changes
        text.object { text in
            for (name, value) in root.members {
                text.name(name)
                if let change = rest.removeValue(forKey: name) {
                    text.raw(change.utf8)
                } else {
                    value.write(to: &text)
                }
            }
            for (name, value) in rest.sorted(by: { $0.key < $1.key }) {
                text.name(name)
                text.raw(value.utf8)
            }
        }
        let data = String(decoding: text.bytes, as: UTF8.self)
        // An object's own id stands first.
        let subject = try JSONDocument(text: data).root.members.first { $0.name.hasSuffix("Id") }
        return Event(type: Contract.identity.type, subject: subject?.value.string ?? "", data: data)
    }
}
