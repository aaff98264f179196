import Foundation
import Glibc
import Testing

/// The broker as something that can be lost: a program that the tests ask, where `SCHAKEL_KAFKA_CONTROL` names one.
///
/// It is called with `pid`, which prints the process id of the one broker there is; with `start`, which starts it again
/// after it was killed and returns when it listens; and with `cut TOPIC PARTITION OFFSET` while it is down, which
/// throws away what it holds of a partition from an offset on. A broker that it starts must not hold on to the files
/// that the program was given. While it is named only those tests run that stop the broker, because others would find
/// it stopped.
enum BrokerControl {
    static let program = ProcessInfo.processInfo.environment["SCHAKEL_KAFKA_CONTROL"].flatMap {
        $0.isEmpty ? nil : $0
    }

    static var isThere: Bool { Broker.servers != nil && program != nil }

    @discardableResult
    private static func ask(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program ?? "")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(arguments): \(text)")
        return text
    }

    static func find() throws -> BrokerProcess {
        let text = try ask("pid").trimmingCharacters(in: .whitespacesAndNewlines)
        return BrokerProcess(id: try #require(pid_t(text)))
    }

    static func start() throws { try ask("start") }

    /// Throws away what the broker holds of a partition from an offset on. It must be down.
    static func cut(_ topic: String, _ partition: Int, from offset: Int64) throws {
        try ask("cut", topic, "\(partition)", "\(offset)")
    }
}

/// A broker that runs.
struct BrokerProcess: Sendable {
    let id: pid_t

    /// It answers nothing, and its connections stay.
    func pause() { Glibc.kill(id, SIGSTOP) }

    func resume() { Glibc.kill(id, SIGCONT) }

    func kill() { Glibc.kill(id, SIGKILL) }
}
