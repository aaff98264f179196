package import EventSourcing

/// A learning activity (leeractiviteit): what an offering consists of and what a timetable is made of.
///
/// It is proposed with what it needs, planned and moved when nothing is in the way, and cancelled for good.
package enum LearningActivity: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    package enum Standing: Sendable, Hashable {
        case proposed
        case planned(Plan)
        case cancelled(Cancellation)
    }

    package enum Phase: String, Sendable, Hashable {
        case proposed
        case planned
        case cancelled
    }

    package struct Content: Sendable, Hashable {
        package var proposal: Proposal
        package var attendance: [UUIDValue: Attendance] = [:]
        /// How many learners were left when a shortfall was last noted.
        package var shortfall: Int64?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.propose(let proposal, let surroundings), .absent):
            try check(proposal, surroundings)
            return [.proposed(proposal)]
        case (.propose(let proposal, _), .held(let content, _)):
            guard proposal == content.proposal else { throw .alreadyExists }
            return []

        case (.plan(let plan, let findings), .held(_, .proposed)):
            try check(plan, findings)
            return [.planned(plan)]
        case (.plan(let plan, _), .held(_, .planned(let held))) where plan == held: return []
        case (.move(let plan, _, _), .held(_, .planned(let held))) where plan == held: return []
        case (.move(let plan, let reason, let findings), .held(_, .planned)):
            try check(plan, findings)
            return [.moved(plan, reason: reason)]

        case (.cancel(let cancellation), .held(_, .proposed)), (.cancel(let cancellation), .held(_, .planned)):
            return [.cancelled(cancellation)]
        case (.cancel(let cancellation), .held(_, .cancelled(let held)))
        where cancellation == held || cancellation.reason == Cancellation.offeringDropped:
            return []

        case (.noteShortfall(let learners), .held(let content, .proposed)),
            (.noteShortfall(let learners), .held(let content, .planned)):
            return content.shortfall == learners ? [] : [.shortfallNoted(learners: learners)]
        case (.noteShortfall, .held(_, .cancelled)), (.noteShortfall, .absent): return []

        case (.recordAttendance(let entries, let strangers), .held(let content, .planned)):
            return try record(entries, strangers, content)

        case (.plan, .held(_, let standing)), (.move, .held(_, let standing)), (.cancel, .held(_, let standing)),
            (.recordAttendance, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.plan, .absent), (.move, .absent), (.cancel, .absent), (.recordAttendance, .absent): throw .notProposed
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.proposed(let proposal), _): state = .held(Content(proposal: proposal), .proposed)
        case (.planned(let plan), .held(let content, _)), (.moved(let plan, _), .held(let content, _)):
            state = .held(content, .planned(plan))
        case (.cancelled(let cancellation), .held(let content, _)): state = .held(content, .cancelled(cancellation))
        case (.shortfallNoted(let learners), .held(var content, let standing)):
            content.shortfall = learners
            state = .held(content, standing)
        case (.attendanceRecorded(let entries), .held(var content, let standing)):
            for entry in entries { content.attendance[entry.learner] = entry.attendance }
            state = .held(content, standing)
        case (.planned, .absent), (.moved, .absent), (.cancelled, .absent), (.shortfallNoted, .absent),
            (.attendanceRecorded, .absent):
            break
        }
    }

    // MARK: Rules

    private static func check(_ proposal: Proposal, _ surroundings: Surroundings) throws(Rejection) {
        if let fault = proposal.fault { throw .invalid(fault) }
        if let unknown = surroundings.unknown.first { throw .unknown(pointer: unknown) }
        if surroundings.isOfferingDropped { throw .offeringDropped }
        if let place = surroundings.placeOfItself { throw .afterItself(place: place) }
    }

    private static func check(_ plan: Plan, _ findings: Findings) throws(Rejection) {
        if let fault = plan.fault { throw .invalid(fault) }
        if let unknown = findings.unknown.first { throw .unknown(pointer: unknown) }
        if findings.isOfferingDropped { throw .offeringDropped }
        if !findings.bottlenecks.isEmpty { throw .bottlenecks(findings.bottlenecks) }
    }

    private static func record(
        _ entries: [AttendanceEntry], _ strangers: Set<UUIDValue>, _ content: Content
    ) throws(Rejection) -> [Event] {
        var named: Set<UUIDValue> = []
        for (place, entry) in entries.enumerated() {
            guard named.insert(entry.learner).inserted else { throw .learnerRepeated(place: place) }
            guard !strangers.contains(entry.learner) else { throw .unknown(pointer: "/entries/\(place)/subjectId") }
            guard !entry.attendance.isContradictory else { throw .presentWithReason(place: place) }
        }
        let news = entries.filter { content.attendance[$0.learner] != $0.attendance }
        return news.isEmpty ? [] : [.attendanceRecorded(news)]
    }
}

extension LearningActivity.Standing {
    package var phase: LearningActivity.Phase {
        switch self {
        case .proposed: .proposed
        case .planned: .planned
        case .cancelled: .cancelled
        }
    }
}
