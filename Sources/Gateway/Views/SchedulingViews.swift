import EventSourcing
import HubContracts

/// The views of scheduling: rooms, people, groups, and when what takes place where.
package enum SchedulingViews {
    package static let rooms = view("rooms", room)
    package static let staffMembers = view("staff-members", staffMember)
    package static let groups = view("groups", group)
    package static let calendars = view("calendars", calendar)
    package static let learningActivities = view("learning-activities", learningActivity)
    package static let timetables = view("timetables", timetable)

    package static let all = [rooms, staffMembers, groups, calendars, learningActivities, timetables]

    private static func view(_ name: String, _ kind: DocumentView.Kind) -> DocumentView {
        DocumentView(name, version: 1, services: ["scheduling"], kinds: [kind])
    }

    static let room = DocumentView.Kind(
        name: "room", identifier: "roomId",
        filters: [
            ("state", ["state"]), ("roomType", ["roomType"]), ("locationId", ["locationId"]), ("feature", ["features"]),
            ("code", ["otherCodes", "code"]),
        ],
        searched: [["abbreviation"], ["names", "value"], ["building"]],
        changes: [
            RoomDescribedV1.identity.type: .replace(with: "inUse"),
            RoomRetiredV1.identity.type: .merge(state: "retired"),
        ])

    private static let staffMember = DocumentView.Kind(
        name: "member of staff", identifier: "staffMemberId",
        filters: [("state", ["state"]), ("skill", ["skills"]), ("locationId", ["locationIds"])],
        searched: [["staffMemberId"]],
        changes: [
            StaffMemberDescribedV1.identity.type: .replace(with: "available"),
            StaffMemberReleasedV1.identity.type: .merge(state: "released"),
        ])

    static let group = DocumentView.Kind(
        name: "group", identifier: "groupId",
        filters: [
            ("state", ["state"]), ("groupType", ["groupType"]), ("offeringId", ["offeringIds"]),
            ("academicSessionId", ["academicSessionId"]), ("code", ["otherCodes", "code"]),
        ],
        searched: [["abbreviation"], ["names", "value"]],
        changes: [
            GroupDescribedV1.identity.type: .revise(
                removing: ["academicSessionId", "offeringIds", "maximumMembers", "otherCodes"], state: "active"),
            GroupDissolvedV1.identity.type: .merge(state: "dissolved"),
        ])

    private static let calendar = DocumentView.Kind(
        name: "calendar", identifier: "calendarId",
        filters: [("region", ["region"]), ("locationId", ["locationIds"])],
        searched: [["names", "value"]],
        changes: [CalendarDescribedV1.identity.type: .replace()])

    static let learningActivity = DocumentView.Kind(
        name: "learning activity", identifier: "learningActivityId",
        filters: [
            ("state", ["state"]), ("offeringId", ["offeringId"]), ("groupId", ["groupIds"]), ("roomId", ["roomIds"]),
            ("staffMemberId", ["staffMemberIds"]), ("startsOn", ["startsOn"]), ("activityType", ["activityType"]),
        ],
        searched: [["names", "value"], ["abbreviation"]],
        changes: [
            LearningActivityProposedV1.identity.type: .revise(
                removing: [
                    "demandOfferingIds", "abbreviation", "groupIds", "minimumLearners", "maximumLearners",
                    "minimumStaff", "neededSkills", "neededFeatures", "afterActivityIds",
                ], state: "proposed"),
            LearningActivityPlannedV1.identity.type: .revise(
                removing: ["roomIds", "staffMemberIds"], state: "planned"),
            LearningActivityMovedV1.identity.type: .revise(
                removing: ["roomIds", "staffMemberIds", "reason"], state: "planned"),
            LearningActivityCancelledV1.identity.type: .merge(state: "cancelled"),
            DemandShortfallNotedV1.identity.type: .merge(),
        ])

    private static let timetable = DocumentView.Kind(
        name: "timetable", identifier: "timetableId",
        filters: [("state", ["state"]), ("calendarId", ["calendarId"])],
        searched: [["names", "value"]],
        changes: [
            TimetableOpenedV1.identity.type: .replace(with: "draft"),
            TimetablePublishedV1.identity.type: .merge(state: "published"),
            TimetableWithdrawnV1.identity.type: .merge(state: "withdrawn"),
        ])
}
