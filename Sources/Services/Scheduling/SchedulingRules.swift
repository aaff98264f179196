import EventSourcing
import HubContracts
package import Scheduling
package import ServiceRuntime

/// Scheduling's deciders as the partition writer asks them.
///
/// All of an institution lies in one partition, so that the facts of the partition hold its planning board.
package struct SchedulingRules: ServiceRules {
    package enum Command: Sendable {
        case room(Room.Request)
        case staffMember(StaffMember.Request)
        case calendar(Scheduling.Calendar.Request)
        case group(Group.Request)
        case offering(OfferingDemand.Request)
        case activity(LearningActivity.Request)
        case timetable(Timetable.Request)
    }

    package enum Event: Sendable {
        case room(Room.Event)
        case staffMember(StaffMember.Event)
        case calendar(Scheduling.Calendar.Event)
        case group(Group.Event)
        case offering(OfferingDemand.Event)
        case activity(LearningActivity.Event)
        case timetable(Timetable.Event)
    }

    package enum State: Sendable {
        case room(Room.State)
        case staffMember(StaffMember.State)
        case calendar(Scheduling.Calendar.State)
        case group(Group.State)
        case offering(OfferingDemand.State)
        case activity(LearningActivity.State)
        case timetable(Timetable.State)
    }

    /// The planning board of each institution of the partition.
    package struct Facts: Sendable {
        fileprivate var boards: [String: PlanningBoard] = [:]
    }

    package init() {}

    package let service = "scheduling"
    package let initialFacts = Facts()
    package let factTypes: Set = [
        RoomDescribedV1.identity.type, RoomRetiredV1.identity.type, StaffMemberDescribedV1.identity.type,
        StaffMemberReleasedV1.identity.type, CalendarDescribedV1.identity.type, GroupDescribedV1.identity.type,
        GroupMembersChangedV1.identity.type, GroupDissolvedV1.identity.type,
        OfferingTakenIntoPlanningV1.identity.type, OfferingDroppedFromPlanningV1.identity.type,
        DemandAddedV1.identity.type, DemandWithdrawnV1.identity.type, LearningActivityProposedV1.identity.type,
        LearningActivityPlannedV1.identity.type, LearningActivityMovedV1.identity.type,
        LearningActivityCancelledV1.identity.type, TimetableOpenedV1.identity.type,
        TimetablePublishedV1.identity.type,
    ]

    /// Nothing in scheduling waits for a moment.
    package let deadlineTypes: Set<String> = []

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] { [] }

    // MARK: Deciding

    package func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        guard let id = UUIDValue(aggregate.subject) else {
            throw Refusal(.invalid, "the subject of a command to scheduling is the object's UUID")
        }
        let board = facts.boards[aggregate.institution] ?? PlanningBoard()
        switch command {
        case .room(let request):
            let state = try held(state, \.room) ?? Room.initial
            let command = request.command(for: .room(id), on: board)
            return try decide(Room.self, command, state) { Refusal($0, "room") }.map { .room($0) }
        case .staffMember(let request):
            let state = try held(state, \.staffMember) ?? StaffMember.initial
            let command = request.command(for: .staffMember(id), on: board)
            return try decide(StaffMember.self, command, state) { Refusal($0, "member of staff") }
                .map { .staffMember($0) }
        case .calendar(let request):
            let state = try held(state, \.calendar) ?? Scheduling.Calendar.initial
            // Nothing is taken by a calendar, so whatever stands for it hinders nothing.
            let command = request.command(for: .room(id), on: PlanningBoard())
            return try decide(Scheduling.Calendar.self, command, state) { Refusal($0, "calendar") }
                .map { .calendar($0) }
        case .group(let request):
            let state = try held(state, \.group) ?? Group.initial
            return try decide(Group.self, request.command(for: id, on: board), state) { Refusal($0) }
                .map { .group($0) }
        case .offering(let request):
            let state = try held(state, \.offering) ?? OfferingDemand.initial
            return OfferingDemand.decide(request.command(for: id, state, on: board), state).map { .offering($0) }
        case .activity(let request):
            let state = try held(state, \.activity) ?? LearningActivity.initial
            return try decide(LearningActivity.self, request.command(for: id, on: board), state) { Refusal($0) }
                .map { .activity($0) }
        case .timetable(let request):
            let state = try held(state, \.timetable) ?? Timetable.initial
            return try decide(Timetable.self, request.command(for: id, on: board), state) { Refusal($0) }
                .map { .timetable($0) }
        }
    }

    private func held<Held>(_ state: State?, _ kind: (State) -> Held?) throws(Refusal) -> Held? {
        guard let state else { return nil }
        guard let held = kind(state) else { throw Refusal(.invalid, "the subject is an object of another kind") }
        return held
    }

    private func decide<Rules: Decider>(
        _ rules: Rules.Type, _ command: Rules.Command, _ state: Rules.State, _ refusal: (Rules.Rejection) -> Refusal
    ) throws(Refusal) -> [Rules.Event] {
        do throws(Rules.Rejection) {
            return try Rules.decide(command, state)
        } catch {
            throw refusal(error)
        }
    }

    // MARK: Evolving

    package func evolve(_ state: inout State?, _ event: Event) {
        switch event {
        case .room(let event): state = .room(Room.evolved(state?.room, event))
        case .staffMember(let event): state = .staffMember(StaffMember.evolved(state?.staffMember, event))
        case .calendar(let event): state = .calendar(Scheduling.Calendar.evolved(state?.calendar, event))
        case .group(let event): state = .group(Group.evolved(state?.group, event))
        case .offering(let event): state = .offering(OfferingDemand.evolved(state?.offering, event))
        case .activity(let event): state = .activity(LearningActivity.evolved(state?.activity, event))
        case .timetable(let event): state = .timetable(Timetable.evolved(state?.timetable, event))
        }
    }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {
        guard let id = UUIDValue(aggregate.subject) else { return }
        facts.boards[aggregate.institution, default: PlanningBoard()].take(event, of: id)
    }
}

extension PlanningBoard {
    fileprivate mutating func take(_ event: SchedulingRules.Event, of id: UUIDValue) {
        switch event {
        case .room(let event): take(event, of: id)
        case .staffMember(let event): take(event, of: id)
        case .calendar(let event): take(event, of: id)
        case .group(let event): take(event, of: id)
        case .offering(let event): take(event, of: id)
        case .activity(let event): take(event, of: id)
        case .timetable(let event): take(event, of: id)
        }
    }
}

extension Decider {
    /// The state after an event; before the first one it is the initial state.
    fileprivate static func evolved(_ state: State?, _ event: Event) -> State {
        var state = state ?? initial
        evolve(&state, event)
        return state
    }
}
