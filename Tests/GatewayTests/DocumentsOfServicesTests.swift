import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import JSONSchema
import Support
import Testing

/// What the views of registration and scheduling make of the events of their services.
@Suite struct DocumentsOfServicesTests {
    /// Events that no document says anything of: what they tell stands in others, or in views of their own.
    private static let unseen: [String: Set<String>] = [
        "registration": [
            "offering-awaited", "offering-code-assigned", "offering-found", "ownership-applied", "ownership-changed",
        ],
        "scheduling": [
            "attendance-recorded", "demand-added", "demand-shortfall-reached-activities",
            "demand-withdrawal-reached-groups", "demand-withdrawn", "group-members-changed",
            "offering-drop-reached-activities", "offering-dropped-from-planning", "offering-taken-into-planning",
            "timetable-changes-listed", "timetable-superseded",
        ],
    ]

    private static let views = ["registration": RegistrationViews.all, "scheduling": SchedulingViews.all]

    /// The full example of an event, as the log has it, about the object that its first identifier names.
    private static func example(_ service: String, _ name: String, _ changes: [String: String] = [:]) throws
        -> CloudEvent
    {
        let path = "Contracts/\(service)/events/\(name)/v1/examples/full.json"
        let bytes = try Array(Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path)))
        var text = JSONText()
        let members = try JSONDocument(bytes).root.members
        text.object { text in
            for (name, value) in members {
                text.name(name)
                if let change = changes[name] { text.raw(change.utf8) } else { value.write(to: &text) }
            }
        }
        let root = try JSONDocument(text.bytes).root
        var event = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.\(service).\(name).v1",
            subject: root.members.first { $0.name.hasSuffix("Id") }?.value.string,
            time: Timestamp(milliseconds: 1_800_000_000_000), dataContentType: "application/json", data: text.bytes)
        event[.institution] = "25lx"
        event.sequence = SequenceNumber(1)
        return event
    }

    private static func names(_ service: String) throws -> [String] {
        let folder = SharedData.projectFolder.appendingPathComponent("Contracts/\(service)/events")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func filled(_ view: DocumentView, _ events: [CloudEvent]) throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try database.write { database in
            try view.create(database)
            for event in events { try view.take(event, database) }
        }
        return database
    }

    private func document(_ database: DatabaseQueue, institution: String = "25lx") throws -> JSONValue {
        let body = try database.read {
            try Data.fetchOne($0, sql: "SELECT body FROM document WHERE institution = ?", arguments: [institution])
        }
        return try JSONDocument(Array(try #require(body))).root
    }

    /// An event about one application, with these members beside its id.
    private static func event(_ name: String, _ members: String = "") -> CloudEvent {
        let id = "8c0f3a52-7d1e-4b6a-9f20-1c5d7e3b4a61"
        var event = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.registration.\(name).v1", subject: id, time: Timestamp(milliseconds: 1_800_000_000_000),
            dataContentType: "application/json",
            data: Array(#"{"applicationId":"\#(id)"\#(members.isEmpty ? "" : ",")\#(members)}"#.utf8))
        event[.institution] = "25lx"
        event.sequence = SequenceNumber(1)
        return event
    }

    private static let programme = #""programme":{"programmeCode":"25187","cohort":2026}"#
    private static let otherProgramme = #""programme":{"programmeCode":"25480","cohort":2026}"#

    private func application(_ events: CloudEvent...) throws -> JSONValue {
        try document(filled(RegistrationViews.applications, events))
    }

    @Test func anApplicationKeepsItsOfferingWhileItsProgrammeStays() throws {
        let received = Self.event("application-received", Self.programme)
        let linked = Self.event("application-linked", #""offeringId":"7308540e-ebb5-46f1-8f69-d2c5c703d9c7""#)
        let same = try application(
            received, linked, Self.event("application-revised", #""changeNumber":2,"# + Self.programme))
        #expect(same["offeringId"]?.string == "7308540e-ebb5-46f1-8f69-d2c5c703d9c7")
        let other = try application(
            received, linked,
            Self.event(
                "application-revised",
                Self.otherProgramme + #","leftOfferingId":"7308540e-ebb5-46f1-8f69-d2c5c703d9c7""#))
        #expect(other["offeringId"] == nil && other["leftOfferingId"] == nil)
        let unknown = try application(received, Self.event("application-marked-unlinked", Self.programme))
        #expect(unknown["isOfferingUnknown"]?.boolean == true)
        let found = try application(received, Self.event("application-marked-unlinked", Self.programme), linked)
        #expect(found["isOfferingUnknown"] == nil && found["offeringId"] != nil)
    }

    @Test func whatTheOwnerSaysNoMoreIsShownNoMore() throws {
        let first = try Self.example("registration", "enrolment-recorded")
        #expect(try document(filled(RegistrationViews.enrolments, [first]))["endReason"] != nil)
        let noted = try Self.example("registration", "enrolment-deviation-noted")
        let id = try #require(first.subject)
        var less = Self.event("enrolment-recorded")
        less.subject = id
        less.data = Array(#"{"enrolmentId":"\#(id)","sourceVersion":9,"state":"definitive"}"#.utf8)
        let shown = try document(filled(RegistrationViews.enrolments, [first, noted, less]))
        #expect(shown.members.map(\.name).sorted() == ["enrolmentId", "sourceVersion", "state"])
    }

    @Test func anApplicationComesBackToWhereItWas() throws {
        let received = Self.event("application-received", Self.programme)
        let parked = Self.event("application-parked", #""reason":"other""#)
        let (review, resumed) = (Self.event("application-review-begun"), Self.event("application-resumed"))
        #expect(try application(received, review, parked, resumed)["state"]?.string == "underReview")
        let fresh = try application(received, parked, resumed)
        #expect(fresh["state"]?.string == "new" && fresh["reason"] == nil && fresh["parkedFrom"] == nil)
        let interest = Self.event("interest-registered", Self.programme)
        let revised = Self.event("application-revised", Self.programme)
        let withdrawn = Self.event("application-withdrawn", #""channel":"portal""#)
        let reinstated = Self.event("application-reinstated")
        #expect(try application(received, interest)["state"]?.string == "interest")
        let again = try application(received, interest, revised)
        #expect(again["state"]?.string == "new" && again["kind"]?.string == "application")
        #expect(try application(received, review, revised)["state"]?.string == "underReview")
        #expect(try application(interest, withdrawn, interest)["state"]?.string == "withdrawn")
        #expect(try application(interest, withdrawn, reinstated)["state"]?.string == "interest")
        #expect(try application(received, withdrawn, reinstated)["state"]?.string == "new")
    }

    @Test(arguments: ["registration", "scheduling"])
    func everyEventIsShownByOneViewOrKnownToBeShownByNone(_ service: String) throws {
        let views = try #require(Self.views[service])
        for name in try Self.names(service) {
            let event = try Self.example(service, name)
            let following = views.filter { $0.follows(event.type) }
            let isUnseen = Self.unseen[service]?.contains(name) ?? false
            #expect(following.count == (isUnseen ? 0 : 1), "\(name)")
            for view in following {
                let database = try filled(view, [event])
                let document = try document(database)
                #expect(!document.members.isEmpty, "\(name) alone makes a document")
                let rows = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM document") }
                #expect(rows == 1)
            }
        }
    }

    @Test func anActivityComesToItsStatesAndLosesWhatNoLongerHolds() throws {
        let names = ["proposed", "planned", "moved", "cancelled"].map { "learning-activity-\($0)" }
        var events = try names.map { try Self.example("scheduling", $0) }
        var shown: [String] = []
        for count in 1...events.count {
            let database = try filled(SchedulingViews.learningActivities, Array(events.prefix(count)))
            shown.append(try document(database)["state"]?.string ?? "")
        }
        #expect(shown == ["proposed", "planned", "planned", "cancelled"])
        var text = try #require(events[2].data).map { $0 }
        let root = try JSONDocument(text).root
        var moved = JSONText()
        moved.object { moved in
            for (name, value) in root.members where name != "roomIds" && name != "reason" {
                moved.name(name)
                value.write(to: &moved)
            }
        }
        text = moved.bytes
        events[2].data = text
        let database = try filled(SchedulingViews.learningActivities, Array(events.prefix(3)))
        let document = try document(database)
        #expect(document["roomIds"] == nil, "it was moved to no room")
        #expect(document["staffMemberIds"]?.count == 1 && document["names"]?.count == 1, "the proposal stays")
    }

    @Test func aPlacementIsFoundByWhatItIsAbout() throws {
        let events = try ["placement-requested", "placement-made", "placement-ended"].map {
            try Self.example("registration", $0)
        }
        let database = try filled(RegistrationViews.placements, events)
        let document = try document(database)
        #expect(document["state"]?.string == "ended")
        let filters = try database.read { try String.fetchOne($0, sql: "SELECT filters FROM document") ?? "" }
        for name in ["subjectId", "offeringId"] {
            #expect(filters.contains("\n\(name)=\(document[name]?.string ?? "-")\n"), "\(name)")
        }
        let past = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM past") }
        #expect(past == 1, "versions with the same sequence replace each other")
    }

    @Test(arguments: ["qualification", "elective"])
    func whatHasExpiredStaysSoWhenItsRegisterDescribesItAnew(kind: String) throws {
        let events = try ["recorded", "expired", "recorded"].map { try Self.example("catalogue", "\(kind)-\($0)") }
        let view = kind == "elective" ? CatalogueViews.electives : CatalogueViews.qualifications
        #expect(try document(filled(view, events))["state"]?.string == "expired")
        #expect(try document(filled(view, Array(events.prefix(1))))["state"]?.string == "recorded")
    }

    @Test func whoWaitsStillWaitsWhenThePlaceIsAskedForWithOtherFacts() throws {
        let asked = try Self.example("registration", "placement-requested")
        let waits = try Self.example("registration", "placement-waitlisted")
        #expect(
            try document(filled(RegistrationViews.placements, [asked, waits, asked]))["state"]?.string == "waitlisted")
        let gone = try Self.example("registration", "placement-withdrawn")
        #expect(
            try document(filled(RegistrationViews.placements, [asked, waits, gone, asked]))["state"]?.string
                == "requested")
    }

    @Test func institutionsAreKeptApart() throws {
        var other = try Self.example("scheduling", "room-described", ["abbreviation": #""A0.01""#])
        other[.institution] = "27dv"
        let own = try Self.example("scheduling", "room-described")
        let database = try filled(SchedulingViews.rooms, [own, other])
        #expect(try document(database)["abbreviation"]?.string == "B2.14")
        #expect(try document(database, institution: "27dv")["abbreviation"]?.string == "A0.01")
    }

    // MARK: Traces

    private func traced(_ id: String, _ correlation: String?, at time: Int64, institution: String = "25lx")
        -> CloudEvent
    {
        var event = CloudEvent(
            id: id, source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.registration.placement-made.v1", subject: "p-1", time: Timestamp(milliseconds: time),
            dataContentType: "application/json", data: Array("{\"secret\":true}".utf8))
        event[.institution] = institution
        event[.correlationid] = correlation
        event[.causationid] = "command-\(id)"
        event.sequence = SequenceNumber(3)
        event.partitionSequence = EventNumber(7)
        return event
    }

    @Test func aTraceHasEachEventOnceByItsCorrelationAndNothingOfItsData() throws {
        let view = TraceView(services: ["registration"]) { _ in [] }
        let database = try DatabaseQueue()
        try database.write { database in
            try view.create(database)
            for event in [
                traced("b", "act", at: 2000), traced("a", "act", at: 1000), traced("a", "act", at: 1000),
                traced("c", "other", at: 1), traced("d", nil, at: 1), traced("e", "act", at: 3, institution: "27dv"),
            ] {
                try view.take(event, database)
            }
        }
        let rows = try database.read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM trace WHERE institution = '25lx' AND correlation = 'act' ORDER BY time")
        }
        #expect(rows.map { $0["id"] as String } == ["a", "b"])
        #expect(rows.first?["causation"] as String? == "command-a" && rows.first?["sequence"] as Int64? == 3)
        #expect(rows.first?["service"] as String? == "registration" && rows.first?["number"] as Int64? == 7)
        #expect(!rows.map(\.description).joined().contains("secret"))
    }
}
