import ArgumentParser
import Foundation
import JSONSchema

extension Contracts {
    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Validate JSON files against a JSON Schema (2020-12 or draft-07).",
            discussion: """
                Prints every error with its line, JSON pointer and the keyword it comes from. Nothing is fetched: a \
                schema that refers to others finds them in the folders given with --remotes, by their $id or as \
                http://localhost:1234/<path in the folder>. Exit code 0 when all files are valid, 2 when one is not.
                """)

        @Option(help: "The file with the schema.", completion: .file()) var schema: String
        @Option(help: "A folder of schemas that may be referred to; may be repeated.", completion: .directory)
        var remotes: [String] = []
        @Flag(help: "Assert formats such as date and uuid, as the hub does, instead of ignoring them.")
        var assertFormats = false
        @Flag(help: "Print the outcome as one JSON object.") var json = false
        @Argument(help: "The files to validate; - is standard input.", completion: .file()) var files: [String]

        func run() throws {
            let compiled = try compile()
            var outcomes: [Outcome] = []
            for file in files {
                let bytes = try Validate.bytes(of: file)
                do throws(JSONSyntaxError) {
                    outcomes.append(Outcome(file: file, errors: try compiled.validate(bytes)))
                } catch {
                    outcomes.append(Outcome(file: file, fault: error))
                }
            }
            if json { printJSON(outcomes) } else { printText(outcomes) }
            guard outcomes.allSatisfy(\.isValid) else {
                throw ExitCode(CommandFailure.Code.invalid.rawValue)
            }
        }

        private func compile() throws -> CompiledSchema {
            var library = SchemaLibrary()
            let unread = try remotes.flatMap { try addRemotes(in: $0, to: &library) }
            let document: JSONDocument
            do {
                document = try JSONDocument(try Validate.bytes(of: schema))
            } catch let error as JSONSyntaxError {
                throw CommandFailure(.invalid, "\(schema): \(error)")
            }
            let address = URL(fileURLWithPath: schema).absoluteString
            do throws(SchemaError) {
                try library.add(document, at: address)
                return try library.compile(address, options: .init(assertsFormats: assertFormats))
            } catch {
                unread.forEach { StandardError.write($0) }
                throw CommandFailure(.invalid, "the schema cannot be used:\n\(error)")
            }
        }

        /// Takes every file that is a schema, whatever its name: some meta-schemas have none that ends in `.json`.
        ///
        /// - Returns: what could not be read. It matters only when the schema refers to it.
        private func addRemotes(in folder: String, to library: inout SchemaLibrary) throws -> [String] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw CommandFailure(.invalid, "there is no folder \(folder)")
            }
            var unread: [String] = []
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
                guard
                    FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder),
                    !isFolder.boolValue
                else { continue }
                do {
                    let document = try JSONDocument(Validate.bytes(of: "\(folder)/\(path)"))
                    try library.add(document, at: "http://localhost:1234/\(path)")
                } catch {
                    unread.append("\(folder)/\(path) is not used: \(error)")
                }
            }
            return unread
        }

        private func printText(_ outcomes: [Outcome]) {
            for outcome in outcomes {
                if let fault = outcome.fault { print("\(outcome.file):\(fault.position): not JSON: \(fault.sentence)") }
                for error in outcome.errors { print("\(outcome.file):\(error)") }
                if outcome.isValid { print("\(outcome.file): valid") }
            }
        }

        private func printJSON(_ outcomes: [Outcome]) {
            print(
                json: { text in
                    text.object { text in
                        text.name("valid")
                        text.boolean(outcomes.allSatisfy(\.isValid))
                        text.name("files")
                        text.array { text in outcomes.forEach { $0.write(to: &text) } }
                    }
                })
        }

        private static func bytes(of file: String) throws -> [UInt8] {
            if file == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
            do {
                return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            } catch {
                throw CommandFailure(.invalid, "\(file) cannot be read: it is missing, or not readable")
            }
        }
    }
}

/// What became of one file.
private struct Outcome {
    let file: String
    var errors: [JSONSchema.ValidationError] = []
    var fault: JSONSyntaxError?

    var isValid: Bool { errors.isEmpty && fault == nil }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("file", file)
            text.name("valid")
            text.boolean(isValid)
            if let fault {
                text.name("syntax")
                text.object { text in
                    text.member("reason", fault.reason.rawValue)
                    text.member("line", fault.position.line)
                    text.member("column", fault.position.column)
                    text.member("message", fault.sentence)
                }
            }
            text.name("errors")
            text.array { text in errors.forEach { $0.write(to: &text) } }
        }
    }
}
