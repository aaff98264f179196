package import EventLog
package import EventSourcing
package import FoundationEssentials
import HubContracts

// Longer than other files: it performs each action of the state machine beside it, and all of them touch one state.

/// Decides the commands of one partition, one batch after another, and alone appends what follows.
///
/// Everything that follows from a batch becomes visible in one transaction with the position behind it, or nothing
/// does. What is in memory or in the local state is a cache of the log: after a transaction that was aborted, or whose
/// outcome is unknown, it is dropped and restored.
package actor PartitionWriter<Rules: ServiceRules> {
    /// What others want to know of a writer.
    package enum Observation: Sendable {
        /// Restored up to the end of its partition; events so far.
        case ready(EventNumber)
        /// - Parameter counts: events by type.
        case committed(counts: [String: Int], results: Int, letters: Int)
        /// Every command that was there has been decided.
        case caughtUp
        /// The local state did not belong to the log as it is, and is made anew.
        case rebuilt(String)
        /// Something was aborted or unknown; the state is dropped and restored.
        case restarted(EventLogError)
        case stopped(EventLogError?)
    }

    package struct Settings: Sendable {
        /// Who events and results are from.
        package var source: String
        /// The hub's name, the first part of writers' identities.
        package var hub: String
        /// The folder of local states; nil keeps them in memory.
        package var folder: URL?
        package var largestBatch: Int
        package var clock: HubClock
        /// Where commands that end the process are remembered; nil where nothing is.
        package var poison: PoisonMarks?
        /// Hides the data of commands in dead letters; nil where none need hiding.
        package var letters: LetterSeal?

        package init(
            source: String, hub: String, folder: URL?, largestBatch: Int = 500, clock: HubClock,
            poison: PoisonMarks? = nil, letters: LetterSeal? = nil
        ) {
            self.letters = letters
            self.source = source
            self.hub = hub
            self.folder = folder
            self.largestBatch = largestBatch
            self.clock = clock
            self.poison = poison
        }
    }

    /// How many aggregates a partition keeps in memory; the others are read from the local state when they are needed.
    private static var mostAggregates: Int { 2000 }

    private let rules: Rules
    private let log: any EventLog
    private let topics: ServiceTopics
    private let partition: Int
    private let settings: Settings
    private let observe: @Sendable (Observation) -> Void
    private let pass: Failpoint.Passage
    private let pause: @Sendable () async throws -> Void

    private let slot: PoisonMarks.Slot?
    private var machine: PartitionWriterMachine
    private var writer: (any LogWriter)?
    private var local: LocalState<Rules>?
    private var facts: Rules.Facts
    private var aggregates: [AggregateKey: WorkingSet<Rules>.Aggregate] = [:]
    private var batch: [ReceivedCommand] = []
    private var outcome: BatchOutcome?
    private var offsets: [Topic: Int64] = [:]
    private var forgotten = 0 as Int64
    /// Deadlines that were sent since the last restore.
    private var sentDeadlines: Set<String> = []

    /// - Parameters:
    ///   - pause: waits a moment before the log is tried again.
    ///   - pass: told at each failpoint.
    package init(
        rules: Rules, log: any EventLog, partition: Int, settings: Settings,
        observe: @escaping @Sendable (Observation) -> Void = { _ in },
        pause: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) },
        pass: @escaping Failpoint.Passage = { _ in }
    ) {
        self.rules = rules
        self.log = log
        self.partition = partition
        self.settings = settings
        self.observe = observe
        self.pause = pause
        self.pass = pass
        topics = ServiceTopics(service: rules.service, records: rules.recordTypes)
        facts = rules.initialFacts
        slot = settings.poison?.slot(service: rules.service, partition: partition)
        machine = PartitionWriterMachine(largestBatch: settings.largestBatch)
    }

    /// Works until the task is cancelled, which ends it between two batches.
    ///
    /// - Throws: ``EventLogError`` when it cannot go on: `fenced` when another has the partition, `unreadable` when the
    ///   log holds what cannot be read.
    package func run() async throws {
        var action = machine.begin()
        var failure: EventLogError?
        while action != .end {
            let happening: PartitionWriterMachine.Happening
            do {
                happening = try await perform(action)
            } catch {
                if DatabaseDamage.isMeant(by: error) { discardLocalState() }
                let error =
                    error as? EventLogError ?? EventLogError(.unavailable, detail: "\(error)", underlying: error)
                failure = error
                happening = Task.isCancelled ? .stopAsked : .failed(error.reason)
                if !Task.isCancelled { observe(.restarted(error)) }
            }
            action = machine.take(happening)
        }
        await writer?.close()
        local?.close()
        guard case .stopped(let reason?) = machine.state else { return observe(.stopped(nil)) }
        let error = failure ?? EventLogError(reason, detail: "the writer has stopped")
        observe(.stopped(error))
        throw error
    }

    private func perform(_ action: PartitionWriterMachine.Action) async throws -> PartitionWriterMachine.Happening {
        if Task.isCancelled, action != .apply { return .stopAsked }
        switch action {
        case .pauseAndOpen:
            try await pause()
            return try await open()
        case .open: return try await open()
        case .restore: return .restored(position: try await restore())
        case .read(let from, let count): return try await read(from: from, count: count)
        case .waitForCommands(let from):
            observe(.caughtUp)
            try await waitForCommandsOrDeadline(from: from)
            return try await read(from: from, count: machine.batchLimit)
        case .decideAndAppend: return .committed(position: try await decideAndAppend())
        case .apply:
            try apply()
            return .applied
        case .end: return .stopAsked
        }
    }

    private func of(_ topic: Topic) -> Partition { Partition(topic, partition) }

    // MARK: Fence, then restore

    private func open() async throws -> PartitionWriterMachine.Happening {
        aggregates = [:]
        outcome = nil
        sentDeadlines = []
        writer = try await log.openWriter("\(settings.hub).\(rules.service).\(partition)")
        pass(.writerOpened)
        return .opened
    }

    private func restore() async throws -> Int64 {
        let local = try openLocalState()
        try await checkLocalState(local)
        let places = try local.places()
        let now = settings.clock.now().milliseconds
        try await follow(topics.events, from: places.events) { try local.take(.init(events: $0), at: now) }
        try await follow(topics.results, from: places.results) { try local.take(.init(results: $0), at: now) }
        try await follow(topics.deadLetters, from: places.letters) { try local.take(.init(letters: $0), at: now) }
        for (type, topic) in topics.records {
            try await follow(topic, from: places.records[type] ?? 0) {
                try local.take(.init(records: [type: $0]), at: now)
            }
        }
        try local.take(.init(), at: now)
        facts = try local.facts()
        let position = try await position()
        pass(.stateRestored)
        observe(.ready(try local.places().lastEvent))
        return position
    }

    private var localFile: URL? {
        settings.folder?.appendingPathComponent("\(rules.service)-\(Digits.padded(partition, 3)).db")
    }

    private func openLocalState() throws -> LocalState<Rules> {
        if let local { return local }
        let local = try LocalState(file: localFile?.path, log: log.id, rules: rules)
        self.local = local
        return local
    }

    /// A file that cannot be read is a cache that is made anew.
    private func discardLocalState() {
        local?.close()
        local = nil
        if let localFile { DatabaseDamage.remove(localFile) }
        observe(.rebuilt("its file is damaged"))
    }

    /// Makes the local state anew when the log no longer has what it was made from.
    private func checkLocalState(_ local: LocalState<Rules>) async throws {
        let places = try local.places()
        let events = try await log.bounds(of: of(topics.events))
        let results = try await log.bounds(of: of(topics.results))
        let letters = try await log.bounds(of: of(topics.deadLetters))
        var reason: String?
        if places.events > events.upperBound || places.results > results.upperBound
            || places.letters > letters.upperBound
        {
            reason = "the log ends before what was taken from it"
        } else if places.taken > 0, settings.clock.now().milliseconds - places.taken > ServiceTopics.tombstoneTerm {
            reason = "it is older than removals are kept"
        } else if places.lastEventOffset >= 0,
            try await id(at: places.lastEventOffset, topics.events) != places.lastEventId
        {
            reason = "event \(places.lastEvent.value) is another one on the log"
        } else if places.lastResultOffset >= results.lowerBound,
            try await id(at: places.lastResultOffset, topics.results) != places.lastResultId
        {
            // Rejections are answered without an event: only the results tell that the log is another one.
            reason = "the result at \(places.lastResultOffset) is another one on the log"
        }
        for (type, topic) in topics.records where reason == nil {
            guard places.records[type] ?? 0 > (try await log.bounds(of: of(topic)).upperBound) else { continue }
            reason = "the log ends before what was taken from it"
        }
        guard let reason else { return }
        try local.empty(for: log.id)
        observe(.rebuilt(reason))
    }

    /// The id of the message at an offset.
    private func id(at offset: Int64, _ topic: Topic) async throws -> String? {
        try await log.read(of(topic), from: offset, count: 1, bytes: 1).records.first?.text("ce_id")
    }

    private func follow(_ topic: Topic, from offset: Int64, _ take: (ReadBatch) throws -> Void) async throws {
        let bounds = try await log.bounds(of: of(topic))
        var next = max(offset, bounds.lowerBound)
        while next < bounds.upperBound {
            let batch = try await log.read(of(topic), from: next, count: 1000, bytes: 4 << 20)
            guard batch.next > next else { break }
            try take(batch)
            next = batch.next
        }
    }

    private var keeper: PositionKeeper {
        PositionKeeper(
            log: log, role: rules.service, consumed: of(topics.commands), positions: of(topics.positions))
    }

    /// Where the next command is.
    private func position() async throws -> Int64 {
        guard let writer else { preconditionFailure("a position is asked for after the writer was opened") }
        let first = try await log.bounds(of: of(topics.commands)).lowerBound
        return try await keeper.position(orFirst: first, writer: writer, at: settings.clock.now())
    }

    // MARK: Deadlines

    /// Returns when a command has come, or a deadline is due that was not sent yet.
    private func waitForCommandsOrDeadline(from offset: Int64) async throws {
        let (log, commands, clock) = (log, of(topics.commands), settings.clock)
        guard let due = try local?.nextDeadline(notIn: sentDeadlines) else {
            return try await log.wait(for: commands, at: offset)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await log.wait(for: commands, at: offset) }
            group.addTask { try await clock.sleep(due) }
            _ = try await group.next()
            group.cancelAll()
        }
    }

    /// Appends the commands of deadlines that are due, in a transaction of this writer.
    private func sendDueDeadlines() async throws {
        let now = settings.clock.now()
        guard let writer, let local, let due = try local.nextDeadline(notIn: sentDeadlines), due <= now else { return }
        let commands = try local.dueCommands(at: now, source: settings.source, count: 1000 + sentDeadlines.count)
            .filter { !sentDeadlines.contains($0.id) }
        guard !commands.isEmpty else { return }
        _ = try await writer.transact([Append(commands.map { NewRecord($0) }, to: of(topics.commands))])
        sentDeadlines.formUnion(commands.map(\.id))
    }

    // MARK: Batches

    private func read(from offset: Int64, count: Int) async throws -> PartitionWriterMachine.Happening {
        try await sendDueDeadlines()
        // After a marked end, until its command is past: a trap then costs the work of one command.
        let count = settings.poison?.hasSuspects ?? false ? 1 : count
        let read = try await log.read(of(topics.commands), from: offset, count: count, bytes: 4 << 20)
        batch = read.records.map { ReceivedCommand($0) }
        // A control command has a batch of its own: what it does is bounded by a transaction.
        if let control = batch.firstIndex(where: { $0.message?.isControl ?? false }) {
            batch = Array(batch.prefix(max(1, control)))
        }
        pass(.commandsRead)
        return .read(count: batch.count, first: batch.first?.record.offset ?? offset)
    }

    private func decideAndAppend() async throws -> Int64? {
        guard let writer, let local else { preconditionFailure("a batch is decided after a restore only") }
        let known = try await workingSet(local)
        var decider = BatchDecider(
            rules: rules, source: settings.source, now: settings.clock.now(), known: known,
            letters: settings.letters, mark: { [slot] in slot?.mark($0) })
        for command in batch { decider.take(command) }
        let outcome = decider.outcome
        pass(.batchDecided)
        var appends = [
            Append(outcome.events, to: of(topics.events)), Append(outcome.results, to: of(topics.results)),
            Append(outcome.letters, to: of(topics.deadLetters)),
        ]
        for (type, records) in outcome.records {
            if let topic = topics.records[type] { appends.append(Append(records, to: of(topic))) }
        }
        if let next = outcome.position {
            appends.append(keeper.append(next))
        }
        appends.removeAll { $0.records.isEmpty }
        let answered = try await writer.transact(appends)
        offsets = Dictionary(zip(appends.map(\.partition.topic), answered)) { first, _ in first }
        pass(.batchAppended)
        self.outcome = outcome
        facts = decider.known.facts
        if aggregates.count > PartitionWriter.mostAggregates { aggregates = [:] }
        aggregates.merge(decider.known.aggregates) { _, new in new }
        observe(
            .committed(counts: outcome.counts, results: outcome.results.count, letters: outcome.letters.count))
        return outcome.position
    }

    private func workingSet(_ local: LocalState<Rules>) async throws -> WorkingSet<Rules> {
        var known = WorkingSet<Rules>(facts: facts)
        let places = try local.places()
        known.lastEvent = places.lastEvent
        known.lastLetter = places.lastLetter
        known.unappendable = machine.unappendable
        known.poisonous = settings.poison?.poisonous(service: rules.service, partition: partition) ?? []
        let hasLetters = try local.hasLetters()
        for command in batch {
            guard let key = command.key, var aggregate = command.aggregate else { continue }
            known.memory[key] = try local.remembered(key)
            let control = command.message.flatMap { ControlCommand($0) }
            if let control {
                aggregate = AggregateKey(institution: aggregate.institution, subject: control.aggregate)
            }
            if known.aggregates[aggregate] == nil {
                known.aggregates[aggregate] = try aggregates[aggregate] ?? local.aggregate(aggregate)
            }
            guard hasLetters, known.parked[aggregate] == nil else { continue }
            let count = try local.countOfLetters(of: aggregate)
            guard count > 0 else { continue }
            var letters: [DeadLetter] = []
            if let control { letters = try await self.letters(of: aggregate, number: control.letterNumber) }
            known.parked[aggregate] = Parked(count: count, letters: letters)
        }
        return known
    }

    /// - Parameter number: the one letter that is meant; nil for as many as one transaction takes.
    private func letters(of aggregate: AggregateKey, number: Int64?) async throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        for offset in try local?.placesOfLetters(of: aggregate, number: number, count: Parked.limit) ?? [] {
            let read = try await log.read(of(topics.deadLetters), from: offset, count: 1, bytes: 1)
            guard let record = read.records.first, record.offset == offset, let letter = DeadLetter(record) else {
                throw EventLogError(.unreadable, of(topics.deadLetters), detail: "the letter at \(offset) is missing")
            }
            letters.append(settings.letters?.show(letter) ?? letter)
        }
        return letters
    }

    private func apply() throws {
        guard let outcome, let local else { return }
        self.outcome = nil
        let time = settings.clock.now().milliseconds
        func batch(_ records: [NewRecord], _ topic: Topic) -> ReadBatch? {
            guard let first = offsets[topic], !records.isEmpty else { return nil }
            let placed = records.enumerated().map { place, record in
                LogRecord(
                    offset: first + Int64(place), time: time, key: record.key, headers: record.headers,
                    value: record.value)
            }
            return ReadBatch(records: placed, next: first + Int64(records.count))
        }
        var taking = LocalState<Rules>.Taking(
            events: batch(outcome.events, topics.events), results: batch(outcome.results, topics.results),
            letters: batch(outcome.letters, topics.deadLetters))
        for (type, records) in outcome.records {
            if let topic = topics.records[type] { taking.records[type] = batch(records, topic) }
        }
        try local.take(taking, at: time)
        if let time = self.batch.last?.record.time, time - forgotten > 3_600_000 {
            try local.forget(before: time - Remembered.term)
            forgotten = time
        }
        if let next = outcome.position, let poison = settings.poison {
            try poison.passed(service: rules.service, partition: partition, before: next)
        }
        pass(.stateApplied)
    }
}
