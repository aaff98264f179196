import EventSourcing
import Foundation
import GRDB
import JSONSchema
import ServiceRuntime
import Support
import Testing

@testable import schakel

/// Nothing that was said of a person lies below a hub's folder in a form that anybody can read, whatever has failed.
@Suite(.serialized) struct NothingPersonalInAHubTests {
    /// Rows whose level is none, so that each is rejected, with a name and an address in them.
    private static func rejected(_ rows: Int, level: String = "9") -> [UInt8] {
        var text =
            "domein_code,domein,dossier_crebo,dossier,dossier_prijsfactor,kwalificatie_crebo,kwalificatie,niveau,"
            + "prijsfactor,soort_opleiding,beroepsvereisten,leerweg\n"
        for row in 0..<rows {
            text +=
                "79000,Bouw en infra,50001,\"Wijnaldum-Hoekstra\(row)\",\"1,30\",\(10_000 + row),"
                + "Grote Buitendijk \(row) Zierikzee,\(level),\"1,10\",vakopleiding,,BOL/BBL\n"
        }
        // A row that cannot be read as one at all.
        return Array((text + "Wijnaldum-Hoekstra,te,weinig velden op Grote Buitendijk\n").utf8)
    }

    private static let texts = ["Wijnaldum-Hoekstra", "Grote Buitendijk", "weinig velden"]

    private func expectNothing(of texts: [String], below folder: URL, _ moment: String) throws {
        let findings = try ByteSearch.findings(of: texts, below: folder)
        #expect(findings.isEmpty, "\(moment): \(findings.prefix(5))")
    }

    @Test func deadLettersRejectionsAndTriedRowsLieSealedAndComeBackToWhoSentThem() async throws {
        try await KnownPersons.with { hub, persons, data in
            let folder = data.deletingLastPathComponent()
            let texts = persons.texts + Self.texts
            let sender = try LocalToken(data)
            let reader = try LocalToken(data, scopes: ["persons:read"], purposes: ["admission"])
            let path = "/v1/persons/\(persons.all[3].id)"
            while try await hub.ask("GET", path, headers: reader.stating("admission")).status == 404 {}
            var letters = try await hub.json("/v1/dead-letters")
            while letters["totalItems"]?.integer == 0 { letters = try await hub.json("/v1/dead-letters") }
            let letter = try await hub.ask("GET", "/v1/dead-letters/\(letters["items"]?.items[0]["id"]?.string ?? "")")
            #expect(try letter.json["isSealed"]?.boolean == true && letter.json["data"] == nil)

            let imports = "/v1/connectors/crebo-register/imports"
            let sent = try await hub.ask(
                "POST", imports, headers: sender.header, body: String(decoding: Self.rejected(40), as: UTF8.self))
            let address = try #require(sent.header("location"))
            let ended = try await hub.json(address, headers: ["Prefer": "wait=60"])
            #expect(ended["counts"]?["rejected"]?.integer == 41, "\(ended.text)")
            let tried = try await hub.ask(
                "POST", imports + "?dryRun=true", headers: sender.header,
                body: String(decoding: Self.rejected(40, level: "3"), as: UTF8.self))
            let triedAddress = try #require(tried.header("location"))
            let shown = try await hub.json(triedAddress, headers: ["Prefer": "wait=60"])
            #expect(shown["counts"]?["accepted"]?.integer == 40, "\(shown.text)")

            let csv = try await hub.ask("GET", address + "/rejections?format=csv", headers: sender.header)
            #expect(String(decoding: csv.body, as: UTF8.self).contains("Wijnaldum-Hoekstra7,"))
            let rows = try await hub.ask("GET", triedAddress + "/records", headers: sender.header)
            #expect(String(decoding: rows.body, as: UTF8.self).contains("Grote Buitendijk 7"))
            #expect(try await hub.ask("GET", address + "/rejections").status == 401)
            #expect(try await hub.ask("GET", address + "/rejections", headers: reader.header).status == 403)

            try expectNothing(of: texts, below: folder, "while it runs")
            await hub.kill()
            try expectNothing(of: texts, below: folder, "after a kill")
            let again = try HubProcess(data: data)
            #expect(await again.whenReady())
            let kept = try await again.ask("GET", address + "/rejections?format=csv", headers: sender.header)
            #expect(kept.body == csv.body, "they are there after a restart")
            await again.stop()
            try expectNothing(of: texts + [String(sender.text.suffix(43))], below: folder, "after it ended")
        }
    }

    @Test(arguments: [Failpoint.importAppended, .importCounted])
    func anImportThatIsKilledLiesSealedAndGoesOn(failpoint: Failpoint) async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let hub = try HubProcess(data: data, ["--kill-at", "\(failpoint.rawValue):2"])
            #expect(await hub.whenReady())
            let sent = try await hub.send(
                "POST", "/v1/connectors/crebo-register/imports", body: Self.rejected(900))
            let address = try #require(sent.location)
            await hub.whenEnded()
            let uploads = try FileManager.default.contentsOfDirectory(
                atPath: data.appendingPathComponent("imports").path
            ).filter { $0.hasSuffix(".upload") }
            #expect(uploads.count == 1, "the file is still there: \(uploads)")
            try expectNothing(of: Self.texts, below: folder, "after the kill")

