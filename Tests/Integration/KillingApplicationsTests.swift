import EventLog
import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

@testable import schakel

/// A hub that is ended while it takes applications in: each is received once, and each person is one.
///
/// `SCHAKEL_APPLICATION_KILLS` is how often it is ended (5), `SCHAKEL_APPLICATIONS` how many applications are sent (120),
/// `SCHAKEL_KILL_SEED` repeats a run.
@Suite struct KillingApplicationsTests {
    private static func option(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    private static let imports = "/v1/connectors/cambo/imports"

    @Test func everyApplicationCountsOnceAndEveryPersonIsOne() async throws {
        let kills = Self.option("SCHAKEL_APPLICATION_KILLS", 5)
        let applicants = SampleApplicants(
            sample: SampleInstitution(institution: "local"), count: Self.option("SCHAKEL_APPLICATIONS", 120))
        let seed = Self.option("SCHAKEL_KILL_SEED", Int.random(in: 0...1_000_000))
        var generator = SeededGenerator(seed: UInt64(seed))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("applying-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.appendingPathComponent("data")

        let first = try HubProcess(data: data)
        #expect(await first.whenReady())
        let address = try #require(try await first.send("POST", Self.imports, body: applicants.file).location)
        await first.kill()

        let failpoints: [Failpoint] = [
            .importAppended, .importCounted, .batchAppended, .stateApplied, .batchDecided, .commandsRead,
        ]
        var hits = 0
        for number in 0..<kills {
            let failpoint = failpoints[number % failpoints.count]
            let isOfImport = failpoint == .importAppended || failpoint == .importCounted
            let passage = isOfImport ? 1 : Int.random(in: 1...60, using: &generator)
            let hub = try HubProcess(data: data, ["--kill-at", "\(failpoint.rawValue):\(passage)"])
            if await hub.whenReady() {
                // The answer stays away when the hub ends first, which it is to do.
                _ = try? await hub.json(address, headers: ["Prefer": "wait=60"])
                await hub.stop()
            }
            await hub.whenEnded()
            if hub.ending.byKill, hub.ending.code == SIGKILL { hits += 1 }
        }
        print("SUITE ran kills of applications: \(hits) of \(kills), seed \(seed), \(applicants.count) applications")
        #expect(hits > 0)
        try await Self.check(data, address, applicants)
        try FileManager.default.removeItem(at: folder)
    }

    private static func check(_ data: URL, _ address: String, _ applicants: SampleApplicants) async throws {
        let hub = try HubProcess(data: data)
        #expect(await hub.whenReady())
        let state = try await ended(address, hub)
        #expect(state["counts"]?["accepted"]?.integer == Int64(applicants.count), "\(state.text)")
        let again = try #require(try await hub.send("POST", imports, body: applicants.file).location)
        let second = try await ended(again, hub)
        #expect(second["counts"]?["unchanged"]?.integer == Int64(applicants.count), "\(second.text)")
        #expect(try await hub.json("/v1/dead-letters")["totalItems"]?.integer == 0)
        for view in ["applications", "intakes", "offering-places", "placements", "enrolments"] {
            let documents = try await hub.rebuilt(view)
            #expect(view != "applications" || documents.count == applicants.count)
        }
        await hub.stop()
        try await checkLog(data.appendingPathComponent("log/events.db"), applicants)
    }

    private static func ended(_ address: String, _ hub: HubProcess) async throws -> JSONValue {
        var state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        for _ in 0..<60 where ["running", "settling"].contains(state["state"]?.string) {
            state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        }
        #expect(state["state"]?.string == "completed", "\(state.text)")
        return state
    }

    /// One event for each application, and as many subjects as there are people.
    private static func checkLog(_ url: URL, _ applicants: SampleApplicants) async throws {
        let topics = ["registration", "persons"].map { ServiceTopics(service: $0) }
        let log = try await SQLiteEventLog.open(at: url, topics: topics.flatMap { $0.layouts(partitions: 12) })
        var subjects: [String: [String]] = [:]
        for partition in topics.flatMap({ log.layout(of: $0.events)?.all ?? [] }) {
            for record in try await EventLogConformance.all(log, partition) {
                let event = try CloudEvent(
                    kafkaHeaders: record.headers.map { ($0.name, $0.value) }, key: record.key, value: record.value)
                subjects[event.contract?.name ?? "", default: []].append(event.subject ?? "")
            }
        }
        await log.close()
        let all = try JSONDocument(applicants.file).root["items"]?.items ?? []
        let received = subjects["application-received"] ?? []
        #expect(received.count == all.filter { $0["type"]?.string == "A" }.count)
        #expect(Set(received).count == received.count, "each once")
        #expect(subjects["application-revised"] == nil, "nothing changed the second time")
        let guardians = all.reduce(0) { $0 + ($1["wettelijkVertegenwoordigers"]?.count ?? 0) }
        let companies = Set(all.compactMap { $0["leerbedrijf"]?["leerbedrijfId"]?.string })
        #expect(subjects["subject-registered"]?.count == all.count + guardians + companies.count)
    }
}
