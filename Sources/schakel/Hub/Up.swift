import ArgumentParser
import EventSourcing
import Foundation
import SQLiteEventLog
import ServiceRuntime

/// `schakel up`: the whole hub in one process.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start every role of the hub in one process, on the embedded log.",
        discussion: """
            Stays in the foreground until SIGINT or SIGTERM; ends between two batches and loses nothing. What it has \
            to say goes to standard error, one JSON object a line. Exit code 3 when something on this machine is not \
            right: a port in use, a folder that another process has, a log that cannot be read.
            """)

    @OptionGroup var folder: DataFolder
    @Option(help: "The port to listen at; 0 takes a free one.") var port = 8080
    @Option(help: "The address to listen at. Anything but this machine's own opens the hub to the network.")
    var host = "127.0.0.1"
    @Option(help: "A further name under which the gateway is reached; may be repeated.") var hostName: [String] = []
    @Option(help: "The institution that every request is bound to: 1 to 40 letters, digits or hyphens.")
    var institution = "local"
    @Option(help: "full: what was answered survives a power loss. normal: a power loss may take the newest of it.")
    var durability = SQLiteEventLog.Durability.full
    @Option(help: "The least serious lines that are written: debug, info, warning or error.")
    var logLevel = LogLine.Level.info
    @Flag(help: "Import the sample data of every connector that has some.") var sample = false
    @Option(help: "A folder with further connectors.", completion: .directory) var connectors: String?
    @Option(help: .hidden) var killAt: String?

    func run() async throws {
        var settings = HubSettings(data: folder.url)
        settings.host = host
        settings.port = port
        settings.hostNames = Set(hostName.map { $0.lowercased() })
        settings.institution = institution
        settings.durability = durability
        settings.logLevel = logLevel
        settings.connectors = connectors.map { URL(fileURLWithPath: $0) }
        let hub = try await Hub.open(settings, pass: try Killing.passage(killAt))
        try await hub.run { address in
            StandardOutput.write(
                """
                Schakel is ready at \(address)
                  try: curl '\(address)/v1/qualifications?q=bouw'
                  end: Ctrl-C, or SIGTERM
                """)
        }
    }

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535") }
        let isName = institution.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D
        }
        guard isName, (1...40).contains(institution.utf8.count) else {
            throw ValidationError("--institution must be 1 to 40 letters, digits or hyphens")
        }
    }
}

/// Where the hub keeps everything.
struct DataFolder: ParsableArguments {
    @Option(name: .customLong("data"), help: "The folder in which the hub keeps everything.", completion: .directory)
    var path = "schakel-data"

    var url: URL { URL(fileURLWithPath: path) }
}

extension SQLiteEventLog.Durability: ExpressibleByArgument {}
extension LogLine.Level: ExpressibleByArgument {}
