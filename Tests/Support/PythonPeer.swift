package import Foundation

/// Python programs that tests talk to. The test command makes their interpreter; elsewhere `SCHAKEL_PYTHON` names one.
package enum PythonPeer {
    /// An interpreter that has a module; says that `suite` is skipped where there is none.
    package static func interpreter(having module: String, for suite: String) -> String? {
        guard let python = ProcessInfo.processInfo.environment["SCHAKEL_PYTHON"], !python.isEmpty else {
            SuiteReport.skipped(suite, because: "SCHAKEL_PYTHON names no Python interpreter")
            return nil
        }
        let outcome = try? CommandRun.run(python, ["-c", "import \(module)"])
        guard outcome?.exitCode == 0 else {
            SuiteReport.skipped(suite, because: "\(python) has no module \(module)")
            return nil
        }
        return python
    }

    /// The lines that a program answers to these lines.
    package static func run(_ python: String, _ script: URL, input: [String]) throws -> [String] {
        let outcome = try CommandRun.run(python, [script.path], input: input.map { $0 + "\n" }.joined())
        guard outcome.exitCode == 0 else { throw PeerFailure(message: outcome.error) }
        return outcome.output.split(separator: "\n").map(String.init)
    }

    package struct PeerFailure: Error {
        package let message: String
    }
}

/// A program that was run to its end.
package struct CommandRun: Sendable {
    package let exitCode: Int32
    package let output: String
    package let error: String

    /// Runs a program with files for its input and outputs, so that no amount of either can make it wait.
    package static func run(
        _ program: String, _ arguments: [String], input: String = "", in folder: URL? = nil
    ) throws -> CommandRun {
        try TemporaryFolder.with { files in
            let paths = ["input", "output", "error"].map { files.appendingPathComponent($0) }
            try Data(input.utf8).write(to: paths[0])
            for path in paths[1...] { try Data().write(to: path) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [program] + arguments
            process.currentDirectoryURL = folder
            process.standardInput = try FileHandle(forReadingFrom: paths[0])
            process.standardOutput = try FileHandle(forWritingTo: paths[1])
            process.standardError = try FileHandle(forWritingTo: paths[2])
            try process.run()
            process.waitUntilExit()
            return CommandRun(
                exitCode: process.terminationStatus,
                output: String(decoding: try Data(contentsOf: paths[1]), as: UTF8.self),
                error: String(decoding: try Data(contentsOf: paths[2]), as: UTF8.self))
        }
    }
}

/// A folder that is gone after a test.
package enum TemporaryFolder {
    package static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schakel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// As ``with(_:)``, for a body that waits.
    package static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schakel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
