// MARK: - Equality

extension Evaluation {
    func isEqual(_ instance: Int, _ constant: JSONValue) -> Bool {
        JSONEquality.areEqual(JSONValue(document: document, index: instance), constant)
    }

    /// Few items are compared with each other; many are ordered by a seeded hash first, so that no input is slow.
    mutating func checkUnique(_ index: Int32, _ instance: Int) -> Bool {
        let count = Int(tape[instance].count)
        guard count > 1 else { return true }
        guard count > 8 else { return checkFewUnique(count, index, instance) }
        let items = JSONValue(document: document, index: instance).items
        var groups: [Int: [Int]] = [:]
        for (position, item) in items.enumerated() {
            var hasher = Hasher()
            JSONEquality.hash(item, into: &hasher)
            let key = hasher.finalize()
            for earlier in groups[key] ?? [] where JSONEquality.areEqual(items[earlier], item) {
                return faultAtRepeat(earlier, position, index, instance)
            }
            groups[key, default: []].append(position)
        }
        return true
    }

    private mutating func checkFewUnique(_ count: Int, _ index: Int32, _ instance: Int) -> Bool {
        var later = instance + 1
        for position in 0..<count {
            let item = JSONValue(document: document, index: later)
            var earlier = instance + 1
            for other in 0..<position {
                if JSONEquality.areEqual(JSONValue(document: document, index: earlier), item) {
                    return faultAtRepeat(other, position, index, instance)
                }
                earlier = Int(tape[earlier].next)
            }
            later = Int(tape[later].next)
        }
        return true
    }

    private mutating func faultAtRepeat(_ earlier: Int, _ later: Int, _ index: Int32, _ instance: Int) -> Bool {
        fault(
            index, instance, "uniqueItems",
            "must have no two items that are the same; items \(earlier) and \(later) are")
    }
}

/// Equality of JSON values: numbers by value, objects without regard to the order of their members.
package enum JSONEquality {
    package static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        let one = left.node
        let other = right.node
        switch (one.kind, other.kind) {
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number):
            return left.document.content(of: one) == right.document.content(of: other) || left.decimal == right.decimal
        case (.string, .string):
            return one.count == other.count && left.document.content(of: one) == right.document.content(of: other)
        case (.boolean, .boolean): return one.flag == other.flag
        case (.null, .null): return true
        case (.array, .array):
            return one.count == other.count && zip(left.items, right.items).allSatisfy(areEqual)
        case (.object, .object):
            guard one.count == other.count else { return false }
            if one.count <= 8 {
                return left.members.allSatisfy { name, value in
                    right[name].map { areEqual(value, $0) } ?? false
                }
            }
            // Keyed by bytes: names that only look the same are different names.
            let others = Dictionary(right.memberValues.map { ($0.name.contentBytes, $0.value) }) { first, _ in first }
            return left.memberValues.allSatisfy { name, value in
                others[name.contentBytes].map { areEqual(value, $0) } ?? false
            }
        default: return false
        }
    }

    static func hash(_ value: JSONValue, into hasher: inout Hasher) {
        switch value.kind {
        case .null: hasher.combine(0)
        case .boolean: hasher.combine(value.boolean)
        case .integer, .number: hasher.combine(value.decimal)
        case .string: hasher.combine(value.document.content(of: value.node))
        case .array:
            hasher.combine(value.count)
            for item in value.items { hash(item, into: &hasher) }
        case .object:
            var sum = value.count
            for (name, item) in value.memberValues {
                var inner = Hasher()
                inner.combine(name.document.content(of: name.node))
                hash(item, into: &inner)
                sum ^= inner.finalize()
            }
            hasher.combine(sum)
        }
    }
}

extension JSONValue {
    /// Whether two values are the same JSON: numbers by value, objects without regard to the order of their members.
    package func equals(_ other: JSONValue) -> Bool { JSONEquality.areEqual(self, other) }
}
