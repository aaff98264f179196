import Foundation
import JSONSchema
import Support
import Testing

@Suite struct ImportingFilesTests {
    static let imports = "/v1/connectors/crebo-register/imports"
    static let header =
        "domein_code,domein,dossier_crebo,dossier,dossier_prijsfactor,kwalificatie_crebo,kwalificatie,niveau,"
        + "prijsfactor,soort_opleiding,beroepsvereisten,leerweg\n"
    static let row = "79000,Bouw,23045,Betonboren,\"1,30\",25078,Betonboorder,3,\"1,30\",vakopleiding,,BOL/BBL\n"

    /// Sends a file and waits until nothing more happens to it.
    private func send(_ text: String, _ query: String = "", to hub: HubProcess) async throws -> (String, JSONValue) {
        let started = try await hub.ask(
            "POST", ImportingFilesTests.imports + query, headers: ["Content-Type": "text/csv"], body: text)
        #expect(started.status == 202)
        let address = try #require(started.header("Location"))
        let state = try await ended(address, hub)
        let counts = state["counts"]?.members.filter { $0.name != "received" }.reduce(0) {
            $0 + ($1.value.integer ?? 0)
        }
        #expect(counts == state["counts"]?["received"]?.integer, "the counts add up: \(state.text)")
        return (address, state)
    }

    /// The import once nothing more happens to it. A machine that runs every test at once takes its time.
    private func ended(_ address: String, _ hub: HubProcess) async throws -> JSONValue {
        var state = try await hub.ask("GET", address, headers: ["Prefer": "wait=60"]).json
        for _ in 0..<10 where ["running", "settling"].contains(state["state"]?.string) {
            state = try await hub.ask("GET", address, headers: ["Prefer": "wait=60"]).json
        }
        return state
    }

    private func count(_ state: JSONValue, _ name: String) -> Int { Int(state["counts"]?[name]?.integer ?? -1) }

    @Test func theRegisterOf2015GoesInAndComesOutAndChangesNothingTheSecondTime() async throws {
        let file = SharedData.projectFolder.appendingPathComponent(
            "Sources/Gateway/Connectors/crebo-register/kwalificaties-2015.csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        try await HubProcess.with { hub async throws in
            let (_, first) = try await send(text, to: hub)
            #expect(count(first, "accepted") == 470 && count(first, "received") == 470)
            let (_, second) = try await send(text, to: hub)
            #expect(count(second, "unchanged") == 470)
            #expect(second["summary"]?.string?.hasPrefix("Nothing changed") ?? false)
            #expect(second["sameAs"]?.string == first["importId"]?.string)
            #expect(try await hub.ask("GET", "/v1/qualifications").json["totalItems"]?.integer == 470)
            #expect(try await hub.ask("GET", "/v1/qualification-dossiers").json["totalItems"]?.integer == 172)
            let entry = try await hub.ask("GET", "/v1/qualifications?level=1").json
            #expect(entry["totalItems"]?.integer == 12)
            let list = try await hub.ask("GET", ImportingFilesTests.imports).json
            #expect(list["totalItems"]?.integer == 2)
        }
    }

