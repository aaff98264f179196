package import EventSourcing

/// A work-placement agreement (BPV-overeenkomst) of institution, learner and company.
///
/// It is definitive once all three have signed, and ends on its last day by itself.
package enum WorkPlacement: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    /// How far it is, with what the last step carried.
    package enum Standing: Sendable, Hashable {
        case provisional
        case complete(signed: [Party: CalendarDate])
        case printed(signed: [Party: CalendarDate])
        case definitive(signed: [Party: CalendarDate])
        /// Nil where the owning system told no day.
        case ended(Ending?)
        case withdrawn(SealedReference?)
        case rejected(SealedReference?)
    }

    package struct Content: Sendable, Hashable {
        package var terms: Terms
        /// What the owning system said last; nil for one of the hub.
        package var told: Told?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.propose(let terms), .absent):
            guard terms.lastDay != nil else { throw .lastDayMissing }
            guard !terms.isReversed else { throw .periodReversed }
            return [.proposed(terms)]
        case (.propose(let terms), .held(let content, _)):
            guard terms == content.terms else { throw .alreadyExists }
            return []
        case (.advance(.complete), .held(_, .provisional)): return [.advanced(.complete)]
        case (.advance(.printed), .held(_, .complete)): return [.advanced(.printed)]
        case (.advance(.complete), .held(_, .complete)), (.advance(.printed), .held(_, .printed)): return []

        case (.sign(let party, let day), .held(let content, .complete(let signed))),
            (.sign(let party, let day), .held(let content, .printed(let signed))):
            return sign(party, day, content, signed)
        case (.sign(let party, let day), .held(_, .definitive(let signed))) where signed[party] == day: return []

        case (.end(let lastDay), .held(let content, .definitive)):
            guard content.terms.lastDay == lastDay else { return [] }
            return [.ended(content.terms.learner, Ending(on: lastDay, Reason("completed")))]
        case (.end, .held), (.end, .absent): return []
        case (.breakOff(let ending), .held(let content, .definitive)):
            if ending.reason.lacksExplanation { throw .explanationMissing }
            guard content.terms.firstDay <= ending.on, content.terms.lastDay.map({ ending.on <= $0 }) ?? true else {
                throw .outsidePeriod
            }
            return [.ended(content.terms.learner, ending)]
        case (.breakOff(let ending), .held(_, .ended(let held))) where ending == held: return []

        case (.withdraw(let explanation), .held(_, .provisional)),
            (.withdraw(let explanation), .held(_, .complete)), (.withdraw(let explanation), .held(_, .printed)):
            return [.withdrawn(explanation)]
        case (.withdraw(let explanation), .held(_, .withdrawn(let held))) where explanation == held: return []
        case (.reject(let explanation), .held(_, .provisional)), (.reject(let explanation), .held(_, .complete)),
            (.reject(let explanation), .held(_, .printed)):
            return [.rejected(explanation)]
        case (.reject(let explanation), .held(_, .rejected(let held))) where explanation == held: return []
        case (.reopen, .held(_, .withdrawn)), (.reopen, .held(_, .rejected)): return [.reopened]
        case (.reopen, .held(_, .provisional)): return []

        case (.record(let told), .absent): return record(told, nil, nil)
        case (.record(let told), .held(let content, let standing)):
            guard let held = content.told, told.version <= held.version else {
                return record(told, content, standing.phase)
            }
            guard told.version < held.version || told == held else { throw .versionContradicted }
            return []

        case (.advance, .held(_, let standing)), (.sign, .held(_, let standing)), (.breakOff, .held(_, let standing)),
            (.withdraw, .held(_, let standing)), (.reject, .held(_, let standing)), (.reopen, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.advance, .absent), (.sign, .absent), (.breakOff, .absent), (.withdraw, .absent), (.reject, .absent),
            (.reopen, .absent):
            throw .notProposed
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.proposed(let terms), _): state = .held(Content(terms: terms), .provisional)
        case (.advanced(.complete), .held(let content, let standing)):
            state = .held(content, .complete(signed: standing.signed))
        case (.advanced(.printed), .held(let content, let standing)):
            state = .held(content, .printed(signed: standing.signed))
        case (.signed(let party, let day), .held(let content, .complete(var signed))):
            signed[party] = day
            state = .held(content, .complete(signed: signed))
        case (.signed(let party, let day), .held(let content, .printed(var signed))):
            signed[party] = day
            state = .held(content, .printed(signed: signed))
        case (.agreed, .held(let content, let standing)):
            state = .held(content, .definitive(signed: standing.signed))
        case (.ended(_, let ending), .held(let content, _)): state = .held(content, .ended(ending))
        case (.withdrawn(let explanation), .held(let content, _)): state = .held(content, .withdrawn(explanation))
        case (.rejected(let explanation), .held(let content, _)): state = .held(content, .rejected(explanation))
        case (.reopened, .held(let content, _)): state = .held(content, .provisional)
        case (.recorded(let told), _): state = .held(Content(terms: told.terms, told: told), told.standing)
        case (.deviationNoted, _), (.signed, _), (.advanced, .absent), (.agreed, .absent), (.ended, .absent),
            (.withdrawn, .absent), (.rejected, .absent), (.reopened, .absent):
            break
        }
    }

    private static func sign(
        _ party: Party, _ day: CalendarDate, _ content: Content, _ signed: [Party: CalendarDate]
    ) -> [Event] {
        guard signed[party] != day else { return [] }
        let isLast = Party.allCases.allSatisfy { $0 == party || signed[$0] != nil }
        return [.signed(party, on: day)] + (isLast ? [.agreed(content.terms)] : [])
    }

    private static func record(_ told: Told, _ content: Content?, _ phase: Phase?) -> [Event] {
        var events: [Event] = [.recorded(told)]
        let wasAgreed = phase == .definitive || phase == .ended
        if told.phase == .definitive || told.phase == .ended, !wasAgreed || content?.terms != told.terms {
            events.append(.agreed(told.terms))
        }
        if told.phase == .ended, let ending = told.ending, phase != .ended || content?.told?.ending != ending {
            events.append(.ended(told.terms.learner, ending))
        }
        let deviations = deviations(of: told, content, phase)
        return events + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func deviations(of told: Told, _ content: Content?, _ phase: Phase?) -> [Deviation] {
        var deviations: [Deviation] = []
        if let phase, phase != told.phase, !phase.leads(to: told.phase) { deviations.append(.stepNotAllowed) }
        if let held = content?.terms.learner {
            if held.enrolment != told.terms.learner.enrolment { deviations.append(.enrolmentChanged) }
            if held.subject != told.terms.learner.subject { deviations.append(.subjectChanged) }
        }
        if told.terms.lastDay == nil { deviations.append(.lastDayMissing) }
        if told.terms.isReversed { deviations.append(.periodReversed) }
        return deviations
    }
}

