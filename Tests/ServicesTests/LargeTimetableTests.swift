import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Support
import Testing

/// A timetable of five thousand activities: planned, published, changed and published again.
@Suite struct LargeTimetableTests {
    private let school = SchoolOnLog()
    private let timetable = UUIDValue(high: 10, low: 1)
    private static let rooms = 60 as UInt64
    private static let count = 5_000 as UInt64

    private func room(_ number: UInt64) -> UUIDValue { UUIDValue(high: 30, low: number) }
    private func teacher(_ number: UInt64) -> UUIDValue { UUIDValue(high: 40, low: number) }
    private func group(_ number: UInt64) -> UUIDValue { UUIDValue(high: 50, low: number) }

    /// Seventeen half hours a day, from Monday 7 September 2026.
    private func plan(_ number: UInt64) throws -> PlanLearningActivityV1 {
        let (place, moment) = (number % Self.rooms, number / Self.rooms)
        let (day, slot) = (moment / 17, moment % 17)
        func time(_ slot: UInt64) -> String {
            String(format: "%02d:%02d", Int(8 + slot / 2), Int(slot % 2 * 30))
        }
        return PlanLearningActivityV1(
            learningActivityId: school.activity(number),
            startsOn: try #require(CalendarDate(String(format: "2026-09-%02d", Int(7 + day)))),
            startsAt: time(slot), endsAt: time(slot + 1), roomIds: [room(place)], staffMemberIds: [teacher(place)])
    }

    @Test func itIsPlannedAndPublishedWholeAndAConflictInItIsNamed() async throws {
        let log = try await school.open()
        var described: [(command: any ContractMessage, subject: UUIDValue)] = []
        for number in 0..<Self.rooms {
            described.append(
                (
                    DescribeRoomV1(
                        roomId: room(number), names: [.init(language: "nl", value: "Lokaal \(number)")],
                        abbreviation: "L\(number)", roomType: .lectureRoom, seats: 30), room(number)
                ))
            described.append((DescribeStaffMemberV1(staffMemberId: teacher(number)), teacher(number)))
            described.append(
                (
                    DescribeGroupV1(
                        groupId: group(number), groupType: .class, names: [.init(language: "nl", value: "G\(number)")],
                        abbreviation: "G\(number)"), group(number)
                ))
        }
        #expect(try await log.ask(all: described) == [.accepted: described.count])
        // Given five days of which hardly a room is free.
        var asked: [(command: any ContractMessage, subject: UUIDValue)] = []
        for number in 0..<Self.count {
            let activity = school.activity(number)
            asked.append((school.propose(activity, groups: [group(number % Self.rooms)]), activity))
            asked.append((try plan(number), activity))
        }
        #expect(try await log.ask(all: asked) == [.accepted: asked.count])

        // When one more is planned where another is, then that one is named.
        let late = school.activity(Self.count)
        try await log.ask(school.propose(late, groups: []), of: late)
        var conflicting = try plan(4_321)
        conflicting.learningActivityId = late
        let refused = try await log.ask(conflicting, of: late)
        #expect(refused.rejection?.code == .roomShortage, "\(String(describing: refused.rejection))")
        #expect(refused.rejection?.message.contains(school.activity(4_321).description) == true)

        // When it is published, then every activity is listed, in as many events as that takes.
        try await log.ask(
            OpenTimetableV1(
                timetableId: timetable, calendarId: school.calendar, names: [.init(language: "nl", value: "Periode 1")],
                period: PeriodV1(
                    validFrom: try #require(CalendarDate("2026-08-31")), validTo: CalendarDate("2026-11-06"))),
            of: timetable)
        let publish = PublishTimetableV1(
            timetableId: timetable, publishedOn: try #require(CalendarDate("2026-08-21")))
        let published = try await log.ask(publish, of: timetable)
        #expect(published.outcome == .accepted, "\(published)")
        #expect(try await listed(log).added.count == Int(Self.count))

        // When one is moved and another cancelled, then the next version lists these two.
        try await log.ask(
            CancelLearningActivityV1(learningActivityId: school.activity(7), reason: .replaced), of: school.activity(7))
        let freed = try plan(7)
        let moved = try await log.ask(
            MoveLearningActivityV1(
                learningActivityId: school.activity(8), startsOn: freed.startsOn, startsAt: freed.startsAt,
                endsAt: freed.endsAt, roomIds: freed.roomIds, staffMemberIds: freed.staffMemberIds),
            of: school.activity(8))
        #expect(moved.outcome == .accepted, "\(moved)")
        #expect(try await log.ask(publish, of: timetable).outcome == .accepted)
        let second = try await listed(log)
        #expect(second.moved == [school.activity(8)] && second.removed == [school.activity(7)])
        try await log.close()
    }

    /// What the newest version lists.
    private func listed(
        _ log: SchedulingOnLog
    ) async throws -> (added: Set<UUIDValue>, moved: Set<UUIDValue>, removed: Set<UUIDValue>) {
        let own = try await log.events().filter { $0.subject == timetable.description }
        let last = own.lastIndex { $0.contract == TimetablePublishedV1.identity } ?? 0
        var (added, moved, removed) = (Set<UUIDValue>(), Set<UUIDValue>(), Set<UUIDValue>())
        for event in own[last...] where event.contract == TimetableChangesListedV1.identity {
            let listed = try ContractData.read(TimetableChangesListedV1.self, event.data ?? [])
            added.formUnion(listed.added ?? [])
            moved.formUnion(listed.moved ?? [])
            removed.formUnion(listed.removed ?? [])
        }
        return (added, moved, removed)
    }
}
