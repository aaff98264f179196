import Scheduling

extension SchedulingRules.State {
    var room: Room.State? {
        guard case .room(let state) = self else { return nil }
        return state
    }

    var staffMember: StaffMember.State? {
        guard case .staffMember(let state) = self else { return nil }
        return state
    }

    var calendar: Scheduling.Calendar.State? {
        guard case .calendar(let state) = self else { return nil }
        return state
    }

    var group: Group.State? {
        guard case .group(let state) = self else { return nil }
        return state
    }

    var offering: OfferingDemand.State? {
        guard case .offering(let state) = self else { return nil }
        return state
    }

    var activity: LearningActivity.State? {
        guard case .activity(let state) = self else { return nil }
        return state
    }

    var timetable: Timetable.State? {
        guard case .timetable(let state) = self else { return nil }
        return state
    }
}
