import EventSourcing
import GRDB
import JSONSchema

extension ImportRecord {
    init(_ row: Row) throws {
        let counts = try JSONDocument(text: row["counts"]).root
        func count(_ name: String) -> Int { Int(counts[name]?.integer ?? 0) }
        self.init(
            id: UUIDValue(row["id"] as String) ?? UUIDValue(high: 0, low: 0), institution: row["institution"],
            connector: row["connector"], isDryRun: row["isDryRun"],
            received: Timestamp(milliseconds: row["received"]), size: row["size"], digest: row["digest"],
            sender: row["sender"], state: State(rawValue: row["state"]) ?? .failed, read: row["read"],
            checkpoint: row["checkpoint"],
            counts: ImportCounts(
                received: count("received"), accepted: count("accepted"), unchanged: count("unchanged"),
                duplicate: count("duplicate"), superseded: count("superseded"), rejected: count("rejected"),
                notMapped: count("notMapped"), parked: count("parked"), notSent: count("notSent")),
            failure: row["failure"], ended: (row["ended"] as Int64?).map { Timestamp(milliseconds: $0) },
            sameAs: (row["sameAs"] as String?).flatMap { UUIDValue($0) })
    }
}
