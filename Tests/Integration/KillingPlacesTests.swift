import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// A hub that is ended while many want a few places: none is given twice, and everybody has an answer.
@Suite struct KillingPlacesTests {
    private static let places = 5
    private static let applicants = 24

    @Test func placesAreNeverOversoldHoweverOftenTheHubEnds() async throws {
        try await TemporaryFolder.with { folder in
            let seed =
                ProcessInfo.processInfo.environment["SCHAKEL_KILL_SEED"].flatMap { UInt64($0) }
                ?? UInt64.random(in: 0...1_000_000)
            let hub = KilledHub(data: folder.appendingPathComponent("data"), kills: 10, seed: seed, passages: 1...40)
            let offer = EnrolledLearner.offer
            try await hub.insist(
                offer.name, offer.subject,
                offer.data.replacingOccurrences(
                    of: #""maximumStudents":24"#, with: #""maximumStudents":\#(Self.places)"#))
            let learners = (1...Self.applicants).map { number in
                EnrolledLearner(
                    subject: "f0000000-0000-4000-8000-\(Digits.padded(number, 12))",
                    application: "a0000000-0000-4000-8000-\(Digits.padded(number, 12))", day: 1 + number % 9)
            }
            for learner in learners {
                for step in learner.applying { try await hub.insist(step) }
            }
            let settled = try await hub.eventually("/v1/placements?state=waitlisted&pageSize=1") {
                $0["totalItems"]?.integer == Int64(Self.applicants - Self.places)
            }
            #expect(settled != nil, "everybody has an answer")
            let last = try await hub.running()
            for view in ["placements", "offering-places", "applications", "enrolments"] {
                _ = try await last.rebuilt(view)
            }
            let made = try await last.json("/v1/placements?state=made&pageSize=1")["totalItems"]?.integer
            #expect(made == Int64(Self.places))
            let granted = try await last.json("/v1/events?type=nl.mbo.registration.place-granted.v1&limit=100")
            #expect(granted.items.count == Self.places, "none was given twice")
            #expect(try await last.json("/v1/dead-letters")["totalItems"]?.integer == 0)
            await hub.stop()
            print("SUITE ran kills while places are given: \(hub.hits), seed \(seed)")
        }
    }
}
