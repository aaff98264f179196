import EventLog
import EventSourcing
import Foundation
import HubContracts
import SQLiteEventLog
import ServiceRuntime
import Services
import Synchronization

/// Activities of a school of 1,250 learners, 60 rooms and 150 staff, proposed and planned one after the other: what a
/// planner waits for, at the beginning and when 5,000 are planned.
enum SchedulingBenchmark {
    private static let activities = 5_000
    private static let topics = ServiceTopics(service: "scheduling")
    private static let institution = "25lx"

    static func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await SQLiteEventLog.open(
            at: folder.appendingPathComponent("scheduling.db"), topics: topics.layouts(partitions: 1),
            durability: .normal)
        let school = try school()
        for part in school { _ = try await log.append([Append([part], to: Partition(topics.commands, 0))]) }
        var planning: [NewRecord] = []
        for number in 0..<activities { planning += try activity(number) }
        for command in planning { _ = try await log.append([Append([command], to: Partition(topics.commands, 0))]) }
        let times = try await decide(log, folder)
        let accepted = try await outcomes(log)
        await log.close()
        guard accepted == school.count + planning.count else {
            preconditionFailure("every command is accepted, \(accepted) of \(school.count + planning.count) are")
        }
        report(Array(times.dropFirst(school.count)))
    }

    private static func report(_ times: [Double]) {
        let tenth = times.count / 10
        print("\n\(activities) activities proposed and planned, a transaction for each command\n")
        for (name, part) in [("the first tenth", times.prefix(tenth)), ("the last tenth", times.suffix(tenth))] {
            let mean = part.reduce(0, +) / Double(part.count) * 1e6
            let slow = part.sorted()[part.count * 99 / 100] * 1e6
            print(
                name.padding(toLength: 24, withPad: " ", startingAt: 0)
                    + String(format: "%8.0f µs a command, %8.0f µs in the slowest hundredth", mean, slow))
        }
    }

    // MARK: The school

    private static func id(_ kind: UInt64, _ number: Int) -> UUIDValue { UUIDValue(high: kind, low: UInt64(number)) }

    private static func names(_ text: String) -> [LocalisedTextV1] { [LocalisedTextV1(language: "nl", value: text)] }

    private static func day(_ number: Int) -> CalendarDate {
        // From Monday 31 August 2026.
        CalendarDate(dayNumber: 20_696 + number)
    }

    private static func school() throws -> [NewRecord] {
        var commands = [
            try command(
                DescribeCalendarV1(
                    calendarId: id(1, 1), names: names("Zwolle"), region: .north,
                    period: PeriodV1(validFrom: day(0), validTo: day(300))), id(1, 1))
        ]
        for number in 0..<60 {
            let room = DescribeRoomV1(
                roomId: id(3, number), names: names("Lokaal \(number)"), abbreviation: "B\(number)",
                roomType: .lectureRoom, seats: 32)
            commands.append(try command(room, id(3, number)))
        }
        for number in 0..<150 {
            let member = DescribeStaffMemberV1(staffMemberId: id(4, number), contractMinutesPerWeek: 1500)
            commands.append(try command(member, id(4, number)))
        }
        for number in 0..<50 {
            let group = DescribeGroupV1(
                groupId: id(5, number), groupType: .class, names: names("Klas \(number)"), abbreviation: "K\(number)")
            commands.append(try command(group, id(5, number)))
            // Each group shares two learners with the next.
            let members = (number * 25..<number * 25 + 27).map { id(8, $0 % 1250) }
            let change = ChangeGroupMembersV1(groupId: id(5, number), effectiveOn: day(0), added: members)
            commands.append(try command(change, id(5, number)))
        }
        return commands
    }

    /// 250 in a week: each group has a lesson a day.
    private static func activity(_ number: Int) throws -> [NewRecord] {
        let (week, rest) = (number / 250, number % 250)
        let (weekday, group) = (rest / 50, rest % 50)
        let hour = 8 + group % 8
        let activity = id(7, number)
        let proposal = ProposeLearningActivityV1(
            learningActivityId: activity, offeringId: id(6, group), calendarId: id(1, 1), names: names("Les"),
            activityType: .lecture, groupIds: [id(5, group)], timing: .grid)
        let plan = PlanLearningActivityV1(
            learningActivityId: activity, startsOn: day(week * 7 + weekday), startsAt: "\(Digits.padded(hour, 2)):30",
            endsAt: "\(Digits.padded(hour + 1, 2)):20", roomIds: [id(3, group)], staffMemberIds: [id(4, group * 3)])
        return [try command(proposal, activity), try command(plan, activity)]
    }

    private static func command(_ command: some ContractMessage, _ subject: UUIDValue) throws -> NewRecord {
        let identity = type(of: command).identity
        var message = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:kvknr:12345678.rooster", type: identity.type,
            subject: subject.description, dataContentType: "application/json", dataSchema: identity.urn,
            data: try ContractData.write(command))
        message[.institution] = institution
        message[.partitionkey] = institution
        message.origin = .caller
        return NewRecord(message)
    }

    // MARK: Deciding

    /// Seconds of each command from when it is read until it is applied.
    private static func decide(_ log: any EventLog, _ folder: URL) async throws -> [Double] {
        struct Times {
            var read = ContinuousClock.now
            var all: [Double] = []
        }
        let times = Mutex(Times())
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let writer = PartitionWriter(
            rules: SchedulingRules(), log: log, partition: 0,
            settings: .init(
                source: "urn:nld:oin:00000001234567890000:schakel", hub: "benchmark", folder: folder, largestBatch: 1,
                clock: HubClock(now: { Timestamp(milliseconds: 1_700_000_000_000) }, sleep: { _ in })),
            observe: { if case .caughtUp = $0 { continuation.yield() } },
            pass: { point in
                times.withLock { times in
                    if point == .commandsRead { times.read = .now }
                    guard point == .stateApplied else { return }
                    let elapsed = (ContinuousClock.now - times.read).components
                    times.all.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
                }
            })
        let task = Task { try await writer.run() }
        for await _ in stream { break }
        task.cancel()
        try await task.value
        return times.withLock { $0.all }
    }

    /// How many commands were accepted.
    private static func outcomes(_ log: any EventLog) async throws -> Int {
        var (accepted, next) = (0, 0 as Int64)
        let partition = Partition(topics.results, 0)
        while next < (try await log.bounds(of: partition).upperBound) {
            let batch = try await log.read(partition, from: next, count: 1000, bytes: 8 << 20)
            accepted += batch.records.count { record in
                record.headers.contains {
                    $0.name == Remembered.outcomeHeader && $0.value == Array("accepted".utf8)
                }
            }
            next = batch.next
        }
        return accepted
    }
}
