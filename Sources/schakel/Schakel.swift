import ArgumentParser
import Foundation
import Gateway

/// The one executable: every role of the hub, and the tools that go with it.
@main
struct Schakel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schakel",
        abstract: "Connects the systems of Dutch vocational education through versioned events.",
        discussion: """
            Exit codes: 0 all well, 1 failed at run time, 2 wrong usage or invalid input, 3 environment not right.
            """,
        version: "Schakel, with its HTTP interface \(GatewayVersion.number) and Open Education API 6.0",
        subcommands: [
            Up.self, Import.self, Events.self, DeadLetters.self, Projections.self, Token.self, Keys.self, Doctor.self,
            Contracts.self, InternalMap.self,
        ])

    /// Nothing leaves by way of a crash: every error becomes one message on standard error and an exit code.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Schakel.end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            StandardError.write("schakel: \(failure.message)")
            Foundation.exit(failure.code.rawValue)
        }
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            print(message)
            Foundation.exit(0)
        }
        guard code == .validationFailure else {
            StandardError.write("schakel: \(error)")
            Foundation.exit(CommandFailure.Code.failed.rawValue)
        }
        StandardError.write(message)
        Foundation.exit(CommandFailure.Code.invalid.rawValue)
    }
}

/// Why a command ends without having done what was asked.
struct CommandFailure: Error {
    enum Code: Int32 {
        /// Something went wrong while it ran.
        case failed = 1
        /// What was asked or given is not right.
        case invalid = 2
        /// This machine lacks something.
        case environment = 3
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

enum StandardError {
    static func write(_ line: String) { WholeText.write(line + "\n", to: STDERR_FILENO) }
}

/// Standard output without a buffer: what is written is there, also when the process is ended right after.
enum StandardOutput {
    static func write(_ text: String) { WholeText.write(text + "\n", to: STDOUT_FILENO) }
}

/// Texts written as a whole. One that cannot be, because a disk is full or nobody reads any more, is dropped: a hub
/// does not end for a line of its log.
enum WholeText {
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, written))
        }
    }
}
