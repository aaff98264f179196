import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import Support
import Testing

/// The CNCF's Python library as the other party: it reads what the hub writes, and the hub what it writes.
@Suite struct CloudEventPeerTests {
    /// Without structured mode over Kafka, in which the library says the payload's content type instead of the event's.
    private static let carriers = CloudEventMessage.Carrier.allCases.filter { $0 != .kafkaStructured }

    @Test func eventsComeBackFromThePeerInEveryModeAsTheyWere() throws {
        let suite = "CloudEvents with Python's cloudevents"
        guard let python = PythonPeer.interpreter(having: "cloudevents", for: suite) else { return }
        var questions: [(event: CloudEvent, carrier: CloudEventMessage.Carrier)] = []
        for event in SampleEvents.all {
            for carrier in CloudEventPeerTests.carriers { questions.append((event, carrier)) }
        }
        let lines = try questions.map { question in
            try CloudEventPeerTests.line(CloudEventMessage(question.event, carrier: question.carrier))
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Peers/cloudevents_peer.py")
        let answers = try PythonPeer.run(python, script, input: lines)
        try #require(answers.count == questions.count)
        var count = 0
        for (question, answer) in zip(questions, answers) {
            let document = try JSONDocument(text: answer)
            #expect(document.root["error"] == nil, "\(question.carrier): \(answer)")
            for item in document.root.items {
                let message = try CloudEventPeerTests.message(item)
                let event = try message.event()
                #expect(
                    try CloudEventPeerTests.comparable(event) == CloudEventPeerTests.comparable(question.event),
                    "\(question.carrier) to \(message.carrier)")
                count += 1
            }
        }
        #expect(count == questions.count * CloudEventPeerTests.carriers.count)
        SuiteReport.ran(suite, passed: count, excluded: SampleEvents.all.count)
    }

    /// The peer writes JSON with its own spaces and escapes, and takes every record's key for a partition key.
    private static func comparable(_ event: CloudEvent) throws -> CloudEvent {
        var event = event
        if event[.partitionkey] == event.subject { event[.partitionkey] = nil }
        let value = try JSONDecoder().decode(JSONContent.self, from: Data(event.data ?? []))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        event.data = Array(try encoder.encode(value))
        return event
    }

    private static func line(_ message: CloudEventMessage) throws -> String {
        var text = JSONText()
        text.object { text in
            text.member("mode", message.carrier.rawValue)
            text.name("headers")
            text.object { text in
                for header in message.headers { text.member(header.name, header.value) }
            }
            if let key = message.key { text.member("key", key) }
            text.member("body", Data(message.body).base64EncodedString())
        }
        return String(decoding: text.bytes, as: UTF8.self)
    }

    private static func message(_ value: JSONValue) throws -> CloudEventMessage {
        let headers = value["headers"]?.members.map { ($0.name, $0.value.string ?? "") } ?? []
        return CloudEventMessage(
            carrier: try #require(value["mode"]?.string.flatMap(CloudEventMessage.Carrier.init(rawValue:))),
            headers: headers, key: value["key"]?.string,
            body: Array(Data(base64Encoded: value["body"]?.string ?? "") ?? Data()))
    }
}

/// Any JSON, through Foundation.
private indirect enum JSONContent: Codable {
    case object([String: JSONContent])
    case array([JSONContent])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONContent].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONContent].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}
