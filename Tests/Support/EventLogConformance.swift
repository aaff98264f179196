package import EventLog
import EventSourcing

/// The semantics of the event log as cases that every driver runs unchanged.
///
/// Each case founds a log of its own and throws at the first thing that does not hold.
package struct EventLogConformance: Sendable, CustomStringConvertible {
    /// Makes logs of one driver.
    package protocol Driver: Sendable {
        var name: String { get }
        /// A new, empty log with these topics.
        func found(_ layouts: [TopicLayout]) async throws -> any EventLog
        /// The same log once more, after it was closed.
        func reopen(_ layouts: [TopicLayout]) async throws -> any EventLog
        /// Makes compaction happen, where it does not at once. Records of the key `pace` may follow.
        func compact(_ partition: Partition, of log: any EventLog) async throws
        /// Does something during which no answer to a transaction's end reaches its writer.
        func withoutAnswers(_ log: any EventLog, _ body: () async throws -> Void) async throws
        /// Does something while a writer has a record in a transaction that is open; then that writer dies.
        ///
        /// Nothing may be written meanwhile: a driver may have room for one transaction at a time.
        func withOpenTransaction(
            of identity: String, appending text: String, to partition: Partition, of log: any EventLog,
            _ body: () async throws -> Void) async throws
    }

    /// What did not hold.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let description: String
    package let run: @Sendable (any Driver) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any Driver) async throws -> Void) {
        self.description = description
        self.run = run
    }

    package static let events = TopicLayout(Topic("test.events"), partitions: 3, cleanup: .delete(after: nil))
    package static let results = TopicLayout(Topic("test.results"), partitions: 3, cleanup: .delete(after: nil))
    package static let positions = TopicLayout(
        Topic("test.positions"), partitions: 3, cleanup: .compact(tombstonesFor: 86_400_000))
    package static let layouts = [events, results, positions]

    package static let cases: [EventLogConformance] = ordering + writing + reading + sharing

    // MARK: Ordering and keys

    private static let ordering = [
        EventLogConformance("has the topics it was founded with, and no others") { driver in
            let log = try await driver.found(layouts)
            for layout in layouts { try expect(log.layout(of: layout.topic) == layout, "\(layout)") }
            try expect(log.layout(of: Topic("test.none")) == nil, "an unknown topic has no layout")
            try await expect(.unknownPartition) { _ = try await log.append([Append([record("a")], to: events[9])]) }
            await log.close()
        },
        EventLogConformance("puts a key where Kafka's Java client does") { driver in
            let log = try await driver.found(layouts)
            // Facts of the Java client: Utils.toPositive(Utils.murmur2(key)) % partitions.
            for (key, hash) in [
                ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ] {
                try expect(Int32(bitPattern: Murmur2.hash(Array(key.utf8))) == Int32(hash), key)
                let number = Int(UInt32(bitPattern: Int32(hash)) & 0x7fff_ffff) % events.partitions
                let partition = events.partition(ofKey: Array(key.utf8))
                try expect(partition == events[number], key)
                _ = try await log.append([Append([record("by key", key: key)], to: partition)])
                let keys = try await all(log, events[number]).map { text($0.key) }
                try expect(keys.last == key, "\(key) lies in \(number)")
            }
            // A record may name its partition instead.
            _ = try await log.append([Append([record("named", key: "21")], to: events[0])])
            _ = try await log.append([Append([record("named", key: "21")], to: events[1])])
            for number in 0...1 { try expect(try await texts(log, events[number]).last == "named", "\(number)") }
            await log.close()
        },
        EventLogConformance("keeps records whole and in their order") { driver in
            let log = try await driver.found(layouts)
            let headers = [RecordHeader("a", "1"), RecordHeader("a", "2"), RecordHeader("empty", [] as [UInt8])]
            let records = [
                NewRecord(key: Array("k".utf8), headers: headers, value: Array(0...255)),
                NewRecord(key: nil, headers: [], value: []),
                NewRecord(key: [], headers: [], value: Array(repeating: 7, count: 300_000)),
            ]
            let first = try await log.append([Append(records, to: events[1])])[0]
            let read = try await all(log, events[1])
            try expect(read.map(\.value) == records.map(\.value), "values")
            try expect(read.map(\.headers) == records.map(\.headers), "headers")
            try expect(read.map(\.key) == records.map(\.key), "keys")
            try expect(read[0].offset == first, "the offset that was answered")
            try expect(zip(read, read.dropFirst()).allSatisfy { $0.offset < $1.offset }, "offsets grow")
            await log.close()
        },
        EventLogConformance("keeps the order of one caller in a partition") { driver in
            let log = try await driver.found(layouts)
            for number in 0..<50 { _ = try await log.append([Append([record("\(number)")], to: events[0])]) }
            try expect(try await texts(log, events[0]) == (0..<50).map(String.init), "order")
            await log.close()
        },
        EventLogConformance("has after a reopening what it had before") { driver in
            let log = try await driver.found(layouts)
            _ = try await log.append([Append([record("a"), record("b")], to: events[2])])
            let (id, bounds) = (log.id, try await log.bounds(of: events[2]))
            await log.close()
            let again = try await driver.reopen(layouts)
            try expect(again.id == id, "the log's id")
            try expect(try await again.bounds(of: events[2]) == bounds, "bounds")
            try expect(try await texts(again, events[2]) == ["a", "b"], "records")
            await again.close()
        },
        EventLogConformance("refuses another number of partitions than it was founded with") { driver in
            let log = try await driver.found(layouts)
            await log.close()
            let more = TopicLayout(events.topic, partitions: 4, cleanup: events.cleanup)
            try await expect(.otherLayout) { _ = try await driver.reopen([more, results, positions]) }
        },
    ]

    // MARK: Writing

    private static let writing = [
        EventLogConformance("appends to several partitions all or nothing") { driver in
            let log = try await driver.found(layouts)
            let writer = try await log.openWriter("test.0")
            let offsets = try await writer.transact([
                Append([record("e1"), record("e2")], to: events[0]), Append([record("r1")], to: results[0]),
                Append([record("p", key: "p")], to: positions[0]),
            ])
            try expect(offsets.count == 3, "one offset a list")
            try expect(try await texts(log, events[0]) == ["e1", "e2"], "events")
            try expect(try await texts(log, positions[0]) == ["p"], "positions")
            let tooLarge = NewRecord(key: nil, value: Array(repeating: 0, count: 1_000_000))
            try await expect(.tooLarge) {
                _ = try await writer.transact([
                    Append([record("e3")], to: events[0]), Append([tooLarge], to: results[0]),
                ])
            }
            try expect(try await texts(log, events[0]) == ["e1", "e2"], "nothing of a refused transaction")
            _ = try await writer.transact([Append([record("e4")], to: events[0])])
            try expect(try await texts(log, events[0]) == ["e1", "e2", "e4"], "the writer goes on")
            await log.close()
        },
        EventLogConformance("fences the writer whose identity is opened again") { driver in
            let log = try await driver.found(layouts)
            let old = try await log.openWriter("test.0")
            _ = try await old.transact([Append([record("a")], to: events[0])])
            let new = try await log.openWriter("test.0")
            try await expect(.fenced) { _ = try await old.transact([Append([record("b")], to: events[0])]) }
            _ = try await new.transact([Append([record("c")], to: events[0])])
            try await expect(.fenced) { _ = try await old.transact([Append([record("d")], to: events[0])]) }
            try expect(try await texts(log, events[0]) == ["a", "c"], "nothing of the fenced writer")
            await log.close()
        },
        EventLogConformance("lets a good writer through beside a fenced one") { driver in
            let log = try await driver.found(layouts)
            let fenced = try await log.openWriter("test.0")
            _ = try await log.openWriter("test.0")
            let good = try await log.openWriter("test.1")
            // Asked at once, so that a driver that groups has them in one group.
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try? await fenced.transact([Append([record("bad")], to: events[0])])
                    }
                    group.addTask { _ = try? await good.transact([Append([record("\(number)")], to: events[0])]) }
                }
            }
            try expect(try await texts(log, events[0]).sorted() == (0..<20).map(String.init).sorted(), "good ones only")
            await log.close()
        },
        EventLogConformance("calls an answer that never came unknown, and the log then says what happened") { driver in
            let log = try await driver.found(layouts)
            let writer = try await log.openWriter("test.0")
            _ = try await writer.transact([Append([record("e1")], to: events[0])])
            try await driver.withoutAnswers(log) {
                try await expect(.unknownOutcome) {
                    _ = try await writer.transact([
                        Append([record("e2")], to: events[0]), Append([record("p", key: "p")], to: positions[0]),
                    ])
                }
            }
            let again = try await log.openWriter("test.0")
            let seen = try await texts(log, events[0])
            try expect([["e1"], ["e1", "e2"]].contains(seen), "whole or not at all: \(seen)")
            try expect(try await texts(log, positions[0]) == (seen.count == 2 ? ["p"] : []), "in every partition")
            do {
                _ = try await writer.transact([Append([record("late")], to: events[0])])
                throw Failure(description: "the writer that was thrown away goes on")
            } catch is EventLogError {}
            _ = try await again.transact([Append([record("e3")], to: events[0])])
            try expect(try await texts(log, events[0]) == seen + ["e3"], "nothing comes after all")
            await log.close()
        },
        EventLogConformance("keeps writers of different identities apart") { driver in
            let log = try await driver.found(layouts)
            let writers = [try await log.openWriter("test.0"), try await log.openWriter("test.1")]
            for writer in writers { _ = try await writer.transact([Append([record(writer.identity)], to: events[0])]) }
            try expect(try await texts(log, events[0]) == ["test.0", "test.1"], "both")
            await log.close()
        },
        EventLogConformance("keeps the newest record of a key, and removes a key whose value is null") { driver in
            let log = try await driver.found(layouts)
            _ = try await log.append([
                Append([record("1", key: "a"), record("1", key: "b"), record("2", key: "a")], to: positions[1])
            ])
            _ = try await log.append([Append([NewRecord(key: Array("b".utf8), value: nil)], to: positions[1])])
            let last = try await log.last(in: positions[1])
            try expect(last.map { text($0.key) } == "b", "the last record is found from the end")
            try await driver.compact(positions[1], of: log)
            func isCompact(_ left: [LogRecord]) -> Bool {
                left.filter { text($0.key) == "a" }.map(\.value) == [Array("2".utf8)]
                    // A log may keep that the key was removed for as long as readers may need it.
                    && left.filter { text($0.key) == "b" }.allSatisfy { $0.value == nil }
            }
            try expect(isCompact(try await all(log, positions[1])), "the newest of a, and b is removed")
            await log.close()
            let again = try await driver.reopen(layouts)
            try expect(isCompact(try await all(again, positions[1])), "and it stays so")
            await again.close()
        },
    ]

    // MARK: Reading

    private static let reading = [
        EventLogConformance("reads in steps that are bounded, and to the end as of now") { driver in
            let log = try await driver.found(layouts)
            _ = try await log.append([Append((0..<10).map { record("\($0)") }, to: events[0])])
            let bounds = try await log.bounds(of: events[0])
            var next = bounds.lowerBound
            var steps: [Int] = []
            while next < bounds.upperBound {
                let batch = try await log.read(events[0], from: next, count: 4, bytes: 1 << 20)
                steps.append(batch.records.count)
                next = batch.next
            }
            try expect(steps.filter { $0 > 0 } == [4, 4, 2], "\(steps)")
            let one = try await log.read(events[0], from: bounds.lowerBound, count: 10, bytes: 1)
            try expect(one.records.count == 1, "at least one record, whatever the bytes")
            let none = try await log.read(events[0], from: next, count: 10, bytes: 1 << 20)
            try expect(none.records.isEmpty, "nothing at the end")
            await log.close()
        },
        EventLogConformance("shows nothing of a transaction that is open, nor of one that was undone") { driver in
            let log = try await driver.found(layouts)
            let first = try await log.openWriter("test.0")
            _ = try await first.transact([Append([record("before")], to: events[0])])
            await first.close()
            try await driver.withOpenTransaction(of: "test.0", appending: "open", to: events[0], of: log) {
                let end = try await log.bounds(of: events[0]).upperBound
                try expect(try await texts(log, events[0]) == ["before"], "while it is open")
                let past = try await log.read(events[0], from: end, count: 10, bytes: 1 << 20)
                try expect(past.records.isEmpty, "nothing at the end as of then")
            }
            let writer = try await log.openWriter("test.0")
            let end = try await log.bounds(of: events[0]).upperBound
            try expect(try await texts(log, events[0]) == ["before"], "after it was undone")
            let waiting = Task { try await log.wait(for: events[0], at: end) }
            _ = try await writer.transact([Append([record("after")], to: events[0])])
            try await waiting.value
            try expect(try await texts(log, events[0]) == ["before", "after"], "and reading gets past it")
            await log.close()
        },
        EventLogConformance("tells whoever waits that records have come") { driver in
            let log = try await driver.found(layouts)
            let end = try await log.bounds(of: events[0]).upperBound
            async let waiting: Void = log.wait(for: events[0], at: end)
            _ = try await log.append([Append([record("a")], to: events[0])])
            try await waiting
            try await log.wait(for: events[0], at: end)
            let waiter = Task { try await log.wait(for: events[1], at: 0) }
            waiter.cancel()
            try await expect(.cancelled) {
                do { try await waiter.value } catch let error as EventLogError { throw error }
            }
            await log.close()
        },
        EventLogConformance("finds a place by append time") { driver in
            let log = try await driver.found(layouts)
            for number in 0..<5 { _ = try await log.append([Append([record("\(number)")], to: events[0])]) }
            let read = try await all(log, events[0])
            for entry in read {
                let offset = try await log.offset(in: events[0], atTime: entry.time)
                try expect(offset == read.first { $0.time >= entry.time }?.offset, "at \(entry.time)")
            }
            let end = try await log.bounds(of: events[0]).upperBound
            try expect(
                try await log.offset(in: events[0], atTime: (read.last?.time ?? 0) + 1) >= read[4].offset + 1, "later")
            try expect(try await log.offset(in: events[0], atTime: 0) <= read[0].offset, "before; \(end)")
            await log.close()
        },
        EventLogConformance("finds an event by its number") { driver in
            let log = try await driver.found(layouts)
            let writer = try await log.openWriter("test.0")
            var number = EventNumber.none
            for size in [1, 3, 1, 7, 20] {
                var records: [NewRecord] = []
                for _ in 0..<size {
                    number = number.next
                    records.append(
                        NewRecord(
                            key: nil, headers: [RecordHeader("ce_partitionsequence", "\(number)")],
                            value: Array("\(number.value)".utf8)))
                }
                _ = try await writer.transact([Append(records, to: events[0])])
            }
            for value in 1...32 as ClosedRange<Int64> {
                guard let wanted = EventNumber(value) else { continue }
                let offset = try await log.offset(in: events[0], ofEvent: wanted)
                let batch = try await log.read(events[0], from: offset, count: 1, bytes: 1)
                try expect(batch.records.first.map { text($0.value) } == "\(value)", "event \(value)")
            }
            try expect(try await log.lastEvent(in: events[0]) == number, "the last")
            try expect(try await log.lastEvent(in: events[1]) == .none, "none")
            await log.close()
        },
    ]
}

