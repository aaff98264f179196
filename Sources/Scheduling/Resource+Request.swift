package import EventSourcing
package import HubContracts

extension Resource {
    /// What is asked of a resource, before anyone has looked at the planning board.
    package enum Request: Sendable, Hashable {
        case describe(Description)
        case end(lastDay: CalendarDate)

        /// The command, with what the planning board says to it.
        package func command(for shared: SharedResource, on board: PlanningBoard) -> Command {
            switch self {
            case .describe(let description): .describe(description)
            case .end(let lastDay):
                .end(lastDay: lastDay, hindrance: board.hindrance(toEnding: shared, after: lastDay))
            }
        }
    }
}

extension Resource<RoomDescription>.Request {
    package init(_ contract: RetireRoomV1) { self = .end(lastDay: contract.lastDay) }
}

extension Resource<StaffMemberDescription>.Request {
    package init(_ contract: ReleaseStaffMemberV1) { self = .end(lastDay: contract.lastDay) }
}
