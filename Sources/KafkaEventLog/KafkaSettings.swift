import EventLog

/// Where the brokers are, and how this hub uses them.
package struct KafkaSettings: Sendable {
    /// Takes what librdkafka has to say: a level as in syslog, a facility and a text. Called from its threads.
    package typealias Log = @Sendable (_ level: Int, _ facility: String, _ message: String) -> Void

    /// Brokers to ask first, such as `kafka-1:9092,kafka-2:9092`.
    package var bootstrapServers: String
    /// Stands before the name of every topic, writer and group, with a dot in between.
    package var hub: String
    /// Copies of each partition, for topics that are made here.
    package var replication = 3
    /// Copies that must have a record before it counts as written, for topics that are made here.
    package var minimumInSyncReplicas = 2
    /// Settings of librdkafka, passed through as they are; those on which the semantics rest are refused.
    package var properties: [String: String] = [:]
    /// Settings of the brokers for topics that are made here, beside or instead of those that follow from the layout.
    package var topicProperties: [String: String] = [:]
    /// How long one request may take in all, with repetitions. A transaction is given up after this long; undoing one
    /// that the brokers refused may take as long again, and they wait longer than both before they end one themselves.
    package var timeout = Duration.seconds(30)
    package var log: Log?

    package init(bootstrapServers: String, hub: String) {
        self.bootstrapServers = bootstrapServers
        self.hub = hub
    }

    /// What something is called at the brokers.
    func name(_ name: String) -> String { hub.isEmpty ? name : "\(hub).\(name)" }

    var milliseconds: Int32 { timeout.milliseconds }

    /// How long the brokers wait for the end of a transaction before they end it.
    ///
    /// Longer than a writer may take: a writer whose transaction the brokers ended is told the same as one that was
    /// fenced, and would give up a partition that nobody else has.
    var transactionMilliseconds: Int32 { (timeout * 2 + .seconds(5)).milliseconds }

    /// Settings that are ours, because exactly-once rests on them.
    static let reserved: Set<String> = [
        "acks", "auto.offset.reset", "enable.auto.commit", "enable.auto.offset.store", "enable.idempotence",
        "enable.partition.eof", "group.id", "isolation.level", "partition.assignment.strategy",
        "request.required.acks", "transaction.timeout.ms", "transactional.id",
    ]

    /// Everything a client is made with, for librdkafka.
    func properties(for role: Client.Role) throws(EventLogError) -> [String: String] {
        if let refused = properties.keys.filter(Self.reserved.contains).min() {
            throw EventLogError(.unavailable, detail: "the setting \(refused) cannot be changed")
        }
        var result = [
            "bootstrap.servers": bootstrapServers, "client.id": hub.isEmpty ? "schakel" : hub,
            "socket.nagle.disable": "true",
        ]
        result.merge(role.defaults) { _, role in role }
        result.merge(properties) { _, given in given }
        if properties["metadata.broker.list"] != nil { result["bootstrap.servers"] = nil }
        result.merge(role.rules(self)) { _, rule in rule }
        return result
    }
}

extension Duration {
    /// Rounded down, and as much as librdkafka can wait.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
