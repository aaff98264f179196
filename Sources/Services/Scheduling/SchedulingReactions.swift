import EventSourcing
import HubContracts
package import ServiceRuntime

/// What scheduling asks itself because of events: of the catalogue, of registration, and its own.
package enum SchedulingReactions {
    package static let all: [any Reaction] = [
        OfferingsOfCatalogue(), DemandOfRegistration(), DroppedOfferings(), DemandShortfall(), LeavingGroups(),
    ]

    /// A command to scheduling, under the key of its institution.
    static func command(
        _ command: some ContractMessage, to subject: UUIDValue, after event: CloudEvent
    ) throws(MessageFault) -> ReactionCommand {
        guard let institution = event[.institution] else {
            throw MessageFault("the event names no institution")
        }
        let text = try ContractText.write(command)
        return ReactionCommand(
            contract: text.contract, subject: subject.description, partitionKey: institution, data: text.data)
    }
}

/// Tells scheduling which offerings there are, and which do not take place.
struct OfferingsOfCatalogue: Reaction {
    let name = "offerings-of-catalogue"
    let source = "catalogue"
    let target = "scheduling"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        switch event.type {
        case OfferingCreatedV1.identity.type:
            let created = try ContractText.read(OfferingCreatedV1.self, event)
            return [
                try SchedulingReactions.command(
                    TakeOfferingIntoPlanningV1(
                        offeringId: created.offeringId, period: created.period,
                        minimumStudents: created.minimumStudents, maximumStudents: created.maximumStudents),
                    to: created.offeringId, after: event)
            ]
        case OfferingRevisedV1.identity.type:
            let revised = try ContractText.read(OfferingRevisedV1.self, event)
            return [
                try SchedulingReactions.command(
                    TakeOfferingIntoPlanningV1(
                        offeringId: revised.offeringId, period: revised.period,
                        minimumStudents: revised.minimumStudents, maximumStudents: revised.maximumStudents),
                    to: revised.offeringId, after: event)
            ]
        case OfferingCancelledV1.identity.type:
            let cancelled = try ContractText.read(OfferingCancelledV1.self, event)
            return [
                try SchedulingReactions.command(
                    DropOfferingFromPlanningV1(offeringId: cancelled.offeringId, reason: cancelled.reason),
                    to: cancelled.offeringId, after: event)
            ]
        default: return []
        }
    }
}

/// Cancels the activities of an offering that does not take place.
struct DroppedOfferings: Reaction {
    let name = "dropped-offerings"
    let source = "scheduling"
    let target = "scheduling"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == OfferingDropReachedActivitiesV1.identity.type else { return [] }
        let reached = try ContractText.read(OfferingDropReachedActivitiesV1.self, event)
        var commands: [ReactionCommand] = []
        for activity in reached.learningActivityIds {
            let command = CancelLearningActivityV1(learningActivityId: activity, reason: .offeringDropped)
            commands.append(try SchedulingReactions.command(command, to: activity, after: event))
        }
        return commands
    }
}

/// Flags the activities for which too few learners are left.
struct DemandShortfall: Reaction {
    let name = "demand-shortfall"
    let source = "scheduling"
    let target = "scheduling"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == DemandShortfallReachedActivitiesV1.identity.type else { return [] }
        let reached = try ContractText.read(DemandShortfallReachedActivitiesV1.self, event)
        var commands: [ReactionCommand] = []
        for activity in reached.learningActivityIds {
            let command = NoteDemandShortfallV1(learningActivityId: activity, learners: reached.learners)
            commands.append(try SchedulingReactions.command(command, to: activity, after: event))
        }
        return commands
    }
}

/// Takes a learner who no longer takes part in an offering out of the groups that follow it.
struct LeavingGroups: Reaction {
    let name = "leaving-groups"
    let source = "scheduling"
    let target = "scheduling"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard event.type == DemandWithdrawalReachedGroupsV1.identity.type else { return [] }
        let reached = try ContractText.read(DemandWithdrawalReachedGroupsV1.self, event)
        var commands: [ReactionCommand] = []
        for group in reached.groupIds {
            let command = ChangeGroupMembersV1(
                groupId: group, effectiveOn: reached.lastDay?.next, removed: [reached.subjectId])
            commands.append(try SchedulingReactions.command(command, to: group, after: event))
        }
        return commands
    }
}

extension CalendarDate {
    /// The day after; nil after the last one that there is.
    fileprivate var next: CalendarDate? {
        self.year == 9999 && month == 12 && day == 31 ? nil : CalendarDate(dayNumber: dayNumber + 1)
    }
}

/// Tells scheduling who takes part in an offering, and who does no longer.
///
/// Placements and enrolments lie in different partitions, so that an end may come before what it ends.
struct DemandOfRegistration: Reaction {
    let name = "demand-of-registration"
    let source = "registration"
    let target = "scheduling"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        switch event.type {
        case PlacementMadeV1.identity.type:
            let made = try ContractText.read(PlacementMadeV1.self, event)
            return [
                try SchedulingReactions.command(
                    AddDemandV1(
                        offeringId: made.offeringId, placementId: made.placementId, subjectId: made.subjectId,
                        validFrom: made.startsOn),
                    to: made.offeringId, after: event)
            ]
        case PlacementEndedV1.identity.type:
            let ended = try ContractText.read(PlacementEndedV1.self, event)
            return try withdraw(ended.placementId, from: ended.offeringId, lastDay: ended.endsOn, after: event)
        case PlacementWithdrawnV1.identity.type:
            let withdrawn = try ContractText.read(PlacementWithdrawnV1.self, event)
            return try withdraw(withdrawn.placementId, from: withdrawn.offeringId, lastDay: nil, after: event)
        case EnrolmentEndedV1.identity.type:
            let ended = try ContractText.read(EnrolmentEndedV1.self, event)
            return try withdraw(ended.placementId, from: ended.offeringId, lastDay: ended.endsOn, after: event)
        default: return []
        }
    }

    /// An enrolment that rests on no placement was never in the demand.
    private func withdraw(
        _ placement: UUIDValue?, from offering: UUIDValue?, lastDay: CalendarDate?, after event: CloudEvent
    ) throws(MessageFault) -> [ReactionCommand] {
        guard let placement, let offering else { return [] }
        let command = WithdrawDemandV1(offeringId: offering, placementId: placement, lastDay: lastDay)
        return [try SchedulingReactions.command(command, to: offering, after: event)]
    }
}