extension WorkPlacement.Told {
    /// A reason that is not told counts as completed.
    fileprivate var ending: WorkPlacement.Ending? {
        (endedOn ?? terms.lastDay).map {
            WorkPlacement.Ending(
                on: $0, Reason(endReason.code ?? "completed", explanation: endReason.explanation))
        }
    }

    fileprivate var standing: WorkPlacement.Standing {
        switch phase {
        case .provisional: .provisional
        case .complete: .complete(signed: [:])
        case .printed: .printed(signed: [:])
        case .definitive: .definitive(signed: [:])
        case .ended: .ended(ending)
        case .withdrawn: .withdrawn(nil)
        case .rejected: .rejected(nil)
        }
    }
}

extension WorkPlacement.Phase {
    /// Whether the hub's own rules take it there in one step.
    func leads(to next: WorkPlacement.Phase) -> Bool {
        switch (self, next) {
        case (.provisional, .complete), (.provisional, .withdrawn), (.provisional, .rejected), (.complete, .printed),
            (.complete, .definitive), (.complete, .withdrawn), (.complete, .rejected), (.printed, .definitive),
            (.printed, .withdrawn), (.printed, .rejected), (.definitive, .ended), (.withdrawn, .provisional),
            (.rejected, .provisional):
            true
        case (.provisional, _), (.complete, _), (.printed, _), (.definitive, _), (.ended, _), (.withdrawn, _),
            (.rejected, _):
            false
        }
    }
}

extension WorkPlacement.Standing {
    package var phase: WorkPlacement.Phase {
        switch self {
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        case .definitive: .definitive
        case .ended: .ended
        case .withdrawn: .withdrawn
        case .rejected: .rejected
        }
    }

    fileprivate var signed: [WorkPlacement.Party: CalendarDate] {
        switch self {
        case .complete(let signed), .printed(let signed), .definitive(let signed): signed
        case .provisional, .ended, .withdrawn, .rejected: [:]
        }
    }
}
