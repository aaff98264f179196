import EventLog
import EventSourcing
import ServiceRuntime

/// Which events someone wants.
struct EventFilter: Sendable, Hashable {
    var institution: String
    /// Exact types, or beginnings that end in `*`; empty is all.
    var types: [String] = []
    var sources: [String] = []
    var subjects: [String] = []

    func takes(_ event: CloudEvent) -> Bool {
        event[.institution] == institution
            && (types.isEmpty
                || types.contains { $0.hasSuffix("*") ? event.type.hasPrefix($0.dropLast()) : event.type == $0 })
            && (sources.isEmpty || sources.contains(event.source))
            && (subjects.isEmpty || subjects.contains(event.subject ?? ""))
    }
}

/// Reads events of all services from a cursor on, partition by partition.
///
/// Within a partition the order is the log's; between partitions there is none. A reader remembers where it was on the
/// log, so that following costs no searching.
struct EventReader: Sendable {
    private let log: any EventLog
    private let filter: EventFilter
    private let places: [(place: EventCursor.Place, partition: Partition)]
    private(set) var cursor: EventCursor
    private var offsets: [Partition: Int64] = [:]
    private var turn = 0

    init(_ log: any EventLog, services: [String], filter: EventFilter, cursor: EventCursor) {
        self.log = log
        self.filter = filter
        self.cursor = cursor
        places = services.flatMap { service in
            (log.layout(of: ServiceTopics(service: service).events)?.all ?? []).map {
                (EventCursor.Place(service: service, partition: $0.number), $0)
            }
        }
    }

    /// Whether the cursor names only partitions that there are, and no event that is not there yet.
    func isOnLog() async throws -> Bool {
        for (place, number) in cursor.numbers {
            guard let partition = places.first(where: { $0.place == place })?.partition,
                try await log.lastEvent(in: partition) >= number
            else { return false }
        }
        return true
    }

    /// Goes to the end as it is now.
    mutating func skipToEnd() async throws {
        for (place, partition) in places {
            cursor[place] = try await log.lastEvent(in: partition)
            offsets[partition] = try await log.bounds(of: partition).upperBound
        }
    }

    /// Reads on.
    ///
    /// - Returns: each event with the cursor behind it, at most `limit`; nothing when the end was reached, or when
    ///   `effort` records that nobody asked for were passed. `isAtEnd` tells these apart.
    mutating func next(
        limit: Int, effort: Int = 100_000
    ) async throws -> (events: [(event: CloudEvent, cursor: EventCursor)], isAtEnd: Bool) {
        var events: [(CloudEvent, EventCursor)] = []
        var passed = 0
        var quiet = 0
        while quiet < places.count {
            let (place, partition) = places[turn]
            let from = try await offset(place, partition)
            let batch = try await log.read(partition, from: from, count: 500, bytes: 1 << 20)
            for record in batch.records {
                let event = try EventReader.event(record, partition)
                if let number = event.partitionSequence { cursor[place] = number }
                offsets[partition] = record.offset + 1
                if filter.takes(event) { events.append((event, cursor)) }
                passed += 1
                if events.count >= limit || passed >= effort { return (events, false) }
            }
            offsets[partition] = batch.next
            quiet = batch.next == from ? quiet + 1 : 0
            turn = (turn + 1) % places.count
        }
        return (events, true)
    }

    /// Returns once there is something behind the end that was reached.
    func wait() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, partition) in places {
                guard let offset = offsets[partition] else { continue }
                let log = log
                group.addTask { try await log.wait(for: partition, at: offset) }
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }

    private mutating func offset(_ place: EventCursor.Place, _ partition: Partition) async throws -> Int64 {
        if let offset = offsets[partition] { return offset }
        let offset =
            cursor[place] == .none
            ? try await log.bounds(of: partition).lowerBound
            : try await log.offset(in: partition, ofEvent: cursor[place].next)
        offsets[partition] = offset
        return offset
    }

    private static func event(_ record: LogRecord, _ partition: Partition) throws -> CloudEvent {
        do throws(CloudEventError) {
            return try CloudEvent(
                kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key, value: record.value)
        } catch {
            throw EventLogError(.unreadable, partition, detail: "the event at \(record.offset): \(error)")
        }
    }
}
