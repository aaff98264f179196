import EventSourcing
import HubContracts

/// The objects of scheduling with what each refers to, for the views that draw them beside the catalogue's.
enum SchedulingKinds {
    static let all = [group, room, learningActivity]

    static let group = LinkedKind(
        "group", SchedulingViews.group.changes,
        references: [
            .init("followed", ["offeringIds"], to: "offering"),
            .init("academicSession", ["academicSessionId"], to: "academic-session"),
        ])

    static let room = LinkedKind("room", SchedulingViews.room.changes)

    static let learningActivity = LinkedKind(
        "learning-activity", SchedulingViews.learningActivity.changes,
        references: [.init("activityOf", ["offeringId"], to: "offering", isSeenFromTarget: true)])
}
