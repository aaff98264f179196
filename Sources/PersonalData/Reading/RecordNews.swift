import EventLog
import EventSourcing
import FoundationEssentials
import HubContracts
import ServiceRuntime

/// What an event of persons says to whoever reads records.
struct RecordNews: Sendable, Hashable {
    enum Said: Sendable, Hashable {
        case version(type: String, item: String, Int64)
        case forgotten
    }

    let owner: AggregateKey
    let said: Said

    /// Nil for an event that says nothing of records.
    ///
    /// - Throws: ``EventLogError``: `unreadable`.
    init?(_ record: LogRecord, in partition: Partition) throws {
        let event: CloudEvent
        do throws(CloudEventError) {
            event = try CloudEvent(
                kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key, value: record.value)
        } catch {
            throw EventLogError(.unreadable, partition, detail: "the event at \(record.offset): \(error)")
        }
        guard let institution = event[.institution], let subject = event.subject else { return nil }
        owner = AggregateKey(institution: institution, subject: subject)
        switch event.type {
        case SubjectRecordWrittenV1.identity.type:
            let written: SubjectRecordWrittenV1
            do {
                written = try ContractData.read(SubjectRecordWrittenV1.self, event.data ?? [])
            } catch {
                throw EventLogError(.unreadable, partition, detail: "the event at \(record.offset) cannot be read")
            }
            said = .version(type: written.record.rawValue, item: written.item ?? "", written.version)
        case SubjectForgottenV1.identity.type: said = .forgotten
        default: return nil
        }
    }
}
