import EventLog
import EventSourcing
import Foundation
import Gateway
import Hummingbird
import Logging
import Mapping
import PersonalData
import SQLiteEventLog
import ServiceLifecycle
import ServiceRuntime
import UnixSignals

/// Every role of the hub in one process, on the embedded log.
///
/// Made by plain initialisers from the inside out: the log, then who writes it, then who reads it, then the door.
struct Hub: Sendable {
    private let settings: HubSettings
    private let log: SQLiteEventLog
    private let state: HubState
    private let services: [any Service]
    /// The connectors that files may be sent to.
    let connectors: ConnectorLibrary

    /// Opens everything. Nothing runs yet.
    ///
    /// - Throws: ``CommandFailure`` with the one line that tells what is not right.
    static func open(_ settings: HubSettings, pass: @escaping Failpoint.Passage = { _ in }) async throws -> Hub {
        // A disk that is full from the beginning is no pause: nothing could be founded, or go on.
        if let fault = Doctor.space(settings.data, least: Hub.leastSpace) {
            throw CommandFailure(.environment, "the disk of \(settings.data.path) is full: \(fault)")
        }
        // What is wrong with what was asked is told before anything is made. The port may still be taken in between.
        let schemas = try OwnContracts.schemas(settings.contracts)
        let connectors = try Hub.connectors(settings, schemas)
        if let fault = Doctor.port(settings.host, settings.port) {
            throw CommandFailure(.environment, "port \(settings.port) \(fault)")
        }
        for fault in [Doctor.folder(settings.data).map { "\(settings.data.path): \($0)" }, Hub.lostLog(settings)] {
            if let fault { throw CommandFailure(.environment, fault) }
        }
        if let fault = Imports.fault(in: settings.imports) { throw CommandFailure(.environment, fault) }
        let state = HubState(level: settings.logLevel)
        for folder in [
            settings.log.deletingLastPathComponent(), settings.states, settings.projections, settings.imports,
            settings.marks,
        ] {
            do {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw CommandFailure(.environment, "the folder \(folder.path) cannot be made: \(Hub.reason(error))")
            }
        }
        // A service that is left out keeps its topics: what comes for it waits there.
        let running = HostedService.all.filter { !settings.without.contains($0.name) }
        let names = HostedService.all.map(\.name)
        let topics = HostedService.all.flatMap { $0.topics(partitions: settings.partitions) }
        let log: SQLiteEventLog
        do throws(EventLogError) {
            log = try await SQLiteEventLog.open(at: settings.log, topics: topics, durability: settings.durability)
        } catch {
            throw CommandFailure(.environment, Hub.text(error, settings))
        }
        do {
            let keys = try await Hub.keys(settings, log, state)
            let marks = try PoisonMarks(folder: settings.marks)
            let results = try ResultIndex(
                file: settings.results, log: log, services: names, now: Hub.now, observe: state.observe)
            let views = HubViews(
                on: log, folder: settings.projections, services: names, state: state, pass: pass)
            let reading = views.roles
            state.expect(
                services: running.map(\.name), partitions: settings.partitions, projections: reading.map(\.name))
            let ground = HostedService.Ground(
                log: log, keys: keys, settings: settings, state: state, marks: marks, pass: pass)
            let deciding = try running.flatMap { try $0.roles(on: ground) }
            let isKeeping = running.contains { $0.name == "persons" }
            let persons = try PersonsInHub(
                keys: keys, log: log, results: results, settings: settings, state: state,
                isRunning: isKeeping)
            let imports = try Imports(
                .init(folder: settings.imports, executable: Hub.executable, source: { settings.source($0) }),
                connectors: connectors, log: log, results: results,
                persons: isKeeping ? persons.client : nil, schemas: schemas, seal: ImportSeal(keys),
                partitionKey: HostedService.partitionKey, now: Hub.now, say: state.say, pass: pass)
            let gateway = Gateway(
                .init(
                    host: settings.host, port: settings.port, hostNames: settings.hostNames,
                    institution: settings.institution, source: settings.source("schakel-gateway"),
                    contact: settings.contact),
                on: .init(
                    log: log, services: names,
                    openServices: HostedService.openToCallers,
                    ownershipServices: HostedService.all.filter(\.keepsOwnership).map(\.name),
                    tokens: TokenDesk(TokenFile(settings.tokens)), persons: persons.reader,
                    personsClient: isKeeping ? persons.client : nil, schemas: schemas, results: results,
                    projectors: views.documents, oeapi: views.oeapi,
                    search: views.search, traces: views.traces, causes: HostedService.causes,
                    timetables: views.timetables, dossiers: views.dossiers, dossierRules: DossiersInHub.rules,
                    dossierReader: DossierReader.byToken,
                    imports: imports,
                    connectors: connectors, metrics: state.metrics,
                    partitionKey: HostedService.partitionKey,
                    now: Hub.now, health: { state.health(results: results.isCaughtUp) }, say: state.say))
            let door = gateway.application { state.isListening(at: $0 ?? settings.port) }
            return Hub(
                settings: settings, log: log, state: state,
                services: [
                    Role("results", interrupted: state.interrupted("results")) { try await results.run() },
                    Role("imports", interrupted: state.interrupted("imports")) { try await imports.run() },
                ]
                    + persons.roles(imports, DeadLetterShelf(log: log, services: names))
                    + deciding + reading.map(\.role) + [door],
                connectors: connectors)
        } catch {
            await log.close()
            throw error
        }
    }

