import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct CatalogueServiceTests {
    let topics = ServiceTopics(service: "catalogue")
    let id = UUIDValue(high: 7, low: 7)

    private func command<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: String, example: String = "full", data: [UInt8]? = nil
    ) throws -> NewRecord {
        let path = "Contracts/\(Contract.identity.path(.command))/examples/\(example).json"
        let file = SharedData.projectFolder.appendingPathComponent(path)
        var message = CloudEvent(
            id: id, source: "urn:nld:kvknr:12345678.crebo", type: Contract.identity.type, subject: self.id.description,
            dataContentType: "application/json", dataSchema: Contract.identity.urn,
            data: try data ?? Array(Data(contentsOf: file)))
        message[.institution] = "25lx"
        message.origin = .caller
        return NewRecord(message)
    }

    @Test func aQualificationIsRecordedFromCommandToEventOnTheLog() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("catalogue-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("events.db"), topics: topics.layouts(partitions: 1))
        _ = try await log.append([
            Append(
                [
                    try command(RecordQualificationV1.self, "1"), try command(RecordQualificationV1.self, "2"),
                    try command(RecordQualificationDossierV1.self, "3"),
                    try command(ExpireQualificationV1.self, "4"),
                    try command(RecordQualificationV1.self, "5", data: Array(#"{"name":"x"}"#.utf8)),
                ], to: Partition(topics.commands, 0))
        ])
        let clock = HubClock(now: { Timestamp(milliseconds: 1_700_000_000_000) }, sleep: { _ in })
        let writer = PartitionWriter(
            rules: CatalogueRules(), log: log, partition: 0,
            settings: .init(source: "urn:nld:oin:00000001234567890000:schakel", hub: "test", folder: nil, clock: clock))
        let task = Task { try await writer.run() }
        try await log.wait(for: Partition(topics.results, 0), at: 4)
        task.cancel()
        try await task.value
        let results = try await EventLogConformance.all(log, Partition(topics.results, 0)).map {
            try ContractData.read(CommandResultV1.self, $0.value ?? [])
        }
        #expect(results.map(\.outcome) == [.accepted, .unchanged, .rejected, .accepted, .rejected])
        #expect(results[2].rejection?.code == .invalid, "an object of another kind")
        #expect(results[4].rejection?.code == .unreadable)
        #expect(results[4].rejection?.message.isEmpty == false)
        let events = try await EventLogConformance.all(log, Partition(topics.events, 0))
        #expect(
            events.map { $0.header("ce_type").map { String(decoding: $0, as: UTF8.self) } } == [
                QualificationRecordedV1.identity.type, QualificationExpiredV1.identity.type,
            ])
        let recorded = try ContractData.read(QualificationRecordedV1.self, events[0].value ?? [])
        #expect(recorded.qualificationId == id)
        await log.close()
    }
}
