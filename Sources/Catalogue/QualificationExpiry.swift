package import EventSourcing

/// The end of a qualification in its register, as the objects that rest on it learn of it.
package struct QualificationExpiry: Sendable, Hashable {
    package let qualification: UUIDValue
    /// The last day on which a student could begin on it.
    package let lastDay: CalendarDate

    package init(of qualification: UUIDValue, lastDay: CalendarDate) {
        self.qualification = qualification
        self.lastDay = lastDay
    }
}
