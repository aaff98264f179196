package import EventSourcing

extension Group {
    /// What is asked of a group, before anyone has looked at the planning board.
    package enum Request: Sendable, Hashable {
        case describe(Description)
        case changeMembers(MemberChange)
        case dissolve(lastDay: CalendarDate)

        /// The command, with what the planning board says to it.
        package func command(for id: UUIDValue, on board: PlanningBoard) -> Command {
            switch self {
            case .describe(let description): .describe(description)
            case .changeMembers(let change): .changeMembers(change, findings: board.bottlenecks(of: change, in: id))
            case .dissolve(let lastDay):
                .dissolve(lastDay: lastDay, hindrance: board.hindrance(toEnding: .group(id), after: lastDay))
            }
        }
    }
}
