import EventLog
import EventSourcing
import FoundationEssentials
import GRDB
import HubContracts

/// What a writer knows of its partition, in a file of SQLite: a cache that may be deleted at any time.
///
/// It is brought up to date from the log alone, by one fold, whether a batch was just committed or the process has just
/// started. It stores which log it belongs to and the last event and result it has seen, so that a log that was cut or
/// replaced is noticed.
final class LocalState<Rules: ServiceRules>: Sendable {
    /// How far each topic has been taken in: the offset of the next record.
    struct Places: Sendable {
        var events = 0 as Int64
        var results = 0 as Int64
        var letters = 0 as Int64
        var lastEvent = EventNumber.none
        var lastEventId = ""
        var lastEventOffset = -1 as Int64
        var lastResultId = ""
        var lastResultOffset = -1 as Int64
        var lastLetter = 0 as Int64
        /// When something was last taken in, milliseconds since 1970.
        var taken = 0 as Int64
        /// By the name of the record type.
        var records: [String: Int64] = [:]
    }

    /// What is taken in at once, each list with where it is to be read on.
    struct Taking: Sendable {
        var events: ReadBatch?
        var results: ReadBatch?
        var letters: ReadBatch?
        /// By the name of the record type.
        var records: [String: ReadBatch] = [:]
    }

    let queue: DatabaseQueue
    let rules: Rules

