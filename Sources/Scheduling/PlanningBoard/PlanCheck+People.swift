import EventSourcing

extension PlanCheck {
    mutating func checkStaff() {
        let needed = Int(proposal.minimumStaff ?? 0)
        if plan.allStaff.count < needed {
            add(.tooFewStaff(needed: needed, given: plan.allStaff.count), at: "/staffMemberIds")
        }
        var skills: Set<String> = []
        for (place, id) in plan.allStaff.enumerated() {
            guard let member = board.staff[id], let description = member.description else { continue }
            skills.formUnion(description.skills ?? [])
            check(member, description, id, at: "/staffMemberIds/\(place)")
        }
        for skill in proposal.neededSkills ?? [] where !skills.contains(skill) {
            add(.skillMissing(skill), at: "/staffMemberIds")
        }
    }

    private mutating func check(
        _ member: PlanningBoard.Member, _ description: StaffMemberDescription, _ id: UUIDValue, at pointer: String
    ) {
        if let lastDay = member.lastDay, lastDay < plan.lastDay { add(.staffReleased(lastDay: lastDay), at: pointer) }
        if !description.isAvailable(plan.start, plan.end) { add(.staffNotAvailable, at: pointer) }
        if let locations = description.locations, let location, !locations.contains(location) {
            add(.staffElsewhere, at: pointer)
        }
        if let limit = description.contractMinutesPerWeek {
            let minutes =
                member.occupancy.minutes(inWeek: span.weeks.lowerBound, except: self.id) + span.minutes
            if minutes > limit { add(.beyondContract(minutes: minutes, limit: Int(limit)), at: pointer) }
        }
        if let slot = member.occupancy.first(overlapping: span, except: self.id, steps: &steps) {
            add(.staffTaken, at: pointer, with: Conflict(slot, .staffMember(id)))
        }
        checkTravel(member.occupancy, .staffMember(id), at: pointer)
    }

    mutating func checkGroups() {
        for id in proposal.allGroups {
            guard let group = board.groups[id] else { continue }
            if let lastDay = group.lastDay, lastDay < plan.lastDay { add(.groupDissolved(lastDay: lastDay), at: nil) }
            if let slot = group.occupancy.first(overlapping: span, except: self.id, steps: &steps) {
                add(.groupTaken, at: "/startsAt", with: Conflict(slot, .group(id)))
            }
            for (other, count) in group.shared.sorted(by: { $0.key < $1.key })
            where !proposal.allGroups.contains(other) {
                let theirs = board.groups[other]?.occupancy
                if let slot = theirs?.first(overlapping: span, except: self.id, steps: &steps) {
                    add(.learnersTaken(count: count), at: "/startsAt", with: Conflict(slot, .group(other)))
                }
            }
            checkTravel(group.occupancy, .group(id), at: "/startsAt")
        }
        checkSize()
    }

    /// Groups are often empty while their timetable is made: the minimum counts from the first learner on.
    private mutating func checkSize() {
        if let minimum = proposal.minimumLearners, learners > 0, learners < minimum {
            add(.tooFewLearners(count: learners, minimum: Int(minimum)), at: nil)
        }
        if let maximum = proposal.maximumLearners, learners > maximum {
            add(.tooManyLearners(count: learners, maximum: Int(maximum)), at: nil)
        }
    }

    /// Whether there is time to come from another location, and to go to one.
    private mutating func checkTravel(_ occupancy: Occupancy, _ shared: SharedResource, at pointer: String) {
        guard let travel = board.calendars[proposal.calendar]?.travelMinutes, travel > 0, let location else { return }
        for slot in occupancy.neighbours(of: span, except: id, steps: &steps) {
            guard let elsewhere = slot.location, elsewhere != location else { continue }
            let gap =
                slot.span.to <= span.from
                ? span.from.seconds - slot.span.to.seconds
                : slot.span.from.seconds - span.to.seconds
            if gap < travel * 60 {
                add(.travelTooShort(minutes: Int(travel)), at: pointer, with: Conflict(slot, shared))
            }
        }
    }
}
