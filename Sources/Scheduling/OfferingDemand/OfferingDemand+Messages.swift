package import EventSourcing

extension OfferingDemand {
    package enum Command: Sendable, Hashable {
        case take(Offer)
        /// - Parameter activities: those that are not cancelled.
        case drop(reason: String, activities: [UUIDValue])
        case add(Demand)
        case withdraw(Withdrawal, reach: Reach)
    }

    package enum Event: Sendable, Hashable {
        case taken(Offer)
        case dropped(reason: String)
        case dropReached([UUIDValue])
        case added(Demand)
        case withdrawn(Withdrawal)
        /// Groups that the learner leaves.
        case groupsReached([UUIDValue], of: UUIDValue, lastDay: CalendarDate?)
        case shortfallReached([UUIDValue], learners: Int, after: CalendarDate?)
    }

    /// A fact of another service is not refused.
    package typealias Rejection = Never

    /// What the catalogue says of an offering.
    package struct Offer: Sendable, Hashable {
        /// Nil where it is not known.
        package let period: DayPeriod?
        package let minimumStudents: Int64?
        package let maximumStudents: Int64?

        package init(period: DayPeriod? = nil, minimumStudents: Int64? = nil, maximumStudents: Int64? = nil) {
            self.period = period
            self.minimumStudents = minimumStudents
            self.maximumStudents = maximumStudents
        }
    }

    /// A learner who takes part, by the placement that says so.
    package struct Demand: Sendable, Hashable {
        package let placement: UUIDValue
        package let learner: UUIDValue
        package let validFrom: CalendarDate?

        package init(_ placement: UUIDValue, of learner: UUIDValue, from validFrom: CalendarDate? = nil) {
            self.placement = placement
            self.learner = learner
            self.validFrom = validFrom
        }
    }

    /// The end of a learner's taking part.
    package struct Withdrawal: Sendable, Hashable {
        package let placement: UUIDValue
        /// Nil where the learner never took part.
        package let lastDay: CalendarDate?

        package init(_ placement: UUIDValue, lastDay: CalendarDate? = nil) {
            self.placement = placement
            self.lastDay = lastDay
        }
    }

    /// What the end of a placement reaches.
    package struct Reach: Sendable, Hashable {
        /// The groups that the learner leaves.
        package let groups: [UUIDValue]
        /// The activities for which too few learners would be left.
        package let short: [UUIDValue]

        package init(groups: [UUIDValue] = [], short: [UUIDValue] = []) {
            self.groups = groups
            self.short = short
        }
    }

    /// What is asked of an offering, before anyone has looked at the planning board.
    package enum Request: Sendable, Hashable {
        case take(Offer)
        case drop(reason: String)
        case add(Demand)
        case withdraw(Withdrawal)

        /// The command, with the activities that it reaches.
        package func command(for id: UUIDValue, _ state: State, on board: PlanningBoard) -> Command {
            switch self {
            case .take(let offer): return .take(offer)
            case .drop(let reason): return .drop(reason: reason, activities: board.activities(of: id))
            case .add(let demand): return .add(demand)
            case .withdraw(let withdrawal):
                guard case .inPlanning(let content) = state,
                    case .counts(let learner)? = content.placements[withdrawal.placement]
                else { return .withdraw(withdrawal, reach: Reach()) }
                let short = board.activities(
                    of: id, after: withdrawal.lastDay, shortWith: content.learners - 1,
                    orElse: content.offer?.minimumStudents)
                let groups = board.groups(leftBy: learner, with: withdrawal.placement, of: id)
                return .withdraw(withdrawal, reach: Reach(groups: groups, short: short))
            }
        }
    }
}
