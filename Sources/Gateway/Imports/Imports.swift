import Crypto
package import EventLog
package import EventSourcing
package import Foundation
import HubContracts
package import Mapping
package import PersonalData
package import ServiceRuntime
import Synchronization

// Longer than other files: sending and settling share one account and wake each other, so they are one actor.

/// Takes files in, sends what their rows say as commands, and accounts for every row.
///
/// An import that was interrupted goes on from its checkpoint: what it sends twice has the same identity, and is decided
/// once.
package actor Imports {
    package struct Settings: Sendable {
        /// Where files and the account of their rows are kept.
        package var folder: URL
        /// The executable with the mapping helper.
        package var executable: URL
        /// Who the commands of a connector are from.
        package var source: @Sendable (_ connector: String) -> String
        /// The most bytes of a file.
        package var largestFile: Int64
        /// How many commands may be without an answer.
        package var largestFlight: Int
        package var rowsPerBatch: Int

        package init(
            folder: URL, executable: URL, source: @escaping @Sendable (String) -> String,
            largestFile: Int64 = 512 << 20, largestFlight: Int = 4000, rowsPerBatch: Int = 250
        ) {
            self.folder = folder
            self.executable = executable
            self.source = source
            self.largestFile = largestFile
            self.largestFlight = largestFlight
            self.rowsPerBatch = rowsPerBatch
        }
    }

    let settings: Settings
    let connectors: ConnectorLibrary
    let store: ImportStore
    let seal: ImportSeal
    /// Imports whose file is being received.
    private var receiving: Set<UUIDValue> = []
    private let log: any EventLog
    private let results: ResultIndex
    /// Nil where the hub runs without persons.
    private let persons: PersonsClient?
    private let schemas: ContractSchemas
    private let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?
    let now: @Sendable () -> Timestamp
    let say: @Sendable (LogLine) -> Void
    private let pass: Failpoint.Passage
    private var signals: [CheckedContinuation<Void, Never>] = []
    private var changes = 0

    /// What keeps the account of imports in a folder from being opened; nil for nothing. Changes nothing.
    package static func fault(in folder: URL) -> String? {
        let file = folder.appendingPathComponent("imports.db")
        return ImportStore.fault(of: file).map { "\(file.path) \($0)" }
    }

    /// - Parameter seal: under which everything lies that files bring, until it is destroyed with its key.
    /// - Throws: the database's error, or that its format is newer.
    package init(
        _ settings: Settings, connectors: ConnectorLibrary, log: any EventLog, results: ResultIndex,
        persons: PersonsClient? = nil, schemas: ContractSchemas, seal: ImportSeal,
        partitionKey: @escaping @Sendable (ContractIdentity, _ institution: String) -> String?,
        now: @escaping @Sendable () -> Timestamp, say: @escaping @Sendable (LogLine) -> Void,
        pass: @escaping Failpoint.Passage = { _ in }
    ) throws {
        self.settings = settings
        self.connectors = connectors
        self.seal = seal
        store = try ImportStore(file: settings.folder.appendingPathComponent("imports.db"), seal: seal)
        try ImportFolder(settings.folder, seal: seal).tidy(known: try store.institutions())
        self.log = log
        self.results = results
        self.persons = persons
        self.schemas = schemas
        self.partitionKey = partitionKey
        self.now = now
        self.say = say
        self.pass = pass
    }

    nonisolated func file(of id: UUIDValue) -> URL { settings.folder.appendingPathComponent("\(id).upload") }

    // MARK: What callers ask

    /// Notes that a file is being received, so that its key stays.
    func begin(_ id: UUIDValue) { receiving.insert(id) }

    /// Leaves nothing of a file that was not received whole.
    func giveUp(_ id: UUIDValue) {
        receiving.remove(id)
        try? FileManager.default.removeItem(at: file(of: id))
        do throws(KeyStoreError) {
            try seal.giveUp(id)
        } catch {
            // The key opens nothing any more; the next round of upkeep tries again.
            say(LogLine(.warning, at: now(), from: "imports", "\(error)"))
        }
    }

    /// Takes in a file that has been received whole.
    func add(_ record: ImportRecord) async throws -> ImportRecord {
        receiving.remove(record.id)
        try await store.add(record)
        changed()
        return try await store.find(record.id) ?? record
    }

    /// Stops sending; what was not sent can be resumed.
    func cancel(_ id: UUIDValue) async throws -> ImportRecord? {
        guard let record = try await store.find(id), record.state == .running else { return nil }
        let rows = try countRows(record)
        let changed = try await store.change(id) { record in
            guard record.state == .running else { return }
            record.state = .cancelled
            record.counts.notSent = max(0, rows - record.counts.received)
            record.counts.received = max(rows, record.counts.received)
        }
        self.changed()
        return changed
    }

    /// Goes on with an import that was cancelled.
    func resume(_ id: UUIDValue) async throws -> ImportRecord? {
        guard let record = try await store.find(id), record.state == .cancelled else { return nil }
        let changed = try await store.change(id) { record in
            guard record.state == .cancelled else { return }
            record.state = .running
            record.counts.received -= record.counts.notSent
            record.counts.notSent = 0
        }
        self.changed()
        return changed
    }

    /// The import once nothing more happens to it, or as it is after a time.
    func whenEnded(_ record: ImportRecord, atMost time: Duration) async throws -> ImportRecord {
        let ended = try await withThrowingTaskGroup(of: ImportRecord?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    let seen = await self.changes
                    let now = try await self.store.find(record.id) ?? record
                    guard now.state == .running || now.state == .settling else { return now }
                    await self.untilChanged(since: seen)
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        if let ended { return ended }
        return try await store.find(record.id) ?? record
    }

    /// When each of these imports ended; those under way are not in it. One of which nothing is known has ended.
    package func endings(of ids: [UUIDValue]) async throws -> [UUIDValue: Timestamp] {
        var endings: [UUIDValue: Timestamp] = [:]
        for id in ids where !receiving.contains(id) {
            let record = try await store.find(id)
            endings[id] = record == nil ? now() : record?.ended
        }
        return endings
    }

    /// Removes everything that these imports brought; their counts stay.
    package func discard(_ ids: [UUIDValue]) async throws {
        if try await store.settle(try await results.find(try await store.parked())) { changed() }
        try await store.discard(ids)
        for id in ids { try? FileManager.default.removeItem(at: file(of: id)) }
    }

    private func source(_ record: ImportRecord, _ connector: Connector) throws -> RowSource {
        try RowSource(connector: connector) {
            try seal.read(file(of: record.id), of: record.id, institution: record.institution)
        }
    }

    private func countRows(_ record: ImportRecord) throws -> Int {
        guard let connector = connectors[record.connector] else { return record.counts.received }
        var rows = 0
        var source = try source(record, connector)
        while let item = try source.next() { rows = item.row }
        return rows
    }

    // MARK: Running

    /// Sends and settles until the task is cancelled.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.send() }
            group.addTask { try await self.settle() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Sends once more what has no answer: a log that does not sync may have lost it at a power cut. What is there
    /// already is decided once.
    private func sendOpenAgain() async throws {
        for record in try await store.all(in: .running) + store.all(in: .settling) {
            guard let connector = connectors[record.connector] else { continue }
            let mapping = self.mapping(record, connector)
            var last = 0
            while true {
                let rows = try await store.openRows(of: record, after: last, count: settings.rowsPerBatch)
                guard let end = rows.last else { break }
                last = end.row
                let outcomes = try await mapping.map(rows.map { connector.mapped($0.record) })
                let mapper = self.mapper(record, connector)
                var mapped: [(row: Int, record: MappedRecord)] = []
                for (row, outcome) in zip(rows, outcomes) {
                    if case .mapped(let record) = mapper.map(outcome) { mapped.append((row.row, record)) }
                }
                var commands: [Partition: [NewRecord]] = [:]
                for (row, parties) in zip(mapped, try await ask(for: mapped, record, connector)) {
                    guard case .messages(let messages) = parties else { continue }
                    try place(mapper.commands(messages, row: row.row), in: &commands)
                }
                try await append(commands)
            }
            await mapping.close()
        }
    }

    private func mapping(_ record: ImportRecord, _ connector: Connector) -> MappingProcess {
        MappingProcess(
            executable: settings.executable, program: connector.program,
            variables: ["institution": record.institution], limits: MappingLimits())
    }

    private func mapper(_ record: ImportRecord, _ connector: Connector) -> RowMapper {
        RowMapper(
            institution: record.institution, connector: connector, schemas: schemas, importId: record.id,
            time: record.received, source: settings.source(connector.id), partitionKey: partitionKey)
    }

    private func place(_ commands: [CloudEvent], in records: inout [Partition: [NewRecord]]) throws {
        for command in commands {
            guard let contract = command.contract,
                let layout = log.layout(of: ServiceTopics(service: contract.service).commands)
            else { throw ImportFault("\(command.type) has no place on the log") }
            let partition = layout.partition(ofKey: (command.recordKey ?? "").utf8)
            records[partition, default: []].append(NewRecord(command))
        }
    }

    private func send() async throws {
        try await sendOpenAgain()
        while !Task.isCancelled {
            let seen = changes
            try await closeOld()
            guard let record = try await store.next() else {
                await untilChanged(since: seen)
                continue
            }
            do {
                try await send(record)
            } catch let fault as ImportFault {
                let time = now()
                try await store.change(record.id) { record in
                    record.state = .failed
                    record.failure = fault.message
                    record.ended = time
                }
                changed()
                say(
                    LogLine(
                        .warning, at: now(), from: "imports", "an import failed", correlationId: record.id.description,
                        facts: [.init("connector", record.connector), .init("reason", fault.message)]))
            }
        }
    }

    /// Closes imports that were not resumed while their commands could still be told from repetitions.
    private func closeOld() async throws {
        let time = now()
        for record in try await store.all(in: .cancelled) + store.all(in: .running)
        where record.received.milliseconds < time.milliseconds - CommandIntake.longest {
            let rows = record.state == .running ? try countRows(record) : record.counts.received
            try await store.change(record.id) { record in
                record.state = .closed
                record.ended = time
                record.counts.notSent += max(0, rows - record.counts.received)
                record.counts.received = max(rows, record.counts.received)
            }
            try? FileManager.default.removeItem(at: file(of: record.id))
        }
    }

    private func send(_ first: ImportRecord) async throws {
        guard let connector = connectors[first.connector] else {
            throw ImportFault("there is no connector \(first.connector) any more")
        }
        let mapping = self.mapping(first, connector)
        do {
            try await mapping.start()
            try await send(first, connector, mapping)
        } catch {
            await mapping.close()
            if let error = error as? MappingError { throw ImportFault("the mapping cannot be used: \(error)") }
            throw error
        }
        await mapping.close()
    }

    private func send(_ first: ImportRecord, _ connector: Connector, _ mapping: MappingProcess) async throws {
        var source = try source(first, connector)
        var record = first
        var isAtEnd = false
        while !isAtEnd {
            try Task.checkCancellation()
            guard try await isRunning(first.id) else { return }
            var items: [ImportItem] = []
            while items.count < settings.rowsPerBatch {
                guard let item = try source.next() else {
                    isAtEnd = true
                    break
                }
                if item.row > record.checkpoint { items.append(item) }
            }
            guard !items.isEmpty else { continue }
            let batch = try await prepare(items, record, connector, mapping, read: source.read)
            try await append(batch.commands)
            pass(.importAppended)
            guard let changed = try await store.take(batch.sent, of: first.id) else { return }
            pass(.importCounted)
            // Some may have been answered before they were known to be open.
            try await settle(batch.sent.sent.flatMap(\.commands))
            record = changed
            self.changed()
            try await untilFlightIsSmall()
        }
        let time = now()
        try await store.change(first.id) { record in
            guard record.state == .running else { return }
            record.read = record.size
            record.state = record.isDryRun ? .completed : .settling
            if record.isDryRun { record.ended = time }
        }
        try? FileManager.default.removeItem(at: file(of: first.id))
        // Nothing more comes of a file whose rows were all rejected, so nothing else would complete it.
        try await complete()
        changed()
    }

    private func isRunning(_ id: UUIDValue) async throws -> Bool { try await store.find(id)?.state == .running }

    private struct Prepared {
        var sent = SentBatch()
        var commands: [Partition: [NewRecord]] = [:]
    }

    private func prepare(
        _ items: [ImportItem], _ record: ImportRecord, _ connector: Connector, _ mapping: MappingProcess, read: Int64
    ) async throws -> Prepared {
        var prepared = Prepared()
        prepared.sent.received = items.count
        prepared.sent.lastRow = items.last?.row ?? record.checkpoint
        prepared.sent.read = read
        var rows: [ImportRow] = []
        for item in items {
            switch item {
            case .record(let row): rows.append(row)
            case .fault(let fault): prepared.sent.rejected.append(fault)
            }
        }
        let outcomes = try await mapping.map(rows.map { connector.mapped($0.text) })
        let mapper = mapper(record, connector)
        var mapped: [(row: ImportRow, record: MappedRecord)] = []
        for (row, outcome) in zip(rows, outcomes) {
            switch mapper.map(outcome) {
            case .notMapped: prepared.sent.notMapped += 1
            case .rejected(let reasons): prepared.sent.reject(row, reasons)
            case .mapped(let content) where record.isDryRun:
                let commands = mapper.commands(content.messages, row: row.row)
                prepared.sent.tried.append((row.row, RowMapper.text(row: row.row, line: row.line, commands)))
            case .mapped(let content): mapped.append((row, content))
            }
        }
        let parties = try await ask(for: mapped.map { ($0.row.row, $0.record) }, record, connector)
        for ((row, _), outcome) in zip(mapped, parties) {
            switch outcome {
            case .rejected(let reasons): prepared.sent.reject(row, reasons)
            case .messages(let messages):
                let commands = mapper.commands(messages, row: row.row)
                prepared.sent.sent.append(
                    .init(
                        row: row.row, line: row.line, record: row.text,
                        commands: commands.compactMap { CommandKey.of($0) }))
                try place(commands, in: &prepared.commands)
            }
        }
        return prepared
    }

    /// Asks persons for everybody whom rows are about, again and again while no answer comes.
    private func ask(
        for rows: [(row: Int, record: MappedRecord)], _ record: ImportRecord, _ connector: Connector
    ) async throws -> [RowParties.Outcome] {
        let parties = RowParties(
            connector: connector, importId: record.id, institution: record.institution,
            client: persons?.from(settings.source(connector.id)))
        while true {
            do {
                return try await parties.messages(of: rows)
            } catch let error as PersonsError where error == .noAnswer {
                say(
                    LogLine(
                        .warning, at: now(), from: "imports", "persons does not answer; asking again",
                        correlationId: record.id.description, facts: [.init("connector", connector.id)]))
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func append(_ commands: [Partition: [NewRecord]]) async throws {
        let appends = commands.sorted { $0.key.number < $1.key.number }.map { Append($0.value, to: $0.key) }
        guard !appends.isEmpty else { return }
        while true {
            do throws(EventLogError) {
                _ = try await log.append(appends)
                return
            } catch {
                // What is there twice is decided once, so that an unknown outcome is simply tried again.
                guard error.reason == .unavailable || error.reason == .unknownOutcome else { throw error }
                say(
                    LogLine(
                        .warning, at: now(), from: "imports", "the log cannot be written; trying again",
                        facts: [.init("error", error.description)]))
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func untilFlightIsSmall() async throws {
        while true {
            let seen = changes
            guard try await store.countOfOpen() > settings.largestFlight else { return }
            await untilChanged(since: seen)
            try Task.checkCancellation()
        }
    }

    // MARK: Settling

    private func settle() async throws {
        var checkedParked = 0 as Int64
        let feed = results.feed()
        try await settleOpen()
        for await _ in feed.arrivals {
            try await settle(feed.take())
            try await complete()
            let time = now().milliseconds
            if time - checkedParked > 1000 {
                checkedParked = time
                if try await store.settle(try await results.find(try await store.parked())) { changed() }
            }
        }
    }

    private func settle(_ commands: [UUIDValue]) async throws {
        if try await store.settle(try await results.find(commands)) { changed() }
    }

    /// Looks for the answer of every command that has none yet.
    private func settleOpen() async throws {
        while true {
            let open = try await store.open(count: 2000)
            let answers = try await results.find(open)
            guard try await store.settle(answers) else { break }
            changed()
            guard answers.count == open.count, !open.isEmpty else { break }
        }
        try await complete()
    }

    private func complete() async throws {
        let time = now()
        for record in try await store.all(in: .settling) where record.counts.open == 0 {
            try await store.change(record.id) { record in
                guard record.state == .settling, record.counts.open == 0 else { return }
                record.state = .completed
                record.ended = time
            }
            say(
                LogLine(
                    .info, at: time, from: "imports", "an import is complete", correlationId: record.id.description,
                    facts: [
                        .init("connector", record.connector), .init("received", String(record.counts.received)),
                        .init("accepted", String(record.counts.accepted)),
                        .init("rejected", String(record.counts.rejected)),
                    ]))
            changed()
        }
    }

    // MARK: Waking

    private func changed() {
        changes += 1
        let woken = signals
        signals = []
        for signal in woken { signal.resume() }
    }

    /// Returns when something has changed since, or when the task is cancelled.
    private func untilChanged(since seen: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if changes != seen || Task.isCancelled {
                    continuation.resume()
                } else {
                    signals.append(continuation)
                }
            }
        } onCancel: {
            Task { await self.changed() }
        }
    }
}

/// Why a whole import cannot go on.
struct ImportFault: Error, Sendable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
