/// Days as they begin and end in Europe/Amsterdam, by the rule of the European Union that has held since 1996: summer
/// time from the last Sunday of March to the last of October, 01:00 UTC. No time zone data are needed.
extension CalendarDate {
    /// The first moment that is no longer this day in the Netherlands.
    package var endInTheNetherlands: Timestamp {
        let next = dayNumber + 1
        // Neither switch is at midnight: the day of a switch begins as the day before it ended.
        let isSummer = CalendarDate.lastSunday(of: 3, year) < next && next <= CalendarDate.lastSunday(of: 10, year)
        return Timestamp(milliseconds: (Int64(next) * 24 - (isSummer ? 2 : 1)) * 3_600_000)
    }

    /// The day number of the last Sunday of a month of 31 days.
    static func lastSunday(of month: Int, _ year: Int) -> Int {
        guard let last = CalendarDate(year: year, month: month, day: 31)?.dayNumber else {
            preconditionFailure("March and October have 31 days")
        }
        // Day 3, 4 January 1970, was a Sunday.
        let sinceSunday = (last - 3) % 7
        return last - (sinceSunday < 0 ? sinceSunday + 7 : sinceSunday)
    }
}

extension CalendarDate {
    /// The day that a moment lies in, in the Netherlands.
    package init(inTheNetherlandsAt moment: Timestamp) {
        let day = moment.utcDate
        self = moment < day.endInTheNetherlands ? day : CalendarDate(dayNumber: day.dayNumber + 1)
    }
}
