import Foundation

/// A hub of all roles that has nothing to do: how soon it is ready, and what it takes.
enum HubBenchmark {
    private static let seconds = 10

    static func run() throws {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("schakel")
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            print("\nthe idle hub is not measured: build it with swift build -c release --product schakel")
            return
        }
        var best = Double.infinity
        for round in 0..<3 {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("benchmark-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let process = Process()
            let output = Pipe()
            process.executableURL = executable
            process.arguments = ["up", "--data", folder.path, "--port", "0", "--log-level", "error"]
            process.standardOutput = output
            let start = ContinuousClock.now
            try process.run()
            var said = ""
            while !said.contains("ready at") {
                let data = output.fileHandleForReading.availableData
                guard !data.isEmpty else { break }
                said += String(decoding: data, as: UTF8.self)
            }
            best = min(best, Stopwatch.seconds(ContinuousClock.now - start))
            if round == 2 {
                // A measurement has to wait; no test does.
                Thread.sleep(forTimeInterval: 2)
                let before = try ticks(of: process.processIdentifier)
                Thread.sleep(forTimeInterval: TimeInterval(seconds))
                let after = try ticks(of: process.processIdentifier)
                let resident = try residentKilobytes(of: process.processIdentifier)
                report(best, resident, Double(after - before) / Double(sysconf(Int32(_SC_CLK_TCK))) / Double(seconds))
            }
            process.terminate()
            process.waitUntilExit()
        }
    }

    private static func report(_ ready: Double, _ resident: Int, _ core: Double) {
        print("\na hub of all roles on the embedded log, with nothing to do\n")
        func line(_ name: String, _ value: String) {
            print(name.padding(toLength: 56, withPad: " ", startingAt: 0) + value)
        }
        line("start to ready, empty log", String(format: "%8.2f s (target 1)", ready))
        line("resident memory", String(format: "%8.1f MB (target 100)", Double(resident) / 1024))
        line("of a core, over \(seconds) seconds", String(format: "%8.2f %% (target 1)", core * 100))
    }

    private static func ticks(of process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return 0 }
        return user + system
    }

    private static func residentKilobytes(of process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
