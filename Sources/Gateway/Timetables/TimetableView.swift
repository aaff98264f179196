package import EventSourcing
import Foundation
package import GRDB
import HubContracts
import JSONSchema
import ServiceRuntime

/// What every version of every timetable holds, and who is in which group when.
///
/// A version is a place in the order of events, so this view keeps for each activity from which version until which it
/// stood so: as many rows as there were changes, however often is published. The draft is what is planned now.
package struct TimetableView: Projection {
    package let name = "timetable-versions"
    package let version = 2
    package let services = ["scheduling"]

    package init() {}

    package func follows(_ type: String) -> Bool { TimetableView.followed.contains(type) }

    private static let followed: Set<String> = [
        LearningActivityProposedV1.identity.type, LearningActivityPlannedV1.identity.type,
        LearningActivityMovedV1.identity.type, LearningActivityCancelledV1.identity.type,
        TimetableOpenedV1.identity.type, TimetablePublishedV1.identity.type, TimetableSupersededV1.identity.type,
        TimetableChangesListedV1.identity.type, TimetableWithdrawnV1.identity.type, RoomDescribedV1.identity.type,
        StaffMemberDescribedV1.identity.type, GroupDescribedV1.identity.type, GroupMembersChangedV1.identity.type,
    ]

    /// Versions are numbered from 1; entry and usage of the draft have the timetable '' and the version 0.
    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE activity (
                  institution TEXT NOT NULL, id TEXT NOT NULL, calendar TEXT NOT NULL, day TEXT NOT NULL,
                  moment INTEGER NOT NULL, sequence INTEGER NOT NULL, stamp INTEGER NOT NULL, state TEXT NOT NULL,
                  plan TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (institution, id)) STRICT;
                CREATE INDEX activityDay ON activity (institution, calendar, day);
                CREATE TABLE timetable (
                  institution TEXT NOT NULL, id TEXT NOT NULL, calendar TEXT NOT NULL, firstDay TEXT NOT NULL,
                  lastDay TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (institution, id)) STRICT;
                CREATE TABLE version (
                  institution TEXT NOT NULL, timetable TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
                  publishedOn TEXT NOT NULL, activities INTEGER NOT NULL, added INTEGER NOT NULL,
                  moved INTEGER NOT NULL, removed INTEGER NOT NULL, reason TEXT, id TEXT NOT NULL,
                  PRIMARY KEY (institution, timetable, version)) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX versionId ON version (institution, id);
                CREATE TABLE entry (
                  institution TEXT NOT NULL, timetable TEXT NOT NULL, activity TEXT NOT NULL, since INTEGER NOT NULL,
                  until INTEGER, day TEXT NOT NULL, moment INTEGER NOT NULL, sequence INTEGER NOT NULL,
                  stamp INTEGER NOT NULL, endSequence INTEGER, endStamp INTEGER, plan TEXT NOT NULL, body BLOB NOT NULL,
                  PRIMARY KEY (institution, timetable, activity, since)) STRICT;
                CREATE TABLE usage (
                  institution TEXT NOT NULL, activity TEXT NOT NULL, timetable TEXT NOT NULL, since INTEGER NOT NULL,
                  used TEXT NOT NULL,
                  PRIMARY KEY (institution, activity, timetable, since, used)) STRICT, WITHOUT ROWID;
                CREATE INDEX usageUsed ON usage (institution, used, timetable);
                CREATE TABLE resource (
                  institution TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,
                  PRIMARY KEY (institution, id)) STRICT, WITHOUT ROWID;
                CREATE TABLE membership (
                  institution TEXT NOT NULL, learner TEXT NOT NULL, "group" TEXT NOT NULL, since TEXT NOT NULL,
                  until TEXT, PRIMARY KEY (institution, learner, "group", since)) STRICT, WITHOUT ROWID;
                """)
    }

    package func take(_ event: CloudEvent, _ database: Database) throws {
        guard follows(event.type), let institution = event[.institution], let subject = event.subject,
            let bytes = event.data
        else { return }
        let change = TimetableChange(
            institution: institution, subject: subject.lowercased(), sequence: event.sequence?.value ?? 0,
            stamp: event.time?.milliseconds ?? 0, data: try JSONDocument(bytes).root, database: database)
        switch event.type {
        case LearningActivityProposedV1.identity.type: try change.propose()
        case LearningActivityPlannedV1.identity.type, LearningActivityMovedV1.identity.type: try change.plan()
        case LearningActivityCancelledV1.identity.type: try change.cancel()
        case TimetableOpenedV1.identity.type: try change.open()
        case TimetablePublishedV1.identity.type: try change.publish()
        case TimetableChangesListedV1.identity.type: try change.list()
        case TimetableSupersededV1.identity.type: try change.setState("superseded")
        case TimetableWithdrawnV1.identity.type: try change.setState("withdrawn")
        case RoomDescribedV1.identity.type: try change.describe("room")
        case StaffMemberDescribedV1.identity.type: try change.describe("staff-member")
        case GroupDescribedV1.identity.type: try change.describe("group")
        case GroupMembersChangedV1.identity.type: try change.changeMembers()
        default: break
        }
    }
}
