import EventSourcing
import Testing

@Suite struct CloudEventBinaryModeTests {
    static func events() -> [CloudEvent] {
        var full = CloudEventRulesTests.event()
        full.subject = "Bergen (L) \"50 %\" – €, \u{1F600}"
        full["flag"] = .string("true")
        var empty = CloudEventRulesTests.event()
        empty.data = nil
        empty.dataContentType = nil
        var minimal = CloudEvent(id: "1", source: "/a", type: "com.example.b")
        minimal.data = nil
        return [full, empty, minimal]
    }

    @Test(arguments: events())
    func anEventComesBackFromHTTPAsItWas(event: CloudEvent) throws {
        let headers = event.httpHeaders
        #expect(headers.allSatisfy { $0.value.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(try CloudEvent(httpHeaders: headers, body: event.data ?? []) == event)
    }

    @Test(arguments: events())
    func anEventComesBackFromKafkaAsItWas(event: CloudEvent) throws {
        #expect(try CloudEvent(kafkaHeaders: event.kafkaHeaders, value: event.data) == event)
    }

    /// HTTP protocol binding, section 3.1.3.2.
    @Test(arguments: [
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        ("\"a \\\"quoted\\\" text\"", "a \"quoted\" text"),
        ("\"a%20b\"", "a b"),
        ("%2541", "%41"),
        ("100%", "100%"),
        ("%zz", "%zz"),
    ])
    func headersAreUnquotedAndDecodedOnce(header: String, expected: String) throws {
        let event = try CloudEvent(
            httpHeaders: [
                ("CE-SpecVersion", "1.0"), ("ce-id", "1"), ("ce-source", "/a"), ("ce-type", "com.example.b"),
                ("ce-subject", header),
            ], body: [])
        #expect(event.subject == expected)
    }

    @Test func everyFaultOfARequestIsTold() {
        let headers = [
            ("ce-specversion", "0.3"), ("ce-id", "1"), ("ce-id", "2"), ("ce-time", "yesterday"),
            ("ce-trace_id", "x"), ("ce-subject", "%FF"), ("ce-datacontenttype", "text/plain"),
        ]
        let error = #expect(throws: CloudEventError.self) { try CloudEvent(httpHeaders: headers, body: []) }
        #expect(
            Set(error?.faults.map(\.attribute) ?? [])
                == ["specversion", "id", "time", "trace_id", "subject", "datacontenttype", "source", "type"])
    }

    @Test func headersOfOthersArePassedOver() throws {
        let event = try CloudEvent(
            kafkaHeaders: [
                ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/a"), ("ce_type", "com.example.b"),
                ("retries", "\u{0}"),
            ].map { ($0.0, Array($0.1.utf8)) }, value: [])
        #expect(event.extensions.isEmpty)
        #expect(event.data == [])
    }

    @Test func aHeaderThatIsNotUTF8IsAFault() {
        let error = #expect(throws: CloudEventError.self) {
            try CloudEvent(kafkaHeaders: [(name: "ce_subject", value: [0xC3])], value: nil)
        }
        #expect(error?.faults.contains { $0.attribute == "subject" } == true)
    }

    @Test(arguments: [
        ("application/json", CloudEventMode.binary), ("application/cloudevents+json; charset=utf-8", .structured),
        ("Application/CloudEvents+JSON", .structured), ("application/cloudevents-batch+json", .batch),
    ])
    func theContentTypeSaysTheMode(type: String, mode: CloudEventMode) throws {
        #expect(try CloudEventMode(contentType: type) == mode)
    }

    @Test func anotherEventFormatIsRefused() {
        #expect(throws: CloudEventError.self) { try CloudEventMode(contentType: "application/cloudevents+avro") }
    }

    @Test func theRecordKeyIsThePartitionKeyOrElseTheSubject() {
        var event = CloudEventRulesTests.event()
        #expect(event.recordKey == event.subject)
        event[.partitionkey] = "27GZ"
        #expect(event.recordKey == "27GZ")
    }
}
