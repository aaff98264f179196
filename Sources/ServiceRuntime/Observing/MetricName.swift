/// The names of everything that is counted or measured. They are changed like contracts: dashboards rest on them.
package enum MetricName: String, Sendable, CaseIterable {
    case events = "schakel_events_total"
    case results = "schakel_results_total"
    case deadLetters = "schakel_dead_letters_total"
    case writerRestarts = "schakel_writer_restarts_total"
    case writersReady = "schakel_writers_ready"
    case reactions = "schakel_reactions_total"
    case projectionRebuilds = "schakel_projection_rebuilds_total"

    /// What it counts, for whoever reads the numbers.
    var help: String {
        switch self {
        case .events: "Committed events, by type."
        case .results: "Results of commands, by service."
        case .deadLetters: "Records on dead-letters topics, by service: letters and their removals."
        case .writerRestarts: "Times that a writer dropped what it knew and restored, by service and reason."
        case .writersReady: "Partitions whose writer is ready, by service."
        case .reactions: "Commands that reactors sent because of events, by role."
        case .projectionRebuilds: "Times that a projection was made anew, by projection."
        }
    }

    /// A counter only grows; a gauge is what it is now.
    var isCounter: Bool { rawValue.hasSuffix("_total") }
}
