import EventLog
import EventSourcing
import FoundationEssentials
import GRDB

/// The open deadlines of a partition, as its events leave them.
extension LocalState {
    static var deadlineTable: String {
        """
        CREATE TABLE deadline (
          institution TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL,
          commandId TEXT NOT NULL UNIQUE, type TEXT NOT NULL, schema TEXT NOT NULL, data BLOB NOT NULL,
          partitionKey TEXT, cause TEXT NOT NULL, correlation TEXT NOT NULL,
          PRIMARY KEY (institution, subject, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX deadlineDue ON deadline (due);
        """
    }

    func takeDeadlines(of record: LogRecord, _ aggregate: AggregateKey, type: String, _ database: Database) throws {
        guard rules.deadlineTypes.contains(type), let cause = record.text("ce_id") else { return }
        for change in rules.deadlines(of: try event(type: type, data: record.value ?? []), aggregate) {
            switch change {
            case .close(let name):
                try database.execute(
                    sql: "DELETE FROM deadline WHERE institution = ? AND subject = ? AND name = ?",
                    arguments: [aggregate.institution, aggregate.subject, name])
            case .open(let deadline):
                let id = DerivedIdentity.command(deadline: deadline.name, event: cause, due: deadline.due)
                try database.execute(
                    sql: "INSERT OR REPLACE INTO deadline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        aggregate.institution, aggregate.subject, deadline.name, deadline.due.milliseconds,
                        id.description, deadline.contract.type, deadline.contract.urn, Data(deadline.data),
                        record.text("ce_partitionkey"), cause, record.text("ce_correlationid") ?? cause,
                    ])
            }
        }
    }

    /// A deadline whose command led to nothing is over.
    func closeDeadline(answeredBy record: LogRecord, _ database: Database) throws {
        guard let command = record.text("ce_causationid") else { return }
        let statement = try database.cachedStatement(sql: "DELETE FROM deadline WHERE commandId = ?")
        try statement.execute(arguments: [command])
    }

    /// When the next deadline is due, but for those whose commands were sent; nil when none is open.
    func nextDeadline(notIn sent: Set<String>) throws -> Timestamp? {
        try look { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT due, commandId FROM deadline ORDER BY due, commandId")
            while let row = try rows.next() {
                if !sent.contains(row[1] as String) { return Timestamp(milliseconds: row[0]) }
            }
            return nil
        }
    }

    /// The commands of deadlines that are due, oldest first.
    ///
    /// - Parameter source: who they are from.
    func dueCommands(at time: Timestamp, source: String, count: Int) throws -> [CloudEvent] {
        try look { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM deadline WHERE due <= ? ORDER BY due, commandId LIMIT ?",
                arguments: [time.milliseconds, count]
            ).map { row in
                let data: Data = row["data"]
                var command = CloudEvent(
                    id: row["commandId"], source: source, type: row["type"], subject: row["subject"], time: time,
                    dataContentType: "application/json", dataSchema: row["schema"], data: Array(data))
                command[.institution] = row["institution"]
                command[.partitionkey] = row["partitionKey"]
                command[.causationid] = row["cause"]
                command[.correlationid] = row["correlation"]
                command.origin = .deadline
                return command
            }
        }
    }
}
