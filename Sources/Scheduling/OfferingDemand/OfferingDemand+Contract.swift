package import EventSourcing
package import HubContracts

extension OfferingDemand.Request {
    package init(_ contract: TakeOfferingIntoPlanningV1) {
        self = .take(
            OfferingDemand.Offer(
                period: contract.period.map { DayPeriod($0) }, minimumStudents: contract.minimumStudents,
                maximumStudents: contract.maximumStudents))
    }

    package init(_ contract: DropOfferingFromPlanningV1) { self = .drop(reason: contract.reason) }

    package init(_ contract: AddDemandV1) {
        self = .add(
            OfferingDemand.Demand(contract.placementId, of: contract.subjectId, from: contract.validFrom))
    }

    package init(_ contract: WithdrawDemandV1) {
        self = .withdraw(OfferingDemand.Withdrawal(contract.placementId, lastDay: contract.lastDay))
    }
}

extension OfferingDemand.Event {
    package init(_ contract: OfferingTakenIntoPlanningV1) {
        self = .taken(
            OfferingDemand.Offer(
                period: contract.period.map { DayPeriod($0) }, minimumStudents: contract.minimumStudents,
                maximumStudents: contract.maximumStudents))
    }

    package init(_ contract: OfferingDroppedFromPlanningV1) { self = .dropped(reason: contract.reason) }
    package init(_ contract: OfferingDropReachedActivitiesV1) { self = .dropReached(contract.learningActivityIds) }

    package init(_ contract: DemandAddedV1) {
        self = .added(
            OfferingDemand.Demand(contract.placementId, of: contract.subjectId, from: contract.validFrom))
    }

    package init(_ contract: DemandWithdrawnV1) {
        self = .withdrawn(OfferingDemand.Withdrawal(contract.placementId, lastDay: contract.lastDay))
    }

    package init(_ contract: DemandWithdrawalReachedGroupsV1) {
        self = .groupsReached(contract.groupIds, of: contract.subjectId, lastDay: contract.lastDay)
    }

    package init(_ contract: DemandShortfallReachedActivitiesV1) {
        self = .shortfallReached(
            contract.learningActivityIds, learners: Int(contract.learners), after: contract.after)
    }

    /// - Parameter id: the offering.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .taken(let offer):
            OfferingTakenIntoPlanningV1(
                offeringId: id, period: offer.period?.contract, minimumStudents: offer.minimumStudents,
                maximumStudents: offer.maximumStudents)
        case .dropped(let reason): OfferingDroppedFromPlanningV1(offeringId: id, reason: reason)
        case .dropReached(let activities):
            OfferingDropReachedActivitiesV1(offeringId: id, learningActivityIds: activities)
        case .added(let demand):
            DemandAddedV1(
                offeringId: id, placementId: demand.placement, subjectId: demand.learner,
                validFrom: demand.validFrom)
        case .withdrawn(let withdrawal):
            DemandWithdrawnV1(offeringId: id, placementId: withdrawal.placement, lastDay: withdrawal.lastDay)
        case .groupsReached(let groups, let learner, let lastDay):
            DemandWithdrawalReachedGroupsV1(offeringId: id, subjectId: learner, groupIds: groups, lastDay: lastDay)
        case .shortfallReached(let activities, let learners, let after):
            DemandShortfallReachedActivitiesV1(
                offeringId: id, after: after, learners: Int64(learners), learningActivityIds: activities)
        }
    }
}
