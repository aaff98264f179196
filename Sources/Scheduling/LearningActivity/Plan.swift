package import EventSourcing

/// When an activity takes place, in which rooms and with whom.
package struct Plan: Sendable, Hashable {
    package let start: LocalDateTime
    package let end: LocalDateTime
    /// The moments, as they were resolved when it was planned.
    package let from: Timestamp
    package let to: Timestamp
    /// Nil, as an empty list, where it needs none.
    package let rooms: [UUIDValue]?
    package let staff: [UUIDValue]?

    /// The longest that an activity lasts: 31 days.
    package static let longest = 31 * 86_400 as Int64

    /// - Parameters:
    ///   - from: nil to read the clock in the Netherlands.
    package init(
        _ start: LocalDateTime, _ end: LocalDateTime, rooms: [UUIDValue]? = nil, staff: [UUIDValue]? = nil,
        from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.start = start
        self.end = end
        self.from = from ?? start.momentInTheNetherlands
        self.to = to ?? end.momentInTheNetherlands
        self.rooms = rooms
        self.staff = staff
    }

    package var span: Span { Span(start, from, end, to) }

    /// The last day of which it takes a part: what ends at midnight ends on the day before.
    package var lastDay: CalendarDate {
        LocalDateTime(minutes: max(start.minutes, end.minutes - 1)).date
    }

    /// What is wrong with it in itself.
    package var fault: DescriptionFault? {
        to <= from || to.seconds - from.seconds > Plan.longest ? DescriptionFault(.reversed, at: "/endsAt") : nil
    }

    var allRooms: [UUIDValue] { rooms ?? [] }
    var allStaff: [UUIDValue] { staff ?? [] }
}
