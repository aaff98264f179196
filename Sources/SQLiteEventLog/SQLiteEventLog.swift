package import EventLog
package import EventSourcing
package import Foundation

/// The event log in one file of SQLite: the embedded driver, for one process and without a server.
///
/// Writing is grouped: what is asked while a group is written makes up the next one, each transaction in a savepoint of
/// its own, and answers go out after the group's commit. Reading is short transactions, so that the write-ahead log
/// stays small. Compaction is immediate: of each key the newest record stands.
package final class SQLiteEventLog: EventLog {
    /// When what is answered is safe.
    package enum Durability: String, Sendable, CaseIterable {
        /// Synced before each answer: nothing that was answered is lost, also at a power loss.
        case full
        /// Synced now and then: a power loss may take the newest transactions, never part of one. A killed process
        /// loses nothing.
        case normal
    }

    package let id: UUIDValue
    private let file: LogFile
    private let commits: GroupCommit
    private let groups: MembershipRegistry

    private init(file: LogFile) {
        self.file = file
        id = file.id
        commits = GroupCommit(file: file)
        groups = MembershipRegistry()
    }

    /// Opens the log in a file, and founds it when there is none.
    ///
    /// A topic that the log does not have yet is added; one that it has with other partitions, or with another kind of
    /// cleaning, is refused. How long things are kept may change.
    ///
    /// - Parameters:
    ///   - layouts: the topics that must be there.
    ///   - now: milliseconds since 1970, for the records' times.
    /// - Throws: ``EventLogError``: `inUse` when another process has it, `unreadable` when it is damaged or something
    ///   else, `newerFormat`, `otherLayout`, `unavailable` when the file cannot be made.
    package static func open(
        at url: URL, topics layouts: [TopicLayout], durability: Durability = .full,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) async throws(EventLogError) -> SQLiteEventLog {
        let layouts = [.founding] + layouts.filter { $0.topic != .founding }
        return SQLiteEventLog(file: try LogFile(at: url, layouts: layouts, durability: durability, now: now))
    }

    /// When what is answered is safe, as the database itself says it syncs.
    ///
    /// - Throws: ``EventLogError`` when the file cannot be asked.
    package func durability() async throws(EventLogError) -> Durability {
        try await file.durability()
    }

    package func layout(of topic: Topic) -> TopicLayout? { file.layouts[topic] }

    package func openWriter(_ identity: String) async throws(EventLogError) -> any LogWriter {
        let epoch = try await commits.submit(.open(identity: identity))[0]
        return Writer(fence: Fence(identity: identity, epoch: epoch), commits: commits)
    }

    package func append(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
        try await commits.submit(.append(appends, nil))
    }

    package func read(
        _ partition: Partition, from offset: Int64, count: Int, bytes: Int
    ) async throws(EventLogError) -> ReadBatch {
        try await file.read(partition, from: offset, count: count, bytes: bytes)
    }

    package func bounds(of partition: Partition) async throws(EventLogError) -> Range<Int64> {
        try file.bounds(of: partition)
    }

    package func offset(in partition: Partition, atTime milliseconds: Int64) async throws(EventLogError) -> Int64 {
        try await file.offset(in: partition, atTime: milliseconds)
    }

    package func wait(for partition: Partition, at offset: Int64) async throws(EventLogError) {
        try await file.wait(for: partition, at: offset)
    }

    package func join(_ group: String, partitions topic: Topic) async throws(EventLogError) -> any GroupMember {
        guard let layout = file.layouts[topic] else {
            throw EventLogError(.unknownPartition, Partition(topic, 0), detail: "there is no such topic")
        }
        return groups.join(group, partitions: layout.partitions)
    }

    /// Throws away what is past its term. Done by itself about every hour.
    package func tidy() async throws(EventLogError) {
        while try await commits.submit(.tidy) == [Int64(LogFile.tidiedAtOnce)] {}
    }

    /// Lets the file grow to this many pages of 4 KB and no further, as a full disk does.
    package func limitSize(toPages pages: Int) async throws(EventLogError) {
        try await file.limitSize(toPages: pages)
    }

    /// Lets the next commit err, as a disk does that fails at that moment.
    package func failNextCommit() { file.failNextCommit() }

    package func close() async {
        await commits.close()
        file.close()
    }

    private struct Writer: LogWriter {
        let fence: Fence
        let commits: GroupCommit

        var identity: String { fence.identity }

        func transact(_ appends: [Append]) async throws(EventLogError) -> [Int64] {
            try await commits.submit(.append(appends, fence))
        }

        func close() async {}
    }
}

/// A writer's identity, and how many times it had been opened when this writer was.
struct Fence: Sendable {
    let identity: String
    let epoch: Int64
}
