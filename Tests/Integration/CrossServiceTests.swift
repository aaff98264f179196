import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// What one act brings about in other services: each effect once, whatever ends when, and all of it in one trace.
@Suite(.serialized) struct CrossServiceTests {
    private static let offering = EnrolledLearner.offering
    private static let calendar = "c37b05e9-6f14-4d82-a0b9-e25d8f471c63"
    private static let group = "edb0340d-79e3-46e9-8b24-3c96786cab1a"
    private static let activities = [
        "5d8e2f06-b1a4-4c79-93e0-46f7d2c81b95", "90c7b3e1-4a5d-4f62-8b18-e3d06a9f7c24",
    ]
    private static let grant = "b712f43a-e6d5-43c4-9526-07f6e5d4c3ba"

    private static func one(_ number: Int) -> EnrolledLearner {
        EnrolledLearner(
            subject: "f0000000-0000-4000-8000-\(Digits.padded(number, 12))",
            application: "a0000000-0000-4000-8000-\(Digits.padded(number, 12))", day: number)
    }

    private static func learner(_ number: Int) -> String { one(number).subject }
    private static func enrolment(_ number: Int) -> String { one(number).enrolment }
    private static func placement(_ number: Int) -> String { one(number).placement }
    private static func dossier(_ number: Int) -> String { one(number).dossier }

