package import EventSourcing

/// An elective (keuzedeel) as the register describes it, with the qualifications with which it may be taken.
///
/// The register owns it. What it says is recorded as it is; where it breaks a rule of ours, a deviation is noted beside
/// it. What the institution makes of it is an education product that names it.
package enum Elective: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case recorded(Description)
        /// No student can begin on it after the last day.
        case expired(Description, lastDay: CalendarDate)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.record(let description), .absent): return record(description, [])
        case (.record(let description), .recorded(let held)):
            return description == held ? [] : record(description, changes(from: held, to: description))
        case (.record(let description), .expired(let held, _)):
            let changes = changes(from: held, to: description)
            return description == held ? [] : record(description, [.recordedAfterExpiry] + changes)
        case (.expire, .absent): throw .notRecorded
        case (.expire(let lastDay), .recorded(let held)): return expire(lastDay, held)
        case (.expire(let lastDay), .expired(let held, let known)):
            return lastDay == known ? [] : expire(lastDay, held)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.recorded(let description), .absent), (.recorded(let description), .recorded):
            state = .recorded(description)
        case (.recorded(let description), .expired(_, let lastDay)): state = .expired(description, lastDay: lastDay)
        case (.expired(let lastDay), .recorded(let held)), (.expired(let lastDay), .expired(let held, _)):
            state = .expired(held, lastDay: lastDay)
        case (.expired, .absent), (.deviationNoted, _): break
        }
    }

    private static func record(_ description: Description, _ found: [Deviation]) -> [Event] {
        let deviations = found + (description.validity.isReversed ? [.validityReversed] : [])
        return [.recorded(description)] + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func expire(_ lastDay: CalendarDate, _ held: Description) -> [Event] {
        [.expired(lastDay: lastDay)]
            + (lastDay < held.validity.firstDay ? [.deviationNoted([.expiryBeforeStart])] : [])
    }

    private static func changes(from held: Description, to description: Description) -> [Deviation] {
        var changes: [Deviation] = []
        if description.entry != held.entry { changes.append(.codeChanged) }
        if description.studyLoad != held.studyLoad { changes.append(.studyLoadChanged) }
        return changes
    }
}
