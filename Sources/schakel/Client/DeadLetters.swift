import ArgumentParser
import Foundation
import JSONSchema

/// `schakel dead-letters`: commands that could not be processed.
struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "See and handle commands that could not be processed.",
        discussion: """
            A command that cannot be processed is parked with the later ones about the same object, and everything else \
            goes on. Release decides them again, in their order; discard gives one up.
            """,
        subcommands: [List.self, Show.self, Release.self, Discard.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them, oldest first.")

        @Option(help: "Only of this service.") var service: String?
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var hub: HubAddress

        func run() async throws {
            let filter = service.map { "&service=\(HubClient.escaped($0))" } ?? ""
            var number = 1
            var isEmpty = true
            while true {
                let page = try await hub.client.get("/v1/dead-letters?pageSize=250&pageNumber=\(number)\(filter)")
                for item in page["items"]?.items ?? [] {
                    isEmpty = false
                    func text(_ name: String) -> String { item[name]?.string ?? item[name]?.text ?? "-" }
                    StandardOutput.write(
                        json
                            ? item.compactText
                            : "\(text("id"))  \(text("receivedAt"))  \(text("stage"))/\(text("code"))  "
                                + "\(text("commandType"))  \(text("aggregate"))  \(text("message"))")
                }
                guard page["hasNextPage"]?.boolean ?? false else { break }
                number += 1
            }
            if isEmpty, !json { StandardOutput.write("There are no dead letters.") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one, with the command as it was received.")

        @Argument(help: "Its id, such as catalogue-3-17.") var id: String
        @OptionGroup var hub: HubAddress

        func run() async throws {
            let letter = try await hub.client.get("/v1/dead-letters/\(HubClient.escaped(id))")
            for (name, value) in letter.members {
                StandardOutput.write(
                    "\((name + ":").padding(toLength: 15, withPad: " ", startingAt: 0)) "
                        + (value.string ?? value.compactText))
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide the held commands of its object again, in their order.")

        @Argument(help: "The id of a letter of the object.") var id: String
        @Option(help: "Why, in words for colleagues.") var reason: String?
        @OptionGroup var hub: HubAddress

        func run() async throws { try await DeadLetters.act("release", id, reason, hub) }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give one up; its command is never decided.")

        @Argument(help: "Its id.") var id: String
        @Option(help: "Why, in words for colleagues.") var reason: String?
        @OptionGroup var hub: HubAddress

        func run() async throws { try await DeadLetters.act("discard", id, reason, hub) }
    }

    private static func act(_ act: String, _ id: String, _ reason: String?, _ hub: HubAddress) async throws {
        var body: [UInt8]?
        if let reason {
            var text = JSONText()
            text.object { $0.member("reason", reason) }
            body = text.bytes
        }
        let answer = try await hub.client.send(
            "POST", "/v1/dead-letters/\(HubClient.escaped(id))/\(act)", headers: ["Content-Type": "application/json"],
            body: body)
        let root = try answer.json()
        let outcome = root["result"]?["outcome"]?.string ?? root["state"]?.string ?? "done"
        StandardOutput.write("\(act) of \(id): \(outcome)")
    }
}
