package import EventSourcing
import HubContracts

/// A run of whole calendar days in the Netherlands, the last one included; without a last day it has no end.
package struct DayPeriod: Sendable, Hashable {
    package let firstDay: CalendarDate
    package let lastDay: CalendarDate?

    package init(from firstDay: CalendarDate, to lastDay: CalendarDate? = nil) {
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    init(_ contract: PeriodV1) {
        self.init(from: contract.validFrom, to: contract.validTo)
    }

    var contract: PeriodV1 { PeriodV1(validFrom: firstDay, validTo: lastDay) }

    /// Whether it ends before it begins.
    package var isReversed: Bool { lastDay.map { $0 < firstDay } ?? false }

    package func contains(_ day: CalendarDate) -> Bool {
        firstDay <= day && lastDay.map { day <= $0 } ?? true
    }

    package func overlaps(_ other: DayPeriod) -> Bool {
        let beginsInTime = other.lastDay.map { firstDay <= $0 } ?? true
        let endsLate = lastDay.map { other.firstDay <= $0 } ?? true
        return beginsInTime && endsLate
    }
}
