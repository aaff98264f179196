import EventSourcing
import HubContracts
import Registration
import ServiceRuntime
import Services
import Support
import Testing

/// The same messages, in any order, twice and in halves, come to the same.
@Suite struct ShufflingApplicationsTests {
    private typealias Sample = SampleRegistration
    private let applicants = 1...12 as ClosedRange<UInt64>
    private let seed = "loting-2026-05-18-7f3a91c2"

    /// What is held in the end.
    private struct Ending: Equatable {
        var applications: [String: Application.State] = [:]
        var placements: [String: Placement.Phase] = [:]
        var enrolments: [String: Enrolment.Phase] = [:]
        /// The standing of each claim, without the versions by which it was heard.
        var claims: [UUIDValue: String] = [:]
        var received = 0
    }

    /// Changes of every kind: one applicant withdraws, one becomes an applicant after an interest, one
    /// the other way round, one changes.
    private func imported() throws -> [RegistrationOnLog.Sending] {
        var messages = try applicants.map { try Sample.record($0) }
        messages.append(try Sample.record(3, change: 5, isWithdrawn: true))
        messages.append(try Sample.record(3, change: 4))
        messages.append(try Sample.record(20, change: 1, kind: .interest))
        messages.append(try Sample.record(20, change: 2))
        messages.append(try Sample.record(21, change: 7, kind: .interest))
        messages.append(try Sample.record(22, change: 1))
        messages.append(try Sample.record(22, change: 2, kind: .interest))
        return messages
    }

    private func ending(
        of messages: [[RegistrationOnLog.Sending]], offeringAfter place: Int
    ) async throws -> Ending {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        for (index, part) in messages.enumerated() {
            if index == place { try await hub.offer(try Sample.offer(for: 4, isByLot: true)) }
            try await hub.send(part)
        }
        if place >= messages.count { try await hub.offer(try Sample.offer(for: 4, isByLot: true)) }
        for number in Array(applicants) + [20] {
            try await hub.send([try Sample.review(number), try Sample.approve(number)])
        }
        try await hub.advance(to: try Sample.day("2026-05-15").endInTheNetherlands)
        let drawn = try await hub.ask(DrawLotV1(offeringId: Sample.offering, seed: seed), of: Sample.offering)
        #expect(drawn.outcome == .accepted)
        let ending = try await read(hub)
        try await hub.close()
        return ending
    }

    private func read(_ hub: RegistrationOnLog) async throws -> Ending {
        let rules = RegistrationRules()
        var states: [String: RegistrationRules.State?] = [:]
        var ending = Ending()
        for message in try await hub.events() {
            let subject = try #require(message.subject)
            rules.evolve(&states[subject, default: nil], try rules.event(message))
            if message.contract?.name == "application-received" { ending.received += 1 }
        }
        for (subject, state) in states {
            switch state {
            case .application(.held(let content, let standing))?:
                ending.applications[subject] = .held(content, standing)
            case .placement(.held(_, let standing))?: ending.placements[subject] = standing.phase
            case .enrolment(.held(_, let standing))?: ending.enrolments[subject] = standing.phase
            case .places(let places)?:
                ending.claims = places.claims.mapValues { claim in
                    switch claim.standing {
                    case .granted: "granted"
                    case .waiting(_, _, _, let rank): "waits at \(rank ?? 0)"
                    case .inLot: "in the lot"
                    case .refused: "refused"
                    case .released: "released"
                    }
                }
            default: break
            }
        }
        return ending
    }

    @Test func theyComeToTheSame() async throws {
        let messages = try imported()
        let expected = try await ending(of: [messages], offeringAfter: 0)
        #expect(expected.received == 14, "each new application of type A once")
        #expect(expected.placements.values.filter { $0 == .made }.count == 4)
        #expect(expected.placements.count == 12, "all but the one who withdrew")
        #expect(expected.claims.values.contains("waits at 12"))
        for number in 0..<4 as Range<UInt64> {
            var generator = SeededGenerator(seed: number)
            let doubled = (messages + messages).shuffled(using: &generator)
            let half = doubled.count / 2
            let again = try await ending(
                of: [Array(doubled[..<half]), Array(doubled[half...])], offeringAfter: Int(number))
            #expect(again == expected, "seed \(number)")
        }
    }
}
