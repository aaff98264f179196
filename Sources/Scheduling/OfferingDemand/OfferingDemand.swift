package import EventSourcing

/// What scheduling knows of an offering: its period and sizes from the catalogue, and who takes part from registration.
///
/// Both arrive by themselves, late, twice, or in another order than they happened. Facts of others are never refused.
package enum OfferingDemand: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case inPlanning(Content)
        /// It does not take place, whatever comes after.
        case dropped(Content)
    }

    package struct Content: Sendable, Hashable {
        package var offer: Offer?
        package var placements: [UUIDValue: Placement] = [:]

        package init() {}

        /// How many learners take part.
        package var learners: Int { placements.values.count { $0 != .withdrawn } }
    }

    package enum Placement: Sendable, Hashable {
        case counts(learner: UUIDValue)
        /// Also where it was never added: an addition that comes later adds nothing.
        case withdrawn
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) -> [Event] {
        switch (command, state) {
        case (.take(let offer), .absent): return [.taken(offer)]
        case (.take(let offer), .inPlanning(let content)): return offer == content.offer ? [] : [.taken(offer)]
        case (.drop(let reason, let activities), .absent), (.drop(let reason, let activities), .inPlanning):
            return [.dropped(reason: reason)] + chunks(of: activities).map { .dropReached($0) }

        case (.add(let demand), .absent): return [.added(demand)]
        case (.add(let demand), .inPlanning(let content)):
            return content.placements[demand.placement] == nil ? [.added(demand)] : []
        case (.withdraw(let withdrawal, _), .absent): return [.withdrawn(withdrawal)]
        case (.withdraw(let withdrawal, let reach), .inPlanning(let content)):
            switch content.placements[withdrawal.placement] {
            case .withdrawn?: return []
            case nil: return [.withdrawn(withdrawal)]
            case .counts(let learner)?: return withdraw(withdrawal, of: learner, reach, left: content.learners - 1)
            }

        case (.take, .dropped), (.drop, .dropped), (.add, .dropped), (.withdraw, .dropped): return []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        var content: Content
        var isDropped = false
        switch state {
        case .absent: content = Content()
        case .inPlanning(let held): content = held
        case .dropped(let held): (content, isDropped) = (held, true)
        }
        switch event {
        case .taken(let offer): content.offer = offer
        case .dropped: isDropped = true
        case .added(let demand): content.placements[demand.placement] = .counts(learner: demand.learner)
        case .withdrawn(let withdrawal): content.placements[withdrawal.placement] = .withdrawn
        case .dropReached, .shortfallReached, .groupsReached: break
        }
        state = isDropped ? .dropped(content) : .inPlanning(content)
    }

    private static func withdraw(
        _ withdrawal: Withdrawal, of learner: UUIDValue, _ reach: Reach, left: Int
    ) -> [Event] {
        let groups: [Event] = stride(from: 0, to: reach.groups.count, by: 50).map { place in
            let some = reach.groups[place..<min(place + 50, reach.groups.count)]
            return .groupsReached(Array(some), of: learner, lastDay: withdrawal.lastDay)
        }
        let short: [Event] = chunks(of: reach.short).map {
            .shortfallReached($0, learners: left, after: withdrawal.lastDay)
        }
        return [.withdrawn(withdrawal)] + groups + short
    }

    /// An event names at most 400 activities, so that it and the command's result fit their messages.
    private static func chunks(of activities: [UUIDValue]) -> [[UUIDValue]] {
        stride(from: 0, to: activities.count, by: 400).map {
            Array(activities[$0..<min($0 + 400, activities.count)])
        }
    }
}
