package import EventSourcing

/// A member of staff (medewerker), of whom nothing is known but for what and when there is planning.
package typealias StaffMember = Resource<StaffMemberDescription>

package struct StaffMemberDescription: Describable {
    package var skills: [String]?
    /// The most minutes of activities in a week; nil without a limit.
    package var contractMinutesPerWeek: Int64?
    /// Nil for any time at which the calendar is open.
    package var availability: [WeeklyWindow]?
    package var unavailable: [DayPeriod]?
    /// Nil for all locations.
    package var locations: [UUIDValue]?

    package init() {}

    package var fault: DescriptionFault? {
        if let fault = availability?.fault(in: "availability") { return fault }
        return unavailable?.firstIndex(where: \.isReversed).map {
            DescriptionFault(.reversed, at: "/unavailable/\($0)/validTo")
        }
    }

    /// Whether planning is possible for all of a time. Over midnight only where no availability is stated.
    func isAvailable(_ start: LocalDateTime, _ end: LocalDateTime) -> Bool {
        let isAbsent = (unavailable ?? []).contains { $0.overlaps(DayPeriod(from: start.date, to: end.date)) }
        return !isAbsent && availability?.contains { $0.contains(start, end) } ?? true
    }
}
