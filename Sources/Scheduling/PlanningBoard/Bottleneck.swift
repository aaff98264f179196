package import EventSourcing

/// What keeps something from being planned (knelpunt), with the activity that is in the way where there is one.
package struct Bottleneck: Sendable, Hashable {
    /// OKx's bottlenecks, in the contract's words.
    package enum Code: String, Sendable, Hashable {
        case capacityShortage
        case expertiseShortage
        case roomShortage
        case locationConflict
        case sequenceConflict
        case ruleConflict
        case groupSizeConflict
        case calendarConflict
    }

    package enum Reason: Sendable, Hashable {
        case roomTaken
        case roomRetired(lastDay: CalendarDate)
        case featureMissing(String)
        case roomElsewhere
        case tooFewSeats(learners: Int, seats: Int)
        case staffTaken
        case staffReleased(lastDay: CalendarDate)
        case staffNotAvailable
        case staffElsewhere
        case tooFewStaff(needed: Int, given: Int)
        case beyondContract(minutes: Int, limit: Int)
        case skillMissing(String)
        case groupTaken
        case groupDissolved(lastDay: CalendarDate)
        /// The group shares learners with another that is taken.
        case learnersTaken(count: Int)
        case tooFewLearners(count: Int, minimum: Int)
        case tooManyLearners(count: Int, maximum: Int)
        case travelTooShort(minutes: Int)
        case outsideCalendar
        case closed(name: String)
        case outsideOpenings
        case outsideLessonPeriods
        case outsideOffering
        case earlierNotPlanned
        case earlierNotEnded
        case laterHasBegun
        /// A day of it lies in another timetable of the calendar.
        case timetableOverlaps
    }

    package let reason: Reason
    /// A JSON pointer into the command's data.
    package let pointer: String?
    package let conflict: Conflict?

    package init(_ reason: Reason, at pointer: String? = nil, with conflict: Conflict? = nil) {
        self.reason = reason
        self.pointer = pointer
        self.conflict = conflict
    }

    package var code: Code {
        switch reason {
        case .roomTaken, .roomRetired, .featureMissing: .roomShortage
        case .tooFewSeats, .staffTaken, .staffReleased, .tooFewStaff, .beyondContract: .capacityShortage
        case .skillMissing: .expertiseShortage
        case .roomElsewhere, .staffElsewhere, .travelTooShort: .locationConflict
        case .groupTaken, .groupDissolved, .learnersTaken, .timetableOverlaps: .ruleConflict
        case .tooFewLearners, .tooManyLearners: .groupSizeConflict
        case .staffNotAvailable, .outsideCalendar, .closed, .outsideOpenings, .outsideLessonPeriods,
            .outsideOffering:
            .calendarConflict
        case .earlierNotPlanned, .earlierNotEnded, .laterHasBegun: .sequenceConflict
        }
    }
}

/// The object that is in the way, when, and what both would need.
package struct Conflict: Sendable, Hashable {
    /// Mostly another learning activity.
    package let object: UUIDValue
    package let from: Timestamp?
    package let to: Timestamp?
    package let shared: SharedResource?

    package init(_ object: UUIDValue, from: Timestamp? = nil, to: Timestamp? = nil, shared: SharedResource? = nil) {
        self.object = object
        self.from = from
        self.to = to
        self.shared = shared
    }

    init(_ slot: Slot, _ shared: SharedResource) {
        self.init(slot.activity, from: slot.span.from, to: slot.span.to, shared: shared)
    }
}

/// What only one activity can have at a time.
package enum SharedResource: Sendable, Hashable {
    case room(UUIDValue)
    case staffMember(UUIDValue)
    case group(UUIDValue)
}
