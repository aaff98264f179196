import EventSourcing
import HubContracts
import JSONSchema
import Support
import Testing

@Suite struct CloudEventJSONTests {
    private func read(_ text: String) throws -> CloudEvent { try CloudEventJSON.event(Array(text.utf8)) }

    static let start = #""specversion":"1.0","id":"1","source":"/a","type":"com.example.b""#

    @Test func aPayloadKeepsItsTextAndItsNumbers() throws {
        let event = try read(
            "{\(CloudEventJSONTests.start), \"data\": { \"n\" : 12345678901234567890.10, \"t\": \"\\u20ac\" } }")
        #expect(
            String(decoding: event.data ?? [], as: UTF8.self) == #"{"n":12345678901234567890.10,"t":"\u20ac"}"#)
        #expect(event.dataContentType == "application/json")
    }

    @Test func nullIsAPayloadAndNoAttribute() throws {
        let event = try read("{\(CloudEventJSONTests.start),\"subject\":null,\"unset\":null,\"data\":null}")
        #expect(event.data == Array("null".utf8))
        #expect(event.subject == nil)
        #expect(event.extensions.isEmpty)
        #expect(try read("{\(CloudEventJSONTests.start)}").data == nil)
    }

    @Test func payloadsThatAreNotJSONAreTextsOrBase64() throws {
        let text = try read("{\(CloudEventJSONTests.start),\"datacontenttype\":\"text/xml\",\"data\":\"<a/>\"}")
        #expect(text.data == Array("<a/>".utf8))
        let binary = try read("{\(CloudEventJSONTests.start),\"data_base64\":\"AP8Q\"}")
        #expect(binary.data == [0, 255, 16])
        #expect(binary.dataContentType == nil)
        for event in [text, binary] {
            #expect(try CloudEventJSON.event(CloudEventJSON.text(event)) == event)
        }
    }

    @Test func extensionsKeepTheirTypes() throws {
        let event = try read("{\(CloudEventJSONTests.start),\"a\":true,\"b\":-5,\"c\":\"5\"}")
        #expect(event["a"] == .boolean(true))
        #expect(event["b"] == .integer(-5))
        #expect(event["c"] == .string("5"))
        let written = try CloudEventJSON.text(event)
        #expect(String(decoding: written, as: UTF8.self).hasSuffix(#""a":true,"b":-5,"c":"5"}"#))
    }

    @Test(arguments: [
        ("[]", "data"), ("{", "data"), ("{\(start),\"id\":\"2\"}", "data"),
        ("{\(start),\"time\":\"soon\"}", "time"), ("{\(start),\"a\":1.5}", "a"), ("{\(start),\"a\":2147483648}", "a"),
        ("{\(start),\"a\":{}}", "a"), ("{\(start),\"A\":\"x\"}", "A"),
        ("{\(start),\"data_base64\":\"A\"}", "data_base64"),
        ("{\(start),\"data\":1,\"data_base64\":\"AA==\"}", "data_base64"),
        ("{\(start),\"datacontenttype\":\"text/xml\",\"data\":{}}", "data"),
        ("{\(start),\"subject\":5}", "subject"), ("{\(start),\"datacontenttype\":5,\"data\":{}}", "datacontenttype"),
        (#"{"specversion":"1.1","id":"1","source":"/a","type":"b"}"#, "specversion"),
        (#"{"specversion":"1.0","id":"1","source":"/a"}"#, "type"),
    ])
    func whatIsNoEventIsRefusedWithTheAttribute(text: String, attribute: String) {
        let error = #expect(throws: CloudEventError.self) { try read(text) }
        #expect(error?.faults.map(\.attribute) == [attribute])
    }

    @Test func oneEventThatCannotBeReadKeepsNoOtherBack() throws {
        let batch = try CloudEventJSON.batch(
            Array("[{\(CloudEventJSONTests.start)},{},{\(CloudEventJSONTests.start)}]".utf8))
        #expect(batch.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(throws: CloudEventError.self) { try CloudEventJSON.batch(Array("{}".utf8)) }
    }

    @Test func aBatchIsReadAsItWasWritten() throws {
        let events = try ["1", "2"].map { id in
            var event = try read("{\(CloudEventJSONTests.start),\"data\":[1,2]}")
            event.id = id
            return event
        }
        #expect(try CloudEventJSON.batch(CloudEventJSON.text(batch: events)).map { try $0.get() } == events)
    }

    @Test func writtenEventsMeetTheOfficialSchema() throws {
        guard let file = SharedData.url("cloudevents/cloudevents.json", for: "CloudEvents JSON schema") else { return }
        var library = SchemaLibrary()
        try library.add(SharedData.document(file), at: "urn:cloudevents")
        let schema = try library.compile("urn:cloudevents", options: .init(assertsFormats: true))
        for event in SampleEvents.all {
            #expect(try schema.validate(CloudEventJSON.text(event)).isEmpty)
        }
        #expect(try !schema.validate(Array(#"{"specversion":"1.0","id":"1","source":"a b","type":"x"}"#.utf8)).isEmpty)
        SuiteReport.ran("CloudEvents JSON schema", passed: SampleEvents.all.count)
    }
}
