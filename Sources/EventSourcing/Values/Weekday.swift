/// A day of the week; weeks begin on Monday, as in ISO 8601.
package enum Weekday: String, Sendable, Hashable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension CalendarDate {
    /// The number of the week of this day, counted from Monday to Sunday since the one of 1 January 1970.
    package var weekNumber: Int { (dayNumber + 3).quotientRoundedDown(by: 7) }

    package var weekday: Weekday {
        // Day 0, 1 January 1970, was a Thursday.
        Weekday.allCases[dayNumber + 3 - weekNumber * 7]
    }
}
