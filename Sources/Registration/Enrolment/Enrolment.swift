package import EventSourcing

/// An enrolment (inschrijving; EduArte: verbintenis) in its nine states.
///
/// Since August 2023 it rests on a decision of the institution; printed is kept for older files and may be passed over.
/// That a learner is enrolled or deregistered is told by the same two events, whoever owns enrolments.
package enum Enrolment: Decider {
    package enum State: Sendable, Equatable {
        case absent
        /// A placement was told before it was opened.
        case awaited(Assignment)
        case held(Content, Standing)
    }

    /// How far it is, with what the last step carried. A day is nil where the owning system did not tell it.
    package enum Standing: Sendable, Hashable {
        case applied
        case inIntake
        case provisional
        case complete
        case printed
        case definitive(Start?)
        case ended(Start?, Ending?)
        case withdrawn(Leave)
        case rejected(Leave)
    }

    package struct Content: Sendable, Hashable {
        package var learner: Learner
        /// The newest placement.
        package var place = Place()
        /// The first day of that placement.
        package var placedFrom: CalendarDate?
        /// What the owning system said last; nil for one of the hub.
        package var told: Told?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.open(let learner), .absent), (.open(let learner), .awaited): return [.opened(learner)]
        case (.open(let learner), .held(let content, _)):
            guard learner == content.learner else { throw .alreadyExists }
            return []
        case (.advance(let step), .held(let content, let standing)):
            guard step.phase != standing.phase else { return [] }
            guard step.follows(standing.phase) else { throw .wrongState(standing.phase) }
            return [.advanced(subject: content.learner.subject, step)]
        case (.assign(let subject, let assignment), .held(let content, _)):
            return content.has(assignment) ? [] : [.placed(subject: subject, assignment)]
        case (.assign(let subject, let assignment), .absent): return [.placed(subject: subject, assignment)]
        case (.assign(let subject, let assignment), .awaited(let held)):
            return assignment == held ? [] : [.placed(subject: subject, assignment)]

        case (.confirm(let confirmation), .held(let content, .complete)),
            (.confirm(let confirmation), .held(let content, .printed)):
            return [try start(confirmation, content)]
        case (.confirm(let confirmation), .held(let content, .provisional)):
            guard confirmation.override?.holds == true else { throw .overrideNeeded(.provisional) }
            return [try start(confirmation, content)]
        case (.confirm(let confirmation), .held(_, .definitive(let start))) where start?.decided == confirmation:
            return []

        case (.end(let ending), .held(let content, .definitive(let start))):
            if ending.reason.lacksExplanation { throw .explanationMissing }
            if let start, ending.on < start.startsOn { throw .endsBeforeStart }
            return [.ended(subject: content.learner.subject, content.place, ending)]
        case (.end(let ending), .held(_, .ended(_, let held))) where ending == held: return []

        case (.withdraw(let leave), .held(_, .withdrawn(let held))) where leave == held: return []
        case (.reject(let leave), .held(_, .rejected(let held))) where leave == held: return []
        case (.withdraw(let leave), .held(let content, let standing)):
            try check(leave, from: standing.phase)
            return [.withdrawn(subject: content.learner.subject, leave)]
        case (.reject(let leave), .held(let content, let standing)):
            try check(leave, from: standing.phase)
            return [.rejected(subject: content.learner.subject, leave)]
        case (.reopen, .held(let content, .withdrawn)), (.reopen, .held(let content, .rejected)):
            return [.reopened(subject: content.learner.subject)]
        case (.reopen, .held(_, .provisional)): return []

        case (.record(let told), .absent), (.record(let told), .awaited): return record(told, nil, nil)
        case (.record(let told), .held(let content, let standing)):
            guard let held = content.told, told.version <= held.version else {
                return record(told, content, standing.phase)
            }
            guard told.version < held.version || told == held else { throw .versionContradicted }
            return []

        case (.confirm, .held(_, let standing)), (.end, .held(_, let standing)), (.reopen, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.advance, .absent), (.confirm, .absent), (.end, .absent), (.withdraw, .absent), (.reject, .absent),
            (.reopen, .absent), (.advance, .awaited), (.confirm, .awaited), (.end, .awaited), (.withdraw, .awaited),
            (.reject, .awaited), (.reopen, .awaited):
            throw .notOpened
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.opened(let learner), .absent), (.opened(let learner), .held):
            state = .held(Content(learner: learner), .applied)
        case (.opened(let learner), .awaited(let assignment)):
            var content = Content(learner: learner)
            content.take(assignment)
            state = .held(content, .applied)
        case (.placed(_, let assignment), .absent), (.placed(_, let assignment), .awaited):
            state = .awaited(assignment)
        case (.advanced(_, let step), .held(let content, _)): state = .held(content, step.standing)
        case (.placed(_, let assignment), .held(var content, let standing)):
            content.take(assignment)
            state = .held(content, standing)
        case (.started(_, let start), .held(let content, _)): state = .held(content, .definitive(start))
        case (.ended(_, _, let ending), .held(let content, let standing)):
            state = .held(content, .ended(standing.start, ending))
        case (.withdrawn(_, let leave), .held(let content, _)): state = .held(content, .withdrawn(leave))
        case (.rejected(_, let leave), .held(let content, _)): state = .held(content, .rejected(leave))
        case (.reopened, .held(let content, _)): state = .held(content, .provisional)
        case (.recorded(let told), .absent), (.recorded(let told), .awaited):
            state = .held(Content(learner: told.learner, place: told.place, told: told), told.standing)
        case (.recorded(let told), .held(var content, _)):
            (content.learner, content.place, content.told) = (told.learner, told.place, told)
            state = .held(content, told.standing)
        case (.deviationNoted, _), (.advanced, .absent), (.started, .absent), (.ended, .absent), (.withdrawn, .absent),
            (.rejected, .absent), (.reopened, .absent), (.advanced, .awaited), (.started, .awaited),
            (.ended, .awaited), (.withdrawn, .awaited), (.rejected, .awaited), (.reopened, .awaited):
            break
        }
    }

    /// A learner who is placed, or has leave.
    private static func start(_ confirmation: Confirmation, _ content: Content) throws(Rejection) -> Event {
        guard content.place.placement != nil || confirmation.override?.holds == true else { throw .placementMissing }
        return .started(
            subject: content.learner.subject,
            Start(
                from: confirmation.startsOn, decidedOn: confirmation.decidedOn, content.place,
                override: confirmation.override))
    }

    private static func check(_ leave: Leave, from phase: Phase) throws(Rejection) {
        if leave.reason.lacksExplanation { throw .explanationMissing }
        switch phase {
        case .applied, .inIntake, .provisional: break
        case .complete, .printed:
            guard leave.override?.holds == true else { throw .overrideNeeded(phase) }
        case .definitive, .ended, .withdrawn, .rejected: throw .wrongState(phase)
        }
    }
}

