package import EventSourcing

/// The activities that differ between two versions of a timetable, or between one and the draft.
package struct TimetableDifference: Sendable, Hashable {
    /// In the order of their identifiers, as the other lists.
    package let added: [UUIDValue]
    /// Those with another time, other rooms or staff.
    package let moved: [UUIDValue]
    package let removed: [UUIDValue]

    package init(added: [UUIDValue] = [], moved: [UUIDValue] = [], removed: [UUIDValue] = []) {
        self.added = added
        self.moved = moved
        self.removed = removed
    }

    /// What differs between the plans of two versions.
    package init(from former: [UUIDValue: Plan], to later: [UUIDValue: Plan]) {
        self.init(
            added: later.keys.filter { former[$0] == nil }.sorted(),
            moved: later.keys.filter { former[$0] != nil && former[$0] != later[$0] }.sorted(),
            removed: former.keys.filter { later[$0] == nil }.sorted())
    }

    package var isEmpty: Bool { added.isEmpty && moved.isEmpty && removed.isEmpty }

    /// The same in parts of at most so many activities.
    func chunks(of count: Int) -> [TimetableDifference] {
        var parts: [TimetableDifference] = []
        var rest = self
        while !rest.isEmpty {
            let added = rest.added.prefix(count)
            let moved = rest.moved.prefix(count - added.count)
            let removed = rest.removed.prefix(count - added.count - moved.count)
            parts.append(
                TimetableDifference(added: Array(added), moved: Array(moved), removed: Array(removed)))
            rest = TimetableDifference(
                added: Array(rest.added.dropFirst(added.count)), moved: Array(rest.moved.dropFirst(moved.count)),
                removed: Array(rest.removed.dropFirst(removed.count)))
        }
        return parts
    }
}
