import EventLog
import EventSourcing
import Foundation
import GRDB
import SQLiteEventLog
import Support
import Synchronization
import Testing

@Suite struct SQLiteEventLogTests {
    /// Logs in a folder of their own.
    struct Driver: EventLogConformance.Driver {
        let name = "SQLiteEventLog"
        let file: URL

        init() {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            file = folder.appendingPathComponent("events.db")
        }

        func found(_ layouts: [TopicLayout]) async throws -> any EventLog {
            try await SQLiteEventLog.open(at: file, topics: layouts)
        }

        func reopen(_ layouts: [TopicLayout]) async throws -> any EventLog { try await found(layouts) }

        /// It happens with each write.
        func compact(_ partition: Partition, of log: any EventLog) async throws {}

        func withoutAnswers(_ log: any EventLog, _ body: () async throws -> Void) async throws {
            try #require(log as? SQLiteEventLog).failNextCommit()
            try await body()
        }

        func withOpenTransaction(
            of identity: String, appending text: String, to partition: Partition, of log: any EventLog,
            _ body: () async throws -> Void
        ) async throws {
            let end = try await log.bounds(of: partition).upperBound
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let database = try DatabaseQueue(path: file.path, configuration: configuration)
            try await database.writeWithoutTransaction { database in
                try database.beginTransaction(.immediate)
                let partition = try Int64.fetchOne(
                    database, sql: "SELECT id << 16 | ? FROM topic WHERE name = ?",
                    arguments: [partition.number, partition.topic.name])
                try database.execute(
                    sql: "INSERT INTO record (partition, offset, time, headers, value) VALUES (?, ?, 0, x'', ?)",
                    arguments: [partition, end, Data(text.utf8)])
                try database.execute(sql: "UPDATE partition SET next = next + 1 WHERE id = ?", arguments: [partition])
            }
            try await body()
            try database.close()
        }

        func remove() { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    }

    let driver = Driver()
    let events = EventLogConformance.events.all

    @Test(arguments: EventLogConformance.cases)
    func conforms(to semantic: EventLogConformance) async throws {
        defer { driver.remove() }
        try await semantic.run(driver)
    }

    private func record(_ text: String) -> NewRecord { NewRecord(key: nil, value: Array(text.utf8)) }

