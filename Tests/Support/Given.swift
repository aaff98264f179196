package import EventSourcing
package import Testing

/// Given what has happened, when a command comes, then this follows.
package struct Given<Rules: Decider> {
    private let state: Rules.State

    package init(_ events: Rules.Event...) {
        self.init(events)
    }

    package init(_ events: [Rules.Event]) {
        state = events.reduce(into: Rules.initial) { Rules.evolve(&$0, $1) }
    }

    package func when(_ command: Rules.Command) -> When<Rules> {
        When(state: state, command: command)
    }
}

/// A command that is about to be decided.
package struct When<Rules: Decider> {
    fileprivate let state: Rules.State
    fileprivate let command: Rules.Command

    private func outcome(_ state: Rules.State) -> Result<[Rules.Event], Rules.Rejection> {
        Result { () throws(Rules.Rejection) in try Rules.decide(command, state) }
    }

    /// These events follow, and the same command again changes nothing.
    package func then(_ events: Rules.Event..., sourceLocation: SourceLocation = #_sourceLocation) {
        switch outcome(state) {
        case .success(let decided):
            #expect(decided == events, sourceLocation: sourceLocation)
            let after = decided.reduce(into: state) { Rules.evolve(&$0, $1) }
            guard case .success(let again) = outcome(after) else {
                Issue.record("the same command again is rejected", sourceLocation: sourceLocation)
                return
            }
            #expect(again.isEmpty, "the same command again", sourceLocation: sourceLocation)
        case .failure(let rejection):
            Issue.record("it is rejected: \(rejection)", sourceLocation: sourceLocation)
        }
    }

    /// Nothing follows.
    package func thenNothing(sourceLocation: SourceLocation = #_sourceLocation) {
        switch outcome(state) {
        case .success(let decided): #expect(decided.isEmpty, sourceLocation: sourceLocation)
        case .failure(let rejection): Issue.record("it is rejected: \(rejection)", sourceLocation: sourceLocation)
        }
    }

    package func thenRejected(_ rejection: Rules.Rejection, sourceLocation: SourceLocation = #_sourceLocation) {
        switch outcome(state) {
        case .success(let decided): Issue.record("it is accepted: \(decided)", sourceLocation: sourceLocation)
        case .failure(let given): #expect(given == rejection, sourceLocation: sourceLocation)
        }
    }
}
