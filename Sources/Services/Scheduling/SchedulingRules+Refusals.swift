import EventSourcing
import HubContracts
import Scheduling
import ServiceRuntime

extension Refusal {
    init<Description: Describable>(_ rejection: Resource<Description>.Rejection, _ kind: String) {
        switch rejection {
        case .notDescribed: self.init(.notFound, "there is no such \(kind)")
        case .invalid(let fault): self.init(fault)
        case .ended(let lastDay): self.init(.wrongState, "the \(kind) is not planned after \(lastDay)")
        case .planned(let bottleneck): self.init([bottleneck])
        }
    }

    init(_ rejection: Group.Rejection) {
        switch rejection {
        case .notDescribed: self.init(.notFound, "there is no such group")
        case .invalid(let fault): self.init(fault)
        case .dissolved(let lastDay): self.init(.wrongState, "the group is not planned after \(lastDay)")
        case .full(let maximum):
            self.init(.groupSizeConflict, "the group takes \(maximum) learners at most", pointer: "/added")
        case .maximumBelowMembers(let count):
            self.init(.groupSizeConflict, "the group has \(count) learners", pointer: "/maximumMembers")
        case .bottlenecks(let bottlenecks): self.init(bottlenecks)
        }
    }

    init(_ rejection: LearningActivity.Rejection) {
        switch rejection {
        case .notProposed: self.init(.notFound, "there is no such learning activity")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another learning activity")
        case .wrongState(let phase): self.init(.wrongState, "the learning activity is \(phase.rawValue)")
        case .invalid(let fault): self.init(fault)
        case .unknown(let pointer): self.init(.notFound, "there is no such object", pointer: pointer)
        case .offeringDropped: self.init(.wrongState, "the offering does not take place")
        case .afterItself(let place):
            self.init(.cycle, "the activity would come after itself", pointer: "/afterActivityIds/\(place)")
        case .bottlenecks(let bottlenecks): self.init(bottlenecks)
        case .learnerRepeated(let place):
            self.init(.invalid, "there is an entry for this learner already", pointer: "/entries/\(place)/subjectId")
        case .presentWithReason(let place):
            self.init(
                .invalid, "who was present has no reason for an absence", pointer: "/entries/\(place)/absenceReason")
        }
    }

    init(_ rejection: Timetable.Rejection) {
        switch rejection {
        case .notOpened: self.init(.notFound, "there is no such timetable")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another timetable")
        case .invalid(let fault): self.init(fault)
        case .calendarUnknown: self.init(.notFound, "there is no such calendar", pointer: "/calendarId")
        case .overlaps(let bottleneck): self.init([bottleneck])
        case .nothingPublished: self.init(.wrongState, "no version of the timetable is published")
        }
    }

    private init(_ fault: DescriptionFault) {
        let phrase =
            switch fault.reason {
            case .nameRepeated: "there is a name in this language already"
            case .reversed: "it ends before it begins, or lasts too long"
            case .overlapping: "another one has the same number or a part of the same time"
            case .maximumBelowMinimum: "fewer may take part than are needed"
            case .endless: "the last day is missing"
            }
        self.init(.invalid, phrase, pointer: fault.pointer)
    }

    /// All that is in the way; the first is the refusal's own reason. The result of a command has room for 50.
    private init(_ bottlenecks: [Bottleneck]) {
        let conflicts = bottlenecks.prefix(50).map { CommandResultV1.Conflict($0) }
        guard let first = conflicts.first else { preconditionFailure("a refusal for bottlenecks has one") }
        self.init(.init(rawValue: first.code), first.message, pointer: first.pointer, conflicts: conflicts)
    }
}

extension CommandResultV1.Conflict {
    fileprivate init(_ bottleneck: Bottleneck) {
        self.init(
            code: bottleneck.code.rawValue, message: bottleneck.message, pointer: bottleneck.pointer,
            objectId: bottleneck.conflict?.object, from: bottleneck.conflict?.from, to: bottleneck.conflict?.to)
        switch bottleneck.conflict?.shared {
        case .room(let id)?: (sharedKind, sharedId) = (.room, id)
        case .staffMember(let id)?: (sharedKind, sharedId) = (.staffMember, id)
        case .group(let id)?: (sharedKind, sharedId) = (.group, id)
        case nil: break
        }
    }
}

extension Bottleneck {
    /// What is in the way and, where another object is, which and when.
    fileprivate var message: String {
        guard let conflict else { return phrase }
        guard let from = conflict.from, let to = conflict.to else { return "\(phrase): \(conflict.object)" }
        let start = LocalDateTime(inTheNetherlandsAt: from)
        let end = LocalDateTime(inTheNetherlandsAt: to)
        let until = end.date == start.date ? "\(end.time)" : "\(end.date) \(end.time)"
        return "\(phrase): \(conflict.object), \(start.date) from \(start.time) to \(until)"
    }

    private var phrase: String {
        switch reason {
        case .roomTaken: "the room is taken by another activity"
        case .roomRetired(let lastDay): "the room is not planned after \(lastDay)"
        case .featureMissing(let feature): "no room has \(feature)"
        case .roomElsewhere: "the room is at a location that does not keep the calendar"
        case .tooFewSeats(let learners, let seats): "there are \(seats) seats for \(learners) learners"
        case .staffTaken: "the member of staff has another activity"
        case .staffReleased(let lastDay): "the member of staff is not planned after \(lastDay)"
        case .staffNotAvailable: "the member of staff is not available at that time"
        case .staffElsewhere: "the member of staff does not work at that location"
        case .tooFewStaff(let needed, let given): "\(needed) members of staff are needed, there are \(given)"
        case .beyondContract(let minutes, let limit):
            "the member of staff would have \(minutes) minutes in that week, of \(limit) at most"
        case .skillMissing(let skill): "none of the staff has the skill \(skill)"
        case .groupTaken: "the group has another activity"
        case .groupDissolved(let lastDay): "the group is not planned after \(lastDay)"
        case .learnersTaken(let count): "\(count) of the learners have another activity with another group"
        case .tooFewLearners(let count, let minimum): "there are \(count) learners, \(minimum) are needed"
        case .tooManyLearners(let count, let maximum): "there are \(count) learners, \(maximum) may take part"
        case .travelTooShort(let minutes): "it takes \(minutes) minutes to travel from or to another activity"
        case .outsideCalendar: "the calendar does not hold for that day"
        case .closed(let name): "nothing is planned on that day: \(name)"
        case .outsideOpenings: "it is outside the openings of the calendar"
        case .outsideLessonPeriods: "it does not begin and end with a lesson period"
        case .outsideOffering: "it is outside the period of the offering"
        case .earlierNotPlanned: "an activity that comes before is not planned"
        case .earlierNotEnded: "an activity that comes before has not ended by then"
        case .laterHasBegun: "an activity that comes after has begun by then"
        case .timetableOverlaps: "the calendar has another timetable for a part of the period"
        }
    }
}
