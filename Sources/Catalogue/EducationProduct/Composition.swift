package import EventSourcing

/// What a product consists of, in the order in which it was added.
package struct Composition: Sendable, Hashable {
    /// How a product belongs to another.
    package enum Relation: String, Sendable, Hashable {
        /// Every student does it; its study load counts.
        case part
        /// One of several ways to do the whole; its load is not added.
        case variant
    }

    package struct Component: Sendable, Hashable {
        package let product: UUIDValue
        package let relation: Relation

        package init(_ product: UUIDValue, _ relation: Relation) {
            self.product = product
            self.relation = relation
        }
    }

    /// One step of composing: what is removed, and then what is added.
    package struct Change: Sendable, Hashable {
        package var added: [Component]
        package var removed: [UUIDValue]

        package init(added: [Component] = [], removed: [UUIDValue] = []) {
            self.added = added
            self.removed = removed
        }
    }

    package private(set) var components: [Component] = []

    package init() {}

    /// The products whose study loads count.
    package var parts: some Sequence<UUIDValue> { components.lazy.filter { $0.relation == .part }.map(\.product) }

    /// What a step really changes: nothing when the composition is the same after it.
    func effect(of change: Change) -> Change {
        var after = self
        after.take(change)
        guard after != self else { return Change() }
        let present = Set(components.map(\.product))
        let removed = change.removed.filter { present.contains($0) }
        let gone = Set(removed)
        let kept = Set(components.filter { !gone.contains($0.product) })
        // Of a product that is named twice, the last relation holds.
        var added = Composition()
        added.take(Change(added: change.added))
        return Change(added: added.components.filter { !kept.contains($0) }, removed: removed)
    }

    mutating func take(_ change: Change) {
        let removed = Set(change.removed)
        components.removeAll { removed.contains($0.product) }
        var places = Dictionary(uniqueKeysWithValues: components.enumerated().map { ($1.product, $0) })
        for component in change.added {
            if let place = places[component.product] {
                components[place] = component
            } else {
                places[component.product] = components.count
                components.append(component)
            }
        }
    }
}