extension EventLogConformance {
    static func record(_ text: String, key: String? = nil) -> NewRecord {
        NewRecord(key: key.map { Array($0.utf8) }, value: Array(text.utf8))
    }

    static func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    /// Every record of a partition, as of now.
    package static func all(_ log: any EventLog, _ partition: Partition) async throws -> [LogRecord] {
        let bounds = try await log.bounds(of: partition)
        var records: [LogRecord] = []
        var next = bounds.lowerBound
        while next < bounds.upperBound {
            let batch = try await log.read(partition, from: next, count: 100, bytes: 1 << 20)
            records += batch.records
            guard batch.next > next else { break }
            next = batch.next
        }
        return records
    }

    package static func texts(_ log: any EventLog, _ partition: Partition) async throws -> [String] {
        try await all(log, partition).map { text($0.value) }
    }

    static func expect(_ holds: Bool, _ what: String, line: Int = #line) throws {
        guard holds else { throw Failure(description: "line \(line): \(what)") }
    }

    static func expect(
        _ reason: EventLogError.Reason, line: Int = #line, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as EventLogError {
            guard error.reason == reason else { throw error }
            return
        }
        throw Failure(description: "line \(line): no error, \(reason) is expected")
    }
}

extension TopicLayout {
    fileprivate subscript(number: Int) -> Partition { Partition(topic, number) }
}
