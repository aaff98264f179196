import EventSourcing
import HubContracts

/// What all contracts that plan an activity have in common.
protocol PlanContract {
    var startsOn: CalendarDate { get }
    var startsAt: String { get }
    var lastDay: CalendarDate? { get }
    var endsAt: String { get }
    var roomIds: [UUIDValue]? { get }
    var staffMemberIds: [UUIDValue]? { get }
}

extension PlanLearningActivityV1: PlanContract {
    var lastDay: CalendarDate? { endsOn }
}

extension MoveLearningActivityV1: PlanContract {
    var lastDay: CalendarDate? { endsOn }
}

extension LearningActivityPlannedV1: PlanContract {
    var lastDay: CalendarDate? { endsOn }
}

extension LearningActivityMovedV1: PlanContract {
    var lastDay: CalendarDate? { endsOn }
}

extension Plan {
    /// - Parameter from: the moments as an event has them; nil to read the clock in the Netherlands.
    init(_ contract: some PlanContract, from: Timestamp? = nil, to: Timestamp? = nil) throws(ContractFault) {
        self.init(
            LocalDateTime(contract.startsOn, try TimeOfDay(contract.startsAt, at: "/startsAt")),
            LocalDateTime(contract.lastDay ?? contract.startsOn, try TimeOfDay(contract.endsAt, at: "/endsAt")),
            rooms: contract.roomIds, staff: contract.staffMemberIds, from: from, to: to)
    }
}
