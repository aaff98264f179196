package import EventSourcing

extension PlanningBoard {
    /// The learners of these groups, each counted once.
    func learners(of ids: [UUIDValue]) -> Int {
        guard ids.count > 1 else { return ids.first.flatMap { groups[$0]?.members.count } ?? 0 }
        return ids.reduce(into: Set<UUIDValue>()) { $0.formUnion(groups[$1]?.members ?? []) }.count
    }

    /// What a change of members would bring into the way of what is planned from its day on.
    package func bottlenecks(of change: Group.MemberChange, in id: UUIDValue) -> [Bottleneck] {
        guard let group = groups[id] else { return [] }
        let joining = change.effect(on: group.members).added
        guard !joining.isEmpty else { return [] }
        let begins = change.effectiveOn.map { LocalDateTime($0, .midnight).momentInTheNetherlands } ?? .first
        let week = change.effectiveOn?.weekNumber ?? .min
        return clashes(of: joining, with: group, after: begins, week)
            + crowds(group, id, after: begins, week, change)
    }

    /// Activities that learners would have to be at together, because they come to be in two groups.
    private func clashes(
        of joining: [UUIDValue], with group: Party, after moment: Timestamp, _ week: Int
    ) -> [Bottleneck] {
        var counts: [UUIDValue: Int] = [:]
        for learner in joining {
            for other in memberships[learner] ?? [] { counts[other, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.compactMap { other, count in
            guard let theirs = groups[other]?.occupancy,
                let (_, slot) = group.occupancy.firstOverlap(with: theirs, after: moment, week: week)
            else { return nil }
            return Bottleneck(.learnersTaken(count: count), at: "/added", with: Conflict(slot, .group(other)))
        }
    }

    /// The first activity that would have too many learners, and the first that would have too few seats.
    private func crowds(
        _ group: Party, _ id: UUIDValue, after moment: Timestamp, _ week: Int, _ change: Group.MemberChange
    ) -> [Bottleneck] {
        var found: (crowded: Bottleneck?, short: Bottleneck?) = (nil, nil)
        var counts: [[UUIDValue]: Int] = [:]
        for slot in group.occupancy.slots(endingAfter: moment, fromWeek: week) {
            guard let activity = activities[slot.activity], let proposal = activity.proposal else { continue }
            let count = counts[proposal.allGroups] ?? countAfter(change, in: id, proposal.allGroups)
            counts[proposal.allGroups] = count
            let conflict = Conflict(slot, .group(id))
            if let maximum = proposal.maximumLearners, count > maximum, found.crowded == nil {
                let reason = Bottleneck.Reason.tooManyLearners(count: count, maximum: Int(maximum))
                found.crowded = Bottleneck(reason, at: "/added", with: conflict)
            }
            let planned = activity.plan?.allRooms ?? []
            if !planned.isEmpty, count > seats(in: planned), found.short == nil {
                let reason = Bottleneck.Reason.tooFewSeats(learners: count, seats: seats(in: planned))
                found.short = Bottleneck(reason, at: "/added", with: conflict)
            }
        }
        return [found.crowded, found.short].compactMap { $0 }
    }

    private func countAfter(_ change: Group.MemberChange, in id: UUIDValue, _ ids: [UUIDValue]) -> Int {
        var learners = (groups[id]?.members ?? []).subtracting(change.removed).union(change.added)
        for other in ids where other != id { learners.formUnion(groups[other]?.members ?? []) }
        return learners.count
    }

    /// The groups that a learner leaves with a placement: those that follow its offering, and in which no other
    /// placement keeps the learner.
    package func groups(leftBy learner: UUIDValue, with placement: UUIDValue, of offering: UUIDValue) -> [UUIDValue] {
        (memberships[learner] ?? []).sorted().filter { id in
            let followed = groups[id]?.offerings ?? []
            let isKept = followed.contains { other in
                (offerings[other]?.placements ?? [:]).contains { $0.key != placement && $0.value == learner }
            }
            return followed.contains(offering) && !isKept
        }
    }

    func seats(in ids: [UUIDValue]) -> Int {
        ids.reduce(0) { $0 + Int(rooms[$1]?.description?.seats ?? 0) }
    }
}

extension Timestamp {
    /// Before everything that is planned.
    fileprivate static var first: Timestamp { Timestamp(milliseconds: .min) }
}
