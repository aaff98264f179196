/// Times as clocks in Europe/Amsterdam show them, by the rule of the European Union that has held since 1996. No time
/// zone data are needed.
extension LocalDateTime {
    /// How often clocks in the Netherlands show a time.
    package enum Occurrence: Sendable, Hashable {
        case once
        /// In the hour that is skipped in spring.
        case never
        /// In the hour that comes twice in autumn.
        case twice
    }

    package var occurrenceInTheNetherlands: Occurrence {
        switch (isShown(at: summerMoment, hoursAhead: 2), isShown(at: winterMoment, hoursAhead: 1)) {
        case (true, true): .twice
        case (false, false): .never
        case (true, false), (false, true): .once
        }
    }

    /// The moment that is meant in the Netherlands.
    ///
    /// Of a time that comes twice it is the first one; a time that is skipped is read by the clock as it was before the
    /// switch, so that half past two in the night of March is half past three. RFC 5545 reads them the same way.
    package var momentInTheNetherlands: Timestamp {
        let moment = isShown(at: summerMoment, hoursAhead: 2) ? summerMoment : winterMoment
        return Timestamp(milliseconds: Int64(moment) * 60_000)
    }

    /// What clocks in the Netherlands show at a moment; seconds are cut off.
    package init(inTheNetherlandsAt moment: Timestamp) {
        let minutes = Int(moment.seconds).quotientRoundedDown(by: 60)
        let hours = LocalDateTime.hoursAhead(at: minutes, in: moment.utcDate.year)
        self.init(minutes: min(minutes + hours * 60, LocalDateTime.last.minutes))
    }

    /// Minutes since 1970 in UTC, were it summer or winter time.
    private var summerMoment: Int { minutes - 120 }
    private var winterMoment: Int { minutes - 60 }

    private func isShown(at moment: Int, hoursAhead: Int) -> Bool {
        // Where the years in UTC and here differ it is New Year's night, and winter in both.
        LocalDateTime.hoursAhead(at: moment, in: date.year) == hoursAhead
    }

    /// The last minute of the year 9999: later ones have no date.
    private static let last = LocalDateTime(minutes: 4_223_371_679)

    /// Hours that the Netherlands are ahead of UTC, at a moment in minutes since 1970.
    private static func hoursAhead(at moment: Int, in year: Int) -> Int {
        let begins = CalendarDate.lastSunday(of: 3, year) * 1440 + 60
        let ends = CalendarDate.lastSunday(of: 10, year) * 1440 + 60
        return begins <= moment && moment < ends ? 2 : 1
    }
}