    /// Opens the file, and empties it when it belongs to another log or has another form.
    init(file: String?, log: UUIDValue, rules: Rules) throws {
        self.rules = rules
        var configuration = Configuration()
        configuration.label = "local-state"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1000;
                    PRAGMA secure_delete = \(rules.recordTypes.isEmpty ? "OFF" : "ON")
                    """)
        }
        queue =
            try file.map { try DatabaseQueue(path: $0, configuration: configuration) }
            ?? DatabaseQueue(configuration: configuration)
        try queue.write { database in
            let isCurrent =
                try database.tableExists("place")
                && String.fetchOne(database, sql: "SELECT log FROM place") == log.description
                && Int.fetchOne(database, sql: "PRAGMA user_version") == LocalState.version
            if !isCurrent { try LocalState.create(for: log, database) }
        }
    }

    private static var version: Int { 4 }

    private static func create(for log: UUIDValue, _ database: Database) throws {
        for table in ["place", "event", "memory", "letter", "deadline", "record", "recordPlace"] {
            try database.execute(sql: "DROP TABLE IF EXISTS \(table)")
        }
        try database.execute(
            sql: """
                PRAGMA user_version = \(version);
                CREATE TABLE place (
                  log TEXT NOT NULL, events INTEGER NOT NULL, results INTEGER NOT NULL, letters INTEGER NOT NULL,
                  lastEvent INTEGER NOT NULL, lastEventId TEXT NOT NULL, lastEventOffset INTEGER NOT NULL,
                  lastResultId TEXT NOT NULL, lastResultOffset INTEGER NOT NULL,
                  lastLetter INTEGER NOT NULL, taken INTEGER NOT NULL) STRICT;
                CREATE TABLE event (
                  institution TEXT NOT NULL, subject TEXT NOT NULL, sequence INTEGER NOT NULL, number INTEGER NOT NULL,
                  type TEXT NOT NULL, data BLOB NOT NULL,
                  PRIMARY KEY (institution, subject, sequence)) STRICT, WITHOUT ROWID;
                CREATE TABLE memory (
                  key BLOB PRIMARY KEY, time INTEGER NOT NULL, outcome TEXT NOT NULL,
                  result BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE letter (
                  number INTEGER PRIMARY KEY, institution TEXT, subject TEXT, offset INTEGER NOT NULL) STRICT;
                CREATE INDEX letterAggregate ON letter (institution, subject);
                CREATE TABLE record (
                  institution TEXT NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, item TEXT NOT NULL,
                  value BLOB NOT NULL, PRIMARY KEY (institution, subject, type, item)) STRICT, WITHOUT ROWID;
                CREATE TABLE recordPlace (
                  type TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                """)
        try database.execute(sql: deadlineTable)
        try database.execute(
            sql: "INSERT INTO place VALUES (?, 0, 0, 0, 0, '', -1, '', -1, 0, 0)", arguments: [log.description])
    }

    /// Forgets everything, so that all is taken in from the log again.
    func empty(for log: UUIDValue) throws {
        try queue.write { try LocalState.create(for: log, $0) }
    }

    func places() throws -> Places {
        try look { database in
            let place = try database.cachedStatement(sql: "SELECT * FROM place")
            guard let row = try Row.fetchOne(place) else { return Places() }
            let next = try Row.fetchAll(database.cachedStatement(sql: "SELECT type, next FROM recordPlace"))
            return Places(
                events: row["events"], results: row["results"], letters: row["letters"],
                lastEvent: EventNumber(row["lastEvent"] as Int64) ?? .none, lastEventId: row["lastEventId"],
                lastEventOffset: row["lastEventOffset"], lastResultId: row["lastResultId"],
                lastResultOffset: row["lastResultOffset"], lastLetter: row["lastLetter"], taken: row["taken"],
                records: Dictionary(uniqueKeysWithValues: next.map { ($0[0], $0[1]) }))
        }
    }

    // MARK: Taking in

    /// Takes in what lies on the topics, in one transaction.
    ///
    /// - Parameter time: the moment, milliseconds since 1970.
    func take(_ taking: Taking, at time: Int64) throws {
        var places = try places()
        places.taken = time
        try queue.write { database in
            if let events = taking.events {
                for record in events.records { try take(event: record, &places, database) }
                places.events = events.next
            }
            if let results = taking.results {
                for record in results.records { try take(result: record, &places, database) }
                places.results = results.next
            }
            if let letters = taking.letters {
                for record in letters.records { try take(letter: record, &places, database) }
                places.letters = letters.next
            }
            for (type, batch) in taking.records {
                for record in batch.records { try take(record: record, type, database) }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO recordPlace VALUES (?, ?)", arguments: [type, batch.next])
            }
            let statement = try database.cachedStatement(
                sql: """
                    UPDATE place SET events = ?, results = ?, letters = ?, lastEvent = ?, lastEventId = ?,
                      lastEventOffset = ?, lastResultId = ?, lastResultOffset = ?, lastLetter = ?, taken = ?
                    """)
            try statement.execute(arguments: [
                places.events, places.results, places.letters, places.lastEvent.value, places.lastEventId,
                places.lastEventOffset, places.lastResultId, places.lastResultOffset, places.lastLetter, places.taken,
            ])
        }
    }

    private func take(event record: LogRecord, _ places: inout Places, _ database: Database) throws {
        guard let id = record.text("ce_id"), let institution = record.text("ce_institution"),
            let subject = record.text("ce_subject"), let type = record.text("ce_type"),
            let sequence = record.text("ce_sequence").flatMap({ SequenceNumber($0) }),
            let number = record.text("ce_partitionsequence").flatMap({ EventNumber($0) })
        else {
            throw EventLogError(.unreadable, detail: "the event at \(record.offset) has no complete envelope")
        }
        guard number == places.lastEvent.next else {
            throw EventLogError(
                .unreadable, detail: "event \(number.value) follows event \(places.lastEvent.value) on the log")
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO event (institution, subject, sequence, number, type, data) VALUES (?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            institution, subject, sequence.value, number.value, type, Data(record.value ?? []),
        ])
        let aggregate = AggregateKey(institution: institution, subject: subject)
        try takeDeadlines(of: record, aggregate, type: type, database)
        places.lastEvent = number
        places.lastEventId = id
        places.lastEventOffset = record.offset
    }

    private func take(result record: LogRecord, _ places: inout Places, _ database: Database) throws {
        guard let key = record.header(Remembered.keyHeader), let outcome = record.text(Remembered.outcomeHeader),
            let time = record.text(Remembered.timeHeader).flatMap({ Int64($0) })
        else {
            throw EventLogError(.unreadable, detail: "the result at \(record.offset) does not name its command")
        }
        places.lastResultId = record.text("ce_id") ?? ""
        places.lastResultOffset = record.offset
        // A conflict, and a repeat, never change what is remembered; the final result of a parked command does.
        switch CommandResultV1.Outcome(rawValue: outcome) {
        case .conflict?: return
        case .unchanged?, .rejected?: try closeDeadline(answeredBy: record, database)
        case .accepted?, .parked?, nil: break
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO memory (key, time, outcome, result) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (key) DO UPDATE SET time = ?2, outcome = ?3, result = ?4
                WHERE (memory.outcome = 'parked' AND ?3 <> 'parked') OR ?2 - memory.time >= ?5
                """)
        try statement.execute(arguments: [Data(key), time, outcome, Data(record.value ?? []), Remembered.term])
    }

    private func take(letter record: LogRecord, _ places: inout Places, _ database: Database) throws {
        guard let number = DeadLetter.number(inKey: record.key ?? []) else {
            throw EventLogError(.unreadable, detail: "the dead letter at \(record.offset) has no number")
        }
        places.lastLetter = max(places.lastLetter, number)
        guard record.value != nil else {
            return try database.execute(sql: "DELETE FROM letter WHERE number = ?", arguments: [number])
        }
        let aggregate = DeadLetter(record)?.aggregate
        try database.execute(
            sql: "INSERT OR REPLACE INTO letter (number, institution, subject, offset) VALUES (?, ?, ?, ?)",
            arguments: [number, aggregate?.institution, aggregate?.subject, record.offset])
    }

    private func take(record: LogRecord, _ type: String, _ database: Database) throws {
        guard let key = RecordKey(bytes: record.key ?? []) else {
            throw EventLogError(.unreadable, detail: "the record of \(type) at \(record.offset) has no proper key")
        }
        let owner = [key.aggregate.institution, key.aggregate.subject, type, key.item]
        guard let value = record.value else {
            let statement = try database.cachedStatement(
                sql: "DELETE FROM record WHERE institution = ? AND subject = ? AND type = ? AND item = ?")
            return try statement.execute(arguments: StatementArguments(owner))
        }
        let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)")
        try statement.execute(arguments: StatementArguments(owner) + [Data(value)])
    }

