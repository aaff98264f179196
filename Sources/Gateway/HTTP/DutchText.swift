import Foundation

/// What problems say, in Dutch.
///
/// Everything is written in English where it is found out, and what the log keeps of a refusal stays so. Here a
/// sentence is looked up by its English form, in which `{}` stands for what differs from case to case, as catalogues of
/// messages are used elsewhere.
package enum DutchText {
    /// A sentence in parts, between which something stands.
    private struct Pattern {
        let parts: [Substring]
        /// Whether what stands there must be a sentence itself.
        let areSentences: [Bool]
        let dutch: String

        init(_ english: Substring, _ dutch: String) {
            var parts: [Substring] = [""]
            var areSentences: [Bool] = []
            var rest = english
            while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
                parts[parts.count - 1] = rest[..<start]
                parts.append("")
                areSentences.append(rest[start...end] == "{!}")
                rest = rest[end...].dropFirst()
            }
            parts[parts.count - 1] = rest
            self.parts = parts
            self.areSentences = areSentences
            self.dutch = dutch
        }

        var length: Int { parts.reduce(0) { $0 + $1.utf8.count } }

        /// What stands between the parts; nil when the text is another sentence.
        func matches(_ text: Substring) -> [Substring]? {
            guard let head = parts.first, let tail = parts.last, text.hasPrefix(head), text.hasSuffix(tail),
                text.utf8.count >= head.utf8.count + tail.utf8.count
            else { return nil }
            var rest = text.dropFirst(head.count).dropLast(tail.count)
            var found: [Substring] = []
            for part in parts.dropFirst().dropLast() {
                guard let place = rest.firstRange(of: part) else { return nil }
                found.append(rest[..<place.lowerBound])
                rest = rest[place.upperBound...]
            }
            return found + [rest]
        }
    }

    private static let catalogue: (whole: [Substring: String], patterns: [Pattern]) = {
        var whole: [Substring: String] = [:]
        var patterns: [Pattern] = []
        for line in phrases.split(separator: "\n") {
            guard let middle = line.firstRange(of: " => ") else { continue }
            let (english, dutch) = (line[..<middle.lowerBound], String(line[middle.upperBound...]))
            let pattern = Pattern(english, dutch)
            if pattern.areSentences.isEmpty { whole[english] = dutch } else { patterns.append(pattern) }
        }
        return (whole, patterns.sorted { $0.length > $1.length })
    }()

    /// A sentence in Dutch; nil when it is not known here.
    package static func of(_ english: String) -> String? { of(english[...], deep: 3) }

    private static func of(_ english: Substring, deep: Int) -> String? {
        if let dutch = catalogue.whole[english] { return dutch }
        guard deep > 0 else { return nil }
        for pattern in catalogue.patterns {
            guard let found = pattern.matches(english) else { continue }
            let given = found.map { of($0, deep: deep - 1) }
            guard zip(given, pattern.areSentences).allSatisfy({ $0 != nil || !$1 }) else { continue }
            var dutch = pattern.dutch
            for (place, text) in zip(found, given).enumerated() {
                dutch = dutch.replacing("{\(place + 1)}", with: text.1 ?? String(text.0))
            }
            return dutch
        }
        return nil
    }
}
