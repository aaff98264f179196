import Foundation
import JSONSchema
import Support
import Testing

/// The executable as a user runs it.
@Suite struct ContractsCommandTests {
    static func run(_ arguments: String..., input: String = "") throws -> CommandRun {
        try CommandRun.run(executable.path, arguments, input: input, in: SharedData.projectFolder)
    }

    /// Tests and executable are built into one folder.
    private static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("schakel")

    @Test func theProjectsOwnContractsPass() throws {
        let lint = try ContractsCommandTests.run("contracts", "lint")
        #expect(lint.exitCode == 0 && lint.output.hasSuffix("no faults\n"), "\(lint)")
        let check = try ContractsCommandTests.run("contracts", "generate", "--check")
        #expect(check.exitCode == 0, "\(check)")
        let list = try ContractsCommandTests.run("contracts", "list")
        #expect(list.exitCode == 0 && list.output.contains("nl.mbo.catalogue.qualification-recorded.v1"))
    }

    @Test func faultsEndWithTwoInTextAndInJSON() throws {
        try TemporaryFolder.with { folder in
            let schema = folder.appendingPathComponent("tests/events/thing-made/v1/schema.json")
            try FileManager.default.createDirectory(
                at: schema.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(#"{"type": "object", "colour": 1}"#.utf8).write(to: schema)
            let text = try ContractsCommandTests.run("contracts", "lint", "--contracts", folder.path)
            #expect(text.exitCode == 2)
            #expect(text.output.contains("schema.json:1:30: [unknown-keyword] at /colour"))
            #expect(text.output.contains("remedy: "))
            let json = try ContractsCommandTests.run("contracts", "lint", "--contracts", folder.path, "--json")
            #expect(json.exitCode == 2)
            let faults = try JSONDocument(text: json.output).root["faults"]?.items ?? []
            #expect(faults.contains { $0["pointer"]?.string == "/colour" && $0["line"]?.integer == 1 })
            let generate = try ContractsCommandTests.run(
                "contracts", "generate", "--contracts", folder.path, "--output", folder.path)
            #expect(generate.exitCode == 2 && generate.error.contains("nothing was written"))
        }
    }

    @Test(arguments: [
        ["contracts", "frob"], ["contracts", "validate"], ["contracts", "lint", "--contracts", "/nowhere"],
        ["contracts", "validate", "--schema", "/nowhere", "x"], ["--colour"],
    ])
    func wrongUsageEndsWithTwoAndSaysWhy(arguments: [String]) throws {
        let outcome = try CommandRun.run(ContractsCommandTests.executable.path, arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.error.isEmpty)
    }

    @Test func helpEndsWithZero() throws {
        let outcome = try ContractsCommandTests.run("contracts", "--help")
        #expect(outcome.exitCode == 0 && outcome.output.contains("validate"))
    }

    @Test func filesAreValidatedWithTheirPlaces() throws {
        try TemporaryFolder.with { folder in
            func file(_ name: String, _ text: String) throws -> String {
                let url = folder.appendingPathComponent(name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
                return url.path
            }
            let schema = try file(
                "schema.json",
                #"{"properties": {"on": {"$ref": "http://localhost:1234/types/date.json"}}, "required": ["on", "by"]}"#)
            _ = try file("remotes/types/date.json", #"{"type": "string", "format": "date"}"#)
            let remotes = folder.appendingPathComponent("remotes").path
            let good = try file("good.json", #"{"on": "2026-08-01", "by": 1}"#)
            let bad = try file("bad.json", "{\n  \"on\": \"2026-02-30\"}")
            let broken = try file("broken.json", "{\n")

            let valid = try ContractsCommandTests.run(
                "contracts", "validate", "--schema", schema, "--remotes", remotes, good)
            #expect(valid.exitCode == 0, "\(valid)")
            let annotated = try ContractsCommandTests.run(
                "contracts", "validate", "--schema", schema, "--remotes", remotes, bad)
            #expect(annotated.exitCode == 2 && !annotated.output.contains("/on"))
            let asserted = try ContractsCommandTests.run(
                "contracts", "validate", "--schema", schema, "--remotes", remotes, "--assert-formats", good, bad, broken
            )
            #expect(asserted.exitCode == 2)
            #expect(asserted.output.contains("good.json: valid"))
            #expect(asserted.output.contains("bad.json:2:9 at '/on'"))
            #expect(asserted.output.contains("\"by\" is missing"))
            #expect(asserted.output.contains("broken.json:2:1: not JSON"))
            let json = try ContractsCommandTests.run(
                "contracts", "validate", "--schema", schema, "--remotes", remotes, "--json", bad, broken)
            #expect(json.exitCode == 2)
            let root = try JSONDocument(text: json.output).root
            #expect(root["valid"]?.boolean == false)
            #expect(root[JSONPointer(["files", "0", "errors", "0", "keyword"])]?.string == "required")
            #expect(root[JSONPointer(["files", "1", "syntax", "line"])]?.integer == 2)
            let missing = try ContractsCommandTests.run("contracts", "validate", "--schema", schema, good)
            #expect(missing.exitCode == 2 && missing.error.contains("types/date.json"))
            let input = try ContractsCommandTests.run(
                "contracts", "validate", "--schema", schema, "--remotes", remotes, "-", input: #"{"on": 1, "by": 1}"#)
            #expect(input.exitCode == 2 && input.output.contains("/on"))
        }
    }
}
