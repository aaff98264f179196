package import EventSourcing

extension PlanningBoard {
    package func surroundings(of opening: Timetable.Opening, _ id: UUIDValue) -> Timetable.Surroundings {
        let overlapping = timetables.filter { other, held in
            other != id && held.calendar == opening.calendar && held.period.overlaps(opening.period)
        }
        return Timetable.Surroundings(
            isCalendarKnown: calendars[opening.calendar] != nil, overlapping: overlapping.keys.min())
    }

    /// What the draft of a timetable holds, and what differs in it from what was published last.
    package func content(of timetable: UUIDValue) -> Timetable.Content {
        var (published, draft): ([UUIDValue: Plan], [UUIDValue: Plan]) = ([:], [:])
        for (id, activity) in activities.all {
            published[id] = activity.published[timetable]
            draft[id] = self.draft(activity, timetable)
        }
        return Timetable.Content(activities: draft.count, TimetableDifference(from: published, to: draft))
    }

    mutating func publish(_ timetable: UUIDValue) {
        for (id, activity) in activities.all {
            let plan = draft(activity, timetable)
            guard plan != activity.published[timetable] else { continue }
            activities.change(id, orMake: Activity()) { $0.published[timetable] = plan }
        }
    }

    /// The plan of an activity, where it belongs to a timetable.
    private func draft(_ activity: Activity, _ timetable: UUIDValue) -> Plan? {
        guard let plan = activity.plan, let opening = timetables[timetable],
            activity.proposal?.calendar == opening.calendar, opening.period.contains(plan.start.date)
        else { return nil }
        return plan
    }
}
