import Foundation
import JSONSchema
import Support
import Testing

/// The sample that a hub is tried with: it comes to the same however often its making is broken off.
@Suite struct SampleTests {
    private static let arguments = ["--sample", "--applicants", "40", "--durability", "normal"]

    @Test func theSampleIsMadeOnceAlsoWhenTheHubIsKilledMeanwhile() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            // Given hubs that are ended while the sample is made, from the institution to the last signatures.
            let seed =
                ProcessInfo.processInfo.environment["SCHAKEL_KILL_SEED"].flatMap { UInt64($0) }
                ?? UInt64.random(in: 0...1_000_000)
            var generator = SeededGenerator(seed: seed)
            var (kills, isMade) = (0, false)
            while kills < 30, !isMade {
                let point = Self.failpoints.randomElement(using: &generator) ?? "batchAppended"
                let passage = Int.random(in: 100...400, using: &generator)
                let killed = try HubProcess(data: data, Self.arguments + ["--kill-at", "\(point):\(passage)"])
                isMade = await killed.whenReady()
                if isMade { await killed.stop() }
                await killed.whenEnded()
                if !isMade {
                    try #require(killed.ending == (true, SIGKILL))
                    kills += 1
                }
            }
            #expect(kills > 2 && isMade)
            print("SUITE ran kills while the sample is made: \(kills), seed \(seed)")

            // When it is started again, then the sample is made to its end.
            let hub = try HubProcess(data: data, Self.arguments)
            #expect(await hub.whenReady())
            let said = try hub.said
            #expect(!said.contains("the sample"), "\(said)")
            let counts = try await Self.counts(hub)
            let definitive = try #require(counts["enrolments?state=definitive"])
            #expect(definitive > 24, "the institution's own learners, and most of the portal's")
            #expect(counts["work-placements?state=definitive"] == 1)
            #expect(counts["applications?state=rejected"] == 1)
            #expect(counts["dead-letters?pageNumber=1"] == 0)
            await hub.stop()

            // When it is started once more, then nothing is done again.
            let again = try HubProcess(data: data, Self.arguments)
            #expect(await again.whenReady())
            #expect(again.printed.contains("Handled the applications of the sample: 0 commands decided."))
            #expect(try await Self.counts(again) == counts)
            try await Self.whoIsPlacedAndEnrolledIsShownToWhoMayKnow(again)
            await again.stop()
        }
    }

    private static func whoIsPlacedAndEnrolledIsShownToWhoMayKnow(_ hub: HubProcess) async throws {
        let reader = try LocalToken(hub.data, scopes: ["persons:read"], purposes: ["enrolment"]).stating("enrolment")
        for list in ["placements", "enrolments"] {
            let path = "/v1/\(list)?pageSize=10"
            let plain = try await hub.json(path)["items"]?.items ?? []
            #expect(plain.count == 10 && plain.allSatisfy { $0["person"] == nil && $0["subjectId"] != nil })
            let told = try await hub.json(path + "&expand=person", headers: reader)["items"]?.items ?? []
            let named = told.filter { $0["person"]?["identity"]?["surname"]?.string != nil }
            #expect(told.count == 10 && !named.isEmpty, "\(list): \(told.first?.text ?? "")")
            #expect(try await hub.ask("GET", path + "&expand=person").status == 401)
        }
    }

    /// What happens often enough while the sample is made.
    private static let failpoints = ["batchAppended", "batchDecided", "stateApplied", "projectionApplied"]

    private static func counts(_ hub: HubProcess) async throws -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for list in [
            "applications?state=rejected", "applications?state=underReview", "enrolments?state=definitive",
            "placements?state=made", "work-placements?state=definitive", "dead-letters?pageNumber=1",
        ] {
            counts[list] = try await hub.json("/v1/\(list)&pageSize=1")["totalItems"]?.integer
        }
        for (event, count) in [
            ("dossier.grant-given", 4), ("dossier.result-registered", 8), ("dossier.value-document-declared", 4),
            ("dossier.value-document-proposed", 4), ("scheduling.timetable-published", 1),
        ] as [(String, Int)] {
            let events = try await hub.json("/v1/events?type=nl.mbo.\(event).v1&limit=500").items.count
            #expect(events == count, "\(event) once for each learner who was tested")
            counts[event] = Int64(events)
        }
        return counts
    }
}
