package import EventSourcing

/// The days of an institution's academic sessions, and how they lie within each other.
package struct SessionCalendar: Sendable, Hashable {
    private var hierarchy = Hierarchy()
    private var days = Shelves<AcademicSession.Days>()
    private var within = Shelves<Set<UUIDValue>>()

    package init() {}

    package func knows(_ id: UUIDValue) -> Bool { days[id] != nil }

    package mutating func place(_ id: UUIDValue, on days: AcademicSession.Days, within parent: UUIDValue?) {
        remove(id, from: hierarchy.parents(of: id).first)
        hierarchy.place(id, within: parent.map { [$0] } ?? [])
        if let parent { within[parent, default: []].insert(id) }
        self.days[id] = days
    }

    /// It is planned in no more, and lies around nothing.
    package mutating func withdraw(_ id: UUIDValue) {
        remove(id, from: hierarchy.parents(of: id).first)
        days[id] = nil
    }

    private mutating func remove(_ id: UUIDValue, from parent: UUIDValue?) {
        if let parent { within[parent]?.remove(id) }
    }

    /// What a session is judged against that is to lie within another.
    package func surroundings(of id: UUIDValue, within parent: UUIDValue?) -> AcademicSession.Surroundings {
        let inner = (within[id] ?? []).compactMap { days[$0] }
        return AcademicSession.Surroundings(
            isCircular: parent.map { !hierarchy.lineage(of: id, within: [$0]).circular.isEmpty } ?? false,
            around: parent.flatMap { days[$0] },
            inner: inner.dropFirst().reduce(inner.first) { hull, days in
                hull.map {
                    .init(from: min($0.first, days.first), to: max($0.last, days.last))
                }
            })
    }
}