    /// What to say of a data folder of which the log alone is gone: it is the one truth, and nothing begins anew in its
    /// place by itself. Nil where it is there, or nothing was founded yet.
    static func lostLog(_ settings: HubSettings) -> String? {
        let size = (try? FileManager.default.attributesOfItem(atPath: settings.log.path))?[.size] as? NSNumber
        let account = settings.imports.appendingPathComponent("imports.db")
        guard size?.int64Value ?? 0 == 0, FileManager.default.fileExists(atPath: account.path) else { return nil }
        return
            "\(settings.log.path) is \(size == nil ? "missing" : "empty"), and \(settings.data.path) is not new; put "
            + "back a backup of the folder, or choose another with --data"
    }

    /// Opens the key file before anything is written, or makes the first one.
    private static func keys(_ settings: HubSettings, _ log: SQLiteEventLog, _ state: HubState) async throws -> KeyStore
    {
        do {
            return try await KeyStore.open(at: settings.keys, data: settings.data, log: log, now: now()) { path in
                state.say(
                    .warning, from: "keys", "made the key file; back it up, apart from the data", [.init("path", path)])
            }
        } catch let error as KeyStoreError {
            throw CommandFailure(.environment, error.description)
        }
    }

    /// Runs until a signal asks it to end, or something cannot go on.
    ///
    /// - Parameter ready: called once, when every part is ready, with the address.
    /// - Throws: ``CommandFailure`` when something could not go on.
    func run(ready: @escaping @Sendable (String) async -> Void) async throws {
        var quiet = Logger(label: "schakel")
        quiet.logLevel = .critical
        let announcing = Role("readiness") { [state, settings] in
            let port = await state.whenReady()
            guard let port else { return }
            await ready("http://\(settings.host):\(port)")
            try await gracefulShutdown()
        }
        var configuration = ServiceGroupConfiguration(
            services: services + [announcing], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch {
            await log.close()
            throw failure(error)
        }
        await log.close()
        state.say(.info, from: "hub", "ended")
    }

    /// What a power loss may take, in words, as the log's file says it syncs.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be asked.
    func durability() async throws -> String {
        do throws(EventLogError) {
            return switch try await log.durability() {
            case .full: "full: what was answered survives a power loss"
            case .normal: "normal: a power loss may take the newest of what was answered"
            }
        } catch {
            throw CommandFailure(.environment, Hub.text(error, settings))
        }
    }

    private func failure(_ error: any Error) -> CommandFailure {
        if let failure = error as? CommandFailure { return failure }
        if let error = error as? EventLogError { return CommandFailure(.failed, "the hub cannot go on: \(error)") }
        let text = "\(error)"
        if text.contains("EADDRINUSE") || text.contains("Address already in use") || text.contains("errno: 98") {
            return CommandFailure(
                .environment, "port \(settings.port) is in use; end what has it, or choose another with --port")
        }
        if text.contains("errno: 13") {
            return CommandFailure(.environment, "port \(settings.port) may not be opened; choose one above 1023")
        }
        return CommandFailure(.failed, "the hub cannot go on: \(text)")
    }

    static func text(_ error: EventLogError, _ settings: HubSettings) -> String {
        let place = settings.log.path
        return switch error.reason {
        case .inUse: "another process has \(settings.data.path); end it, or choose another folder with --data"
        case .newerFormat: "\(place) was written by a newer version of Schakel: \(error.detail)"
        case .unreadable: "\(place) cannot be read: \(error.detail); put back a backup of the folder"
        case .otherLayout: "\(place) belongs to a hub that is laid out otherwise: \(error.detail)"
        default: "\(place) cannot be opened: \(error.detail)"
        }
    }

    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        return (error.userInfo[NSUnderlyingErrorKey] as? NSError)?.localizedDescription ?? error.localizedDescription
    }

