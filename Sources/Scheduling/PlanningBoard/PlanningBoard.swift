package import EventSourcing

/// The planning board (planbord) of an institution: what there is, what is planned, and what each room, person and group
/// is taken by. The one place that knows everything; it judges nothing by itself.
///
/// It lies on shelves and in weeks, so that asking and changing cost the same however much is planned.
package struct PlanningBoard: Sendable {
    var rooms = Shelves<Place>()
    var staff = Shelves<Member>()
    var groups = Shelves<Party>()
    var calendars: [UUIDValue: CalendarDescription] = [:]
    var activities = Shelves<Activity>()
    var offerings = Shelves<Offering>()
    var timetables: [UUIDValue: Timetable.Opening] = [:]
    /// The groups of each learner.
    var memberships = Shelves<Set<UUIDValue>>()

    package init() {}

    /// A room on the board.
    struct Place: Sendable {
        var description: RoomDescription?
        var lastDay: CalendarDate?
        var occupancy = Occupancy()
    }

    /// A member of staff on the board.
    struct Member: Sendable {
        var description: StaffMemberDescription?
        var lastDay: CalendarDate?
        var occupancy = Occupancy()
    }

    /// A group on the board.
    struct Party: Sendable {
        var isDescribed = false
        /// The offerings that it follows.
        var offerings: [UUIDValue] = []
        var lastDay: CalendarDate?
        var members: Set<UUIDValue> = []
        var former: Set<UUIDValue> = []
        /// How many learners it has in common with other groups.
        var shared: [UUIDValue: Int] = [:]
        var occupancy = Occupancy()
    }

    /// An activity on the board.
    struct Activity: Sendable {
        var proposal: LearningActivity.Proposal?
        var plan: Plan?
        var isCancelled = false
        /// Those that come after it.
        var followers: [UUIDValue] = []
        /// Its plan as each timetable published it last.
        var published: [UUIDValue: Plan] = [:]
    }

    /// An offering on the board.
    struct Offering: Sendable {
        var period: DayPeriod?
        var isDropped = false
        /// The placements that count, and whose they are.
        var placements: [UUIDValue: UUIDValue] = [:]
        /// The activities that come from it.
        var activities: [UUIDValue] = []
        /// The activities whose demand it is.
        var served: [UUIDValue] = []
    }

    // MARK: Asking

    /// The activities of an offering that are not cancelled.
    package func activities(of offering: UUIDValue) -> [UUIDValue] {
        (offerings[offering]?.activities ?? []).filter { activities[$0]?.isCancelled == false }
    }

    /// The activities planned after a day for which too few learners would be left.
    ///
    /// - Parameters:
    ///   - left: the learners that this offering would have.
    ///   - minimum: what counts for an activity without a minimum of its own.
    package func activities(
        of offering: UUIDValue, after day: CalendarDate?, shortWith left: Int, orElse minimum: Int64?
    ) -> [UUIDValue] {
        (offerings[offering]?.served ?? []).filter { id in
            guard let activity = activities[id], !activity.isCancelled, let plan = activity.plan,
                let proposal = activity.proposal, day.map({ $0 < plan.start.date }) ?? true
            else { return false }
            let others = proposal.allDemandOfferings.filter { $0 != offering }.reduce(0) {
                $0 + (offerings[$1]?.placements.count ?? 0)
            }
            return Int64(left + others) < proposal.minimumLearners ?? minimum ?? 1
        }
    }

    /// Those of the learners who are not and never were members of an activity's groups. An activity without groups is
    /// open to all.
    package func strangers(among learners: [UUIDValue], to activity: UUIDValue) -> Set<UUIDValue> {
        let parties = (activities[activity]?.proposal?.allGroups ?? []).compactMap { groups[$0] }
        guard !parties.isEmpty else { return [] }
        return Set(
            learners.filter { learner in
                !parties.contains { $0.members.contains(learner) || $0.former.contains(learner) }
            })
    }

    /// What is planned after the day on which something is to end.
    package func hindrance(toEnding shared: SharedResource, after lastDay: CalendarDate) -> Bottleneck? {
        let (occupancy, reason): (Occupancy?, Bottleneck.Reason) =
            switch shared {
            case .room(let id): (rooms[id]?.occupancy, .roomTaken)
            case .staffMember(let id): (staff[id]?.occupancy, .staffTaken)
            case .group(let id): (groups[id]?.occupancy, .groupTaken)
            }
        let slot = occupancy?.first(endingAfter: lastDay.endInTheNetherlands, fromWeek: lastDay.weekNumber)
        return slot.map { Bottleneck(reason, at: "/lastDay", with: Conflict($0, shared)) }
    }

    /// What is known of what a proposal names.
    package func surroundings(of proposal: LearningActivity.Proposal, _ id: UUIDValue) -> LearningActivity.Surroundings
    {
        var surroundings = LearningActivity.Surroundings()
        if calendars[proposal.calendar] == nil { surroundings.unknown.append("/calendarId") }
        for (place, group) in proposal.allGroups.enumerated() where groups[group]?.isDescribed != true {
            surroundings.unknown.append("/groupIds/\(place)")
        }
        for (place, earlier) in (proposal.after ?? []).enumerated() where earlier != id {
            if activities[earlier]?.proposal == nil { surroundings.unknown.append("/afterActivityIds/\(place)") }
        }
        surroundings.isOfferingDropped = offerings[proposal.offering]?.isDropped ?? false
        surroundings.placeOfItself = proposal.after?.firstIndex(of: id)
        return surroundings
    }
}
