import Foundation
import FoundationNetworking
import JSONSchema
import Synchronization
import Testing

/// A hub in a process of its own, that a test may end as it likes.
final class HubProcess: Sendable {
    /// Tests and executable are built into one folder.
    static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("schakel")

    private struct State {
        var output = ""
        var isReady: Bool?
        var waiting: [CheckedContinuation<Bool, Never>] = []
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    /// Its data folder.
    let data: URL
    private let process: Process
    private let errors: URL
    private let state = Mutex(State())

    /// Starts a hub on a free port.
    init(data: URL, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        self.data = data
        process = Process()
        process.executableURL = HubProcess.executable
        process.arguments = ["up", "--data", data.path, "--port", "0", "--log-level", "warning"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        errors = data.deletingLastPathComponent().appendingPathComponent("hub.log")
        if !FileManager.default.fileExists(atPath: errors.path) {
            _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        }
        let errorHandle = try FileHandle(forWritingTo: errors)
        try errorHandle.seekToEnd()
        process.standardOutput = output
        process.standardError = errorHandle
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                return
            }
            self?.take(String(decoding: data, as: UTF8.self))
        }
        process.terminationHandler = { [weak self] _ in self?.end() }
        try process.run()
    }

    private func take(_ text: String) {
        let woken = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            state.output += text
            guard state.isReady == nil, state.output.contains("ready at"), state.output.contains("End it with") else {
                return []
            }
            state.isReady = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    private func end() {
        let (ready, ended) = state.withLock { state in
            state.hasEnded = true
            defer {
                state.waiting = []
                state.waitingForEnd = []
            }
            return (state.waiting, state.waitingForEnd)
        }
        for continuation in ready { continuation.resume(returning: false) }
        for continuation in ended { continuation.resume() }
    }

    /// Returns once the hub is ready.
    ///
    /// - Returns: false when it ended before.
    func whenReady() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if let isReady = state.isReady { return isReady }
                if state.hasEnded { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Returns once the process has ended. One that goes on for five minutes is a failure of the test, and is ended.
    func whenEnded(sourceLocation: SourceLocation = #_sourceLocation) async {
        let watch = Task { [self] in
            try await Task.sleep(for: .seconds(300))
            Issue.record("the hub goes on:\n\((try? said) ?? "")", sourceLocation: sourceLocation)
            Foundation.kill(process.processIdentifier, SIGKILL)
        }
        defer { watch.cancel() }
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waitingForEnd.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Whether the process was ended by a signal, and its code or signal.
    var ending: (byKill: Bool, code: Int32) {
        (process.terminationReason == .uncaughtSignal, process.terminationStatus)
    }

    /// Asks it to end, and waits until it has.
    func stop() async {
        process.terminate()
        await whenEnded()
    }

    func kill() async {
        Foundation.kill(process.processIdentifier, SIGKILL)
        await whenEnded()
    }

    /// What it wrote to standard error, the lines of its log among it.
    var said: String {
        get throws { try String(contentsOf: errors, encoding: .utf8) }
    }

    /// What it wrote to standard output.
    var printed: String { state.withLock { $0.output } }

    // MARK: Asking

    var address: String {
        state.withLock { state in
            state.output.split(separator: "\n").first { $0.contains("ready at") }?.split(separator: " ").last
                .map(String.init) ?? ""
        }
    }

    /// - Throws: what kept the answer away, such as that the hub ended.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> (status: Int, location: String?, body: [UInt8]) {
        let answer = try await answer(method, path, headers: headers, body: body)
        return (answer.status, answer.headers["location"], answer.body)
    }

    /// The answer with its headers, whose names are in lower case.
    ///
    /// - Throws: what kept the answer away, such as that the hub ended.
    func answer(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> (status: Int, headers: [String: String], body: [UInt8]) {
        guard let url = URL(string: address + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 120)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = body.map { Data($0) }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 300
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        let answer = response as? HTTPURLResponse
        let fields = answer?.allHeaderFields.compactMap { name, value in
            (name as? String).flatMap { name in (value as? String).map { (name.lowercased(), $0) } }
        }
        return (answer?.statusCode ?? 0, Dictionary(fields ?? []) { first, _ in first }, Array(data))
    }

    func json(_ path: String, headers: [String: String] = [:]) async throws -> JSONValue {
        try JSONDocument(try await send("GET", path, headers: headers).body).root
    }
}