            let again = try HubProcess(data: data)
            #expect(await again.whenReady())
            let ended = try await again.json(address, headers: ["Prefer": "wait=60"])
            #expect(ended["counts"]?["rejected"]?.integer == 901, "\(ended.text)")
            let page = try await again.json(address + "/rejections?pageSize=1&pageNumber=900")
            #expect(page["items"]?.items.first?["record"]?["dossier"]?.string == "Wijnaldum-Hoekstra899")
            await again.stop()
            try expectNothing(of: Self.texts, below: folder, "after it ended")
        }
    }

    /// The texts below members of these names, each once: with quotes, and where they are long enough without.
    private static func texts(of names: Set<String>, in value: JSONValue) -> Set<String> {
        var texts: Set<String> = []
        for item in value.items { texts.formUnion(Self.texts(of: names, in: item)) }
        for (name, member) in value.members {
            if names.contains(name), let text = member.string {
                texts.formUnion([text, "\"\(text)\""].filter { $0.utf8.count >= 8 })
            }
            texts.formUnion(Self.texts(of: names, in: member))
        }
        return texts
    }

    /// The portal's applications, some of which are rejected, in a hub that is ended while it takes them in.
    @Test(arguments: [Failpoint.importCounted, .batchAppended])
    func applicationsLieSealedWhateverBecameOfThem(failpoint: Failpoint) async throws {
        let applicants = SampleApplicants(sample: SampleInstitution(institution: "local"), count: 120)
        let names: Set = [
            "achternaam", "emailAdres", "emailadres", "bsn", "ketenId", "straat", "postcode", "extraInformatie",
            "voornamen", "roepnaam", "telefoonnummerMobiel", "telefoon", "geboortedatum",
        ]
        let texts = Array(Self.texts(of: names, in: try JSONDocument(applicants.file).root))
        #expect(texts.count > 800)
        // Every tenth has no known type, so that it is rejected.
        var place = 0
        let parts = String(decoding: applicants.file, as: UTF8.self).components(separatedBy: #""type":"A""#)
        let file = parts.dropFirst().reduce(into: parts[0]) { text, part in
            place += 1
            text += (place % 10 == 0 ? #""type":"Q""# : #""type":"A""#) + part
        }
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let first = try HubProcess(data: data)
            #expect(await first.whenReady())
            let token = try LocalToken(data)
            await first.stop()
            let hub = try HubProcess(
                data: data, ["--kill-at", "\(failpoint.rawValue):\(failpoint == .importCounted ? 1 : 30)"])
            #expect(await hub.whenReady())
            let sent = try? await hub.answer(
                "POST", "/v1/connectors/cambo/imports", headers: token.header, body: Array(file.utf8))
            let address = try #require(sent?.headers["location"])
            await hub.whenEnded()
            try expectNothing(of: texts, below: folder, "after the kill")

            let again = try HubProcess(data: data)
            #expect(await again.whenReady())
            var state = try await again.json(address, headers: ["Prefer": "wait=60"])
            while ["running", "settling"].contains(state["state"]?.string) {
                state = try await again.json(address, headers: ["Prefer": "wait=60"])
            }
            #expect(state["counts"]?["rejected"]?.integer == Int64(place / 10), "\(state.text)")
            let rejected = try await again.ask("GET", address + "/rejections?pageSize=250", headers: token.header)
            let shown = String(decoding: rejected.body, as: UTF8.self)
            #expect(texts.contains { shown.contains($0) }, "they go back to who sent them")
            #expect(try await again.ask("GET", address + "/rejections").status == 401)
            try expectNothing(of: texts, below: folder, "when all is taken in")
            await again.stop()
            try expectNothing(of: texts, below: folder, "after it ended")
        }
    }

    /// As a hub left it that did not seal what files brought.
    private static func unseal(_ imports: URL, ended: UUIDValue, running: UUIDValue) async throws {
        let file = rejected(300)
        try Data(file).write(to: imports.appendingPathComponent("\(running).upload"))
        let database = try DatabaseQueue(path: imports.appendingPathComponent("imports.db").path)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try await database.write { database in
            try database.execute(sql: "ALTER TABLE import DROP COLUMN sender; PRAGMA user_version = 1")
            for (id, state, size) in [(ended, "completed", 10), (running, "running", file.count)] {
                try database.execute(
                    sql: "INSERT INTO import VALUES (?, 'local', 'crebo-register', 0, ?, ?, 'x', ?, 0, 0, '{}', "
                        + "NULL, NULL, NULL)", arguments: [id.description, now, size, state])
            }
            for row in 1...50 {
                try database.execute(
                    sql: "INSERT INTO rejection VALUES (?, ?, 2, ?, ?)",
                    arguments: [
                        ended.description, row, Data(#"{"dossier":"Wijnaldum-Hoekstra\#(row)"}"#.utf8),
                        Data(#"[{"code":"x","message":"Grote Buitendijk \#(row)"}]"#.utf8),
                    ])
            }
        }
        try database.close()
    }

    @Test func whatAHubFromBeforeKeptInTheClearIsSealedAtItsFirstStart() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let first = try HubProcess(data: data)
            #expect(await first.whenReady())
            await first.stop()
            let (ended, running) = (UUIDValue.random(), UUIDValue.random())
            try await Self.unseal(data.appendingPathComponent("imports"), ended: ended, running: running)
            #expect(try !ByteSearch.findings(of: Self.texts, below: folder).isEmpty)

            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            let path = "/v1/connectors/crebo-register/imports"
            let old = try await hub.json("\(path)/\(ended)/rejections?pageSize=1&pageNumber=50")
            #expect(old["items"]?.items.first?["record"]?["dossier"]?.string == "Wijnaldum-Hoekstra50")
            let counts = try await hub.json("\(path)/\(running)", headers: ["Prefer": "wait=60"])["counts"]
            #expect(counts?["rejected"]?.integer == 301, "its rows go on: \(counts?.text ?? "")")
            await hub.stop()
            try expectNothing(of: Self.texts, below: folder, "after it ended")
        }
    }
}
