package import EventSourcing

extension Timetable {
    package enum Command: Sendable, Hashable {
        case open(Opening, among: Surroundings)
        case publish(on: CalendarDate, Content)
        case withdraw(reason: String)
    }

    package enum Event: Sendable, Hashable {
        case opened(Opening)
        case published(Publication)
        /// Some of what differs from the version before.
        case changesListed(version: Int64, TimetableDifference)
        case superseded(version: Int64)
        case withdrawn(version: Int64, reason: String)
    }

    package enum Rejection: Error, Hashable {
        case notOpened
        case alreadyExists
        case invalid(DescriptionFault)
        case calendarUnknown
        case overlaps(Bottleneck)
        case nothingPublished
    }

    /// Which activities it holds: those that begin in a period and keep a calendar.
    package struct Opening: Sendable, Hashable {
        package let calendar: UUIDValue
        package let names: [LocalisedText]
        package let period: DayPeriod

        package init(of calendar: UUIDValue, names: [LocalisedText], period: DayPeriod) {
            self.calendar = calendar
            self.names = names
            self.period = period
        }

        var fault: DescriptionFault? {
            if let fault = names.fault { return fault }
            guard period.lastDay != nil else { return DescriptionFault(.endless, at: "/period/validTo") }
            return period.isReversed ? DescriptionFault(.reversed, at: "/period/validTo") : nil
        }
    }

    /// What the planning board says to an opening.
    package struct Surroundings: Sendable, Hashable {
        package var isCalendarKnown: Bool
        /// Another timetable of the calendar with a day in common.
        package var overlapping: UUIDValue?

        package init(isCalendarKnown: Bool, overlapping: UUIDValue? = nil) {
            self.isCalendarKnown = isCalendarKnown
            self.overlapping = overlapping
        }
    }

    /// What the draft holds, and what differs in it from what was published last.
    package struct Content: Sendable, Hashable {
        package let activities: Int
        package let difference: TimetableDifference

        package init(activities: Int, _ difference: TimetableDifference) {
            self.activities = activities
            self.difference = difference
        }
    }

    package struct Publication: Sendable, Hashable {
        package let version: Int64
        package let day: CalendarDate
        package let activities: Int64
        package let added: Int64
        package let moved: Int64
        package let removed: Int64

        package init(
            version: Int64, on day: CalendarDate, activities: Int64, added: Int64 = 0, moved: Int64 = 0,
            removed: Int64 = 0
        ) {
            self.version = version
            self.day = day
            self.activities = activities
            self.added = added
            self.moved = moved
            self.removed = removed
        }
    }

    /// What is asked of a timetable, before anyone has looked at the planning board.
    package enum Request: Sendable, Hashable {
        case open(Opening)
        case publish(on: CalendarDate)
        case withdraw(reason: String)

        /// The command, with what the planning board says to it.
        package func command(for id: UUIDValue, on board: PlanningBoard) -> Command {
            switch self {
            case .open(let opening): .open(opening, among: board.surroundings(of: opening, id))
            case .publish(let day): .publish(on: day, board.content(of: id))
            case .withdraw(let reason): .withdraw(reason: reason)
            }
        }
    }
}
