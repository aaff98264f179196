package import EventSourcing

/// Which objects of one kind an institution has, and within which others each lies.
package struct Hierarchy: Sendable, Hashable {
    private var parents = Shelves<[UUIDValue]>()

    package init() {}

    /// Places an object within others, in the place of where it lay.
    package mutating func place(_ id: UUIDValue, within parents: [UUIDValue]) { self.parents[id] = parents }

    func parents(of id: UUIDValue) -> [UUIDValue] { parents[id] ?? [] }

    package func knows(_ id: UUIDValue) -> Bool { parents[id] != nil }

    /// What is known of the objects within which one is to be placed.
    package func lineage(of id: UUIDValue, within candidates: [UUIDValue]) -> Lineage {
        var lineage = Lineage()
        for candidate in candidates {
            if candidate == id || lies(candidate, within: id) {
                lineage.circular.insert(candidate)
            } else if !knows(candidate) {
                lineage.unknown.insert(candidate)
            }
        }
        return lineage
    }

    /// Whether an object lies within another, at whatever depth.
    private func lies(_ id: UUIDValue, within other: UUIDValue) -> Bool {
        var found: Set<UUIDValue> = [id]
        var open = [id]
        while let next = open.popLast() {
            for parent in parents[next] ?? [] {
                if parent == other { return true }
                if found.insert(parent).inserted { open.append(parent) }
            }
        }
        return false
    }
}

/// What is known of the objects within which one is to be placed.
package struct Lineage: Sendable, Hashable {
    /// Those that nobody knows.
    package var unknown: Set<UUIDValue>
    /// The object itself, and those that lie within it.
    package var circular: Set<UUIDValue>

    package init(unknown: Set<UUIDValue> = [], circular: Set<UUIDValue> = []) {
        self.unknown = unknown
        self.circular = circular
    }
}
