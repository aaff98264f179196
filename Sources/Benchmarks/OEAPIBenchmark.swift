import Foundation
import Hummingbird
import JSONSchema
import Logging

/// Readings of OEAPI over HTTP, beside a bare server of the same kind that answers the same bytes.
enum OEAPIBenchmark {
    private static let connections = 8
    private static let requests = 4000

    static func run() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let executable = beside.deletingLastPathComponent().appendingPathComponent("schakel")
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            print("\nOEAPI is not measured: build the hub with swift build -c release --product schakel")
            return
        }
        let hub = try Server(
            executable,
            [
                "up", "--data", folder.path, "--port", "0", "--log-level", "error", "--durability", "normal",
                "--sample", "--applicants", "0",
            ], until: "End it with")
        defer { hub.stop() }
        let list = "/oeapi/v6/programmes?pageSize=20"
        let page = try JSONDocument(body(hub.port, list)).root
        guard let id = page["items"]?.items.first?["programmeId"]?.string else {
            throw HTTPLoad.Failure(description: "the sample has no programmes")
        }
        print("\nreading OEAPI over HTTP on \(connections) connections, beside a bare server with the same bytes\n")
        for (name, path) in [("one programme", "/oeapi/v6/programmes/\(id)"), ("twenty programmes", list)] {
            let bytes = folder.appendingPathComponent("bytes")
            try Data(body(hub.port, path)).write(to: bytes)
            let bare = try Server(beside, ["serve-bytes", bytes.path], until: "ready")
            let plain = try measure(bare.port, "/")
            bare.stop()
            let ours = try measure(hub.port, path)
            let title = "\(name) (\(ours.bodyBytes) bytes)".padding(toLength: 34, withPad: " ", startingAt: 0)
            print(
                title
                    + String(
                        format: "%8.0f/s p99 %5.2f ms; bare %8.0f/s p99 %5.2f ms; ratio %.2f", ours.perSecond, ours.p99,
                        plain.perSecond, plain.p99, ours.perSecond / plain.perSecond))
        }
    }

    private static func body(_ port: UInt16, _ path: String) throws -> [UInt8] {
        try HTTPLoad(port: port, path: path, connections: 1, requests: 1).body()
    }

    /// The best of three, so that the machine's moods weigh little.
    private static func measure(_ port: UInt16, _ path: String) throws -> HTTPLoad.Outcome {
        let load = HTTPLoad(port: port, path: path, connections: connections, requests: requests)
        _ = try HTTPLoad(port: port, path: path, connections: connections, requests: requests / 10).run()
        let outcomes = try (0..<3).map { _ in try load.run() }
        guard let best = outcomes.max(by: { $0.perSecond < $1.perSecond }) else {
            throw HTTPLoad.Failure(description: "nothing was measured")
        }
        return best
    }

    /// The bare server: answers every request for `/` with the bytes of a file. Runs until it is ended.
    static func serve(_ file: String) async throws {
        let bytes = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: file)))
        let router = Router()
        router.get("/") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: bytes))
        }
        var quiet = Logger(label: "bare")
        quiet.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                FileHandle.standardOutput.write(
                    Data("ready at http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n".utf8))
            }, logger: quiet)
        try await application.runService()
    }
}

/// A server in a process of its own.
private final class Server {
    private let process = Process()
    let port: UInt16

    /// Returns once it has said a certain text.
    init(_ executable: URL, _ arguments: [String], until text: String) throws {
        let output = Pipe()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        var said = ""
        while !said.contains(text) {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw HTTPLoad.Failure(description: "\(executable.path) ended: \(said)") }
            said += String(decoding: data, as: UTF8.self)
        }
        let line = said.split(separator: "\n").first { $0.contains("ready at") } ?? ""
        port = line.split(separator: ":").last.flatMap { UInt16($0.filter(\.isNumber)) } ?? 0
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
