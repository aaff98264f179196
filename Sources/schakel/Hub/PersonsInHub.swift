import EventLog
import EventSourcing
import Foundation
import Gateway
import PersonalData
import ServiceLifecycle
import ServiceRuntime

/// What the hub has of persons beside the service itself: who asks it, who reads what it writes, and what is done daily.
struct PersonsInHub: Sendable {
    /// Asks persons. Whoever imports takes one of its own, with `from(_:)`.
    let client: PersonsClient
    let reader: PersonReader
    private let keys: KeyStore
    private let results: ResultIndex
    private let settings: HubSettings
    private let state: HubState
    private let isRunning: Bool

    /// - Parameter isRunning: whether the service runs here; what it is asked waits otherwise.
    /// - Throws: ``CommandFailure`` when the processing log cannot be opened.
    init(
        keys: KeyStore, log: any EventLog, results: ResultIndex, settings: HubSettings, state: HubState, isRunning: Bool
    ) throws {
        self.keys = keys
        self.results = results
        self.settings = settings
        self.state = state
        self.isRunning = isRunning
        client = try PersonsClient(
            log: log, keys: keys, source: settings.source("schakel-gateway"), now: Hub.now,
            answer: { try await results.wait(for: $0, hash: $1, atMost: PersonsInHub.longestWait)?.result })
        let lines: ProcessingLog
        do throws(ReadingFault) {
            lines = try ProcessingLog(file: settings.processingLog)
        } catch {
            throw CommandFailure(
                .environment, "the processing log \(settings.processingLog.path) cannot be opened; change its owner")
        }
        reader = PersonReader(
            log: log, keys: keys, file: settings.records, resource: "schakel-gateway",
            write: { line throws(ReadingFault) in try lines.write(line) }, now: Hub.now,
            observe: { state.observe($0) })
    }

    /// An answer that takes longer is asked for again, on the same occasion.
    private static let longestWait = Duration.seconds(60)

    func roles(_ imports: Imports, _ letters: DeadLetterShelf) -> [any Service] {
        let source = settings.source("schakel-upkeep")
        let upkeep = PersonsUpkeep(
            keys: keys, client: isRunning ? client.from(source) : nil, reader: reader, clock: Hub.clock,
            on: .init(
                endings: { try await imports.endings(of: $0) },
                discard: { [results] ids in
                    try await letters.discard(ofImports: Set(ids), source: source, results: results, at: Hub.now())
                    try await imports.discard(ids)
                },
                whenReady: { [state] in await state.whenReady() != nil }, observe: { [state] in state.observe($0) }))
        return [
            Role("records", interrupted: state.interrupted("records")) { [reader] in try await reader.run() },
            Role("upkeep") { try await upkeep.run() },
        ]
    }
}
