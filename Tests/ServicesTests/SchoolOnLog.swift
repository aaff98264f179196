import EventSourcing
import HubContracts
import Testing

/// A room, a member of staff, a group of one learner and a calendar, and commands about activities of them.
struct SchoolOnLog {
    let calendar = UUIDValue(high: 1, low: 1)
    let room = UUIDValue(high: 3, low: 1)
    let teacher = UUIDValue(high: 4, low: 1)
    let group = UUIDValue(high: 5, low: 1)
    let offering = UUIDValue(high: 6, low: 1)
    let learner = UUIDValue(high: 8, low: 1)

    func activity(_ number: UInt64) -> UUIDValue { UUIDValue(high: 7, low: number) }

    private func names(_ text: String) -> [LocalisedTextV1] { [LocalisedTextV1(language: "nl", value: text)] }

    func open() async throws -> SchedulingOnLog {
        let log = try await SchedulingOnLog.open()
        try await describe(on: log, institution: SchedulingOnLog.institution)
        return log
    }

    func describe(on log: SchedulingOnLog, institution: String) async throws {
        let first = try #require(CalendarDate("2026-08-01"))
        try await log.ask(
            DescribeCalendarV1(
                calendarId: calendar, names: names("Zwolle"), region: .north,
                period: PeriodV1(validFrom: first, validTo: CalendarDate("2027-07-31"))),
            of: calendar, institution: institution)
        try await log.ask(
            DescribeRoomV1(
                roomId: room, names: names("Lokaal"), abbreviation: "B2.14", roomType: .lectureRoom, seats: 30),
            of: room, institution: institution)
        try await log.ask(DescribeStaffMemberV1(staffMemberId: teacher), of: teacher, institution: institution)
        try await log.ask(
            DescribeGroupV1(groupId: group, groupType: .class, names: names("1A"), abbreviation: "1A"), of: group,
            institution: institution)
        try await log.ask(
            ChangeGroupMembersV1(groupId: group, effectiveOn: first, added: [learner]), of: group,
            institution: institution)
    }

    func propose(_ activity: UUIDValue, groups: [UUIDValue]? = nil, minimum: Int64? = nil) -> ProposeLearningActivityV1
    {
        ProposeLearningActivityV1(
            learningActivityId: activity, offeringId: offering, calendarId: calendar, names: names("Receptuur"),
            activityType: .lecture, groupIds: groups ?? [group], minimumLearners: minimum, timing: .free)
    }

    /// On Monday 7 September 2026, in the room and with the member of staff.
    func plan(
        _ activity: UUIDValue, _ from: String, _ to: String, on day: String = "2026-09-07"
    ) throws -> PlanLearningActivityV1 {
        PlanLearningActivityV1(
            learningActivityId: activity, startsOn: try #require(CalendarDate(day)), startsAt: from, endsAt: to,
            roomIds: [room], staffMemberIds: [teacher])
    }

    func move(_ activity: UUIDValue, _ from: String, _ to: String) throws -> MoveLearningActivityV1 {
        MoveLearningActivityV1(
            learningActivityId: activity, startsOn: try #require(CalendarDate("2026-09-07")), startsAt: from,
            endsAt: to, roomIds: [room], staffMemberIds: [teacher])
    }
}
