extension Client {
    /// What a client is for.
    enum Role {
        /// Writes under an identity, in transactions.
        case writing(identity: String)
        /// Writes without an identity.
        case appending
        /// Reads partitions that it is told; the broker holds an answer back this long where nothing is new.
        case reading(patience: Int)
        /// Asks for offsets and topics, and never reads, because a broker answers in turn and a reading may wait.
        case asking
        /// Shares partitions with the other members of a group.
        case sharing(group: String)

        var isProducer: Bool {
            switch self {
            case .writing, .appending: true
            case .reading, .asking, .sharing: false
            }
        }

        /// What may be set otherwise.
        var defaults: [String: String] {
            switch self {
            case .writing, .appending:
                ["compression.codec": "lz4", "linger.ms": "1"]
            case .reading(let patience):
                [
                    "check.crcs": "true", "fetch.error.backoff.ms": "50", "fetch.wait.max.ms": "\(patience)",
                    "queued.max.messages.kbytes": "4096", "queued.min.messages": "20000",
                ]
            case .asking: [:]
            case .sharing: ["heartbeat.interval.ms": "1000", "queued.max.messages.kbytes": "1024"]
            }
        }

        /// What the semantics rest on.
        func rules(_ settings: KafkaSettings) -> [String: String] {
            let reading = [
                "auto.offset.reset": "error", "enable.auto.commit": "false", "enable.auto.offset.store": "false",
                "enable.partition.eof": "true", "isolation.level": "read_committed",
            ]
            switch self {
            case .writing(let identity):
                return [
                    "enable.idempotence": "true", "message.timeout.ms": "\(settings.milliseconds)",
                    "transaction.timeout.ms": "\(settings.transactionMilliseconds)", "transactional.id": identity,
                ]
            case .appending:
                var rules = ["enable.idempotence": "true"]
                if settings.properties["message.timeout.ms"] == nil {
                    rules["message.timeout.ms"] = "\(settings.milliseconds)"
                }
                return rules
            case .reading, .asking:
                return reading
            case .sharing(let group):
                return reading.merging(
                    ["group.id": group, "partition.assignment.strategy": "range"], uniquingKeysWith: { _, rule in rule }
                )
            }
        }
    }
}
