package import EventSourcing

/// An offering (onderwijsaanbod) of an education product: in a period, at a place, in a mode, for a number of students.
///
/// Whether one can enrol is derived from its standing, its window and the places left, and never stored.
package enum Offering: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    /// How far planning is, with what the last step carried.
    package enum Standing: Sendable, Hashable {
        case inPlanning(Beginning)
        case planned(reference: OtherCode?)
        case notFeasible([Bottleneck])
        case cancelled(reason: String)
    }

    package enum Beginning: Sendable, Hashable {
        case created
        case resumed(reason: String?)
    }

    package enum Phase: String, Sendable, Hashable {
        case inPlanning
        case planned
        case notFeasible
        case cancelled
    }

    package struct Content: Sendable, Hashable {
        package var offer: Offer
        /// The last day of the window, once that was over.
        package var closedOn: CalendarDate?
        /// The end of the qualification that it rests on, once that was noted.
        package var notedExpiry: NotedExpiry?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let offer), .absent):
            try check(offer.description)
            return [.created(offer)]
        case (.create(let offer), .held(let content, _)):
            guard offer == content.offer else { throw .alreadyExists }
            return []
        case (.revise(let description), .held(let content, _)) where description == content.offer.description:
            return []
        case (.revise(let description), .held(let content, .inPlanning)),
            (.revise(let description), .held(let content, .planned)),
            (.revise(let description), .held(let content, .notFeasible)):
            try check(description)
            return [.revised(description)] + note(content.notedExpiry?.expiry, content, beginning: description)
        case (.noteQualificationExpiry(let expiry), .held(let content, .inPlanning)),
            (.noteQualificationExpiry(let expiry), .held(let content, .planned)),
            (.noteQualificationExpiry(let expiry), .held(let content, .notFeasible)):
            return note(expiry, content, beginning: content.offer.description)
        case (.noteQualificationExpiry, .held(_, .cancelled)), (.noteQualificationExpiry, .absent): return []

        case (.confirmPlanning(let reference), .held(_, .inPlanning)): return [.planned(reference: reference)]
        case (.confirmPlanning(let reference), .held(_, .planned(let held))) where reference == held: return []
        case (.declareNotFeasible(let bottlenecks), .held(_, .inPlanning)): return [.declaredNotFeasible(bottlenecks)]
        case (.declareNotFeasible(let bottlenecks), .held(_, .notFeasible(let held))) where bottlenecks == held:
            return []
        case (.resumePlanning(let reason), .held(_, .notFeasible)): return [.planningResumed(reason: reason)]
        case (.resumePlanning(let reason), .held(_, .inPlanning(.resumed(let held)))) where reason == held: return []
        case (.cancel(let reason), .held(_, .inPlanning)), (.cancel(let reason), .held(_, .planned)):
            return [.cancelled(reason: reason)]
        case (.cancel(let reason), .held(_, .cancelled(let held))) where reason == held: return []

        case (.closeWindow(let day), .held(let content, .inPlanning)),
            (.closeWindow(let day), .held(let content, .planned)),
            (.closeWindow(let day), .held(let content, .notFeasible)):
            let isMoved = content.offer.description.window?.closesOn != day
            return isMoved || content.closedOn == day ? [] : [.windowClosed(day)]
        case (.closeWindow, .held(_, .cancelled)), (.closeWindow, .absent): return []

        case (.revise, .held(_, let standing)), (.confirmPlanning, .held(_, let standing)),
            (.declareNotFeasible, .held(_, let standing)), (.resumePlanning, .held(_, let standing)),
            (.cancel, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.revise, .absent), (.confirmPlanning, .absent), (.declareNotFeasible, .absent),
            (.resumePlanning, .absent), (.cancel, .absent):
            throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let offer), _): state = .held(Content(offer: offer), .inPlanning(.created))
        case (.revised(let description), .held(var content, let standing)):
            content.offer.description = description
            if content.closedOn != description.window?.closesOn { content.closedOn = nil }
            state = .held(content, standing)
        case (.windowClosed(let day), .held(var content, let standing)):
            content.closedOn = day
            state = .held(content, standing)
        case (.qualificationExpiryNoted(let noted), .held(var content, let standing)):
            content.notedExpiry = noted
            state = .held(content, standing)
        case (.planned(let reference), .held(let content, _)): state = .held(content, .planned(reference: reference))
        case (.declaredNotFeasible(let bottlenecks), .held(let content, _)):
            state = .held(content, .notFeasible(bottlenecks))
        case (.planningResumed(let reason), .held(let content, _)):
            state = .held(content, .inPlanning(.resumed(reason: reason)))
        case (.cancelled(let reason), .held(let content, _)): state = .held(content, .cancelled(reason: reason))
        case (.revised, .absent), (.windowClosed, .absent), (.planned, .absent), (.declaredNotFeasible, .absent),
            (.planningResumed, .absent), (.cancelled, .absent), (.qualificationExpiryNoted, .absent):
            break
        }
    }

    private static func note(
        _ expiry: QualificationExpiry?, _ content: Content, beginning description: Description
    ) -> [Event] {
        guard let expiry else { return [] }
        let noted = NotedExpiry(expiry, beginsAfter: expiry.lastDay < description.period.firstDay)
        return noted == content.notedExpiry ? [] : [.qualificationExpiryNoted(noted)]
    }

    private static func check(_ description: Description) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.period.isReversed { throw .periodReversed }
        if let minimum = description.minimumStudents, let maximum = description.maximumStudents, maximum < minimum {
            throw .maximumBelowMinimum
        }
        if let window = description.window, let closesOn = window.closesOn, closesOn < window.opensOn {
            throw .windowReversed
        }
        if description.flexibleEntry?.isReversed ?? false { throw .entryReversed }
    }
}

extension Offering.Standing {
    package var phase: Offering.Phase {
        switch self {
        case .inPlanning: .inPlanning
        case .planned: .planned
        case .notFeasible: .notFeasible
        case .cancelled: .cancelled
        }
    }
}
