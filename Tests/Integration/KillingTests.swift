import EventLog
import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// A hub that is ended at any moment loses nothing and doubles nothing.
///
/// `SCHAKEL_KILLS` is how often it is ended (20), `SCHAKEL_KILL_ROWS` how many rows are sent (4000), `SCHAKEL_KILL_SEED`
/// repeats a run.
@Suite(.serialized) struct KillingTests {
    private static func option(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    @Test func everyRecordCountsOnceWhateverIsKilledWhen() async throws {
        let kills = KillingTests.option("SCHAKEL_KILLS", 20)
        let file = RegisterFile(rows: KillingTests.option("SCHAKEL_KILL_ROWS", 4000))
        let seed = KillingTests.option("SCHAKEL_KILL_SEED", Int.random(in: 0...1_000_000))
        var generator = SeededGenerator(seed: UInt64(seed))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("killing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.appendingPathComponent("data")

        let first = try HubProcess(data: data)
        #expect(await first.whenReady())
        let started = try await first.send("POST", "/v1/connectors/crebo-register/imports", body: file.text)
        let address = try #require(started.location)
        await first.kill()

        var hits: [Failpoint: Int] = [:]
        for number in 0..<kills {
            // Each failpoint first, then whichever the seed draws.
            let all = Failpoint.allCases
            let failpoint = number < all.count ? all[number] : all.randomElement(using: &generator) ?? .batchAppended
            let passage = Int.random(in: 1...KillingTests.passages(failpoint, file.rows / kills), using: &generator)
            let hub = try HubProcess(data: data, ["--kill-at", "\(failpoint.rawValue):\(passage)"])
            let ended = Task { await hub.whenEnded() }
            if await hub.whenReady() {
                // The answer stays away when the hub ends first, which it is to do.
                _ = try? await hub.json(address, headers: ["Prefer": "wait=60"])
                await hub.stop()
            }
            await ended.value
            if hub.ending.byKill, hub.ending.code == SIGKILL { hits[failpoint, default: 0] += 1 }
        }
        let list = Failpoint.allCases.map { "\($0.rawValue) \(hits[$0] ?? 0)" }.joined(separator: ", ")
        print("SUITE ran kills: \(hits.values.reduce(0, +)) of \(kills), seed \(seed), \(file.rows) rows: \(list)")
        #expect(Failpoint.allCases.allSatisfy { hits[$0] ?? 0 > 0 }, "every failpoint is hit: \(list)")

        try await KillingTests.check(data, address, file)
        try FileManager.default.removeItem(at: folder)
    }

    /// A power cut takes what was not synced. With `full` nothing that was answered is lost; with `normal` a tail may be,
    /// and what is left fits together.
    @Test(arguments: SQLiteEventLog.Durability.allCases)
    func aPowerCutTakesNoMoreThanItMay(durability: SQLiteEventLog.Durability) async throws {
        let cuts = max(4, KillingTests.option("SCHAKEL_KILLS", 20) / 3)
        let seed = KillingTests.option("SCHAKEL_KILL_SEED", Int.random(in: 0...1_000_000))
        var generator = SeededGenerator(seed: UInt64(seed))
        let file = RegisterFile(rows: 1500)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutting-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.appendingPathComponent("data")
        guard let writes = try UnsyncedWrites(in: folder, of: data) else {
            print("SUITE skipped power cuts: there is no C compiler")
            return
        }
        let options = ["--durability", durability.rawValue]
        let first = try HubProcess(data: data, options, environment: writes.environment)
        #expect(await first.whenReady())
        let address = try #require(
            try await first.send("POST", "/v1/connectors/crebo-register/imports", body: file.text).location)
        await first.kill()
        var taken = try writes.takeBack(using: &generator)
        var answered: [String] = []
        for number in 0..<cuts {
            let failpoints: [Failpoint] = [.batchAppended, .importAppended, .importCounted, .stateApplied]
            let failpoint = failpoints[number % failpoints.count]
            let passage = Int.random(in: 1...(failpoint == .importAppended || failpoint == .importCounted ? 2 : 30))
            let hub = try HubProcess(
                data: data, options + ["--kill-at", "\(failpoint.rawValue):\(passage)"],
                environment: writes.environment)
            if await hub.whenReady() {
                for command in 0..<20 {
                    let code = "9\(number % 10)\(command % 10)\(command / 10)"
                    guard let status = try? await KillingTests.record(code, hub) else { break }
                    if status == 201 || status == 200 { answered.append(code) }
                }
                _ = try? await hub.json(address, headers: ["Prefer": "wait=60"])
                await hub.kill()
            }
            await hub.whenEnded()
            taken += try writes.takeBack(using: &generator)
        }
        let hub = try HubProcess(data: data, options)
        #expect(await hub.whenReady())
        let ended = try await hub.json(address, headers: ["Prefer": "wait=60"])
        #expect(ended["state"]?.string == "completed", "\(ended.text)")
        let again = try #require(
            try await hub.send("POST", "/v1/connectors/crebo-register/imports", body: file.text).location)
        let counts = try await hub.json(again, headers: ["Prefer": "wait=60"])["counts"]
        #expect(Int(counts?["rejected"]?.integer ?? -1) == file.rejected)
        if durability == .full {
            #expect(counts?["accepted"]?.integer == 0, "nothing was lost, so nothing is new: \(counts?.text ?? "")")
        }
        let page = try await hub.json("/v1/qualification-dossiers?q=steekproef&pageSize=250")
        let held = Set(page["items"]?.items.compactMap { $0["registration"]?["identifier"]?.string } ?? [])
        await hub.stop()
        let logged = try await KillingTests.samples(data.appendingPathComponent("log/events.db"))
        if durability == .full { #expect(Set(answered).subtracting(logged).isEmpty, "what was answered is there") }
        #expect(held == logged, "the view has what the log has")
        let lost = Set(answered).subtracting(held).count
        print(
            "SUITE ran power cuts with \(durability.rawValue): \(cuts + 1), seed \(seed), \(taken) writes taken back, "
                + "\(answered.count) answers, \(lost) of them lost")
        try await KillingTests.checkNumbers(data.appendingPathComponent("log/events.db"))
        try FileManager.default.removeItem(at: folder)
    }

    private static func record(_ code: String, _ hub: HubProcess) async throws -> Int {
        let id = DerivedIdentity.aggregate(
            institution: "local", kind: "qualification-dossier", register: "crebo", code: code)
        let data =
            #"{"qualificationDossierId":"\#(id)","registration":{"register":"crebo","identifier":"\#(code)"},"#
            + #""name":"Steekproef \#(code)","validity":{"validFrom":"2015-08-01"}}"#
        return try await hub.send(
            "POST", "/v1/commands",
            headers: [
                "Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "command-\(code)",
                "ce-source": "urn:nld:oin:00000000000000000000:test",
                "ce-type": RecordQualificationDossierV1.identity.type, "ce-subject": id.description,
            ], body: Array(data.utf8)
        ).status
    }

    /// How many passages make about as much progress as one of the kills is to allow.
    private static func passages(_ failpoint: Failpoint, _ rows: Int) -> Int {
        switch failpoint {
        case .writerOpened, .stateRestored: 12
        case .importAppended, .importCounted: max(1, rows / 250)
        case .commandsRead, .batchDecided, .batchAppended, .stateApplied, .projectionRead, .projectionApplied:
            max(2, rows / 20)
        }
    }

    /// The codes of the dossiers that were recorded one by one.
    private static func samples(_ url: URL) async throws -> Set<String> {
        let topics = ServiceTopics(service: "catalogue")
        let log = try await SQLiteEventLog.open(at: url, topics: topics.layouts(partitions: 12))
        var codes: Set<String> = []
        for partition in log.layout(of: topics.events)?.all ?? [] {
            for record in try await EventLogConformance.all(log, partition) {
                let root = try JSONDocument(record.value ?? []).root
                guard root["name"]?.string?.hasPrefix("Steekproef") ?? false else { continue }
                if let code = root["registration"]?["identifier"]?.string { codes.insert(code) }
            }
        }
        await log.close()
        return codes
    }

    // MARK: What must hold in the end

    static func check(_ data: URL, _ address: String, _ file: RegisterFile) async throws {
        let hub = try HubProcess(data: data)
        #expect(await hub.whenReady())
        var state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        while state["state"]?.string == "running" || state["state"]?.string == "settling" {
            state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        }
        #expect(state["state"]?.string == "completed", "\(state.text)")
        let counts = state["counts"]
        func count(_ name: String) -> Int { Int(counts?[name]?.integer ?? -1) }
        #expect(count("received") == file.rows)
        #expect(count("rejected") == file.rejected)
        #expect(count("unchanged") == file.repeated)
        #expect(count("accepted") == file.qualifications.count)
        #expect(count("parked") == 0 && count("notMapped") == 0 && count("notSent") == 0 && count("open") == 0)
        for view in ["qualifications", "qualification-dossiers"] {
            let documents = try await hub.rebuilt(view)
            #expect(documents.count == (view == "qualifications" ? file.qualifications : file.dossiers).count)
        }
        #expect(try await hub.json("/v1/dead-letters")["totalItems"]?.integer == 0)
        await hub.stop()
        #expect(hub.ending == (false, 0))
        try await checkLog(data.appendingPathComponent("log/events.db"), file)
    }

    /// Every event once, numbers and sequences without a gap.
    private static func checkLog(_ url: URL, _ file: RegisterFile) async throws {
        let types = try await checkNumbers(url)
        #expect(
            types == [
                QualificationRecordedV1.identity.type: file.qualifications.count,
                QualificationDossierRecordedV1.identity.type: file.dossiers.count,
            ])
    }

    /// - Returns: how many events there are of each type.
    @discardableResult
    private static func checkNumbers(_ url: URL) async throws -> [String: Int] {
        let topics = ServiceTopics(service: "catalogue")
        let log = try await SQLiteEventLog.open(at: url, topics: topics.layouts(partitions: 12))
        var sequences: [String: Int64] = [:]
        var types: [String: Int] = [:]
        for partition in log.layout(of: topics.events)?.all ?? [] {
            var number = 0 as Int64
            for record in try await EventLogConformance.all(log, partition) {
                let event = try CloudEvent(
                    kafkaHeaders: record.headers.map { ($0.name, $0.value) }, key: record.key, value: record.value)
                number += 1
                #expect(event.partitionSequence?.value == number, "event numbers have no gap")
                let subject = event.subject ?? ""
                sequences[subject, default: 0] += 1
                #expect(event.sequence?.value == sequences[subject], "sequences have no gap")
                types[event.type, default: 0] += 1
            }
        }
        await log.close()
        return types
    }
}
