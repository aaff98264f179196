import EventSourcing
import HubContracts

/// Events as the hub hands them on.
///
/// Their attributes need no percent-encoding in HTTP, which the peer's library neither writes nor reads.
enum SampleEvents {
    static let all = [plain, full, minimal]

    static let plain = hubEvent(subject: "a3bb189e-8bf9-5888-9912-ace4e6543002", data: #"{"name":"Betonboorder"}"#)

    static let full: CloudEvent = {
        var event = hubEvent(
            subject: "offering/2026-08/level-4", data: #"{"name":"Café – €","price":1.3,"list":[1,null]}"#)
        event[.partitionkey] = "27GZ"
        event[.dataref] = "https://example.nl/a?b=c"
        return event
    }()

    static let minimal = hubEvent(subject: "s", data: "{}")

    private static func hubEvent(subject: String, data: String) -> CloudEvent {
        var event = CloudEvent(
            id: "0b7e2f64-6d2f-4b55-9c34-0f0f2c6b8d11",
            source: "urn:nld:oin:00000001823288444000:systeem:schakel-catalogue",
            type: QualificationRecordedV1.identity.type, subject: subject, time: Timestamp("2026-08-01T09:00:00.125Z"),
            dataContentType: "application/json", dataSchema: QualificationRecordedV1.identity.urn,
            data: Array(data.utf8))
        event[.institution] = "27GZ"
        event.sequence = SequenceNumber(1 as Int64)
        return event
    }
}
