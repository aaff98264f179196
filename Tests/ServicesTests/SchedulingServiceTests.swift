import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Testing

/// Planning over the log: the board is made anew from the events in every round.
@Suite struct SchedulingServiceTests {
    private let school = SchoolOnLog()

    @Test func anActivityIsPlannedMovedAndCancelled() async throws {
        let log = try await school.open()
        let activity = school.activity(1)
        #expect(try await log.ask(school.propose(activity), of: activity).outcome == .accepted)
        let planned = try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        #expect(planned.outcome == .accepted)
        #expect(try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity).outcome == .unchanged)
        #expect(try await log.ask(try school.move(activity, "10:30", "12:00"), of: activity).outcome == .accepted)
        let cancel = CancelLearningActivityV1(learningActivityId: activity, reason: .staffUnavailable)
        #expect(try await log.ask(cancel, of: activity).outcome == .accepted)
        #expect(
            try await log.history(of: activity) == [
                "learning-activity-proposed", "learning-activity-planned", "learning-activity-moved",
                "learning-activity-cancelled",
            ])
        let event = try #require(try await log.last(LearningActivityPlannedV1.self, of: activity))
        #expect(event.from.description == "2026-09-07T06:30:00Z")
        #expect(event.endsOn == event.startsOn)
        #expect(try await log.events().allSatisfy { $0[.partitionkey] == SchedulingOnLog.institution })
        try await log.close()
    }

    @Test func whatIsInTheWayIsNamedWithCodeObjectTimeAndWhatIsShared() async throws {
        let log = try await school.open()
        let (first, second) = (school.activity(1), school.activity(2))
        try await log.ask(school.propose(first), of: first)
        try await log.ask(school.propose(second, groups: []), of: second)
        try await log.ask(try school.plan(first, "08:30", "10:10"), of: first)
        let refused = try await log.ask(try school.plan(second, "10:00", "11:00"), of: second)
        #expect(refused.outcome == .rejected)
        let rejection = try #require(refused.rejection)
        #expect(rejection.code == .roomShortage)
        #expect(rejection.pointer == "/roomIds/0")
        #expect(
            rejection.message
                == "the room is taken by another activity: \(first), 2026-09-07 from 08:30 to 10:10")
        let conflicts = try #require(rejection.conflicts)
        #expect(conflicts.map(\.code) == ["roomShortage", "capacityShortage"])
        #expect(conflicts.map(\.objectId) == [first, first])
        #expect(conflicts.map(\.sharedKind) == [.room, .staffMember])
        #expect(conflicts.map(\.sharedId) == [school.room, school.teacher])
        #expect(conflicts.first?.from?.description == "2026-09-07T06:30:00Z")
        #expect(conflicts.first?.to?.description == "2026-09-07T08:10:00Z")
        #expect(try await log.history(of: second) == ["learning-activity-proposed"])
        try await log.close()
    }

    @Test func institutionsDoNotStandInEachOthersWay() async throws {
        let log = try await school.open()
        try await school.describe(on: log, institution: "30ab")
        for institution in [SchedulingOnLog.institution, "30ab"] {
            let activity = school.activity(1)
            try await log.ask(school.propose(activity), of: activity, institution: institution)
            let planned = try await log.ask(
                try school.plan(activity, "08:30", "10:10"), of: activity, institution: institution)
            #expect(planned.outcome == .accepted)
        }
        try await log.close()
    }

    @Test func aRoomAMemberOfStaffAndAGroupEndOnceNothingIsPlannedAfterIt() async throws {
        let log = try await school.open()
        let activity = school.activity(1)
        try await log.ask(school.propose(activity), of: activity)
        try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        let (before, day) = (try #require(CalendarDate("2026-09-06")), try #require(CalendarDate("2026-09-07")))
        func codes(_ lastDay: CalendarDate) async throws -> [CommandResultV1.Rejection.Code?] {
            [
                try await log.ask(RetireRoomV1(roomId: school.room, lastDay: lastDay), of: school.room),
                try await log.ask(
                    ReleaseStaffMemberV1(staffMemberId: school.teacher, lastDay: lastDay), of: school.teacher),
                try await log.ask(DissolveGroupV1(groupId: school.group, lastDay: lastDay), of: school.group),
            ].map(\.rejection?.code)
        }
        #expect(try await codes(before) == [.roomShortage, .capacityShortage, .ruleConflict])
        #expect(try await codes(day) == [nil, nil, nil])
        #expect(try await log.history(of: school.room) == ["room-described", "room-retired"])
        try await log.close()
    }

    @Test func attendanceKeepsWhereTheReasonForAnAbsenceIs() async throws {
        let log = try await school.open()
        let activity = school.activity(1)
        try await log.ask(school.propose(activity), of: activity)
        let reason = SealedReferenceV1(record: "absence-reason/1", version: 1)
        let register = RecordAttendanceV1(
            learningActivityId: activity,
            entries: [.init(subjectId: school.learner, attendance: .absent, absenceReason: reason)])
        #expect(try await log.ask(register, of: activity).rejection?.code == .wrongState)
        try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        #expect(try await log.ask(register, of: activity).outcome == .accepted)
        #expect(try await log.ask(register, of: activity).outcome == .unchanged)
        #expect(
            try await log.last(AttendanceRecordedV1.self, of: activity)?.entries.first?.absenceReason == reason)
        let stranger = RecordAttendanceV1(
            learningActivityId: activity, entries: [.init(subjectId: school.room, attendance: .present)])
        let refused = try await log.ask(stranger, of: activity).rejection
        #expect(refused?.code == .notFound)
        #expect(refused?.pointer == "/entries/0/subjectId")
        try await log.close()
    }

    @Test func aTimetableIsPublishedInVersionsAndOnlyWhenSomethingDiffers() async throws {
        let log = try await school.open()
        let (activity, timetable) = (school.activity(1), UUIDValue(high: 10, low: 1))
        let opening = OpenTimetableV1(
            timetableId: timetable, calendarId: school.calendar, names: [.init(language: "nl", value: "Periode 1")],
            period: .init(
                validFrom: try #require(CalendarDate("2026-08-31")), validTo: CalendarDate("2026-11-13")))
        try await log.ask(opening, of: timetable)
        try await log.ask(school.propose(activity), of: activity)
        try await log.ask(try school.plan(activity, "08:30", "10:10"), of: activity)
        let publish = PublishTimetableV1(
            timetableId: timetable, publishedOn: try #require(CalendarDate("2026-08-21")))
        #expect(try await log.ask(publish, of: timetable).outcome == .accepted)
        #expect(try await log.ask(publish, of: timetable).outcome == .unchanged, "nothing differs")
        try await log.ask(try school.move(activity, "10:30", "12:00"), of: activity)
        #expect(try await log.ask(publish, of: timetable).outcome == .accepted)
        #expect(
            try await log.history(of: timetable) == [
                "timetable-opened", "timetable-published", "timetable-changes-listed", "timetable-superseded",
                "timetable-published", "timetable-changes-listed",
            ])
        let second = try #require(try await log.last(TimetablePublishedV1.self, of: timetable))
        #expect(try await log.last(TimetableChangesListedV1.self, of: timetable)?.moved == [activity])
        #expect([second.version, second.activities, second.added, second.moved, second.removed] == [2, 1, 0, 1, 0])
        try await log.close()
    }

    @Test func theSubjectOfAnotherKindIsRefused() async throws {
        let log = try await school.open()
        let cancel = CancelLearningActivityV1(learningActivityId: school.room, reason: .other)
        #expect(try await log.ask(cancel, of: school.room).rejection?.code == .invalid)
        try await log.close()
    }
}
