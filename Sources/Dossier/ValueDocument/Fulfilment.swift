package import EventSourcing

/// How the conditions of a value document stand to the results of the dossier.
package struct Fulfilment: Sendable, Hashable {
    /// The results that meet conditions, in the order of these.
    package let evidence: [ValueDocument.Evidence]
    /// The exam parts whose condition is not met.
    package let unmet: [UUIDValue]

    package init(evidence: [ValueDocument.Evidence] = [], unmet: [UUIDValue] = []) {
        self.evidence = evidence
        self.unmet = unmet
    }

    package var isComplete: Bool { unmet.isEmpty }

    /// Looks for a result for each condition: a final summative one of the exam part that meets the requirement. Of
    /// several the one with the lowest identifier is taken, so that the same results always give the same evidence.
    package init(of conditions: [ValueDocument.Condition], in results: [UUIDValue: AssessmentResult.State]) {
        var evidence: [ValueDocument.Evidence] = []
        var unmet: [UUIDValue] = []
        var candidates: [UUIDValue: [(id: UUIDValue, held: AssessmentResult.Held)]] = [:]
        for (id, state) in results {
            guard let held = state.counting else { continue }
            candidates[held.entry.structure.examPart, default: []].append((id, held))
        }
        for condition in conditions {
            let meeting = (candidates[condition.examPart] ?? []).filter { $0.held.meets(condition.requirement) }
            guard let first = meeting.min(by: { ($0.id.high, $0.id.low) < ($1.id.high, $1.id.low) }) else {
                unmet.append(condition.examPart)
                continue
            }
            evidence.append(
                ValueDocument.Evidence(
                    examPart: condition.examPart, result: first.id, revision: first.held.revision))
        }
        self.init(evidence: evidence, unmet: unmet)
    }
}

extension AssessmentResult.State {
    /// The result, if it can count for a value document at all.
    fileprivate var counting: AssessmentResult.Held? {
        guard case .given(let held) = self, held.entry.structure.kind == .summative, held.entry.isFinal == true else {
            return nil
        }
        return held
    }
}

extension AssessmentResult.Held {
    fileprivate func meets(_ requirement: ValueDocument.Requirement) -> Bool {
        switch requirement {
        case .passed: entry.progress == .completed && entry.verdict == .passed
        case .completed: entry.progress == .completed
        }
    }
}
