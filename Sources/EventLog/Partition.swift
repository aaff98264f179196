/// A named list of partitions.
package struct Topic: Sendable, Hashable, CustomStringConvertible {
    package let name: String

    /// - Parameter name: lower-case words, digits, hyphens and dots, such as `catalogue.events`.
    package init(_ name: String) {
        self.name = name
    }

    package var description: String { name }

    /// Where a hub writes what was founded once and must be noticed when it is missing. Every log has it: one
    /// partition, compacted.
    package static let founding = Topic("schakel.founding")
}

/// One ordered list of records.
package struct Partition: Sendable, Hashable, CustomStringConvertible {
    package let topic: Topic
    /// From 0.
    package let number: Int

    package init(_ topic: Topic, _ number: Int) {
        self.topic = topic
        self.number = number
    }

    package var description: String { "\(topic)[\(number)]" }
}

/// How a topic is laid out. It is fixed when the hub is founded.
package struct TopicLayout: Sendable, Hashable {
    package enum Cleanup: Sendable, Hashable {
        /// Every record is kept for this long, in milliseconds; nil is without end.
        case delete(after: Int64?)
        /// The newest record of each key is kept. A null value removes the key, and is itself kept for this long, in
        /// milliseconds, so that readers learn of it.
        case compact(tombstonesFor: Int64)
    }

    package let topic: Topic
    package let partitions: Int
    package let cleanup: Cleanup

    /// - Parameter partitions: one or more. The partition of a key depends on it, so it never changes.
    package init(_ topic: Topic, partitions: Int, cleanup: Cleanup) {
        self.topic = topic
        self.partitions = partitions
        self.cleanup = cleanup
    }

    /// How the topic of the founding is laid out in every log.
    package static let founding = TopicLayout(.founding, partitions: 1, cleanup: .compact(tombstonesFor: 7_776_000_000))

    /// Every partition, in order.
    package var all: [Partition] { (0..<partitions).map { Partition(topic, $0) } }

    /// The partition in which a key's records lie.
    package func partition(ofKey key: some Collection<UInt8>) -> Partition {
        Partition(topic, Murmur2.partition(ofKey: key, count: partitions))
    }

    package var isCompacted: Bool {
        switch cleanup {
        case .compact: true
        case .delete: false
        }
    }
}

/// The hash by which Kafka's Java client spreads keys over partitions, so that every client agrees.
package enum Murmur2 {
    /// - Precondition: the count is positive.
    package static func partition(ofKey key: some Collection<UInt8>, count: Int) -> Int {
        Int(hash(key) & 0x7FFF_FFFF) % count
    }

    package static func hash(_ key: some Collection<UInt8>) -> UInt32 {
        let bytes = Array(key)
        let factor = 0x5BD1_E995 as UInt32
        var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 4 <= bytes.count {
            var word =
                UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
                | UInt32(bytes[index + 3]) << 24
            word &*= factor
            word ^= word >> 24
            word &*= factor
            hash &*= factor
            hash ^= word
            index += 4
        }
        let rest = bytes[index...]
        if !rest.isEmpty {
            for (shift, byte) in rest.enumerated() { hash ^= UInt32(byte) << (8 * UInt32(shift)) }
            hash &*= factor
        }
        hash ^= hash >> 13
        hash &*= factor
        return hash ^ hash >> 15
    }
}
