package import EventSourcing

/// Looks at a plan of an activity with everything on the board beside it, and names all that is in the way.
struct PlanCheck {
    let board: PlanningBoard
    let id: UUIDValue
    let proposal: LearningActivity.Proposal
    let plan: Plan
    let span: Span
    let location: UUIDValue?
    let learners: Int
    var bottlenecks: [Bottleneck] = []
    /// How many slots were looked at: what the check costs.
    var steps = 0

    init(_ plan: Plan, of id: UUIDValue, _ proposal: LearningActivity.Proposal, on board: PlanningBoard) {
        self.board = board
        self.id = id
        self.proposal = proposal
        self.plan = plan
        span = plan.span
        location = board.location(of: plan)
        learners = board.learners(of: proposal.allGroups)
    }

    mutating func run() {
        checkCalendar()
        checkRooms()
        checkStaff()
        checkGroups()
        checkOrder()
    }

    mutating func add(_ reason: Bottleneck.Reason, at pointer: String?, with conflict: Conflict? = nil) {
        bottlenecks.append(Bottleneck(reason, at: pointer, with: conflict))
    }

    // MARK: Order

    private mutating func checkOrder() {
        for earlier in proposal.after ?? [] {
            guard let activity = board.activities[earlier], !activity.isCancelled else { continue }
            guard let held = activity.plan else {
                add(.earlierNotPlanned, at: "/startsAt", with: Conflict(earlier))
                continue
            }
            if held.to > span.from {
                add(.earlierNotEnded, at: "/startsAt", with: Conflict(earlier, from: held.from, to: held.to))
            }
        }
        for later in board.activities[id]?.followers ?? [] {
            guard let held = board.activities[later]?.plan, held.from < span.to else { continue }
            add(.laterHasBegun, at: "/endsAt", with: Conflict(later, from: held.from, to: held.to))
        }
    }
}

extension PlanningBoard {
    /// What the board says to a plan.
    package func findings(for plan: Plan, of id: UUIDValue) -> LearningActivity.Findings {
        var steps = 0
        return findings(for: plan, of: id, steps: &steps)
    }

    /// As ``findings(for:of:)``.
    ///
    /// - Parameter steps: grows by the slots that were looked at.
    package func findings(for plan: Plan, of id: UUIDValue, steps: inout Int) -> LearningActivity.Findings {
        var findings = LearningActivity.Findings()
        guard let proposal = activities[id]?.proposal, plan.fault == nil else { return findings }
        for (place, room) in plan.allRooms.enumerated() where rooms[room]?.description == nil {
            findings.unknown.append("/roomIds/\(place)")
        }
        for (place, member) in plan.allStaff.enumerated() where staff[member]?.description == nil {
            findings.unknown.append("/staffMemberIds/\(place)")
        }
        findings.isOfferingDropped = offerings[proposal.offering]?.isDropped ?? false
        var check = PlanCheck(plan, of: id, proposal, on: self)
        check.run()
        steps += check.steps
        findings.bottlenecks = check.bottlenecks
        return findings
    }
}
