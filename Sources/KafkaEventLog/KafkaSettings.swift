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
    /// How long one request may take in all, with repetitions.
    package var timeout = Duration.seconds(30)
    package var log: Log?

    package init(bootstrapServers: String, hub: String) {
        self.bootstrapServers = bootstrapServers
        self.hub = hub
    }

    /// What something is called at the brokers.
    func name(_ name: String) -> String { hub.isEmpty ? name : "\(hub).\(name)" }

    var milliseconds: Int32 {
        let (seconds, attoseconds) = timeout.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// Settings that are ours, because exactly-once rests on them.
    static let reserved: Set<String> = [
        "acks", "auto.offset.reset", "enable.auto.commit", "enable.auto.offset.store", "enable.idempotence",
        "enable.partition.eof", "group.id", "isolation.level", "partition.assignment.strategy",
        "request.required.acks", "transactional.id",
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
        result.merge(role.rules(timeout: milliseconds, isTimeoutGiven: properties["message.timeout.ms"] != nil)) {
            _, rule in rule
        }
        return result
    }
}