    // MARK: Looking up

    /// Reads without a transaction: there is one connection, and whoever uses it has it to itself.
    ///
    /// `DatabaseQueue.read` would forbid writing before and allow it after, by a pragma that makes SQLite compile every
    /// statement again: more work than the reading.
    func look<Value>(_ body: (Database) throws -> Value) throws -> Value { try queue.unsafeRead(body) }

    /// What is known of the whole partition, from every event that says something of it.
    func facts() throws -> Rules.Facts {
        guard !rules.factTypes.isEmpty else { return rules.initialFacts }
        return try look { database in
            var facts = rules.initialFacts
            let types = rules.factTypes.map { _ in "?" }.joined(separator: ", ")
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT institution, subject, type, data FROM event WHERE type IN (\(types)) ORDER BY number",
                arguments: StatementArguments(rules.factTypes.sorted()))
            while let row = try rows.next() {
                let aggregate = AggregateKey(institution: row[0], subject: row[1])
                rules.take(try event(row, type: 2, data: 3), of: aggregate, into: &facts)
            }
            return facts
        }
    }

    private func event(_ row: Row, type: Int, data: Int) throws -> Rules.Event {
        try event(type: row[type], data: row.withUnsafeData(atIndex: data) { $0.map { Array($0) } ?? [] })
    }

    /// Reads an event of this service that is on the log.
    func event(type: String, data: [UInt8]) throws -> Rules.Event {
        let message = CloudEvent(id: "", source: "", type: type, data: data)
        do throws(MessageFault) {
            return try rules.event(message)
        } catch {
            throw EventLogError(.unreadable, detail: "an event of type \(message.type): \(error.message)")
        }
    }

    /// An aggregate, from its events.
    func aggregate(_ key: AggregateKey) throws -> WorkingSet<Rules>.Aggregate {
        try look { database in
            var aggregate = WorkingSet<Rules>.Aggregate()
            let statement = try database.cachedStatement(
                sql: "SELECT type, data FROM event WHERE institution = ? AND subject = ? ORDER BY sequence")
            let rows = try Row.fetchCursor(statement, arguments: [key.institution, key.subject])
            while let row = try rows.next() {
                rules.evolve(&aggregate.state, try event(row, type: 0, data: 1))
                aggregate.sequence = aggregate.sequence.next
            }
            guard !rules.recordTypes.isEmpty else { return aggregate }
            let held = try database.cachedStatement(
                sql: "SELECT type, item, value FROM record WHERE institution = ? AND subject = ?")
            let records = try Row.fetchCursor(held, arguments: [key.institution, key.subject])
            while let row = try records.next() {
                let value = try row.withUnsafeData(atIndex: 2) { $0.map { Array($0) } }
                do throws(MessageFault) {
                    try rules.hold(HeldRecord(type: row[0], item: row[1], value: value), in: &aggregate.state)
                } catch {
                    throw EventLogError(.unreadable, detail: "a record of \(row[0] as String): \(error.message)")
                }
            }
            return aggregate
        }
    }

    /// What became of an earlier command with this identity.
    func remembered(_ key: UUIDValue) throws -> Remembered? {
        try look { database in
            let statement = try database.cachedStatement(sql: "SELECT time, result FROM memory WHERE key = ?")
            guard let row = try Row.fetchOne(statement, arguments: [Data(key.bytes)]) else { return nil }
            let result = try ContractData.read(CommandResultV1.self, Array(row[1] as Data))
            return Remembered(bodyHash: result.bodyHash, result: result, time: row[0])
        }
    }

    /// How many commands wait for an aggregate.
    func countOfLetters(of key: AggregateKey) throws -> Int {
        try look { database in
            let statement = try database.cachedStatement(
                sql: "SELECT count(*) FROM letter WHERE institution = ? AND subject = ?")
            return try Int.fetchOne(statement, arguments: [key.institution, key.subject]) ?? 0
        }
    }

    /// Where the letters of an aggregate lie, oldest first; with a number, that one only.
    func placesOfLetters(of key: AggregateKey, number: Int64?, count: Int) throws -> [Int64] {
        try look { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT offset FROM letter WHERE institution = ?1 AND subject = ?2 AND (?3 IS NULL OR number = ?3)
                    ORDER BY number LIMIT ?4
                    """, arguments: [key.institution, key.subject, number, count])
        }
    }

    /// Whether there is any letter: most partitions have none, and then no command asks for its aggregate's.
    func hasLetters() throws -> Bool {
        try look { try Bool.fetchOne($0.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM letter)")) ?? false }
    }

    /// Forgets the identities of commands that were appended before a time.
    func forget(before time: Int64) throws {
        try queue.write { try $0.execute(sql: "DELETE FROM memory WHERE time < ?", arguments: [time]) }
    }

    func close() { try? queue.close() }
}

extension LogRecord {
    /// A header as text.
    func text(_ name: String) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }
}
