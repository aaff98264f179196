import Foundation
import Support
import Testing

/// What is written for people stays true where a machine can see it.
@Suite struct DocumentationTests {
    private static let folders = ["Architecture", "Contracts", "Deploy"]

    private static func texts() throws -> [(file: URL, text: String)] {
        let root = SharedData.projectFolder
        let names = try folders.flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
                .filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        return try (["README.md"] + names).map { name in
            let file = root.appendingPathComponent(name)
            return (file, try String(contentsOf: file, encoding: .utf8))
        }
    }

    @Test func everyLinkLeadsToAFile() throws {
        for (file, text) in try DocumentationTests.texts() {
            for part in text.components(separatedBy: "](").dropFirst() {
                let target = part.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.contains(":") else { continue }
                let url = file.deletingLastPathComponent().appendingPathComponent(String(target))
                #expect(FileManager.default.fileExists(atPath: url.path), "\(file.lastPathComponent): \(target)")
            }
        }
    }

    @Test func everyDecisionIsListedAndSaysWhatConfirmsIt() throws {
        let folder = SharedData.projectFolder.appendingPathComponent("Architecture")
        let list = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent("decisions").path
        ).sorted()
        #expect(!names.isEmpty)
        for (index, name) in names.enumerated() {
            #expect(name.hasPrefix(String(format: "%04d-", index + 1)), "numbered without gaps: \(name)")
            #expect(list.contains("(decisions/\(name))"), "\(name) is not listed")
            let text = try String(contentsOf: folder.appendingPathComponent("decisions/\(name)"), encoding: .utf8)
            for heading in ["## Context", "## Options", "## Outcome", "### Consequences", "### Confirmation"] {
                #expect(text.contains("\n\(heading)\n"), "\(name) lacks \(heading)")
            }
        }
    }

    @Test func dependenciesAreExactAndHaveTheirReason() throws {
        let root = SharedData.projectFolder
        let manifest = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let reasons = try String(
            contentsOf: root.appendingPathComponent("Architecture/decisions/0006-dependencies.md"), encoding: .utf8)
        let lines = manifest.split(separator: "\n").filter { $0.contains(".package(url:") }
        #expect(!lines.isEmpty)
        for line in lines {
            let parts = line.components(separatedBy: "\"")
            let name = parts[1].split(separator: "/").last?.replacingOccurrences(of: ".git", with: "") ?? ""
            #expect(line.contains("exact:"), "\(name)")
            #expect(reasons.contains("| \(name) | \(parts[3]) |"), "\(name) \(parts[3]) has no reason")
        }
    }

    @Test(arguments: ["catalogue", "registration", "dossier", "scheduling", "persons"])
    func everyMessageOfAServiceStandsBesideMORA(service: String) throws {
        let root = SharedData.projectFolder
        let text = try String(contentsOf: root.appendingPathComponent("Architecture/mora.md"), encoding: .utf8)
        for kind in ["commands", "events", "records"] {
            let folder = root.appendingPathComponent("Contracts/\(service)/\(kind)").path
            guard FileManager.default.fileExists(atPath: folder) || kind != "records" else { continue }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasPrefix(".") {
                #expect(text.contains("| `\(name)` |"), "\(kind)/\(name) is not in mora.md")
            }
        }
    }
}
