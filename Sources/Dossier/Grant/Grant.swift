import EventSourcing

/// A learner's leave (toestemming) for someone to read parts of a dossier, for a purpose and until a day.
///
/// It holds from its first day to the end of its last in the Netherlands, unless it is revoked or ends with the
/// enrolment that it names. It is never given anew: another one is given.
package enum Grant: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case given(Terms, Actor)
        case over(Terms, Actor, Ending)
    }

    package enum Ending: Sendable, Hashable {
        case revoked
        case expired
        case enrolmentEnded
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.give(let terms, let actor, let circumstances), .absent):
            try check(terms, circumstances)
            return [.given(terms, actor)]
        case (.give(let terms, let actor, _), .given(let held, let giver)),
            (.give(let terms, let actor, _), .over(let held, let giver, _)):
            guard (terms, actor) == (held, giver) else { throw .alreadyExists }
            return []
        case (.revoke(let actor), .given): return [.revoked(actor)]
        case (.expire(let day), .given(let terms, _)): return day == terms.lastDay ? [.expired(day)] : []
        case (.endWithEnrolment(let enrolment), .given(let terms, _)):
            return enrolment == terms.enrolment ? [.endedWithEnrolment(enrolment)] : []
        case (.revoke, .over), (.expire, .over), (.endWithEnrolment, .over), (.expire, .absent),
            (.endWithEnrolment, .absent):
            return []
        case (.revoke, .absent): throw .notGiven
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.given(let terms, let actor), _): state = .given(terms, actor)
        case (.revoked, .given(let terms, let actor)): state = .over(terms, actor, .revoked)
        case (.expired, .given(let terms, let actor)): state = .over(terms, actor, .expired)
        case (.endedWithEnrolment, .given(let terms, let actor)): state = .over(terms, actor, .enrolmentEnded)
        case (.revoked, .absent), (.revoked, .over), (.expired, .absent), (.expired, .over),
            (.endedWithEnrolment, .absent), (.endedWithEnrolment, .over):
            break
        }
    }

    private static func check(_ terms: Terms, _ circumstances: Circumstances) throws(Rejection) {
        if terms.classes.isEmpty, terms.items?.isEmpty ?? true { throw .nothingGranted }
        if terms.lastDay < terms.firstDay { throw .periodReversed }
        switch terms.grantee.kind {
        case .organisation: if terms.grantee.identifier != nil { throw .granteeUnnamed }
        case .system, .role, .person: if terms.grantee.identifier == nil { throw .granteeUnnamed }
        }
        if terms.classes.contains(.careFile), terms.grantee.isWide { throw .granteeTooWide }
        if let place = circumstances.unknownItem { throw .itemUnknown(place: place) }
        if !circumstances.isEnrolmentOpen { throw .enrolmentNotOpen }
    }
}

extension Grant.Grantee {
    /// Whether nobody in particular answers for what is read.
    fileprivate var isWide: Bool {
        switch kind {
        case .organisation, .system: true
        case .role, .person: false
        }
    }
}
