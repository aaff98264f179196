import ArgumentParser
import EventSourcing
import Foundation
import Gateway
import JSONSchema
import Mapping
import SQLiteEventLog
import ServiceRuntime

/// `schakel up`: the whole hub in one process.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start every role of the hub in one process, on the embedded log.",
        discussion: """
            Stays in the foreground until SIGINT or SIGTERM; ends between two batches and loses nothing. What it has \
            to say goes to standard error, one JSON object a line. Exit code 3 when something on this machine is not \
            right: a port in use, a folder that another process has, a log that cannot be read, a key file that is \
            lost or another hub's.

            The key file is made at the first start and changes from day to day. Back it up apart from the data folder: \
            without it nothing that is known of persons can be read, and who has both can read everything. Its default \
            place is for trying things out; give it one of its own with --key-file.
            """)

    @OptionGroup var folder: DataFolder
    @Option(help: "The port to listen at; 0 takes a free one.") var port = 8080
    @Option(help: "The address to listen at. Anything but this machine's own opens the hub to the network.")
    var host = "127.0.0.1"
    @Option(help: "A further name under which the gateway is reached; may be repeated.") var hostName: [String] = []
    @Option(
        help: """
            The institution that requests without a token are bound to, 1 to 40 letters, digits or hyphens; a token \
            says for which it is.
            """)
    var institution = "local"
    @Option(help: "full: what was answered survives a power loss. normal: a power loss may take the newest of it.")
    var durability = SQLiteEventLog.Durability.full
    @Option(help: "The least serious lines that are written: debug, info, warning or error.")
    var logLevel = LogLine.Level.info
    @Flag(help: "Import the sample data of every connector that has some, and load a sample institution.")
    var sample = false

    @Option(help: "How many people apply at the sample institution.") var applicants = 2000
    @Option(help: "Whom readers of the interfaces can write to.") var contactEmail = "postmaster@localhost"
    @Option(help: "A service that does not run; what it is asked waits. May be repeated.") var without: [String] = []
    @Option(help: "A folder with further connectors.", completion: .directory) var connectors: String?
    @Option(help: "A folder with further contracts, laid out as Contracts is.", completion: .directory)
    var contracts: String?
    @Option(help: .hidden) var killAt: String?

    func run() async throws {
        // Whoever reads the output may go away; the hub stays.
        signal(SIGPIPE, SIG_IGN)
        var settings = folder.settings
        settings.host = host
        settings.port = port
        settings.hostNames = Set(hostName.map { $0.lowercased() })
        settings.institution = institution
        settings.durability = durability
        settings.logLevel = logLevel
        settings.without = Set(without)
        settings.contact = contactEmail
        settings.connectors = connectors.map { URL(fileURLWithPath: $0) }
        settings.contracts = contracts.map { URL(fileURLWithPath: $0) }
        let hub = try await Hub.open(settings, pass: try Killing.passage(killAt))
        let (data, keys) = (settings.data.path, settings.keys.path)
        let durability = try await hub.durability()
        let samples = sample ? hub.connectors.all.filter { $0.sample != nil } : []
        // Without either, nobody would answer for an applicant.
        let isKeeping = !without.contains("persons") && !without.contains("registration")
        let applicants = isKeeping ? applicants : 0
        let (sample, institution, source) = (sample, institution, settings.source("sample"))
        let tokens = TokenFile(settings.tokens)
        let hasPersons = !without.contains("persons")
        try await hub.run { address in
            StandardOutput.write("Schakel is ready at \(address)")
            for connector in samples { await Up.send(connector, to: HubClient(base: address)) }
            if sample {
                await Up.load(
                    applicants, of: institution, source, tokens, hasPersons: hasPersons, to: HubClient(base: address))
            }
            StandardOutput.write(
                """

                  interface    \(address)/v1/openapi.json
                  OEAPI 6      \(address)/oeapi/v6/openapi.json
                  health       \(address)/readyz
                  numbers      \(address)/metrics
                  data         \(data)
                  keys         \(keys); back this file up, and not with the data
                  durability   \(durability)

                Worth trying:
                  curl '\(address)/v1/qualifications?q=techniek&level=4&pageSize=3'
                  curl '\(address)/v1/search?q=lassen&freePlaces=true'
                  curl -N -H 'Accept: text/event-stream' '\(address)/v1/events'

                End it with Ctrl-C or SIGTERM; nothing is lost.
                """)
        }
    }

    /// Imports a connector's sample, unless it was before.
    private static func send(_ connector: Connector, to client: HubClient) async {
        guard let sample = connector.sample else { return }
        await take("the sample of \(connector.id)", of: connector.id, to: client) { path in
            try await client.send("POST", path, headers: ["Content-Type": "text/csv"], file: sample)
        }
    }

    /// Imports the applicants of the sample institution, as the national portal writes them, unless that was before.
    private static func send(_ applicants: Int, of institution: String, to client: HubClient) async {
        await take("the sample of cambo", of: "cambo", to: client) { path in
            let applicants = SampleApplicants(
                sample: SampleInstitution(institution: institution), count: applicants)
            return try await client.send(
                "POST", path, headers: ["Content-Type": "application/vnd.topicus.cambo+json"], body: applicants.file)
        }
    }

    private static func take(
        _ sample: String, of connector: String, to client: HubClient,
        _ start: (_ path: String) async throws -> HubClient.Answer
    ) async {
        do {
            let path = "/v1/connectors/\(connector)/imports"
            let earlier = try await client.get("\(path)?pageSize=250")["items"]?.items ?? []
            if earlier.contains(where: { $0["state"]?.string == "completed" && $0["dryRun"]?.boolean == false }) {
                StandardOutput.write("\(sample.prefix(1).uppercased())\(sample.dropFirst()) was imported before.")
                return
            }
            let started = try await start(path)
            guard let address = started.header("location") else { return }
            var state = try started.json()
            while ["running", "settling"].contains(state["state"]?.string ?? "") {
                try await Task.sleep(for: .milliseconds(100))
                state = try await client.get(address)
            }
            let counts = state["counts"]
            StandardOutput.write(
                "Imported \(sample): \(counts?["received"]?.text ?? "0") rows, "
                    + "\(counts?["accepted"]?.text ?? "0") accepted, \(counts?["rejected"]?.text ?? "0") rejected.")
        } catch {
            let message = (error as? CommandFailure)?.message ?? "\(error)"
            StandardError.write("schakel: \(sample) was not imported: \(message)")
        }
    }

    /// Loads the sample institution, and handles its applications; what is there already is left as it is.
    ///
    /// Its learners act by a portal, which also has their results sealed; its token is removed in the end.
    private static func load(
        _ applicants: Int, of institution: String, _ source: String, _ tokens: TokenFile, hasPersons: Bool,
        to client: HubClient
    ) async {
        do {
            let now = Hub.now()
            let portal = AccessToken.make(
                name: "portal of the sample", institution: institution,
                scopes: [AccessScope.dossiersLearner.rawValue, AccessScope.personsWrite.rawValue], purposes: [],
                at: now, expires: Timestamp(milliseconds: now.milliseconds + 3_600_000))
            try tokens.change { $0.append(portal.token) }
            defer {
                _ = try? tokens.change { known in known.removeAll { $0.id == portal.token.id } }
            }
            let loading = SampleLoading(
                sample: SampleInstitution(institution: institution), client: client, source: source,
                token: portal.text, hasPersons: hasPersons)
            tell("Loaded the sample institution", try await loading.run())
            guard applicants > 0 else { return }
            await send(applicants, of: institution, to: client)
            tell("Handled the applications of the sample", try await SampleHandling(loading: loading).run())
        } catch {
            let message = (error as? CommandFailure)?.message ?? "\(error)"
            StandardError.write("schakel: the sample is not complete: \(message)")
        }
    }

    private static func tell(_ deed: String, _ account: SampleLoading.Account) {
        StandardOutput.write("\(deed): \(account.accepted) commands decided.")
        for refusal in account.refused { StandardError.write("schakel: the sample: \(refusal)") }
    }

    func validate() throws {
        let services = HostedService.all.map(\.name)
        if let unknown = without.first(where: { !services.contains($0) }) {
            throw ValidationError("--without \(unknown): the services are \(services.joined(separator: ", "))")
        }
        guard (0...100_000).contains(applicants) else { throw ValidationError("--applicants must be 0 to 100000") }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535") }
        try Up.check(institution: institution)
    }

    /// - Throws: `ValidationError` for what can be no institution in keys and addresses.
    static func check(institution: String) throws {
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
    @Option(
        help: "The file with the keys, outside the data folder. By default beside it, named after it with .keys.",
        completion: .file())
    var keyFile: String?

    func validate() throws {
        // As an unset variable of a shell gives it.
        guard !path.isEmpty else { throw ValidationError("--data names no folder") }
        guard keyFile != "" else { throw ValidationError("--key-file names no file") }
    }

    var settings: HubSettings {
        var settings = HubSettings(data: URL(fileURLWithPath: path))
        settings.keyFile = keyFile.map { URL(fileURLWithPath: $0) }
        return settings
    }
}

extension SQLiteEventLog.Durability: ExpressibleByArgument {}
extension LogLine.Level: ExpressibleByArgument {}
