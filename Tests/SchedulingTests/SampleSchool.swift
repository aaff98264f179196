import EventSourcing
import Scheduling

/// A location with two rooms, two members of staff and two groups, in a week of September 2026.
struct SampleSchool {
    static let calendar = UUIDValue(high: 1, low: 1)
    static let location = UUIDValue(high: 2, low: 1)
    static let elsewhere = UUIDValue(high: 2, low: 2)
    static let room = UUIDValue(high: 3, low: 1)
    static let smallRoom = UUIDValue(high: 3, low: 2)
    static let farRoom = UUIDValue(high: 3, low: 3)
    static let teacher = UUIDValue(high: 4, low: 1)
    static let colleague = UUIDValue(high: 4, low: 2)
    static let group = UUIDValue(high: 5, low: 1)
    static let otherGroup = UUIDValue(high: 5, low: 2)
    static let offering = UUIDValue(high: 6, low: 1)

    static func activity(_ number: UInt64) -> UUIDValue { UUIDValue(high: 7, low: number) }
    static func learner(_ number: UInt64) -> UUIDValue { UUIDValue(high: 8, low: number) }

    var board = PlanningBoard()

    init() {
        var calendar = CalendarDescription(
            names: [LocalisedText("Zwolle", in: "nl")], region: "north",
            period: DayPeriod(from: "2026-08-01", to: "2027-07-31"))
        calendar.closures = [.init("Herfstvakantie", from: "2026-10-10", to: "2026-10-18", kind: "schoolHoliday")]
        calendar.openings = Weekday.allCases.prefix(5).map { WeeklyWindow($0, from: "08:30", to: "17:00") }
        calendar.travelMinutes = 30
        board.take(.described(calendar), of: SampleSchool.calendar)
        add(SampleSchool.room, seats: 30, at: SampleSchool.location, features: ["zuurkast"])
        add(SampleSchool.smallRoom, seats: 2, at: SampleSchool.location)
        add(SampleSchool.farRoom, seats: 30, at: SampleSchool.elsewhere)
        add(SampleSchool.teacher) { $0.skills = ["farmacie"] }
        add(SampleSchool.colleague) { _ in }
        add(SampleSchool.group, learners: 1...3)
        add(SampleSchool.otherGroup, learners: 4...6)
    }

    mutating func add(_ room: UUIDValue, seats: Int64, at location: UUIDValue?, features: [String]? = nil) {
        var description = RoomDescription(
            names: [LocalisedText("Lokaal", in: "nl")], abbreviation: "B2.14", type: "lecture_room", seats: seats)
        description.location = location
        description.features = features
        board.take(.described(description), of: room)
    }

    mutating func add(_ member: UUIDValue, _ change: (inout StaffMemberDescription) -> Void) {
        var description = StaffMemberDescription()
        change(&description)
        board.take(.described(description), of: member)
    }

    mutating func add(_ group: UUIDValue, learners: ClosedRange<UInt64>) {
        board.take(
            .described(Group.Description(type: "class", names: [LocalisedText("1A", in: "nl")], abbreviation: "1A")),
            of: group)
        let members = learners.map { SampleSchool.learner($0) }
        board.take(.membersChanged(Group.MemberChange(on: "2026-09-01", added: members)), of: group)
    }

    static func proposal(_ change: (inout LearningActivity.Proposal) -> Void = { _ in }) -> LearningActivity.Proposal {
        var proposal = LearningActivity.Proposal(
            of: offering, calendar: calendar, names: [LocalisedText("Receptuur", in: "nl")], type: "practical",
            timing: .grid)
        proposal.groups = [group]
        change(&proposal)
        return proposal
    }

    mutating func propose(_ number: UInt64, _ change: (inout LearningActivity.Proposal) -> Void = { _ in }) {
        board.take(.proposed(SampleSchool.proposal(change)), of: SampleSchool.activity(number))
    }

    mutating func plan(_ number: UInt64, _ plan: Plan) {
        board.take(.planned(plan), of: SampleSchool.activity(number))
    }

    /// What the board says to a plan, by the reasons.
    func reasons(_ number: UInt64, _ plan: Plan) -> [Bottleneck.Reason] {
        board.findings(for: plan, of: SampleSchool.activity(number)).bottlenecks.map(\.reason)
    }

    func bottlenecks(_ number: UInt64, _ plan: Plan) -> [Bottleneck] {
        board.findings(for: plan, of: SampleSchool.activity(number)).bottlenecks
    }
}

extension Plan {
    /// A plan that begins on a day.
    init(
        _ day: CalendarDate, _ from: TimeOfDay, _ to: TimeOfDay, until lastDay: CalendarDate? = nil,
        in rooms: [UUIDValue]? = nil, with staff: [UUIDValue]? = nil
    ) {
        self.init(LocalDateTime(day, from), LocalDateTime(lastDay ?? day, to), rooms: rooms, staff: staff)
    }

    /// A plan that begins on Monday 7 September 2026.
    init(
        _ from: TimeOfDay, _ to: TimeOfDay, until lastDay: CalendarDate? = nil, in rooms: [UUIDValue]? = nil,
        with staff: [UUIDValue]? = nil
    ) {
        self.init("2026-09-07", from, to, until: lastDay, in: rooms, with: staff)
    }
}

extension CalendarDate: ExpressibleByStringLiteral {
    /// A day as tests write it.
    package init(stringLiteral text: String) {
        guard let day = CalendarDate(text) else { preconditionFailure("\(text) is no day") }
        self = day
    }
}

extension TimeOfDay: ExpressibleByStringLiteral {
    /// A time as tests write it.
    package init(stringLiteral text: String) {
        guard let time = TimeOfDay(text) else { preconditionFailure("\(text) is no time") }
        self = time
    }
}
