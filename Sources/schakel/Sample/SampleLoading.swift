import JSONSchema

/// Sends the sample institution to a hub, by the way that every system takes.
struct SampleLoading {
    let sample: SampleInstitution
    let client: HubClient
    let source: String

    /// How many commands are under way at once.
    private static let width = 16

    /// What became of the commands.
    struct Account: Sendable {
        var accepted = 0
        var refused: [String] = []
    }

    /// Sends everything, stage by stage.
    ///
    /// - Throws: ``CommandFailure`` when the hub does not answer.
    func run() async throws -> Account {
        var account = Account()
        for stage in sample.stages {
            for awaited in stage.awaits { try await wait(for: awaited) }
            var waiting = stage.commands[...]
            while !waiting.isEmpty {
                let next = waiting.prefix(SampleLoading.width)
                waiting = waiting.dropFirst(SampleLoading.width)
                try await withThrowingTaskGroup(of: String?.self) { group in
                    for command in next { group.addTask { try await send(command) } }
                    for try await refusal in group {
                        if let refusal { account.refused.append(refusal) } else { account.accepted += 1 }
                    }
                }
            }
        }
        return account
    }

    /// Reactions follow in their own time; what does not come in a minute is told by the commands that need it.
    private func wait(for awaited: SampleInstitution.Awaited) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let answer = try? await client.get(awaited.path)
            let found = awaited.member.flatMap { answer?[$0] } ?? (awaited.member == nil ? answer : nil)
            if let found, found.items.count >= awaited.least { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// - Returns: nil when the command was decided, now or before; otherwise why not.
    private func send(_ command: SampleInstitution.Command) async throws -> String? {
        do {
            let answer = try await client.send(
                "POST", "/v1/commands",
                headers: ["Content-Type": "application/cloudevents+json", "Prefer": "wait=30"],
                body: command.envelope(source: source))
            return answer.status == 202 ? "\(command.type): not decided yet" : nil
        } catch let failure as CommandFailure where failure.code == .invalid {
            return "\(command.type): \(failure.message)"
        }
    }
}
