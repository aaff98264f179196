import EventSourcing
import Foundation
import JSONSchema
import Testing

/// Views are made anew while events keep coming, and nobody who reads them can tell.
///
/// `SCHAKEL_REBUILD_ROWS` is how many rows are imported meanwhile (1500).
@Suite struct RebuildingTests {
    @Test func everyViewIsRebuiltUnderWritesAndReadersSeeNoGap() async throws {
        let rows = ProcessInfo.processInfo.environment["SCHAKEL_REBUILD_ROWS"].flatMap { Int($0) } ?? 1500
        let file = RegisterFile(rows: rows)
        try await HubProcess.with { hub async throws in
            // Given something that is there from the beginning, and an import that goes on.
            let known = DossierCommand(name: "Vanaf het begin", code: "99999")
            let answer = try await known.send(to: hub, headers: ["Prefer": "wait=60"])
            #expect(answer.status == 201)
            let position = try #require(answer.header("Position"))
            let names = try await hub.json("/v1/projections")["items"]?.items.compactMap { $0["name"]?.string } ?? []
            #expect(names.count > 20)
            _ = try await hub.json("/v1/qualification-dossiers/\(known.subject)", headers: ["Position": position])
            let learner = EnrolledLearner(
                subject: "9b1f6c2e-3d4a-4e5b-8c6d-7e8f90a1b2c3", application: "c2a9d0f4-5b6e-4c7d-9e8f-0a1b2c3d4e5f",
                day: 1)
            try await hub.enrol(learner)
            let others = [
                "/v1/offerings/\(EnrolledLearner.offering)", "/v1/offering-places/\(EnrolledLearner.offering)",
                "/v1/applications/\(learner.application)", "/v1/placements/\(learner.placement)",
                "/v1/enrolments/\(learner.enrolment)", "/v1/search?q=Apothekersassistent",
                "/oeapi/v6/programme-offerings/\(EnrolledLearner.offering)",
            ]
            for path in others { _ = try await hub.eventually(path) { !$0.members.isEmpty } }
            let clock = ContinuousClock()
            let begin = clock.now
            let address = try #require(
                try await hub.send("POST", ImportingFilesTests.imports, body: file.text).location)

            // When every view is made anew, again and again, and read all the while.
            let seen = try await withThrowingTaskGroup(of: Seen.self) { group in
                let isOver = Flag()
                group.addTask { try await RebuildingTests.rebuild(names, on: hub, until: isOver) }
                group.addTask { try await RebuildingTests.read(known.subject, others, on: hub, until: isOver) }
                var state = try await hub.json(address, headers: ["Prefer": "wait=60"])
                for _ in 0..<30 where ["running", "settling"].contains(state["state"]?.string) {
                    state = try await hub.json(address, headers: ["Prefer": "wait=60"])
                }
                isOver.raise()
                #expect(state["state"]?.string == "completed", "\(state.text)")
                return try await group.reduce(into: Seen()) { $0.add($1) }
            }
            let seconds = max(1, (clock.now - begin).components.seconds)

            // Then each reading had everything that an earlier one had, and in the end all is there.
            #expect(seen.rebuilds >= names.count, "each was made anew at least once")
            #expect(seen.readings > 10)
            #expect(seen.gaps == [])
            let total = try await hub.json("/v1/qualifications?pageSize=1")["totalItems"]?.integer
            #expect(total == Int64(file.qualifications.count))
            print(
                "SUITE ran rebuilding under writes: \(seen.rebuilds) rebuilds of \(names.count) views and "
                    + "\(seen.readings) readings beside \(2 * Int64(rows) / seconds) commands a second, "
                    + "\(seen.gaps.count) gaps")
        }
    }

    private struct Seen: Sendable {
        var rebuilds = 0
        var readings = 0
        var gaps: [String] = []

        mutating func add(_ other: Seen) {
            rebuilds += other.rebuilds
            readings += other.readings
            gaps += other.gaps
        }
    }

    private static func rebuild(_ names: [String], on hub: HubProcess, until isOver: Flag) async throws -> Seen {
        var seen = Seen()
        while !isOver.isRaised || seen.rebuilds < names.count {
            let name = names[seen.rebuilds % names.count]
            let status = try await hub.send("POST", "/v1/projections/\(name)/rebuild").status
            if status != 200 { seen.gaps.append("the rebuild of \(name) answered \(status)") }
            seen.rebuilds += 1
        }
        return seen
    }

    /// - Parameter others: addresses of other views, at which something is and stays.
    private static func read(
        _ subject: String, _ others: [String], on hub: HubProcess, until isOver: Flag
    ) async throws -> Seen {
        var seen = Seen()
        var most: [String: Int64] = [:]
        while !isOver.isRaised {
            for path in ["/v1/qualifications?pageSize=1", "/v1/qualification-dossiers?pageSize=1"] {
                let answer = try await hub.send("GET", path)
                let total = try JSONDocument(answer.body).root["totalItems"]?.integer ?? -1
                if answer.status != 200 { seen.gaps.append("\(path) answered \(answer.status)") }
                if total < most[path, default: 0] {
                    seen.gaps.append("\(path) had \(most[path, default: 0]), and then \(total)")
                }
                most[path] = max(total, most[path, default: 0])
                seen.readings += 1
            }
            let one = try await hub.send("GET", "/v1/qualification-dossiers/\(subject)").status
            if one != 200 { seen.gaps.append("what was there from the beginning answered \(one)") }
            seen.readings += 1
            for path in others {
                let answer = try await hub.send("GET", path)
                let total = try JSONDocument(answer.body).root["totalItems"]?.integer
                if answer.status != 200 || total == 0 { seen.gaps.append("\(path) answered \(answer.status)") }
                seen.readings += 1
            }
        }
        return seen
    }
}
