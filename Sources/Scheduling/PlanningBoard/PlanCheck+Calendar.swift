import EventSourcing

extension PlanCheck {
    mutating func checkCalendar() {
        let days = DayPeriod(from: plan.start.date, to: plan.lastDay)
        if let period = board.offerings[proposal.offering]?.period, !period.contains(days) {
            add(.outsideOffering, at: "/startsOn")
        }
        guard let calendar = board.calendars[proposal.calendar] else { return }
        if !calendar.period.contains(days) { add(.outsideCalendar, at: "/startsOn") }
        for closure in calendar.closures ?? [] where closure.days.overlaps(days) {
            add(.closed(name: closure.name), at: "/startsOn")
        }
        guard proposal.timing == .grid else { return }
        if let openings = calendar.openings, !openings.contains(where: { $0.contains(plan.start, plan.end) }) {
            add(.outsideOpenings, at: "/startsAt")
        }
        let rows = calendar.lessonPeriods ?? []
        let isOnGrid =
            plan.start.date == plan.end.date && rows.contains { $0.from == plan.start.time }
            && rows.contains { $0.to == plan.end.time }
        if !rows.isEmpty, !isOnGrid { add(.outsideLessonPeriods, at: "/startsAt") }
    }
}

extension DayPeriod {
    /// Whether all days of another period are among these.
    func contains(_ other: DayPeriod) -> Bool {
        contains(other.firstDay) && other.lastDay.map { contains($0) } ?? (lastDay == nil)
    }
}
