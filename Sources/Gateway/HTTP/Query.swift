import Foundation
import Hummingbird

/// The query of a request. Every parameter must be known and right, and every fault is told at once.
struct Query {
    private let values: [(name: String, value: String)]
    private var asked: Set<String> = []
    private(set) var faults: [Problem.Fault] = []

    init(_ request: Request) {
        values = (request.uri.query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Query.decoded(parts[0]), parts.count > 1 ? Query.decoded(parts[1]) : "")
        }
        for (name, value) in values where value.unicodeScalars.contains("\0") {
            faults.append(.init(.parameter(name), "must have no character U+0000 (null)"))
        }
    }

    /// As forms and most libraries encode: a plus sign is a space. Names may be encoded too: brackets have to be.
    private static func decoded(_ text: Substring) -> String {
        let text = text.replacing("+", with: " ")
        return text.removingPercentEncoding ?? String(text)
    }

    /// A text; nil where it is not given.
    mutating func text(_ name: String) -> String? {
        asked.insert(name)
        let given = values.filter { $0.name == name }
        if given.count > 1 { faults.append(.init(.parameter(name), "is given more than once")) }
        return given.first?.value
    }

    /// What something is narrowed by: given without a value, as an unset variable of a shell gives it, it is a fault
    /// and not everything.
    mutating func filter(_ name: String) -> String? {
        let given = text(name)
        if given == "" { faults.append(.init(.parameter(name), "is empty; leave it out to see everything")) }
        return given
    }

    /// A filter of several values, with commas.
    mutating func texts(_ name: String) -> [String] {
        (filter(name) ?? "").split(separator: ",").map(String.init)
    }

    /// The parameters whose names begin so, each as often as it is given.
    mutating func texts(beginning prefix: String) -> [(name: String, value: String)] {
        let given = values.filter { $0.name.hasPrefix(prefix) }
        asked.formUnion(given.map(\.name))
        return given
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>, otherwise value: Int) -> Int {
        guard let text = text(name) else { return value }
        guard let number = Int(text), range.contains(number) else {
            faults.append(
                .init(.parameter(name), "must be a whole number from \(range.lowerBound) to \(range.upperBound)"))
            return value
        }
        return number
    }

    mutating func flag(_ name: String) -> Bool {
        switch text(name) {
        case nil, "false"?: return false
        case "true"?, ""?: return true
        default:
            faults.append(.init(.parameter(name), "must be true or false"))
            return false
        }
    }

    mutating func fault(_ name: String, _ message: String) {
        faults.append(.init(.parameter(name), message))
    }

    /// - Throws: ``Problem`` with everything that is wrong, parameters that nobody asked for included.
    ///
    /// - Parameter ignoringUnknown: while parameters are still to be asked for.
    func check(ignoringUnknown: Bool = false) throws {
        let unasked = ignoringUnknown ? [] : Set(values.map(\.name)).subtracting(asked)
        let unknown = unasked.sorted().map { name in
            Problem.Fault(
                .parameter(name), code: "unknown",
                "is not known here; known: \(asked.sorted().joined(separator: ", "))")
        }
        let all = faults + unknown
        guard all.isEmpty else { throw Problem(.invalidRequest, "The query is not right.", faults: all) }
    }
}
