import EventSourcing
import Foundation
import SQLiteEventLog
import ServiceRuntime

/// How a hub on one machine is started.
struct HubSettings: Sendable {
    /// Everything the hub keeps lies below this folder.
    var data: URL
    var host = "127.0.0.1"
    var port = 8080
    var hostNames: Set<String> = []
    var institution = "local"
    /// Whom readers of the interfaces can write to.
    var contact = "postmaster@localhost"
    /// The organisation identification number in the sources of the hub's own messages; zeros mean none.
    var organisation = "00000000000000000000"
    var durability = SQLiteEventLog.Durability.full
    /// As the AsyncAPI documents say; fixed when the hub is founded.
    var partitions = 12
    /// Services that do not run here: what they are asked waits on the log.
    var without: Set<String> = []
    var logLevel = LogLine.Level.info
    /// Further connectors, beside those that come with the hub.
    var connectors: URL?
    /// Further contracts, beside those that come with the hub.
    var contracts: URL?

    /// Where the keys are; nil for beside the data folder.
    var keyFile: URL?

    /// Every key and secret: without it nothing that is known of persons can be read, and with it everything can. It
    /// belongs elsewhere than the data and their backups.
    var keys: URL {
        keyFile ?? data.deletingLastPathComponent().appendingPathComponent(data.lastPathComponent + ".keys")
    }
    /// The hub's own bearer tokens, by their hashes.
    var tokens: URL { data.appendingPathComponent("tokens.json") }
    /// Who read what of whom, sealed where it names persons; only ever added to.
    var processingLog: URL { data.appendingPathComponent("processing.jsonl") }
    /// The one truth: deleting it deletes everything.
    var log: URL { data.appendingPathComponent("log/events.db") }
    /// Made from the log; may be deleted while the hub is down.
    var cache: URL { data.appendingPathComponent("cache") }
    var states: URL { cache.appendingPathComponent("states") }
    var projections: URL { cache.appendingPathComponent("projections") }
    /// Sealed records, for whoever reads them.
    var records: URL { cache.appendingPathComponent("records.db") }
    var results: URL { cache.appendingPathComponent("results.db") }
    /// Files that were sent, and what became of each row.
    var imports: URL { data.appendingPathComponent("imports") }
    /// Which commands ended the process.
    var marks: URL { data.appendingPathComponent("marks") }

    /// Who a part of the hub is in the sources of messages.
    func source(_ system: String) -> String { "urn:nld:oin:\(organisation):\(system)" }
}