extension Enrolment.Content {
    fileprivate mutating func take(_ assignment: Enrolment.Assignment) {
        place = Enrolment.Place(placement: assignment.placement, offering: assignment.offering)
        placedFrom = assignment.startsOn
    }

    fileprivate func has(_ assignment: Enrolment.Assignment) -> Bool {
        place == Enrolment.Place(placement: assignment.placement, offering: assignment.offering)
            && placedFrom == assignment.startsOn
    }
}

extension Enrolment.Start {
    /// The decision that it started by; nil where it was decided elsewhere.
    fileprivate var decided: Enrolment.Confirmation? {
        decidedOn.map { Enrolment.Confirmation(on: $0, from: startsOn, override: override) }
    }
}

extension Enrolment.Step {
    var phase: Enrolment.Phase {
        switch self {
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        }
    }

    fileprivate var standing: Enrolment.Standing {
        switch self {
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        }
    }

    fileprivate func follows(_ phase: Enrolment.Phase) -> Bool {
        switch (phase, self) {
        case (.applied, .inIntake), (.inIntake, .provisional), (.provisional, .complete), (.complete, .printed): true
        case (.applied, _), (.inIntake, _), (.provisional, _), (.complete, _), (.printed, _), (.definitive, _),
            (.ended, _), (.withdrawn, _), (.rejected, _):
            false
        }
    }
}

extension Enrolment.Standing {
    package var phase: Enrolment.Phase {
        switch self {
        case .applied: .applied
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        case .definitive: .definitive
        case .ended: .ended
        case .withdrawn: .withdrawn
        case .rejected: .rejected
        }
    }

    fileprivate var start: Enrolment.Start? {
        switch self {
        case .definitive(let start), .ended(let start, _): start
        case .applied, .inIntake, .provisional, .complete, .printed, .withdrawn, .rejected: nil
        }
    }
}
