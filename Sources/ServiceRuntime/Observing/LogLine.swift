package import EventSourcing
import JSONSchema

/// One line of the log, as JSON: for a person at night, and for whatever collects it.
package struct LogLine: Sendable, Hashable {
    package enum Level: String, Sendable, Comparable, CaseIterable {
        case debug
        case info
        case warning
        case error

        package static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    package let time: Timestamp
    package let level: Level
    /// What part says it, such as `catalogue-writer`.
    package let part: String
    /// What happened; no data from messages.
    package let message: String
    /// Joins the lines of one outside act; nil where there is none.
    package let correlationId: String?
    /// Further facts by name, in their order.
    package let facts: [Fact]

    package struct Fact: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        _ level: Level, at time: Timestamp, from part: String, _ message: String, correlationId: String? = nil,
        facts: [Fact] = []
    ) {
        self.level = level
        self.time = time
        self.part = part
        self.message = message
        self.correlationId = correlationId
        self.facts = facts
    }

    /// The line, without its end. Whatever is in it, it is one line.
    package var text: String {
        var text = JSONText()
        text.beginObject()
        text.member("time", time.description)
        text.member("level", level.rawValue)
        text.member("part", part)
        text.member("message", message)
        if let correlationId { text.member("correlationid", correlationId) }
        for fact in facts { text.member(fact.name, fact.value) }
        text.endObject()
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
