import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import Support
import Testing

/// The CNCF's conformance features, step by step as they are written.
@Suite struct CloudEventConformanceTests {
    @Test(arguments: ["http-protocol-binding", "kafka-protocol-binding"])
    func everyScenarioHolds(feature: String) throws {
        let suite = "CloudEvents conformance \(feature)"
        guard let file = SharedData.url("cloudevents/conformance/features/\(feature).feature", for: suite) else {
            return
        }
        let scenarios = try FeatureScenario.read(String(contentsOf: file, encoding: .utf8))
        #expect(scenarios.count == (feature.hasPrefix("http") ? 4 : 3))
        for scenario in scenarios {
            let event = try scenario.message().event()
            var attributes = Dictionary(uniqueKeysWithValues: event.attributes.map { ($0.name, $0.text) })
            for (name, value) in scenario.expectedAttributes {
                #expect(attributes.removeValue(forKey: name) == value, "\(scenario.name): \(name)")
            }
            #expect(attributes.isEmpty, "\(scenario.name)")
            let data = try JSONDocument(try #require(event.data))
            #expect(try data.root.equals(JSONDocument(text: scenario.expectedData).root), "\(scenario.name)")
        }
        SuiteReport.ran(suite, passed: scenarios.count)
    }
}

/// One scenario, with the values of one row of its examples filled in.
private struct FeatureScenario {
    let name: String
    private let lines: [String]

    /// Understands as much of Gherkin as the features use: scenarios, outlines, tables and texts.
    static func read(_ text: String) -> [FeatureScenario] {
        var blocks: [[String]] = []
        for line in text.components(separatedBy: "\n") {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("Scenario") {
                blocks.append([trimmed])
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].append(line)
            }
        }
        return blocks.flatMap { block -> [FeatureScenario] in
            let examples = block.firstIndex { $0.trimmingCharacters(in: .whitespaces) == "Examples:" }
            let steps = Array(block[..<(examples ?? block.count)])
            guard let examples else { return [FeatureScenario(name: block[0], lines: steps)] }
            let rows = block[(examples + 1)...].compactMap(cells)
            return rows.dropFirst().map { row in
                let filled = steps.map { line in
                    zip(rows[0], row).reduce(line) { $0.replacingOccurrences(of: "<\($1.0)>", with: $1.1) }
                }
                return FeatureScenario(name: filled[0], lines: filled)
            }
        }
    }

    private static func cells(_ line: String) -> [String]? {
        let trimmed = line.trimmingCharacters(in: .whitespaces)
        guard trimmed.hasPrefix("|") else { return nil }
        return trimmed.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The text between the quotes behind a step.
    private func text(after step: String) -> String? {
        guard let start = lines.firstIndex(where: { $0.contains(step) }), lines.count > start + 1,
            lines[start + 1].contains("\"\"\"")
        else { return nil }
        let margin = lines[start + 1].prefix { $0 == " " }.count
        return lines[(start + 2)...].prefix { !$0.contains("\"\"\"") }.map { String($0.dropFirst(margin)) }
            .joined(separator: "\n")
    }

    /// The rows of the table behind a step, without its heading.
    private func table(after step: String) -> [(String, String)] {
        guard let start = lines.firstIndex(where: { $0.contains(step) }) else { return [] }
        return lines[(start + 1)...].prefix { FeatureScenario.cells($0) != nil }.compactMap(FeatureScenario.cells)
            .dropFirst().map { ($0[0], $0[1]) }
    }

    var expectedAttributes: [(String, String)] { table(after: "Then the attributes are:") }

    var expectedData: String { text(after: "the data is equal to the following JSON:") ?? "" }

    func message() throws -> CloudEventMessage {
        if let request = text(after: "Given an HTTP request") {
            let parts = request.components(separatedBy: "\n\n")
            let headers = parts[0].components(separatedBy: "\n").dropFirst().map { line -> (String, String) in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                return (String(line[..<colon]), line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
            }
            return CloudEventMessage(
                carrier: .httpBinary, headers: headers, body: Array(parts.dropFirst().joined(separator: "\n\n").utf8))
        }
        let payload = try #require(text(after: "Given a Kafka message with payload:"))
        return CloudEventMessage(
            carrier: .kafkaBinary, headers: table(after: "Kafka headers:"), body: Array(payload.utf8))
    }
}
