import JSONSchema

/// Sends the sample institution to a hub, by the way that every system takes.
struct SampleLoading {
    let sample: SampleInstitution
    let client: HubClient
    let source: String
    /// The token by which learners act and facts about them are sealed.
    let token: String
    /// Whether somebody seals facts here.
    let hasPersons: Bool

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
            for fact in stage.facts where hasPersons { try await keep(fact) }
            try await send(stage.commands, &account)
        }
        return account
    }

    /// Has a fact sealed. The same fact again changes nothing.
    private func keep(_ fact: SampleInstitution.Fact) async throws {
        _ = try await client.send(
            "PUT", "/v1/persons/\(fact.learner)/records/\(fact.record)",
            headers: ["Content-Type": "application/json", "Authorization": "Bearer \(token)"], body: fact.content)
    }

    /// Sends commands that need nothing of each other.
    func send(_ commands: [SampleInstitution.Command], _ account: inout Account) async throws {
        try await withThrowingTaskGroup(of: String?.self) { group in
            func take(_ refusal: String?) {
                if let refusal { account.refused.append(refusal) } else { account.accepted += 1 }
            }
            for (place, command) in commands.enumerated() {
                if place >= SampleLoading.width, let refusal = try await group.next() { take(refusal) }
                group.addTask { try await send(command) }
            }
            for try await refusal in group { take(refusal) }
        }
    }

    func wait(for awaited: SampleInstitution.Awaited) async throws {
        try await repeatedly {
            let answer = try? await client.get(awaited.path)
            let found = awaited.member.flatMap { answer?[$0] } ?? (awaited.member == nil ? answer : nil)
            return (found?.items.count).map { $0 >= awaited.least } ?? false
        }
    }

    /// Reactions follow in their own time; what does not come in a minute is told by the commands that need it.
    func repeatedly(every pause: Duration = .milliseconds(20), _ isThere: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !isThere(), ContinuousClock.now < end { try await Task.sleep(for: pause) }
    }

    /// Every object of a list.
    func all(_ path: String) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        var (page, hasMore) = (1, true)
        while hasMore {
            let answer = try await client.get("\(path)?pageSize=250&pageNumber=\(page)")
            found += answer["items"]?.items ?? []
            hasMore = answer["hasNextPage"]?.boolean ?? false
            page += 1
        }
        return found
    }

    /// - Returns: nil when the command was decided, now or before; otherwise why not.
    private func send(_ command: SampleInstitution.Command) async throws -> String? {
        var headers = ["Content-Type": "application/cloudevents+json", "Prefer": "wait=30"]
        if let learner = command.learner {
            headers["Acting-For"] = learner
            headers["Authorization"] = "Bearer \(token)"
        }
        do {
            let answer = try await client.send(
                "POST", "/v1/commands", headers: headers, body: command.envelope(source: source))
            return answer.status == 202 ? "\(command.type): not decided yet" : nil
        } catch let failure as CommandFailure where failure.code == .invalid {
            return "\(command.type): \(failure.message)"
        }
    }
}
