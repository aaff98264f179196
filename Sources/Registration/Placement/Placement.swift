package import EventSourcing

/// A placement (plaatsing; OKx: opleiding-aanbod-verbintenis): a learner takes part in an offering.
///
/// Whether there is a place is for the places of the offering to say; what they said last holds.
package enum Placement: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    /// How far it is, with what the last step carried.
    package enum Standing: Sendable, Hashable {
        case requested
        case waitlisted(reason: String?)
        case made
        case refused(reason: String?)
        case confirmed(on: CalendarDate?)
        case withdrawn(Reason)
        case ended(Ending?)
    }

    package struct Content: Sendable, Hashable {
        package var party: Party
        /// Nil for one that was only recorded.
        package var facts: AdmissionFacts?
        /// The first day, once it is known.
        package var startsOn: CalendarDate?
        /// What the owning system said last; nil for one of the hub.
        package var told: Told?
        /// The placement whose place it takes.
        package var moves: UUIDValue?
        /// Where the learner went instead.
        package var movedTo: Move?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.request(let ask, let facts), .absent): return [.requested(ask, facts)]
        case (.request(let ask, let facts), .held(let content, let standing)):
            guard ask.party == content.party else { throw .alreadyExists }
            return asksAgain(facts, content, standing) ? [.requested(ask, facts)] : []

        case (.settle(let outcome), .held(let content, .requested)),
            (.settle(let outcome), .held(let content, .waitlisted)),
            (.settle(let outcome), .held(let content, .made)), (.settle(let outcome), .held(let content, .refused)):
            return settle(outcome, content, state)
        case (.settle, .held(_, .confirmed)), (.settle, .held(_, .withdrawn)), (.settle, .held(_, .ended)): return []

        case (.confirm(let day), .held(let content, .made)): return [.confirmed(content.party, on: day)]
        case (.confirm(let day), .held(_, .confirmed(let held))) where day == held: return []
        case (.withdraw(let reason), .held(let content, .requested)),
            (.withdraw(let reason), .held(let content, .waitlisted)),
            (.withdraw(let reason), .held(let content, .made)),
            (.withdraw(let reason), .held(let content, .confirmed)):
            return [.withdrawn(content.party, reason)]
                + (reason.code == offeringCancelled
                    ? [.moveAsked(content.party, reason: offeringCancelled)] : [])
        case (.withdraw(let reason), .held(_, .withdrawn(let held))) where reason == held: return []

        case (.noteMove(let subject, let move), .held(let content, let standing)):
            guard subject == content.party.subject else { throw .ofAnother }
            return moved(move, content, standing)

        case (.end(let ending), .held(let content, .made)), (.end(let ending), .held(let content, .confirmed)):
            if let startsOn = content.startsOn, ending.on < startsOn { throw .endsBeforeStart }
            return [.ended(content.party, ending)]
        case (.end(let ending), .held(_, .ended(let held))) where ending == held: return []

        case (.record(let told), .absent): return record(told, nil, nil)
        case (.record(let told), .held(let content, let standing)):
            guard let held = content.told, told.version <= held.version else {
                return record(told, content, standing.phase)
            }
            guard told.version < held.version || told == held else { throw .versionContradicted }
            return []

        case (.confirm, .held(_, let standing)), (.withdraw, .held(_, let standing)), (.end, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.settle, .absent), (.confirm, .absent), (.withdraw, .absent), (.end, .absent), (.noteMove, .absent):
            throw .notRequested
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.requested(let ask, let facts), .absent):
            state = .held(Content(party: ask.party, facts: facts, moves: ask.moves), .requested)
        case (.requested(let ask, let facts), .held(var content, let standing)):
            content.facts = facts
            content.moves = ask.moves ?? content.moves
            content.movedTo = nil
            state = .held(content, standing.phase == .waitlisted || standing.phase == .refused ? standing : .requested)
        case (.made(_, let startsOn, _), .held(var content, _)):
            content.startsOn = startsOn ?? content.startsOn
            state = .held(content, content.told?.phase == .confirmed ? .confirmed(on: nil) : .made)
        case (.waitlisted(_, let reason), .held(let content, _)):
            state = .held(content, .waitlisted(reason: reason))
        case (.refused(_, let reason), .held(let content, _)): state = .held(content, .refused(reason: reason))
        case (.confirmed(_, let day), .held(let content, _)): state = .held(content, .confirmed(on: day))
        case (.withdrawn(_, let reason), .held(let content, _)): state = .held(content, .withdrawn(reason))
        case (.moveAsked, _): break
        case (.moved(_, let move), .held(var content, let standing)):
            content.movedTo = move
            state = .held(content, standing)
        case (.ended(_, let ending), .held(let content, _)): state = .held(content, .ended(ending))
        case (.recorded(let told), .absent):
            state = .held(
                Content(party: told.party, startsOn: told.startsOn, told: told), told.standing)
        case (.recorded(let told), .held(var content, _)):
            (content.party, content.startsOn, content.told) = (told.party, told.startsOn, told)
            state = .held(content, told.standing)
        case (.deviationNoted, _), (.made, .absent), (.waitlisted, .absent), (.refused, .absent),
            (.confirmed, .absent), (.withdrawn, .absent), (.moved, .absent), (.ended, .absent):
            break
        }
    }

    /// Other facts are asked with once more, as long as there is no place; what was withdrawn is asked anew.
    private static func asksAgain(_ facts: AdmissionFacts, _ content: Content, _ standing: Standing) -> Bool {
        switch standing.phase {
        case .withdrawn: true
        case .requested, .waitlisted, .refused: facts != content.facts
        case .made, .confirmed, .ended: false
        }
    }

    /// Why a placement is withdrawn, in the contract's words.
    private static let offeringCancelled = "offeringCancelled"
    private static let goneElsewhere = "moved"

    /// A place that is still held goes; what is over, or never was, stays as it is.
    private static func moved(_ move: Move, _ content: Content, _ standing: Standing) -> [Event] {
        guard content.movedTo != move else { return [] }
        let note = Event.moved(content.party, move)
        switch standing {
        case .withdrawn: return [note]
        case .requested, .waitlisted, .made, .confirmed:
            return content.told == nil ? [note, .withdrawn(content.party, Reason(goneElsewhere))] : [note]
        case .refused, .ended: return []
        }
    }

    /// Nothing where the owning system tells how it stands.
    private static func settle(_ outcome: Outcome, _ content: Content, _ state: State) -> [Event] {
        guard content.told == nil else { return [] }
        let event: Event =
            switch outcome {
            case .made(_, let startsOn): .made(content.party, startsOn: startsOn, moves: content.moves)
            case .waitlisted(let reason): .waitlisted(content.party, reason: reason)
            case .refused(let reason): .refused(content.party, reason: reason)
            }
        var after = state
        evolve(&after, event)
        return after == state ? [] : [event]
    }

    private static func record(_ told: Told, _ content: Content?, _ phase: Phase?) -> [Event] {
        var events: [Event] = [.recorded(told)]
        if told.phase.hasPlace, phase?.hasPlace != true {
            events.append(.made(told.party, startsOn: told.startsOn))
        }
        if told.phase == .withdrawn, phase != .withdrawn { events.append(.withdrawn(told.party, Reason(nil))) }
        if told.phase == .ended, phase != .ended || told.endsOn != content?.told?.endsOn, let endsOn = told.endsOn {
            events.append(.ended(told.party, Ending(on: endsOn)))
        }
        let deviations = deviations(of: told, content, phase)
        return events + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func deviations(of told: Told, _ content: Content?, _ phase: Phase?) -> [Deviation] {
        var deviations: [Deviation] = []
        if let phase, phase != told.phase, !phase.leads(to: told.phase) { deviations.append(.stepNotAllowed) }
        if let content, content.party.offering != told.party.offering { deviations.append(.offeringChanged) }
        if let content, content.party.subject != told.party.subject { deviations.append(.subjectChanged) }
        if let startsOn = told.startsOn, let endsOn = told.endsOn, endsOn < startsOn {
            deviations.append(.periodReversed)
        }
        return deviations
    }
}

