import EventSourcing

extension Enrolment {
    /// What the owning system says, as it is; what it means for others beside it, and what breaks a rule of ours.
    static func record(_ told: Told, _ content: Content?, _ phase: Phase?) -> [Event] {
        var events: [Event] = [.recorded(told)]
        let wasStarted = phase == .definitive || phase == .ended
        if told.phase == .definitive || told.phase == .ended, !wasStarted, let start = told.start {
            events.append(.started(subject: told.learner.subject, start))
        }
        if told.phase == .ended, let ending = told.ending, phase != .ended || content?.told?.ending != ending {
            events.append(.ended(subject: told.learner.subject, told.place, ending))
        }
        if told.phase == .withdrawn, phase != .withdrawn {
            events.append(.withdrawn(subject: told.learner.subject, Leave()))
        }
        if told.phase == .rejected, phase != .rejected {
            events.append(.rejected(subject: told.learner.subject, Leave(Reason("other"))))
        }
        let deviations = deviations(of: told, content, phase)
        return events + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func deviations(of told: Told, _ content: Content?, _ phase: Phase?) -> [Deviation] {
        var deviations: [Deviation] = []
        if let phase, phase != told.phase, !phase.leads(to: told.phase) { deviations.append(.stepNotAllowed) }
        if let content, content.learner.subject != told.learner.subject { deviations.append(.subjectChanged) }
        let isStarted = told.phase == .definitive || told.phase == .ended
        if isStarted, told.startsOn == nil { deviations.append(.startMissing) }
        if told.phase == .ended, told.endsOn == nil { deviations.append(.endMissing) }
        if let startsOn = told.startsOn, let endsOn = told.endsOn, endsOn < startsOn {
            deviations.append(.periodReversed)
        }
        if told.phase == .definitive, told.place.offering == nil { deviations.append(.placementMissing) }
        return deviations
    }
}

extension Enrolment.Told {
    fileprivate var start: Enrolment.Start? { startsOn.map { Enrolment.Start(from: $0, place) } }

    /// A reason that is not told counts as other.
    fileprivate var ending: Enrolment.Ending? {
        endsOn.map { Enrolment.Ending(on: $0, Reason(endReason.code ?? "other", explanation: endReason.explanation)) }
    }

    var standing: Enrolment.Standing {
        switch phase {
        case .applied: .applied
        case .inIntake: .inIntake
        case .provisional: .provisional
        case .complete: .complete
        case .printed: .printed
        case .definitive: .definitive(start)
        case .ended: .ended(start, ending)
        case .withdrawn: .withdrawn(Enrolment.Leave())
        case .rejected: .rejected(Enrolment.Leave(Reason("other")))
        }
    }
}

extension Enrolment.Phase {
    /// Whether the hub's own rules take it there in one step, with leave where that is needed.
    func leads(to next: Enrolment.Phase) -> Bool {
        switch (self, next) {
        case (.applied, .inIntake), (.applied, .withdrawn), (.applied, .rejected), (.inIntake, .provisional),
            (.inIntake, .withdrawn), (.inIntake, .rejected), (.provisional, .complete), (.provisional, .definitive),
            (.provisional, .withdrawn), (.provisional, .rejected), (.complete, .printed), (.complete, .definitive),
            (.complete, .withdrawn), (.complete, .rejected), (.printed, .definitive), (.printed, .withdrawn),
            (.printed, .rejected), (.definitive, .ended), (.withdrawn, .provisional), (.rejected, .provisional):
            true
        case (.applied, _), (.inIntake, _), (.provisional, _), (.complete, _), (.printed, _), (.definitive, _),
            (.ended, _), (.withdrawn, _), (.rejected, _):
            false
        }
    }
}
