import Foundation

/// Measures in one run what the design promises as ratios. Prints a table; nothing here fails by being slow.
@main
struct Benchmarks {
    static func main() async {
        do {
            if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "serve-bytes" {
                return try await OEAPIBenchmark.serve(CommandLine.arguments[2])
            }
            try ValidationBenchmark.run(contracts: "Contracts", python: PythonValidation.interpreter)
            try await DecidingBenchmark.run(contracts: "Contracts")
            try await KafkaDecidingBenchmark.run(contracts: "Contracts")
            try await ProjectionBenchmark.run(contracts: "Contracts")
            try await LinkedViewBenchmark.run(contracts: "Contracts")
            try await LoadingBenchmark.run(contracts: "Contracts")
            try await SchedulingBenchmark.run()
            try HubBenchmark.run()
            try OEAPIBenchmark.run()
        } catch {
            FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// Times an operation so that the machine's moods weigh little: the best of several rounds.
enum Stopwatch {
    static let rounds = 7
    static let seconds = 0.2

    /// Microseconds of one call.
    static func microseconds(_ operation: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var calls = 1
        var best = Double.infinity
        var done = 0
        while done < rounds {
            let time = try clock.measure { for _ in 0..<calls { try operation() } }
            let elapsed = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
            if elapsed < seconds / 4 {
                calls *= 2
                continue
            }
            best = min(best, elapsed * 1e6 / Double(calls))
            done += 1
        }
        return best
    }
}
