package import EventSourcing

extension PlanningBoard {
    package mutating func take(_ event: Room.Event, of id: UUIDValue) {
        rooms.change(id, orMake: Place()) { room in
            switch event {
            case .described(let description): room.description = description
            case .ended(let lastDay): room.lastDay = lastDay
            }
        }
    }

    package mutating func take(_ event: StaffMember.Event, of id: UUIDValue) {
        staff.change(id, orMake: Member()) { member in
            switch event {
            case .described(let description): member.description = description
            case .ended(let lastDay): member.lastDay = lastDay
            }
        }
    }

    package mutating func take(_ event: Calendar.Event, of id: UUIDValue) {
        switch event {
        case .described(let description): calendars[id] = description
        case .ended: break
        }
    }

    package mutating func take(_ event: Group.Event, of id: UUIDValue) {
        switch event {
        case .described(let description):
            groups.change(id, orMake: Party()) { group in
                group.isDescribed = true
                group.offerings = description.offerings ?? []
            }
        case .dissolved(let lastDay): groups.change(id, orMake: Party()) { $0.lastDay = lastDay }
        case .membersChanged(let change):
            for learner in change.removed { leave(learner, id) }
            for learner in change.added { join(learner, id) }
        }
    }

    private mutating func join(_ learner: UUIDValue, _ id: UUIDValue) {
        for other in memberships[learner] ?? [] where other != id {
            groups.change(id, orMake: Party()) { $0.shared[other, default: 0] += 1 }
            groups.change(other, orMake: Party()) { $0.shared[id, default: 0] += 1 }
        }
        memberships.change(learner, orMake: []) { $0.insert(id) }
        groups.change(id, orMake: Party()) { group in
            group.members.insert(learner)
            group.former.remove(learner)
        }
    }

    private mutating func leave(_ learner: UUIDValue, _ id: UUIDValue) {
        memberships.change(learner, orMake: []) { $0.remove(id) }
        for other in memberships[learner] ?? [] {
            groups.change(id, orMake: Party()) { $0.unshare(with: other) }
            groups.change(other, orMake: Party()) { $0.unshare(with: id) }
        }
        groups.change(id, orMake: Party()) { group in
            group.members.remove(learner)
            group.former.insert(learner)
        }
    }

    package mutating func take(_ event: OfferingDemand.Event, of id: UUIDValue) {
        offerings.change(id, orMake: Offering()) { offering in
            switch event {
            case .taken(let offer): offering.period = offer.period
            case .dropped: offering.isDropped = true
            case .added(let demand): offering.placements[demand.placement] = demand.learner
            case .withdrawn(let withdrawal): offering.placements[withdrawal.placement] = nil
            case .dropReached, .shortfallReached, .groupsReached: break
            }
        }
    }

    package mutating func take(_ event: LearningActivity.Event, of id: UUIDValue) {
        switch event {
        case .proposed(let proposal):
            activities.change(id, orMake: Activity()) { $0.proposal = proposal }
            for earlier in proposal.after ?? [] {
                activities.change(earlier, orMake: Activity()) { $0.followers.append(id) }
            }
            offerings.change(proposal.offering, orMake: Offering()) { $0.activities.append(id) }
            for offering in proposal.allDemandOfferings {
                offerings.change(offering, orMake: Offering()) { $0.served.append(id) }
            }
        case .planned(let plan), .moved(let plan, _):
            free(id)
            occupy(id, plan)
        case .cancelled:
            free(id)
            activities.change(id, orMake: Activity()) { $0.isCancelled = true }
        case .shortfallNoted, .attendanceRecorded: break
        }
    }

    private mutating func occupy(_ id: UUIDValue, _ plan: Plan) {
        activities.change(id, orMake: Activity()) { $0.plan = plan }
        let slot = Slot(plan.span, id, at: location(of: plan))
        for room in plan.allRooms { rooms.change(room, orMake: Place()) { $0.occupancy.insert(slot) } }
        for member in plan.allStaff { staff.change(member, orMake: Member()) { $0.occupancy.insert(slot) } }
        for group in activities[id]?.proposal?.allGroups ?? [] {
            groups.change(group, orMake: Party()) { $0.occupancy.insert(slot) }
        }
    }

    private mutating func free(_ id: UUIDValue) {
        guard let activity = activities[id], let plan = activity.plan else { return }
        activities.change(id, orMake: Activity()) { $0.plan = nil }
        for room in plan.allRooms { rooms.change(room, orMake: Place()) { $0.occupancy.remove(id, plan.span) } }
        for member in plan.allStaff { staff.change(member, orMake: Member()) { $0.occupancy.remove(id, plan.span) } }
        for group in activity.proposal?.allGroups ?? [] {
            groups.change(group, orMake: Party()) { $0.occupancy.remove(id, plan.span) }
        }
    }

    /// Where a plan takes place: at the location of the first room that has one.
    func location(of plan: Plan) -> UUIDValue? {
        plan.allRooms.lazy.compactMap { rooms[$0]?.description?.location }.first
    }

    package mutating func take(_ event: Timetable.Event, of id: UUIDValue) {
        switch event {
        case .opened(let opening): timetables[id] = opening
        case .published: publish(id)
        case .changesListed, .superseded, .withdrawn: break
        }
    }
}

extension PlanningBoard.Party {
    fileprivate mutating func unshare(with other: UUIDValue) {
        let count = shared[other, default: 0] - 1
        shared[other] = count > 0 ? count : nil
    }
}
