import ArgumentParser
import ContractTooling
import EventSourcing
import Foundation
import JSONSchema

/// `schakel contracts`: what architects and integrators do with the landscape's language.
struct Contracts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contracts",
        abstract: "Check, list and generate from the contracts that systems and services speak.",
        subcommands: [Lint.self, Generate.self, Validate.self, List.self])
}

/// Where the contracts are.
struct ContractsFolder: ParsableArguments {
    @Option(name: .customLong("contracts"), help: "The folder of contracts.", completion: .directory)
    var path = "Contracts"

    func tree() throws -> ContractTree {
        do {
            return try ContractTree(reading: URL(fileURLWithPath: path))
        } catch let error as ContractTreeError {
            throw CommandFailure(.invalid, "\(error); name it with --contracts DIR")
        }
    }
}

extension Contracts {
    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every rule of the contract tree.",
            discussion: """
                Prints each fault with its file, line, JSON pointer and remedy. Exit code 0 when there is none, 2 when \
                there is one or more.
                """)

        @OptionGroup var folder: ContractsFolder
        @Flag(help: "Print the faults as one JSON object.") var json = false

        func run() throws {
            let tree = try folder.tree()
            let faults = ContractLinter.lint(tree)
            if json {
                print(
                    json: { text in
                        text.object { text in
                            text.member("contracts", tree.contracts.count)
                            text.name("faults")
                            text.array { text in faults.forEach { $0.write(to: &text) } }
                        }
                    })
            } else {
                faults.forEach { print("\(folder.path)/\($0)") }
                let verdict = faults.isEmpty ? "no faults" : faults.count == 1 ? "1 fault" : "\(faults.count) faults"
                print("\(tree.contracts.count) contracts, \(verdict)")
            }
            if !faults.isEmpty { throw ExitCode(CommandFailure.Code.invalid.rawValue) }
        }
    }

    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the Swift types of the contracts.",
            discussion: """
                One file for each version of each message and shared type, and an index. Files that are right already \
                are not touched; generated files that no contract gives any more are removed.
                """)

        @OptionGroup var folder: ContractsFolder
        @Option(help: "The folder of the generated target.", completion: .directory)
        var output = "Sources/HubContracts"
        @Flag(help: "Write nothing; exit 2 when a file differs from what its contract says.") var check = false

        func run() throws {
            let files: [SwiftGenerator.File]
            do {
                files = try SwiftGenerator(folder.tree()).files()
            } catch let error as ContractFaults {
                error.faults.forEach { StandardError.write("\(folder.path)/\($0)") }
                throw CommandFailure(.invalid, "the contracts cannot be expressed as types; nothing was written")
            }
            let target = GeneratedFolder(URL(fileURLWithPath: output))
            if check {
                let differences = try target.differences(from: files)
                differences.forEach { print($0) }
                print("\(files.count) generated files, \(differences.count) not as they should be")
                if !differences.isEmpty { throw ExitCode(CommandFailure.Code.invalid.rawValue) }
            } else {
                let (written, removed) = try target.write(files)
                written.forEach { print("wrote \(output)/\($0)") }
                removed.forEach { print("removed \(output)/\($0)") }
                print("\(files.count) generated files, \(written.count) written, \(removed.count) removed")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the contracts: type, kind, folder and title.")

        @OptionGroup var folder: ContractsFolder
        @Flag(help: "Print the list as one JSON array.") var json = false

        func run() throws {
            let tree = try folder.tree()
            let faults = tree.contracts.isEmpty ? ContractLinter.lint(tree) : []
            faults.forEach { StandardError.write("\(folder.path)/\($0)") }
            let rows = tree.contracts.map { contract in
                Row(
                    type: contract.identity.type, kind: contract.kind?.rawValue ?? "type", path: contract.path,
                    schema: contract.identity.urn,
                    title: contract.schema.document.root["title"]?.string ?? "", examples: contract.examples.count)
            }
            if json {
                print(json: { text in text.array { text in rows.forEach { $0.write(to: &text) } } })
            } else {
                let width = rows.map(\.type.count).max() ?? 0
                for row in rows {
                    let type = row.type.padding(toLength: width, withPad: " ", startingAt: 0)
                    let kind = row.kind.padding(toLength: 7, withPad: " ", startingAt: 0)
                    print("\(type)  \(kind)  \(row.title)")
                }
                print("\(rows.count) contracts in \(folder.path)")
            }
        }

        private struct Row {
            let type: String
            let kind: String
            let path: String
            let schema: String
            let title: String
            let examples: Int

            func write(to text: inout JSONText) {
                text.object { text in
                    text.member("type", type)
                    text.member("kind", kind)
                    text.member("path", path)
                    text.member("schema", schema)
                    text.member("title", title)
                    text.member("examples", examples)
                }
            }
        }
    }
}

/// Prints one JSON value on a line of its own.
func print(json body: (inout JSONText) -> Void) {
    var text = JSONText()
    body(&text)
    print(String(decoding: text.bytes, as: UTF8.self))
}
