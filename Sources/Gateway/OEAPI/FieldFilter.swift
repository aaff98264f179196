import EventSourcing
package import JSONSchema

/// A condition on a member of an object, such as `filter_query[primaryCode.code][in]=BIO,CHE`.
package struct FieldFilter: Sendable, Hashable {
    enum Operation: String, Sendable, CaseIterable {
        case presence = "is"
        case among = "in"
        case notAmong = "not_in"
        case like
        case notLike = "not_like"
        case anyInArray = "any_in_array"
        case allInArray = "all_in_array"
        case integerAbove = "gt_int"
        case integerBelow = "lt_int"
        case numberAbove = "gt_float"
        case numberBelow = "lt_float"
        case after = "gt_date"
        case before = "lt_date"
    }

    let path: [String]
    let operation: Operation
    let value: String

    /// What is wrong with a condition that cannot be used.
    package struct Fault: Error, Hashable {
        package let message: String
    }

    /// - Parameter name: the field and the operation, such as `[primaryCode.code][in]`.
    init(_ name: Substring, _ value: String) throws(Fault) {
        let parts = name.split(separator: "[", omittingEmptySubsequences: true).map { $0.dropLast() }
        guard parts.count == 2, name.hasPrefix("["), name.hasSuffix("]"), let field = parts.first, !field.isEmpty,
            let last = parts.last
        else { throw Fault(message: "must name a field and an operation, such as filter_query[level][in]") }
        guard let operation = Operation(rawValue: String(last)) else {
            let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(message: "must end in one of these operations: \(known)")
        }
        path = field.split(separator: ".").map { FieldFilter.folded(String($0)) }
        self.operation = operation
        self.value = value
        guard isReadable else { throw Fault(message: "does not have a value that its operation can compare with") }
    }

    private var isReadable: Bool {
        switch operation {
        case .presence: FieldFilter.presences.contains(value)
        case .integerAbove, .integerBelow: Int64(value) != nil
        case .numberAbove, .numberBelow: Double(value) != nil
        case .after, .before: Timestamp(value) != nil
        case .among, .notAmong, .like, .notLike, .anyInArray, .allInArray: true
        }
    }

    private static let presences: Set<String> = [
        "empty", "not_empty", "empty_array", "not_empty_array", "true", "false", "null", "not_null",
    ]

    /// Fields are named as members are, or in small letters with low lines.
    private static func folded(_ name: String) -> String { name.filter { $0 != "_" }.lowercased() }

    func matches(_ object: JSONValue) -> Bool {
        let found = values(object, path[...])
        let texts = found.flatMap(FieldFilter.texts)
        let wanted = value.split(separator: ",").map(String.init)
        switch operation {
        case .presence: return hasPresence(found, texts)
        case .among, .anyInArray: return texts.contains { wanted.contains($0) }
        case .notAmong: return !texts.contains { wanted.contains($0) }
        case .allInArray: return wanted.allSatisfy { texts.contains($0) }
        case .like: return texts.contains { FieldFilter.isLike($0, value) }
        case .notLike: return !texts.contains { FieldFilter.isLike($0, value) }
        case .integerAbove, .numberAbove: return texts.contains { (Double($0) ?? -.infinity) > Double(value) ?? 0 }
        case .integerBelow, .numberBelow: return texts.contains { (Double($0) ?? .infinity) < Double(value) ?? 0 }
        case .after: return moments(texts) { $0 > $1 }
        case .before: return moments(texts) { $0 < $1 }
        }
    }

    private func moments(_ texts: [String], _ compares: (Timestamp, Timestamp) -> Bool) -> Bool {
        guard let bound = Timestamp(value) else { return false }
        return texts.contains { text in Timestamp(text).map { compares($0, bound) } ?? false }
    }

    private func hasPresence(_ found: [JSONValue], _ texts: [String]) -> Bool {
        switch value {
        case "empty": texts.allSatisfy(\.isEmpty)
        case "not_empty": texts.contains { !$0.isEmpty }
        case "empty_array": found.allSatisfy { $0.kind != .array || $0.count == 0 }
        case "not_empty_array": found.contains { $0.kind == .array && $0.count > 0 }
        case "true": found.contains { $0.boolean == true }
        case "false": found.contains { $0.boolean == false }
        case "null": found.allSatisfy { $0.kind == .null }
        default: found.contains { $0.kind != .null }
        }
    }

    /// What stands at the path; lists are gone through on the way, not at its end.
    private func values(_ value: JSONValue, _ path: ArraySlice<String>) -> [JSONValue] {
        guard let name = path.first else { return [value] }
        if value.kind == .array { return value.items.flatMap { values($0, path) } }
        return value.members.filter { FieldFilter.folded($0.name) == name }.flatMap {
            values($0.value, path.dropFirst())
        }
    }

    private static func texts(_ value: JSONValue) -> [String] {
        if value.kind == .array { return value.items.flatMap(texts) }
        if let boolean = value.boolean { return [String(boolean)] }
        return (value.string ?? value.numberText).map { [$0] } ?? []
    }

    /// Whether a text is like another in which `*` stands for anything, whatever their capitals.
    private static func isLike(_ text: String, _ pattern: String) -> Bool {
        let parts = SearchText.folded(pattern).split(separator: "*", omittingEmptySubsequences: false)
        var rest = SearchText.folded(text)[...]
        guard let first = parts.first, let last = parts.last else { return false }
        guard parts.count > 1 else { return rest == first }
        guard rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

/// The conditions of a request: all of the one sort, and one at least of the other if there are any.
package struct FieldFilters: Sendable, Hashable {
    private(set) var all: [FieldFilter] = []
    private(set) var any: [FieldFilter] = []

    package init() {}

    package var isEmpty: Bool { all.isEmpty && any.isEmpty }

    /// Adds the condition of a query parameter.
    ///
    /// - Parameter name: what stands behind `filter_query`.
    package mutating func add(_ name: Substring, _ value: String) throws(FieldFilter.Fault) {
        if name.hasPrefix("[__or][]") {
            any.append(try FieldFilter(name.dropFirst("[__or][]".count), value))
        } else {
            all.append(try FieldFilter(name, value))
        }
    }

    package func match(_ object: JSONValue) -> Bool {
        all.allSatisfy { $0.matches(object) } && (any.isEmpty || any.contains { $0.matches(object) })
    }
}
