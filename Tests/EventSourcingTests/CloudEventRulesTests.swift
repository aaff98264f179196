import EventSourcing
import Testing

@Suite struct CloudEventRulesTests {
    /// An event that keeps every rule.
    static func event() -> CloudEvent {
        var event = CloudEvent(
            id: "0b7e2f64-6d2f-4b55-9c34-0f0f2c6b8d11",
            source: "urn:nld:oin:00000001823288444000:systeem:schakel-catalogue",
            type: "nl.mbo.catalogue.qualification-recorded.v1",
            subject: "a3bb189e-8bf9-5888-9912-ace4e6543002",
            time: Timestamp("2026-08-01T09:00:00Z"),
            dataContentType: "application/json",
            dataSchema: "urn:schakel:contract:catalogue:qualification-recorded:v1",
            data: Array("{}".utf8))
        event[.institution] = "27GZ"
        event[.correlationid] = "c1"
        event.sequence = SequenceNumber(1 as Int64)
        event.partitionSequence = EventNumber(17 as Int64)
        event[.traceparent] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        return event
    }

    @Test(arguments: CloudEventProfile.allCases)
    func anEventThatKeepsTheRulesHasNoFaults(profile: CloudEventProfile) {
        #expect(CloudEventRulesTests.event().faults(against: profile).isEmpty)
    }

    struct Breach: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let profile: CloudEventProfile
        let attribute: String
        let change: @Sendable (inout CloudEvent) -> Void

        init(
            _ testDescription: String, _ profile: CloudEventProfile, _ attribute: String,
            _ change: @escaping @Sendable (inout CloudEvent) -> Void
        ) {
            self.testDescription = testDescription
            self.profile = profile
            self.attribute = attribute
            self.change = change
        }
    }

    static let breaches: [Breach] = [
        Breach("an empty id", .core, "id") { $0.id = "" },
        Breach("a source with a space", .core, "source") { $0.source = "urn:nld:oin:1 2" },
        Breach("a source with half a percent sign", .core, "source") { $0.source = "/a%4" },
        Breach("an empty subject", .core, "subject") { $0.subject = "" },
        Breach("a control character", .core, "subject") { $0.subject = "a\u{7}" },
        Breach("a noncharacter", .core, "subject") { $0.subject = "a\u{FFFE}" },
        Breach("a relative data schema", .core, "dataschema") { $0.dataSchema = "schema.json" },
        Breach("a content type that is none", .core, "datacontenttype") { $0.dataContentType = "json" },
        Breach("an extension with a capital", .core, "Trace") { $0["Trace"] = .string("x") },
        Breach("an extension with a hyphen", .core, "trace-id") { $0["trace-id"] = .string("x") },
        Breach("an extension named as an attribute", .core, "subject") { $0["subject"] = .string("x") },
        Breach("a long name", .nlGov, "averyveryverylongname") { $0["averyveryverylongname"] = .string("x") },
        Breach("an id that is no UUID", .nlGov, "id") { $0.id = "17" },
        Breach("a source that is no national URN", .nlGov, "source") { $0.source = "https://example.nl/sis" },
        Breach("a type without a domain", .nlGov, "type") { $0.type = "qualification-recorded" },
        Breach("a type with two versions", .nlGov, "type") { $0.type = "nl.mbo.v2.qualification-recorded.v1" },
        Breach("a payload of another type", .nlGov, "datacontenttype") { $0.dataContentType = "text/xml" },
        Breach("a data reference with a space", .nlGov, "dataref") { $0[.dataref] = "a b" },
        Breach("more than 64 KB", .nlGov, "data") { $0.data = [UInt8](repeating: 0x20, count: 65_537) },
        Breach("a source without a system", .hub, "source") { $0.source = "urn:nld:oin:00000001823288444000" },
        Breach("a source with a short number", .hub, "source") { $0.source = "urn:nld:kvknr:0922093.sis" },
        Breach("a type of somebody else", .hub, "type") { $0.type = "nl.overheid.zaken.zaak-gewijzigd" },
        Breach("a schema of another contract", .hub, "dataschema") {
            $0.dataSchema = "urn:schakel:contract:catalogue:qualification-recorded:v2"
        },
        Breach("no subject", .hub, "subject") { $0.subject = nil },
        Breach("no institution", .hub, "institution") { $0[.institution] = nil },
        Breach("an institution with a space", .hub, "institution") { $0[.institution] = "27 GZ" },
        Breach("a sequence that is not padded", .hub, "sequence") { $0[.sequence] = "1" },
        Breach("a trace of zeros", .hub, "traceparent") {
            $0[.traceparent] = "00-00000000000000000000000000000000-b7ad6b7169203331-01"
        },
        Breach("an unknown origin", .hub, "origin") { $0[.origin] = "elsewhere" },
        Breach("a short digest", .hub, "bodyhash") { $0[.bodyhash] = "abc" },
        Breach("a citizen service number as subject", .hub, "subject") { $0.subject = "999990342" },
        Breach("a citizen service number inside a key", .hub, "partitionkey") { $0[.partitionkey] = "bsn-999990342" },
        Breach("a citizen service number in an extension", .hub, "student") { $0["student"] = .integer(999_990_342) },
    ]

    @Test(arguments: breaches)
    func aBreachIsFoundFromItsProfileOn(breach: Breach) {
        var event = CloudEventRulesTests.event()
        breach.change(&event)
        for profile in CloudEventProfile.allCases {
            let found = event.faults(against: profile).contains { $0.attribute == breach.attribute }
            #expect(found == (profile >= breach.profile), "\(profile): \(event.faults(against: profile))")
        }
    }

    @Test func faultsDoNotRepeatTheValue() {
        var event = CloudEventRulesTests.event()
        event.subject = "999990342"
        #expect(event.faults(against: .hub).allSatisfy { !$0.sentence.contains("999990342") })
    }

    @Test func everyFaultIsTold() {
        var event = CloudEventRulesTests.event()
        event.id = ""
        event.subject = nil
        event[.institution] = nil
        #expect(Set(event.faults(against: .hub).map(\.attribute)).isSuperset(of: ["id", "subject", "institution"]))
    }

    @Test(arguments: [HubAttribute.origin, .sequence, .partitionsequence])
    func aCallerCannotSayWhatOnlyTheHubCan(attribute: HubAttribute) {
        var command = CloudEventRulesTests.event()
        command.sequence = nil
        command.partitionSequence = nil
        #expect(command.faultsOfCaller().isEmpty)
        command[attribute] = attribute == .origin ? "control" : "0000000000000000001"
        #expect(command.faultsOfCaller().map(\.attribute) == [attribute.rawValue])
    }

    @Test func recommendationsDoNotKeepACallerOut() {
        var command = CloudEventRulesTests.event()
        command.sequence = nil
        command.partitionSequence = nil
        command.id = "order-17"
        #expect(command.faultsOfCaller().isEmpty)
    }

    @Test func nineDigitsThatAreNoCitizenServiceNumberMayStand() {
        var event = CloudEventRulesTests.event()
        event.subject = "123456789"
        #expect(event.faults(against: .hub).isEmpty)
        event.subject = "a999990342"
        #expect(event.faults(against: .hub).isEmpty)
    }
}
