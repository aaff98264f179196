/// A day and a time as a calendar and a clock on the wall show them: without a zone, so not yet a moment.
package struct LocalDateTime: Sendable, Hashable {
    package let date: CalendarDate
    package let time: TimeOfDay

    package init(_ date: CalendarDate, _ time: TimeOfDay) {
        self.date = date
        self.time = time
    }

    /// Minutes since 1 January 1970 00:00 by the same clock.
    package var minutes: Int { date.dayNumber * 1440 + time.minutes }

    /// - Precondition: the year is from 0 to 9999.
    package init(minutes: Int) {
        let day = minutes.quotientRoundedDown(by: 1440)
        let rest = minutes - day * 1440
        guard let time = TimeOfDay(hour: rest / 60, minute: rest % 60) else {
            preconditionFailure("the rest of a day has an hour and a minute")
        }
        self.init(CalendarDate(dayNumber: day), time)
    }
}

extension LocalDateTime: CustomStringConvertible, Comparable {
    package var description: String { "\(date)T\(time)" }

    package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool { left.minutes < right.minutes }
}

extension Int {
    /// - Precondition: the divisor is positive.
    func quotientRoundedDown(by divisor: Int) -> Int {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
