package import EventSourcing

/// Ordered partitions of records, written all or nothing: the one thing that services share.
///
/// What every driver has, proved by one suite that runs unchanged against each:
/// 1. A topic has a fixed number of partitions; a key's partition is ``TopicLayout/partition(ofKey:)``.
/// 2. Records of a partition are totally ordered, and offsets only grow; they may have gaps.
/// 3. ``LogWriter/transact(_:)`` appends to any number of partitions, all or nothing.
/// 4. Opening a writer's identity elsewhere fences the older one: nothing it does becomes visible any more.
/// 5. Readers see committed records only, and can ask for the end as of now and reach it.
/// 6. A group shares partitions, and a partition has one owner at a time.
/// 7. A compacted topic keeps at least the newest record of each key; a null value removes it.
/// 8. An answer that never came is unknown, not failed: ``EventLogError/Reason/unknownOutcome``.
/// 9. ``append(_:)`` without a writer is durable when answered, in order per caller, and may repeat after *unknown*.
/// 10. Reading starts at an offset, at an append time, or at an event number.
package protocol EventLog: Sendable {
    /// Told apart from every other log, also from a copy of itself that was founded anew.
    var id: UUIDValue { get }

    /// The topics of this log; nil for one that it does not have.
    func layout(of topic: Topic) -> TopicLayout?

    /// Opens a writer under an identity. Whoever had it is fenced, and what it left open is undone.
    ///
    /// - Throws: ``EventLogError``.
    func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter

    /// Appends without a writer. Each list stands whole or not at all; lists for several partitions may be told apart.
    ///
    /// - Returns: the offset of the first record of each list.
    /// - Throws: ``EventLogError``; after ``EventLogError/Reason/unknownOutcome`` the records may be there.
    func append(_ appends: [Append]) async throws(EventLogError) -> [Int64]

    /// Reads committed records from an offset on.
    ///
    /// - Parameters:
    ///   - count: the most records.
    ///   - bytes: after this many bytes no further record is read; one is always read if there is one.
    /// - Returns: no records at the end of the partition.
    /// - Throws: ``EventLogError/Reason/behindStart`` where records were thrown away that lay at the offset.
    func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch

    /// The offset of the first record that is still there, and the one behind the last committed record.
    func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64>

    /// The offset of the first record that was appended at this time or later; the end where there is none.
    func offset(in partition: Partition, atTime milliseconds: Int64) async throws(EventLogError) -> Int64

    /// Returns once a committed record lies at this offset or behind it.
    ///
    /// - Throws: ``EventLogError``, with reason `cancelled` when the task is.
    func wait(for partition: Partition, at offset: Int64) async throws(EventLogError)

    /// Becomes a member of a group, until the member is left to itself or leaves.
    func join(_ group: String, partitions topic: Topic) async throws(EventLogError) -> any GroupMember

    /// Finishes what is under way and lets go of everything.
    func close() async
}

/// Whoever may append under an identity, as long as nobody else has opened it.
package protocol LogWriter: Sendable {
    var identity: String { get }

    /// Appends to any number of partitions, all or nothing.
    ///
    /// - Returns: the offset of the first record of each list.
    /// - Throws: ``EventLogError``. After `fenced` this writer is done. After `unknownOutcome` it must be opened anew
    ///   and the log read to learn what happened. After `tooLarge` nothing was appended and it goes on.
    func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64]

    /// Lets go of the identity.
    func close() async
}

/// A member of a group, and the partitions it owns.
package protocol GroupMember: Sendable {
    /// The partitions that are this member's, now and after each change. Ends when the member has left.
    var assignments: AsyncStream<Set<Int>> { get }

    /// Says that a partition that was taken away is no longer worked on, so that its next owner may have it.
    func release(_ partition: Int) async

    func leave() async
}

/// Why the log could not be read or written.
package struct EventLogError: Error, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        /// Another has opened this writer's identity.
        case fenced
        /// It is not known whether the records are there.
        case unknownOutcome
        /// The log cannot be reached or written now; nothing was appended.
        case unavailable
        /// What is stored cannot be read.
        case unreadable
        /// What is stored was written by a newer version.
        case newerFormat
        /// Another process has the log.
        case inUse
        /// A record is larger than the log takes; nothing was appended.
        case tooLarge
        /// There is no such topic or partition.
        case unknownPartition
        /// The records at this offset have been thrown away.
        case behindStart
        /// The log is not laid out as it is expected to be.
        case otherLayout
        /// The log or the task that waited has ended.
        case cancelled
    }

    package let reason: Reason
    package let partition: Partition?
    /// What happened, for a person; without anything from records.
    package let detail: String
    package let underlying: (any Error)?

    package init(_ reason: Reason, _ partition: Partition? = nil, detail: String, underlying: (any Error)? = nil) {
        self.reason = reason
        self.partition = partition
        self.detail = detail
        self.underlying = underlying
    }

    /// Whether the same call may succeed later.
    package var isRetriable: Bool { reason == .unavailable }

    package var description: String {
        "\(reason.rawValue)\(partition.map { " \($0)" } ?? ""): \(detail)"
    }
}
