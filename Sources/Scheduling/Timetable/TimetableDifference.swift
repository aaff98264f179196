package import EventSourcing

/// What differs between two versions of a timetable, or between one and the draft.
package struct TimetableDifference: Sendable, Hashable {
    package struct Change: Sendable, Hashable {
        package let activity: UUIDValue
        package let former: Plan
        package let later: Plan

        package init(of activity: UUIDValue, from former: Plan, to later: Plan) {
            self.activity = activity
            self.former = former
            self.later = later
        }
    }

    /// In the order of their identifiers, as the other lists.
    package let added: [UUIDValue]
    package let removed: [UUIDValue]
    package let moved: [Change]

    package init(from former: [UUIDValue: Plan], to later: [UUIDValue: Plan]) {
        added = later.keys.filter { former[$0] == nil }.sorted()
        removed = former.keys.filter { later[$0] == nil }.sorted()
        moved = former.compactMap { activity, plan in
            guard let changed = later[activity], changed != plan else { return nil }
            return Change(of: activity, from: plan, to: changed)
        }.sorted { $0.activity < $1.activity }
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && moved.isEmpty }
}