    private static func withHub(
        kills: Int, at passages: ClosedRange<Int> = 1...25, _ name: String, _ body: (KilledHub) async throws -> Void
    ) async throws {
        let seed =
            ProcessInfo.processInfo.environment["SCHAKEL_KILL_SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 0...1_000_000)
        try await TemporaryFolder.with { folder in
            let hub = KilledHub(
                data: folder.appendingPathComponent("data"), kills: kills, seed: seed, passages: passages)
            do {
                try await body(hub)
            } catch {
                await hub.stop()
                throw error
            }
            await hub.stop()
            #expect(hub.hits > 0, "it was ended at least once")
            print("SUITE ran \(name): \(hub.hits) kills of \(kills), seed \(seed)")
        }
    }

    /// An offering with a class, two activities in it, and two learners who are enrolled and in the class.
    private static func found(_ hub: KilledHub) async throws {
        try await hub.insist(EnrolledLearner.offer)
        try await hub.insist(
            "scheduling/describe-calendar", calendar,
            #""calendarId":"\#(calendar)","names":[{"language":"nl","value":"Zwolle"}],"region":"north","#
                + #""period":{"validFrom":"2025-08-01","validTo":"2026-07-31"}"#)
        try await hub.insist(
            "scheduling/describe-group", group,
            #""groupId":"\#(group)","groupType":"class","names":[{"language":"nl","value":"Klas 1A"}],"#
                + #""abbreviation":"APO26-1A","offeringIds":["\#(offering)"]"#)
        for (place, activity) in activities.enumerated() {
            try await hub.insist(
                "scheduling/propose-learning-activity", activity,
                #""learningActivityId":"\#(activity)","offeringId":"\#(offering)","calendarId":"\#(calendar)","#
                    + #""names":[{"language":"nl","value":"Receptuur"}],"activityType":"practical","#
                    + #""groupIds":["\#(group)"],"minimumLearners":2,"timing":"free""#)
            // One before the day on which a learner leaves, and one after it.
            try await hub.insist(
                "scheduling/plan-learning-activity", activity,
                #""learningActivityId":"\#(activity)","startsOn":"2026-0\#(2 + place)-09","startsAt":"08:30","#
                    + #""endsAt":"10:10""#)
        }
        for number in 1...2 { try await hub.enrol(one(number)) }
        try await hub.insist(
            "scheduling/change-group-members", group,
            #""groupId":"\#(group)","effectiveOn":"2026-01-05","added":["\#(learner(1))","\#(learner(2))"]"#)
    }

    /// The last parts of the types of everything in a trace, once it has as much as it is to have.
    private static func trace(_ correlation: String, of count: Int, _ hub: KilledHub) async throws -> [JSONValue] {
        let page = try await hub.eventually("/v1/traces/\(correlation)?pageSize=250") {
            $0["totalItems"]?.integer ?? 0 >= Int64(count)
        }
        return try #require(page, "the trace has \(count) events")["items"]?.items ?? []
    }

    private static func names(_ trace: [JSONValue]) -> [String] {
        trace.compactMap { step in
            let parts = (step["type"]?.string ?? "").split(separator: ".")
            return parts.count > 3 ? String(parts[3]) : nil
        }.sorted()
    }

    /// Every event of a trace follows from the act itself or from another event of it.
    ///
    /// - Parameter deadlines: the events that a deadline brings.
    private static func checkCauses(_ trace: [JSONValue], deadlines: Set<String> = []) {
        let ids = Set(trace.compactMap { $0["id"]?.string })
        #expect(ids.count == trace.count, "no event is there twice")
        let causes = trace.compactMap { $0["causationid"]?.string }
        #expect(causes.count == trace.count, "every event says what it follows from")
        let root = trace.first?["causationid"]?.string
        for step in trace where step["causationid"]?.string != root {
            let service = step["service"]?.string ?? ""
            #expect(ids.contains(step["after"]?.string ?? ""), "\(step.text) comes after another event of the trace")
            let kind = deadlines.contains(names([step]).first ?? "") ? "deadline" : "reaction"
            #expect(step[kind]?.string?.hasPrefix("\(service)-") ?? false, "\(step.text) says its \(kind)")
        }
    }

    @Test func anEnrolmentThatEndsReachesPlacesTimetableAndDossierOnce() async throws {
        try await Self.withHub(kills: 8, "an enrolment that ends") { hub in
            try await Self.found(hub)
            let dossier = Self.dossier(1)
            let opened = try await hub.eventually("/v1/events?type=nl.mbo.dossier.dossier-opened.v1&limit=100") {
                $0.count == 2
            }
            #expect(opened != nil, "each learner has a dossier")
            try await hub.insist(
                "dossier/give-grant", dossier,
                #""dossierId":"\#(dossier)","grantId":"\#(Self.grant)","givenBy":"learner","#
                    + #""grantee":{"granteeType":"organisation","organisation":"27dv"},"purpose":"transfer","#
                    + #""givenOn":"2026-01-10","lastDay":"2099-12-31","classes":["results"],"#
                    + #""enrolmentId":"\#(Self.enrolment(1))""#,
                headers: try LocalToken.portal(hub.data, for: Self.learner(1)))
            let act = UUID().uuidString.lowercased()
            try await hub.insist(
                "registration/end-enrolment", Self.enrolment(1),
                #""enrolmentId":"\#(Self.enrolment(1))","endsOn":"2026-02-27","reason":"otherInstitution""#,
                correlation: act)
            let expected = [
                "demand-shortfall-noted", "demand-shortfall-reached-activities", "demand-withdrawal-reached-groups",
                "demand-withdrawn", "dossier-enrolment-end-noted", "dossier-enrolment-ended", "enrolment-ended",
                "grant-ended-with-enrolment", "group-members-changed", "place-released", "placement-ended",
            ]
            let trace = try await Self.trace(act, of: expected.count, hub)
            #expect(Self.names(trace) == expected)
            // The last day is over, so its deadline is due at once.
            Self.checkCauses(trace, deadlines: ["dossier-enrolment-ended", "grant-ended-with-enrolment"])
            #expect(Set(trace.compactMap { $0["service"]?.string }) == ["registration", "scheduling", "dossier"])
            #expect(trace.first?["type"]?.string == "nl.mbo.registration.enrolment-ended.v1")
            let short = trace.first { $0["type"]?.string == "nl.mbo.scheduling.demand-shortfall-noted.v1" }
            #expect(short?["subject"]?.string == Self.activities[1], "only what takes place afterwards")
        }
    }

    @Test func anOfferingThatIsCancelledTakesPlacementsAndActivitiesAlongOnce() async throws {
        try await Self.withHub(kills: 8, "an offering that is cancelled") { hub in
            try await Self.found(hub)
            let act = UUID().uuidString.lowercased()
            try await hub.insist(
                "catalogue/cancel-offering", Self.offering,
                #""offeringId":"\#(Self.offering)","reason":"Te weinig aanmeldingen""#, correlation: act)
            for number in 1...2 {
                let placement = try await hub.eventually("/v1/placements/\(Self.placement(number))") {
                    $0["state"]?.string == "withdrawn"
                }
                #expect(placement != nil, "whoever was placed is to be placed elsewhere")
            }
            for activity in Self.activities {
                let cancelled = try await hub.eventually("/v1/learning-activities/\(activity)") {
                    $0["state"]?.string == "cancelled"
                }
                #expect(cancelled?["reason"]?.string == "offeringDropped")
            }
            let trace = try await Self.trace(act, of: 11, hub)
            Self.checkCauses(trace)
            let names = Self.names(trace)
            func count(_ name: String) -> Int { names.count { $0 == name } }
            #expect(count("offering-cancelled") == 1 && count("offering-dropped-from-planning") == 1)
            #expect(count("learning-activity-cancelled") == 2 && count("placement-withdrawn") == 2)
            #expect(count("placement-move-asked") == 2)
            let services = Set(trace.compactMap { $0["service"]?.string })
            #expect(services == ["catalogue", "registration", "scheduling"])
            try await Self.move(hub)
        }
    }

    /// Whoever is to be moved is found, asks for a place elsewhere, and is to be moved no more once it is there.
    private static func move(_ hub: KilledHub) async throws {
        let other = EnrolledLearner.Step(
            name: EnrolledLearner.offer.name, subject: "8419651f-fcc6-4702-9a7a-e3d6d814eae8",
            data: EnrolledLearner.offer.data.replacingOccurrences(
                of: offering, with: "8419651f-fcc6-4702-9a7a-e3d6d814eae8"))
        try await hub.insist(other)
        let asked = try await hub.eventually("/v1/placements?moveReason=offeringCancelled") {
            $0["totalItems"]?.integer == 2
        }
        #expect(asked != nil)
        let placement = "9520762a-0dd7-4813-8b8b-f4e7e925fbf9"
        try await hub.insist(
            "registration/request-placement", placement,
            #""placementId":"\#(placement)","applicationId":"\#(one(1).application)","subjectId":"\#(learner(1))","#
                + #""offeringId":"\#(other.subject)","movesPlacementId":"\#(Self.placement(1))","#
                + #""admission":{"appliedOn":"2025-10-01","submittedAt":"2025-10-01T10:00:00Z","#
                + #""meetsPriorEducation":true,"level":3}"#)
        let left = try await hub.eventually("/v1/placements?moveReason=offeringCancelled") {
            $0["totalItems"]?.integer == 1
        }
        #expect(left?["items"]?.items.first?["placementId"]?.string == Self.placement(2))
        let moved = try await hub.eventually("/v1/placements/\(Self.placement(1))") {
            $0["movedToPlacementId"]?.string == placement
        }
        #expect(moved?["movedToOfferingId"]?.string == other.subject && moved?["state"]?.string == "withdrawn")
        let enrolment = try await hub.eventually("/v1/enrolments/\(enrolment(1))") {
            $0["placementId"]?.string == placement
        }
        #expect(enrolment != nil, "the enrolment goes along")
    }

    @Test func theResultThatCompletesTheConditionsProposesTheDocumentOnce() async throws {
        try await Self.withHub(kills: 6, at: 1...2, "a value document that is proposed") { hub in
            let dossier = Self.dossier(1)
            let parts = ["3f9a7cb2-6e5d-4b4c-9dae-8f7e6d5c4b32", "40ab8dc3-7f6e-4c5d-8ebf-908f7e6d5c43"]
            let document = "84efc107-b3a2-4091-82f3-d4c3b2a19087"
            try await Self.foundRegistration(hub)
            let opened = try await hub.eventually("/v1/events?type=nl.mbo.dossier.dossier-opened.v1&limit=100") {
                $0.count == 1
            }
            #expect(opened != nil)
            try await hub.insist(
                "dossier/declare-value-document", dossier,
                #""dossierId":"\#(dossier)","valueDocumentId":"\#(document)","documentType":"diploma","conditions":["#
                    + parts.map { #"{"examPartId":"\#($0)","requirement":"passed"}"# }.joined(separator: ",") + "]")
            let acts = parts.map { _ in UUID().uuidString.lowercased() }
            for (place, part) in parts.enumerated() {
                try await hub.insist(
                    "dossier/submit-result", dossier,
                    #""dossierId":"\#(dossier)","resultId":"1d7e5a90-4c3b-4f2a-9b8e-6d5c4b3a2f1\#(place)","#
                        + #""structure":{"resultKind":"summative","examPartId":"\#(part)"},"#
                        + #""value":{"record":"result-details/fb56387e-2a19-4708-996a-4b3a2918070\#(place)","version":1},"#
                        + #""state":"completed","resultDateTime":"2026-06-20T13:30:00Z","pass":"passed","final":true"#,
                    correlation: acts[place])
            }
            let first = try await Self.trace(acts[0], of: 1, hub)
            #expect(Self.names(first) == ["result-registered"])
            let second = try await Self.trace(acts[1], of: 2, hub)
            #expect(Self.names(second) == ["result-registered", "value-document-proposed"])
            Self.checkCauses(second)
        }
    }

    @Test func aServiceThatWasLeftOutCatchesUpWhenItIsBack() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let without = KilledHub(data: data, kills: 0, seed: 1, arguments: ["--without", "scheduling"])
            try await Self.foundRegistration(without)
            let act = UUID().uuidString.lowercased()
            try await without.insist(
                "registration/end-enrolment", Self.enrolment(1),
                #""enrolmentId":"\#(Self.enrolment(1))","endsOn":"2026-02-27","reason":"otherInstitution""#,
                correlation: act)
            let before = try await Self.trace(act, of: 5, without)
            #expect(
                Self.names(before) == [
                    "dossier-enrolment-end-noted", "dossier-enrolment-ended", "enrolment-ended", "place-released",
                    "placement-ended",
                ], "the others go on")
            let waiting = try await without.running().send(
                "POST", "/v1/commands",
                headers: ["Content-Type": "application/cloudevents+json", "Prefer": "wait=1"],
                body: Array(Self.room.utf8))
            #expect(waiting.status == 202, "what it is asked waits")
            await without.stop()

            let back = KilledHub(data: data, kills: 0, seed: 1)
            let after = try await Self.trace(act, of: 6, back)
            #expect(Self.names(after) == (Self.names(before) + ["demand-withdrawn"]).sorted())
            let room = try await back.eventually("/v1/rooms/4c1f7a52-93d0-4e6b-8a17-2f0b6c9d5e31") {
                $0["abbreviation"]?.string == "B2.14"
            }
            #expect(room != nil, "what was asked meanwhile is decided")
            await back.stop()
        }
    }

    private static let room =
        #"{"specversion":"1.0","id":"room-1","type":"nl.mbo.scheduling.describe-room.v1","#
        + #""source":"urn:nld:oin:00000000000000000000:test","subject":"4c1f7a52-93d0-4e6b-8a17-2f0b6c9d5e31","#
        + #""data":{"roomId":"4c1f7a52-93d0-4e6b-8a17-2f0b6c9d5e31","names":[{"language":"nl","value":"Lokaal"}],"#
        + #""abbreviation":"B2.14","roomType":"workspace","seats":16}}"#

    /// An offering and one learner who is enrolled in it.
    private static func foundRegistration(_ hub: KilledHub) async throws {
        try await hub.insist(EnrolledLearner.offer)
        try await hub.enrol(one(1))
    }
}
