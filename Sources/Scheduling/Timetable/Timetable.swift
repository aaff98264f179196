import EventSourcing

/// A timetable (rooster) of a calendar and a period: a draft that is whatever is planned, and versions that are
/// published from it.
package enum Timetable: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Opening, Standing)
    }

    package enum Standing: Sendable, Hashable {
        case draft
        case published(version: Int64)
        /// The version that was taken back; the next one follows on it.
        case withdrawn(version: Int64, reason: String)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.open(let opening, let surroundings), .absent):
            if let fault = opening.fault { throw .invalid(fault) }
            guard surroundings.isCalendarKnown else { throw .calendarUnknown }
            if let other = surroundings.overlapping {
                throw .overlaps(Bottleneck(.timetableOverlaps, at: "/period", with: Conflict(other)))
            }
            return [.opened(opening)]
        case (.open(let opening, _), .held(let held, _)):
            guard opening == held else { throw .alreadyExists }
            return []

        case (.publish(let day, let content), .held(_, .draft)):
            return publish(content, as: 1, on: day)
        case (.publish(let day, let content), .held(_, .published(let version))):
            guard !content.difference.isEmpty else { return [] }
            return [.superseded(version: version)] + publish(content, as: version + 1, on: day)
        case (.publish(let day, let content), .held(_, .withdrawn(let version, _))):
            return publish(content, as: version + 1, on: day)

        case (.withdraw(let reason), .held(_, .published(let version))):
            return [.withdrawn(version: version, reason: reason)]
        case (.withdraw(let reason), .held(_, .withdrawn(_, let held))) where reason == held: return []
        case (.withdraw, .held(_, .draft)), (.withdraw, .held(_, .withdrawn)): throw .nothingPublished
        case (.publish, .absent), (.withdraw, .absent): throw .notOpened
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.opened(let opening), _): state = .held(opening, .draft)
        case (.published(let publication), .held(let opening, _)):
            state = .held(opening, .published(version: publication.version))
        case (.superseded, _), (.changesListed, _): break
        case (.withdrawn(let version, let reason), .held(let opening, _)):
            state = .held(opening, .withdrawn(version: version, reason: reason))
        case (.published, .absent), (.withdrawn, .absent): break
        }
    }

    private static func publish(_ content: Content, as version: Int64, on day: CalendarDate) -> [Event] {
        let difference = content.difference
        let publication = Publication(
            version: version, on: day, activities: Int64(content.activities), added: Int64(difference.added.count),
            moved: Int64(difference.moved.count), removed: Int64(difference.removed.count))
        return [.published(publication)] + difference.chunks(of: 400).map { .changesListed(version: version, $0) }
    }
}