    @Test func rowsThatAreWrongComeBackToBeMended() async throws {
        try await HubProcess.with { hub async throws in
            let wrong = "79000,Bouw,23046,\"Beton, reparatie\",\"1.30\",25079,Reparateur,7,\"1,30\",vakopleiding,,BOL\n"
            let text = ImportingFilesTests.header + ImportingFilesTests.row + "1,2\n" + wrong
            let (address, state) = try await send(text, to: hub)
            #expect(count(state, "rejected") == 2 && count(state, "accepted") == 1)
            let page = try await hub.ask("GET", "\(address)/rejections").json
            let rows = page["items"]?.items ?? []
            #expect(rows.compactMap { $0["line"]?.integer } == [3, 4])
            #expect(
                rows.last?["reasons"]?.items.compactMap { $0["column"]?.string } == ["dossier_prijsfactor", "niveau"])
            let csv = try await hub.ask("GET", "\(address)/rejections", headers: ["Accept": "text/csv"])
            let lines = String(decoding: csv.body, as: UTF8.self)
            #expect(lines.contains("\"Beton, reparatie\""))
            // The first of the two is gone for good: what it was cannot be known.
            let mended = lines.split(separator: "\r\n").filter { !$0.hasPrefix(",") }.joined(separator: "\r\n")
                .replacing("1.30", with: "\"1,30\"").replacing(",7,", with: ",2,")
            let (_, again) = try await send(mended, to: hub)
            #expect(count(again, "accepted") == 1 && count(again, "rejected") == 0, "\(again.text)")
        }
    }

    @Test func aDryRunShowsEverythingAndSendsNothing() async throws {
        try await HubProcess.with { hub async throws in
            let text = ImportingFilesTests.header + ImportingFilesTests.row + "1,2\n"
            let (address, state) = try await send(text, "?dryRun=true", to: hub)
            #expect(state["dryRun"]?.boolean == true)
            #expect(count(state, "accepted") == 1 && count(state, "rejected") == 1)
            let shown = try await hub.ask("GET", "\(address)/records").json["items"]?.items ?? []
            #expect(shown.first?["commands"]?.items.count == 2)
            #expect(try await hub.ask("GET", "/v1/events").json.items.isEmpty)
        }
    }

    @Test(arguments: [
        ("", "the file is empty"), ("a,b\n1,2\n", "the header lacks domein_code"),
        (header.replacing(",", with: ";"), "separated by \";\""), ("\u{0}\u{1}", "the header cannot be read"),
    ]) func aFileThatCannotBeUsedSaysWhy(text: String, reason: String) async throws {
        try await HubProcess.with { hub async throws in
            let (_, state) = try await send(text, to: hub)
            #expect(state["state"]?.string == "failed")
            #expect(state["failure"]?.string?.contains(reason) ?? false, "\(state.text)")
        }
    }

    @Test func aFileOfWrongRowsOnlyComesToItsEnd() async throws {
        try await HubProcess.with { hub async throws in
            let (_, state) = try await send(ImportingFilesTests.header + "1,2\n\"open\n", to: hub)
            #expect(state["state"]?.string == "completed" && count(state, "rejected") == 2)
            let (_, empty) = try await send(ImportingFilesTests.header, to: hub)
            #expect(empty["state"]?.string == "completed" && count(empty, "received") == 0)
        }
    }

    @Test func whatIsCancelledCanBeResumed() async throws {
        try await HubProcess.with { hub async throws in
            let file = RegisterFile(rows: 3000)
            let text = String(decoding: file.text, as: UTF8.self)
            let started = try await hub.ask("POST", ImportingFilesTests.imports, body: text)
            let address = try #require(started.header("Location"))
            let cancelled = try await hub.ask("POST", "\(address)/cancel")
            #expect(cancelled.status == 200)
            let state = try cancelled.json
            #expect(state["state"]?.string == "cancelled" && count(state, "received") == 3000)
            #expect(count(state, "notSent") > 0)
            #expect(try await hub.ask("POST", "\(address)/cancel").status == 409)
            #expect(try await hub.ask("POST", "\(address)/resume").status == 200)
            let ended = try await ended(address, hub)
            #expect(ended["state"]?.string == "completed", "\(ended.text)")
            #expect(count(ended, "received") == 3000 && count(ended, "rejected") == file.rejected)
            #expect(count(ended, "accepted") == file.qualifications.count && count(ended, "notSent") == 0)
            #expect(try await hub.ask("POST", "\(address)/resume").status == 409)
        }
    }

    @Test func whatIsNotThereIsSaidNotToBe() async throws {
        try await HubProcess.with { hub async throws in
            #expect(try await hub.ask("POST", "/v1/connectors/nobody/imports", body: "x").status == 404)
            #expect(try await hub.ask("GET", "\(ImportingFilesTests.imports)/nothing").status == 404)
            #expect(try await hub.ask("POST", "\(ImportingFilesTests.imports)?dryRun=maybe", body: "x").status == 400)
            #expect(try await hub.ask("GET", "/v1/connectors").json["items"]?.items.count == 2)
        }
    }
}
