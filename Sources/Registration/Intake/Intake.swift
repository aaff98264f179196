package import EventSourcing

/// An intake: an applicant is invited, comes or does not, and gets an advice, whose content lies sealed.
package enum Intake: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    /// How far it is, with what the last step carried. A day is nil where the owning system did not tell it.
    package enum Standing: Sendable, Hashable {
        case notPlanned
        case planned(Plan?)
        case held(on: CalendarDate?)
        case missed(on: CalendarDate?)
        case advised(on: CalendarDate?, SealedReference?)
        case cancelled(Reason)
    }

    package struct Content: Sendable, Hashable {
        package var applicant: Applicant
        /// Nil for one that was only recorded.
        package var invitation: Invitation?
        /// What the owning system said last; nil for one of the hub.
        package var told: Told?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.invite(let invitation), .absent): return [.invited(invitation)]
        case (.invite(let invitation), .held(let content, _)):
            guard invitation == content.invitation else { throw .alreadyExists }
            return []
        case (.plan(let plan), .held(_, .planned(let held))) where plan == held: return []
        case (.plan(let plan), .held(_, .notPlanned)), (.plan(let plan), .held(_, .planned)),
            (.plan(let plan), .held(_, .missed)):
            guard !plan.isReversed else { throw .planReversed }
            return [.planned(plan)]
        case (.confirmAttendance(true, let day), .held(_, .held(let known))) where day == known: return []
        case (.confirmAttendance(false, let day), .held(_, .missed(let known))) where day == known: return []
        case (.confirmAttendance(let attended, let day), .held(let content, .planned)),
            (.confirmAttendance(let attended, let day), .held(let content, .notPlanned)):
            return [attended ? .held(content.applicant, on: day) : .missed(on: day)]
        case (.advise(let advice), .held(let content, .held)): return [.advised(content.applicant, advice)]
        case (.advise(let advice), .held(let content, .advised(let day, let result))):
            return advice.on == day && advice.result == result ? [] : [.advised(content.applicant, advice)]
        case (.cancel(let reason), .held(_, .notPlanned)), (.cancel(let reason), .held(_, .planned)),
            (.cancel(let reason), .held(_, .missed)):
            return [.cancelled(reason)]
        case (.cancel(let reason), .held(_, .cancelled(let held))) where reason == held: return []

        case (.record(let told), .absent): return record(told, nil, nil)
        case (.record(let told), .held(let content, let standing)):
            guard let held = content.told, told.version <= held.version else {
                return record(told, content, standing.phase)
            }
            guard told.version < held.version || told == held else { throw .versionContradicted }
            return []

        case (.plan, .held(_, let standing)), (.confirmAttendance, .held(_, let standing)),
            (.advise, .held(_, let standing)), (.cancel, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.plan, .absent), (.confirmAttendance, .absent), (.advise, .absent), (.cancel, .absent):
            throw .notInvited
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.invited(let invitation), _):
            state = .held(Content(applicant: invitation.applicant, invitation: invitation), .notPlanned)
        case (.planned(let plan), .held(let content, _)): state = .held(content, .planned(plan))
        case (.held(_, let day), .held(let content, _)): state = .held(content, standing(held: day, content))
        case (.missed(let day), .held(let content, _)): state = .held(content, .missed(on: day))
        case (.advised(_, let advice), .held(let content, _)):
            state = .held(content, .advised(on: advice.on, advice.result))
        case (.cancelled(let reason), .held(let content, _)): state = .held(content, .cancelled(reason))
        case (.recorded(let told), .absent):
            state = .held(Content(applicant: told.applicant, told: told), told.standing)
        case (.recorded(let told), .held(var content, _)):
            (content.applicant, content.told) = (told.applicant, told)
            state = .held(content, told.standing)
        case (.deviationNoted, _), (.planned, .absent), (.held, .absent), (.missed, .absent), (.advised, .absent),
            (.cancelled, .absent):
            break
        }
    }

    /// That it was held is told beside a recorded advice too; the advice stands.
    private static func standing(held day: CalendarDate, _ content: Content) -> Standing {
        guard let told = content.told, told.phase == .advised else { return .held(on: day) }
        return told.standing
    }

    private static func record(_ told: Told, _ content: Content?, _ phase: Phase?) -> [Event] {
        var events: [Event] = [.recorded(told)]
        let wasHeld = phase == .held || phase == .advised
        if told.phase == .held || told.phase == .advised, !wasHeld, let day = told.heldOn {
            events.append(.held(told.applicant, on: day))
        }
        if told.phase == .advised, let day = told.advisedOn, let result = told.result,
            phase != .advised || content?.told?.result != result
        {
            events.append(.advised(told.applicant, Advice(result, on: day)))
        }
        let deviations = deviations(of: told, content, phase)
        return events + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func deviations(of told: Told, _ content: Content?, _ phase: Phase?) -> [Deviation] {
        var deviations: [Deviation] = []
        if let phase, phase != told.phase, !phase.leads(to: told.phase) { deviations.append(.stepNotAllowed) }
        if let content, content.applicant.application != told.applicant.application {
            deviations.append(.applicationChanged)
        }
        if let content, content.applicant.subject != told.applicant.subject { deviations.append(.subjectChanged) }
        if told.plan?.isReversed == true { deviations.append(.planReversed) }
        if told.phase == .held, told.heldOn == nil { deviations.append(.heldDayMissing) }
        return deviations
    }
}

extension Intake.Told {
    fileprivate var plan: Intake.Plan? {
        startsAt.map { Intake.Plan(at: $0, to: endsAt, location: location) }
    }

    fileprivate var standing: Intake.Standing {
        switch phase {
        case .notPlanned: .notPlanned
        case .planned: .planned(plan)
        case .held: .held(on: heldOn)
        case .missed: .missed(on: heldOn)
        case .advised: .advised(on: advisedOn, result)
        case .cancelled: .cancelled(Reason(nil))
        }
    }
}

extension Intake.Phase {
    /// Whether the hub's own rules take it there in one step.
    func leads(to next: Intake.Phase) -> Bool {
        switch (self, next) {
        case (.notPlanned, .planned), (.notPlanned, .held), (.notPlanned, .missed), (.notPlanned, .cancelled),
            (.planned, .held), (.planned, .missed), (.planned, .cancelled), (.missed, .planned),
            (.missed, .cancelled), (.held, .advised):
            true
        case (.notPlanned, _), (.planned, _), (.held, _), (.missed, _), (.advised, _), (.cancelled, _): false
        }
    }
}

extension Intake.Standing {
    package var phase: Intake.Phase {
        switch self {
        case .notPlanned: .notPlanned
        case .planned: .planned
        case .held: .held
        case .missed: .missed
        case .advised: .advised
        case .cancelled: .cancelled
        }
    }
}
