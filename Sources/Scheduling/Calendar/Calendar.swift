package import EventSourcing

/// A calendar (jaarkalender): the region whose holidays it keeps, when activities take place, and the time grid.
package typealias Calendar = Resource<CalendarDescription>

package struct CalendarDescription: Describable {
    package var names: [LocalisedText]
    /// In the contract's words: `north`, `central`, `south`.
    package var region: String
    package var period: DayPeriod
    /// Nil for all locations.
    package var locations: [UUIDValue]?
    package var closures: [Closure]?
    /// Nil for any time.
    package var openings: [WeeklyWindow]?
    /// Nil where activities begin and end at any time.
    package var lessonPeriods: [LessonPeriod]?
    /// What it takes to go from one location to another.
    package var travelMinutes: Int64?

    /// Days on which nothing is planned.
    package struct Closure: Sendable, Hashable {
        package let name: String
        package let days: DayPeriod
        /// In the contract's words, such as `schoolHoliday`.
        package let kind: String?

        package init(_ name: String, from firstDay: CalendarDate, to lastDay: CalendarDate, kind: String? = nil) {
            self.name = name
            days = DayPeriod(from: firstDay, to: lastDay)
            self.kind = kind
        }
    }

    /// A row of the time grid (lesuur).
    package struct LessonPeriod: Sendable, Hashable {
        package let number: Int64
        package let from: TimeOfDay
        package let to: TimeOfDay

        package init(_ number: Int64, from: TimeOfDay, to: TimeOfDay) {
            self.number = number
            self.from = from
            self.to = to
        }
    }

    package init(names: [LocalisedText], region: String, period: DayPeriod) {
        self.names = names
        self.region = region
        self.period = period
    }

    package var fault: DescriptionFault? {
        if let fault = names.fault { return fault }
        if period.isReversed { return DescriptionFault(.reversed, at: "/period/validTo") }
        if let place = closures?.firstIndex(where: \.days.isReversed) {
            return DescriptionFault(.reversed, at: "/closures/\(place)/lastDay")
        }
        return openings?.fault(in: "openings") ?? gridFault
    }

    private var gridFault: DescriptionFault? {
        let rows = lessonPeriods ?? []
        for (place, row) in rows.enumerated() {
            if row.to <= row.from { return DescriptionFault(.reversed, at: "/lessonPeriods/\(place)/to") }
            let isTaken = rows[..<place].contains {
                $0.number == row.number || ($0.from < row.to && row.from < $0.to)
            }
            if isTaken { return DescriptionFault(.overlapping, at: "/lessonPeriods/\(place)") }
        }
        return nil
    }
}
