import Foundation
import JSONSchema
import Support
import Testing

/// What README shows of one learner is what a hub with the sample answers.
@Suite struct ReadmeTests {
    private struct Step {
        let command: String
        var answer: [String] = []
    }

    /// The commands of the section about a learner, with the lines that each answers.
    private static func steps() throws -> [Step] {
        let readme = try String(
            contentsOf: SharedData.projectFolder.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n## ").first { $0.hasPrefix("Follow a learner") })
        let block = try #require(section.components(separatedBy: "```console\n").dropFirst().first)
        let lines = try #require(block.components(separatedBy: "\n```").first).components(separatedBy: "\n")
        var steps: [Step] = []
        for line in lines {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2))))
            } else if !steps.isEmpty {
                steps[steps.count - 1].answer.append(line)
            }
        }
        return steps
    }

    @Test func oneLearnerIsFollowedFromApplicationToResultInSixCommands() async throws {
        let suite = "README, one learner"
        guard try CommandRun.run("jq", ["--version"]).exitCode == 0,
            try CommandRun.run("curl", ["--version"]).exitCode == 0
        else { return SuiteReport.skipped(suite, because: "there is no jq or no curl") }
        let steps = try Self.steps()
        #expect(steps.first?.command.hasPrefix("hub=") ?? false)
        #expect(steps.count == 7, "the hub's address and six commands")
        try await TemporaryFolder.with { folder in
            let hub = try HubProcess(
                data: folder.appendingPathComponent("data"),
                ["--sample", "--applicants", "120", "--durability", "normal"])
            #expect(await hub.whenReady())
            var isSettled = false
            while !isSettled {
                let views = try await hub.json("/v1/projections?pageSize=250")["items"]?.items ?? []
                isSettled = !views.isEmpty && views.allSatisfy { $0["state"]?.string == "caughtUp" }
            }
            var script = "hub=\(hub.address)\n"
            for (place, step) in steps.dropFirst().enumerated() {
                script += "echo '--- \(place)'\n\(step.command)\n"
            }
            let run = try CommandRun.run("bash", ["-s"], input: script)
            #expect(run.exitCode == 0, "\(run.error)")
            let answers = run.output.components(separatedBy: "--- ").dropFirst().map { part in
                Array(part.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast())
                    .map(String.init)
            }
            #expect(answers.count == 6)
            for (step, answer) in zip(steps.dropFirst(), answers) {
                #expect(answer == step.answer, "\(step.command)")
            }
            await hub.stop()
            SuiteReport.ran(suite, passed: answers.count)
        }
    }
}
