import Foundation
import JSONSchema
import Support
import Testing

/// What README shows of the catalogue and of one learner is what a hub with the sample answers.
@Suite struct ReadmeTests {
    private struct Step {
        let command: String
        var answer: [String] = []
    }

    /// The commands of a section after its first, which says where the hub is, with the lines that each answers.
    private static func steps(of title: String) throws -> [Step] {
        let readme = try String(
            contentsOf: SharedData.projectFolder.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n## ").first { $0.hasPrefix(title) })
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
        #expect(steps.first?.command.hasPrefix("hub=") ?? false)
        return Array(steps.dropFirst())
    }

    /// Says the commands one after the other, and holds what comes back against what README has.
    private static func check(_ steps: [Step], on hub: HubProcess) throws {
        var script = "hub=\(hub.address)\n"
        for (place, step) in steps.enumerated() { script += "echo '--- \(place)'\n\(step.command)\n" }
        let run = try CommandRun.run("bash", ["-s"], input: script)
        #expect(run.exitCode == 0, "\(run.error)")
        let answers = run.output.components(separatedBy: "--- ").dropFirst().map { part in
            Array(part.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()).map(String.init)
        }
        #expect(answers.count == steps.count)
        for (step, answer) in zip(steps, answers) { #expect(answer == step.answer, "\(step.command)") }
    }

    @Test func theCatalogueAndOneLearnerAreReadAsReadmeShowsThem() async throws {
        let suite = "README, the catalogue and one learner"
        guard try CommandRun.run("jq", ["--version"]).exitCode == 0,
            try CommandRun.run("curl", ["--version"]).exitCode == 0
        else { return SuiteReport.skipped(suite, because: "there is no jq or no curl") }
        let catalogue = try Self.steps(of: "Read the catalogue")
        let learner = try Self.steps(of: "Follow a learner")
        #expect(learner.count == 6, "from application to timetable and result in six commands")
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
            try Self.check(catalogue, on: hub)
            try Self.check(learner, on: hub)
            await hub.stop()
            SuiteReport.ran(suite, passed: catalogue.count + learner.count)
        }
    }
}