extension Placement.Told {
    fileprivate var standing: Placement.Standing {
        switch phase {
        case .requested: .requested
        case .waitlisted: .waitlisted(reason: nil)
        case .made: .made
        case .refused: .refused(reason: nil)
        case .confirmed: .confirmed(on: nil)
        case .withdrawn: .withdrawn(Reason(nil))
        case .ended: .ended(endsOn.map { Placement.Ending(on: $0) })
        }
    }
}

extension Placement.Phase {
    /// Whether the learner has a place.
    package var hasPlace: Bool {
        switch self {
        case .made, .confirmed: true
        case .requested, .waitlisted, .refused, .withdrawn, .ended: false
        }
    }

    /// Whether the hub's own rules take it there in one step.
    func leads(to next: Placement.Phase) -> Bool {
        switch (self, next) {
        case (.requested, .waitlisted), (.requested, .made), (.requested, .refused), (.requested, .withdrawn),
            (.waitlisted, .made), (.waitlisted, .refused), (.waitlisted, .withdrawn), (.refused, .made),
            (.made, .confirmed), (.made, .withdrawn), (.made, .ended), (.confirmed, .withdrawn), (.confirmed, .ended),
            (.withdrawn, .requested):
            true
        case (.requested, _), (.waitlisted, _), (.made, _), (.refused, _), (.confirmed, _), (.withdrawn, _),
            (.ended, _):
            false
        }
    }
}

extension Placement.Standing {
    package var phase: Placement.Phase {
        switch self {
        case .requested: .requested
        case .waitlisted: .waitlisted
        case .made: .made
        case .refused: .refused
        case .confirmed: .confirmed
        case .withdrawn: .withdrawn
        case .ended: .ended
        }
    }
}
