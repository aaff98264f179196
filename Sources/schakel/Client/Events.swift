import ArgumentParser
import Foundation
import FoundationNetworking
import JSONSchema

/// `schakel events`: what has happened, and what happens.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Read the events of a hub that runs.", subcommands: [Tail.self])

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print events as they are committed.",
            discussion: """
                A line for each event: time, type and subject; with --json the whole CloudEvent. When the connection is \
                lost it connects again and goes on behind the last event that was printed.
                """)

        @Option(help: "Only these types, with commas; an end of * stands for anything.") var type: String?
        @Option(help: "Only about these objects, with commas.") var subject: String?
        @Option(help: "Where to begin: beginning, latest, or a cursor as /v1/events gives it.") var from = "latest"
        @Option(help: "End after so many events.") var limit: Int?
        @Flag(help: "Print whole CloudEvents.") var json = false
        @OptionGroup var hub: HubAddress

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more") }
        }

        func run() async throws {
            let client = hub.client
            var path = "/v1/events?"
            if let type { path += "type=\(HubClient.escaped(type))&" }
            if let subject { path += "subject=\(HubClient.escaped(subject))&" }
            var cursor = from == "beginning" ? "0" : from
            var printed = 0
            var failures = 0
            while true {
                let request = try client.request(
                    "GET", path + "cursor=\(HubClient.escaped(cursor))", ["Accept": "text/event-stream"])
                do {
                    for try await line in EventLines.open(request, of: client) {
                        failures = 0
                        if line.hasPrefix("id: ") { cursor = String(line.dropFirst(4)) }
                        guard line.hasPrefix("data: ") else { continue }
                        try show(String(line.dropFirst(6)))
                        printed += 1
                        if printed == limit { return }
                    }
                } catch let failure as CommandFailure where cursor == from && failure.message.contains("cursor") {
                    throw CommandFailure(
                        .invalid, "--from \(from) is no cursor of this hub; there are beginning, latest and cursors")
                } catch let error as URLError {
                    failures += 1
                    // One that was never there is told at once; one that went may come back.
                    guard printed > 0 || failures < 1, failures <= 30 else { throw client.unreachable(error) }
                }
                try await Task.sleep(for: .seconds(1))
            }
        }

        private func show(_ data: String) throws {
            guard !json else { return StandardOutput.write(data) }
            let event = try JSONDocument(text: data).root
            let type = event["type"]?.string ?? ""
            let number = event["sequence"]?.string.flatMap { Int64($0) }.map { " #\($0)" } ?? ""
            StandardOutput.write("\(event["time"]?.string ?? "")  \(type)  \(event["subject"]?.string ?? "")\(number)")
        }
    }
}
