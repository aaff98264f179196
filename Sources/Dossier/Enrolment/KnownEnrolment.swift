package import EventSourcing

/// What a dossier knows of an enrolment of its learner, as registration tells it.
///
/// Registration counts the states of an enrolment, so that news that arrives late or twice changes nothing, and news of
/// the end may come before that of the beginning.
package enum KnownEnrolment: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case open(offering: UUIDValue?, version: Int64)
        /// It goes on until the end of its last day.
        case ending(lastDay: CalendarDate, version: Int64)
        case ended(version: Int64)
    }

    package enum Command: Sendable, Hashable {
        case note(offering: UUIDValue?, version: Int64)
        /// - lastDay: nil where it was withdrawn or rejected, and is over at once.
        case noteEnd(lastDay: CalendarDate?, version: Int64)
        /// A last day is over.
        case conclude(lastDay: CalendarDate)
    }

    package enum Event: Sendable, Hashable {
        case noted(offering: UUIDValue?, version: Int64)
        case endNoted(lastDay: CalendarDate, version: Int64)
        case ended(version: Int64)
    }

    /// Nothing forbids to know what has happened.
    package typealias Rejection = Never

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) -> [Event] {
        switch (command, state) {
        case (.note(let offering, let version), .absent): return [.noted(offering: offering, version: version)]
        case (.note(let offering, let version), .open(let held, let known)):
            guard version > known, offering != held else { return [] }
            return [.noted(offering: offering, version: version)]
        case (.note(let offering, let version), .ending(_, let known)),
            (.note(let offering, let version), .ended(let known)):
            return version > known ? [.noted(offering: offering, version: version)] : []

        // One that was withdrawn or rejected before it began is no enrolment of the dossier.
        case (.noteEnd(let lastDay, let version), .absent): return lastDay == nil ? [] : end(lastDay, version)
        case (.noteEnd(let lastDay, let version), .open(_, let known)):
            return version > known ? end(lastDay, version) : []
        case (.noteEnd(let lastDay, let version), .ending(let held, let known)):
            return version > known && lastDay != held ? end(lastDay, version) : []
        case (.noteEnd, .ended): return []

        case (.conclude(let lastDay), .ending(let held, let version)):
            return lastDay == held ? [.ended(version: version)] : []
        case (.conclude, .absent), (.conclude, .open), (.conclude, .ended): return []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .noted(let offering, let version): state = .open(offering: offering, version: version)
        case .endNoted(let lastDay, let version): state = .ending(lastDay: lastDay, version: version)
        case .ended(let version): state = .ended(version: version)
        }
    }

    private static func end(_ lastDay: CalendarDate?, _ version: Int64) -> [Event] {
        guard let lastDay else { return [.ended(version: version)] }
        return [.endNoted(lastDay: lastDay, version: version)]
    }
}

extension KnownEnrolment.State {
    /// Whether the learner is enrolled, also on a last day that is known.
    var isOpen: Bool {
        switch self {
        case .open, .ending: true
        case .absent, .ended: false
        }
    }
}
