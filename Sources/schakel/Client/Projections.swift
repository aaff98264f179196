import ArgumentParser
import Foundation
import JSONSchema

/// `schakel projections`: the views that are made from events.
struct Projections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projections", abstract: "See how far the views have come, and build them anew.",
        subcommands: [Status.self, Rebuild.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say of each view how far it has come.")

        @Flag(help: "Print JSON, a line for each.") var json = false
        @OptionGroup var hub: HubAddress

        func run() async throws {
            let page = try await hub.client.get("/v1/projections?pageSize=250")
            for item in page["items"]?.items ?? [] {
                if json { StandardOutput.write(item.compactText) } else { Projections.show(item) }
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build a view anew beside the old one, which is read meanwhile.")

        @Argument(help: "The view, such as qualifications.") var name: String
        @OptionGroup var hub: HubAddress

        func run() async throws {
            let path = "/v1/projections/\(HubClient.escaped(name))/rebuild"
            Projections.show(try await hub.client.send("POST", path).json())
        }
    }

    private static func show(_ item: JSONValue) {
        let name = (item["name"]?.string ?? "").padding(toLength: 24, withPad: " ", startingAt: 0)
        let events = item["places"]?.items.reduce(0) { $0 + ($1["eventNumber"]?.integer ?? 0) } ?? 0
        StandardOutput.write(
            "\(name) \(item["state"]?.string ?? "")  events \(events)  behind \(item["behind"]?.text ?? "0")")
    }
}