    /// The connectors that come with the hub, and the institution's own.
    ///
    /// - Throws: ``CommandFailure`` with everything that is wrong, also where one names a command that files may not
    ///   send.
    static func connectors(_ settings: HubSettings, _ schemas: ContractSchemas) throws -> ConnectorLibrary {
        guard let folder = EmbeddedConnectors.folder(beside: executable) else {
            throw CommandFailure(
                .environment, "the connectors that come with Schakel do not stand beside \(executable.path)")
        }
        do throws(ConnectorError) {
            let library = try ConnectorLibrary(folders: [folder] + [settings.connectors].compactMap { $0 })
            let faults = library.all.flatMap { connector in
                connector.commands.compactMap { command in
                    schemas.refusal(of: command, services: HostedService.openToCallers).map {
                        "\(connector.id): the command \(command.type) \($0.sentence)"
                    }
                }
            }
            guard faults.isEmpty else { throw ConnectorError(faults: faults) }
            return library
        } catch {
            throw CommandFailure(.invalid, "the connectors cannot be used:\n\(error)")
        }
    }

    /// Without so many bytes free a hub does not start; an empty one takes less.
    private static let leastSpace = 32 << 20 as Int64

    /// This program, for the helper that is started of it.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    // MARK: Time

    static let now: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    static let clock = HubClock(now: now) { until in
        let milliseconds = until.milliseconds - now().milliseconds
        if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
    }
}

/// A part of the hub that runs until the hub ends.
struct Role: Service, CustomStringConvertible {
    let description: String
    private let interrupted: (@Sendable (any Error) -> Void)?
    private let body: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - interrupted: told of an error that may pass, such as a full disk, before the part is begun again. Without it
    ///     every error ends the hub.
    ///   - body: what the part does; one that may be interrupted goes on from what it has stored.
    init(
        _ description: String, interrupted: (@Sendable (any Error) -> Void)? = nil,
        _ body: @escaping @Sendable () async throws -> Void
    ) {
        self.description = description
        self.interrupted = interrupted
        self.body = body
    }

    func run() async throws {
        while true {
            do {
                return try await cancelWhenGracefulShutdown(body)
            } catch {
                if error is CancellationError || (error as? EventLogError)?.reason == .cancelled { return }
                let mayPass = DatabaseShortage.isMeant(by: error) || (error as? EventLogError)?.isRetriable ?? false
                guard let interrupted, mayPass else { throw error }
                interrupted(error)
            }
            let pause: Void? = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
            guard pause != nil else { return }
        }
    }
}
