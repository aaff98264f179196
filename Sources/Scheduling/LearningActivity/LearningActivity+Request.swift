package import EventSourcing

extension LearningActivity {
    /// What is asked of an activity, before anyone has looked at the planning board.
    package enum Request: Sendable, Hashable {
        case propose(Proposal)
        case plan(Plan)
        case move(Plan, reason: String?)
        case cancel(Cancellation)
        case noteShortfall(learners: Int64)
        case recordAttendance([AttendanceEntry])

        /// The command, with what the planning board says to it.
        package func command(for id: UUIDValue, on board: PlanningBoard) -> Command {
            switch self {
            case .propose(let proposal): .propose(proposal, among: board.surroundings(of: proposal, id))
            case .plan(let plan): .plan(plan, findings: board.findings(for: plan, of: id))
            case .move(let plan, let reason):
                .move(plan, reason: reason, findings: board.findings(for: plan, of: id))
            case .cancel(let cancellation): .cancel(cancellation)
            case .noteShortfall(let learners): .noteShortfall(learners: learners)
            case .recordAttendance(let entries):
                .recordAttendance(entries, strangers: board.strangers(among: entries.map(\.learner), to: id))
            }
        }
    }
}
