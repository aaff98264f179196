import Synchronization

/// Numbers for a dashboard, in Prometheus' text format 0.0.4.
package final class Metrics: Sendable {
    private struct Series: Hashable {
        let name: MetricName
        let labels: [Label]
    }

    private struct Label: Hashable {
        let name: String
        let value: String
    }

    private let values = Mutex<[Series: Int64]>([:])

    package init() {}

    /// Adds to a number that begins at 0.
    ///
    /// - Parameter labels: few values each: every combination is a series of its own. Nothing about a person.
    package func add(_ amount: Int64 = 1, to name: MetricName, _ labels: KeyValuePairs<String, String> = [:]) {
        values.withLock { $0[series(name, labels), default: 0] += amount }
    }

    package func set(_ name: MetricName, to value: Int64, _ labels: KeyValuePairs<String, String> = [:]) {
        values.withLock { $0[series(name, labels)] = value }
    }

    private func series(_ name: MetricName, _ labels: KeyValuePairs<String, String>) -> Series {
        Series(name: name, labels: labels.map { Label(name: $0.key, value: $0.value) })
    }

    /// Every number, in the order of their names and labels.
    package var text: String {
        let values = values.withLock { $0 }
        var lines: [String] = []
        for name in MetricName.allCases {
            let series = values.filter { $0.key.name == name }
            guard !series.isEmpty else { continue }
            lines.append("# HELP \(name.rawValue) \(name.help)")
            lines.append("# TYPE \(name.rawValue) \(name.isCounter ? "counter" : "gauge")")
            lines += series.map { "\(name.rawValue)\(Metrics.text(of: $0.key.labels)) \($0.value)" }.sorted()
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func text(of labels: [Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