    private func reason(_ body: () async throws -> Void) async -> EventLogError.Reason? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? EventLogError)?.reason
        }
    }

    @Test(arguments: SQLiteEventLog.Durability.allCases)
    func itSyncsAsItIsAskedTo(durability: SQLiteEventLog.Durability) async throws {
        defer { driver.remove() }
        let log = try await SQLiteEventLog.open(
            at: driver.file, topics: EventLogConformance.layouts, durability: durability)
        #expect(try await log.durability() == durability)
        await log.close()
    }

    @Test func aSecondOpeningIsRefusedAndTheFirstGoesOn() async throws {
        defer { driver.remove() }
        let log = try await driver.found(EventLogConformance.layouts)
        #expect(await reason { _ = try await driver.found(EventLogConformance.layouts) } == .inUse)
        _ = try await log.append([Append([record("a")], to: events[0])])
        await log.close()
    }

    @Test func aFileThatIsSomethingElseIsRefusedUntouched() async throws {
        defer { driver.remove() }
        try Data("This is no database, but it is long enough to be taken for one.".utf8).write(to: driver.file)
        #expect(await reason { _ = try await driver.found([]) } == .unreadable)
        try FileManager.default.removeItem(at: driver.file)
        try await DatabaseQueue(path: driver.file.path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        #expect(await reason { _ = try await driver.found([]) } == .unreadable)
        let tables = try await DatabaseQueue(path: driver.file.path).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master")
        }
        #expect(tables == ["other"])
    }

    @Test func aNewerFormatIsRefused() async throws {
        defer { driver.remove() }
        let log = try await driver.found(EventLogConformance.layouts)
        await log.close()
        try await DatabaseQueue(path: driver.file.path).write { try $0.execute(sql: "PRAGMA user_version = 2") }
        #expect(await reason { _ = try await driver.reopen(EventLogConformance.layouts) } == .newerFormat)
    }

    @Test func whatIsPastItsTermIsThrownAwayAndReadingItIsRefused() async throws {
        defer { driver.remove() }
        let time = Mutex(1_000_000 as Int64)
        let layout = TopicLayout(Topic("test.commands"), partitions: 1, cleanup: .delete(after: 1000))
        let partition = layout.all[0]
        let log = try await SQLiteEventLog.open(at: driver.file, topics: [layout]) { time.withLock { $0 } }
        _ = try await log.append([Append([record("a"), record("b")], to: partition)])
        time.withLock { $0 += 900 }
        _ = try await log.append([Append([record("c")], to: partition)])
        time.withLock { $0 += 200 }
        try await log.tidy()
        #expect(try await log.bounds(of: partition) == 2..<3)
        #expect(await reason { _ = try await log.read(partition, from: 0, count: 1, bytes: 1) } == .behindStart)
        time.withLock { $0 += 5000 }
        try await log.tidy()
        #expect(try await log.bounds(of: partition) == 3..<3)
        await log.close()
        let again = try await SQLiteEventLog.open(at: driver.file, topics: [layout]) { time.withLock { $0 } }
        #expect(try await again.append([Append([record("d")], to: partition)]) == [3], "offsets are never used again")
        await again.close()
    }

    @Test func afterALongPauseThrowingAwayIsSpreadOverTheNextWrites() async throws {
        defer { driver.remove() }
        let time = Mutex(10_000_000 as Int64)
        let layout = TopicLayout(Topic("test.commands"), partitions: 1, cleanup: .delete(after: 1000))
        let partition = layout.all[0]
        let log = try await SQLiteEventLog.open(at: driver.file, topics: [layout]) { time.withLock { $0 } }
        _ = try await log.append([Append(Array(repeating: record("a"), count: 25_000), to: partition)])
        time.withLock { $0 += 7_200_000 }
        _ = try await log.append([Append([record("b")], to: partition)])
        #expect(try await log.bounds(of: partition) == 20_000..<25_001)
        _ = try await log.append([Append([record("c")], to: partition)])
        #expect(try await log.bounds(of: partition) == 25_000..<25_002)
        await log.close()
    }

    @Test func aRemovalIsForgottenAfterItsTermAndTheKeyMayComeBack() async throws {
        defer { driver.remove() }
        let time = Mutex(1_000_000 as Int64)
        let layout = TopicLayout(Topic("test.records"), partitions: 1, cleanup: .compact(tombstonesFor: 1000))
        let partition = layout.all[0]
        let log = try await SQLiteEventLog.open(at: driver.file, topics: [layout]) { time.withLock { $0 } }
        let (a, b) = (Array("a".utf8), Array("b".utf8))
        _ = try await log.append([
            Append(
                [NewRecord(key: a, value: [1]), NewRecord(key: b, value: [2]), NewRecord(key: a, value: nil)],
                to: partition)
        ])
        time.withLock { $0 += 2000 }
        try await log.tidy()
        #expect(try await EventLogConformance.all(log, partition).map(\.key) == [b])
        _ = try await log.append([Append([NewRecord(key: a, value: [3])], to: partition)])
        _ = try await log.append([Append([NewRecord(key: a, value: [4])], to: partition)])
        #expect(try await EventLogConformance.all(log, partition).map(\.value) == [[2], [4]])
        await log.close()
    }

    @Test func aFullDiskRefusesAndTakesNothingAndTheLogGoesOnOnceThereIsRoom() async throws {
        defer { driver.remove() }
        let log = try await SQLiteEventLog.open(at: driver.file, topics: EventLogConformance.layouts)
        _ = try await log.append([Append([record("a")], to: events[0])])
        try await log.limitSize(toPages: 40)
        let large = NewRecord(key: nil, value: Array(repeating: 1, count: 400_000))
        #expect(await reason { _ = try await log.append([Append([large], to: events[0])]) } == .unavailable)
        #expect(try await EventLogConformance.texts(log, events[0]) == ["a"])
        try await log.limitSize(toPages: 1_000_000)
        _ = try await log.append([Append([record("b")], to: events[0])])
        #expect(try await EventLogConformance.texts(log, events[0]) == ["a", "b"])
        await log.close()
    }

    @Test func manyWritersAtOnceLoseNothingAndKeepTheirOrder() async throws {
        defer { driver.remove() }
        let log = try await driver.found(EventLogConformance.layouts)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let opened = try await log.openWriter("w\(writer)")
                    for number in 0..<100 {
                        _ = try await opened.transact([Append([record("\(writer):\(number)")], to: events[writer % 3])])
                    }
                }
            }
            try await group.waitForAll()
        }
        for partition in events {
            let texts = try await EventLogConformance.texts(log, partition)
            for writer in 0..<8 where writer % 3 == partition.number {
                #expect(texts.filter { $0.hasPrefix("\(writer):") } == (0..<100).map { "\(writer):\($0)" })
            }
        }
        await log.close()
    }

    /// The newest records are read from memory, older ones from the file: nobody can tell.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsReadWhileItGrowsIsWhatIsReadAfterReopening(seed: UInt64) async throws {
        defer { driver.remove() }
        var random = SeededGenerator(seed: seed)
        let log = try await driver.found(EventLogConformance.layouts)
        let stale = try await log.openWriter("one")
        let writer = try await log.openWriter("one")
        var live: [(Partition, from: Int64, count: Int, bytes: Int, end: Int64, ReadBatch)] = []
        for number in 0..<80 {
            let partition = events[Int.random(in: 0..<3, using: &random)]
            // Now and then as much as is held altogether.
            let size = number % 40 == 39 ? 850_000 : Int.random(in: 0..<10_000, using: &random)
            let records = (0..<(size > 10_000 ? 5 : Int.random(in: 1...5, using: &random))).map { _ in
                NewRecord(
                    key: number % 3 == 0 ? nil : [1, UInt8(number)], headers: [RecordHeader("a", "\(number)")],
                    value: number % 7 == 0 ? nil : Array(repeating: UInt8(number), count: size))
            }
            #expect(await reason { _ = try await stale.transact([Append(records, to: partition)]) } == .fenced)
            _ = try await writer.transact([Append(records, to: partition)])
            let bounds = try await log.bounds(of: partition)
            let from = max(0, bounds.upperBound - Int64.random(in: 0..<12, using: &random))
            let count = Int.random(in: 1...8, using: &random)
            let bytes = Int.random(in: 1...40_000, using: &random)
            let batch = try await log.read(partition, from: from, count: count, bytes: bytes)
            live.append((partition, from, count, bytes, bounds.upperBound, batch))
        }
        await log.close()
        let again = try await driver.reopen(EventLogConformance.layouts)
        for (partition, from, count, bytes, end, batch) in live {
            let whole = try await again.read(partition, from: from, count: count, bytes: bytes)
            let expected = whole.records.filter { $0.offset < end }
            #expect(batch.records == expected)
            let isCut = expected.count == count || expected.count < Int(end - from)
            #expect(batch.next == (isCut ? from + Int64(expected.count) : end))
        }
        await again.close()
    }
}
