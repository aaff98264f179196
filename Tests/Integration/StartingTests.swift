import EventLog
import Foundation
import GRDB
import JSONSchema
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

// Longer than other files: every way in which one command does not start.

/// What keeps a hub from starting is said in one clear line, with the right exit code, and loses nothing.
@Suite(.serialized) struct StartingTests {
    /// Starts a hub that cannot start.
    ///
    /// - Returns: what it said on standard error, without lines of its log.
    private func refusal(_ arguments: [String]) throws -> (code: Int32, lines: [String]) {
        let run = try CommandRun.run(
            HubProcess.executable.path, ["up", "--port", "0"] + arguments, in: SharedData.projectFolder)
        let lines = run.error.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("{") }
        return (run.exitCode, lines)
    }

    @Test func aLogThatIsDamagedOrNewerOrSomethingElseIsLeftAsItIs() async throws {
        try await TemporaryFolder.with { folder in
            let log = folder.appendingPathComponent("log/events.db")
            try FileManager.default.createDirectory(
                at: log.deletingLastPathComponent(), withIntermediateDirectories: true)
            let garbage = Data("this is no database, whatever its name says, and must stay what it is".utf8)
            try garbage.write(to: log)
            let damaged = try refusal(["--data", folder.path])
            #expect(damaged.code == 3 && damaged.lines.count == 1, "\(damaged)")
            #expect(damaged.lines.first?.contains("events.db") ?? false)
            #expect(try Data(contentsOf: log) == garbage)

            try FileManager.default.removeItem(at: log)
            let founded = try await SQLiteEventLog.open(
                at: log, topics: ServiceTopics(service: "catalogue").layouts(partitions: 12))
            await founded.close()
            try await DatabaseQueue(path: log.path).write { try $0.execute(sql: "PRAGMA user_version = 999") }
            let newer = try refusal(["--data", folder.path])
            #expect(newer.code == 3 && newer.lines.count == 1, "\(newer)")
            #expect(newer.lines.first?.contains("newer version") ?? false)
        }
    }

    @Test func whatIsWrongWithTheAccountOfImportsOrALostLogIsSaidByBothAndNothingBeginsAnew() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            await hub.stop()
            let account = data.appendingPathComponent("imports/imports.db")
            let log = data.appendingPathComponent("log/events.db")
            func told(_ words: String) throws {
                let refused = try refusal(["--data", data.path])
                #expect(refused.code == 3 && refused.lines.count == 1, "\(refused)")
                #expect(refused.lines.first?.contains(words) ?? false, "\(refused)")
                let doctor = try CommandRun.run(
                    HubProcess.executable.path, ["doctor", "--data", data.path, "--port", "0"])
                #expect(doctor.exitCode == 3 && doctor.output.contains(words), "\(doctor)")
            }
            let kept = try Data(contentsOf: account)
            try Data("no database at all, whatever it is called".utf8).write(to: account)
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: account.path + suffix) }
            try told("imports.db cannot be read")
            try kept.write(to: account)
            try await DatabaseQueue(path: account.path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
            try told("imports.db was written by a newer version of Schakel (format 99)")
            try await DatabaseQueue(path: account.path).write { try $0.execute(sql: "PRAGMA user_version = 2") }

            let aside = folder.appendingPathComponent("aside.db")
            try FileManager.default.moveItem(at: log, to: aside)
            try told("events.db is missing, and")
            try Data().write(to: log)
            try told("events.db is empty, and")
            #expect(try Data(contentsOf: log).isEmpty, "nothing was founded in its place")
            try FileManager.default.removeItem(at: log)
            try FileManager.default.moveItem(at: aside, to: log)
            let again = try HubProcess(data: data)
            #expect(await again.whenReady())
            await again.stop()
        }
    }

    @Test func aHubThatWasLaidOutOtherwiseIsRefused() async throws {
        try await TemporaryFolder.with { folder in
            let log = folder.appendingPathComponent("log/events.db")
            try FileManager.default.createDirectory(
                at: log.deletingLastPathComponent(), withIntermediateDirectories: true)
            let founded = try await SQLiteEventLog.open(
                at: log, topics: ServiceTopics(service: "catalogue").layouts(partitions: 3))
            await founded.close()
            let other = try refusal(["--data", folder.path])
            #expect(other.code == 3 && other.lines.count == 1, "\(other)")
            #expect(other.lines.first?.contains("laid out otherwise") ?? false)
        }
    }

    @Test func aSecondProcessOrAPortInUseIsRefusedAndTheFirstGoesOn() async throws {
        try await TemporaryFolder.with { folder in
            let hub = try HubProcess(data: folder.appendingPathComponent("data"))
            #expect(await hub.whenReady())
            let second = try refusal(["--data", folder.appendingPathComponent("data").path])
            #expect(second.code == 3 && second.lines.count == 1, "\(second)")
            #expect(second.lines.first?.contains("another process has") ?? false)
            let port = hub.address.split(separator: ":").last.map(String.init) ?? ""
            let taken = try refusal(["--data", folder.appendingPathComponent("other").path, "--port", port])
            #expect(taken.code == 3 && taken.lines.count == 1, "\(taken)")
            #expect(taken.lines.first?.contains("port \(port) is in use") ?? false)
            #expect(
                !FileManager.default.fileExists(atPath: folder.appendingPathComponent("other").path),
                "nothing was founded")
            #expect(try await hub.send("GET", "/readyz").status == 200)
            await hub.stop()
            #expect(hub.ending == (false, 0))
        }
    }

    @Test func aConnectorThatCannotBeUsedIsToldWithEveryFault() throws {
        try TemporaryFolder.with { folder in
            let connector = folder.appendingPathComponent("connectors/mine")
            try FileManager.default.createDirectory(at: connector, withIntermediateDirectories: true)
            try Data("title: Mine\n".utf8).write(to: connector.appendingPathComponent("connector.yaml"))
            let refused = try refusal([
                "--data", folder.appendingPathComponent("data").path, "--connectors",
                connector.deletingLastPathComponent().path,
            ])
            #expect(refused.code == 2, "\(refused)")
            #expect(refused.lines.contains { $0.contains("commands: must be a list") })
            #expect(refused.lines.contains { $0.contains("mapping.jq") })
        }
    }

    @Test func aConnectorThatNamesWhatFilesMayNotSendIsRefused() throws {
        try TemporaryFolder.with { folder in
            let connector = folder.appendingPathComponent("connectors/mine")
            try FileManager.default.createDirectory(at: connector, withIntermediateDirectories: true)
            let description = """
                title: Mine
                description: Says what is not its own to say.
                format: {kind: csv, delimiter: ","}
                columns: [a]
                commands:
                  - nl.mbo.registration.settle-placement.v1
                  - nl.mbo.persons.forget-subject.v1
                  - nl.mbo.catalogue.expire-book.v1
                """
            try Data(description.utf8).write(to: connector.appendingPathComponent("connector.yaml"))
            try Data("empty".utf8).write(to: connector.appendingPathComponent("mapping.jq"))
            let refused = try refusal([
                "--data", folder.appendingPathComponent("data").path, "--connectors",
                connector.deletingLastPathComponent().path,
            ])
            #expect(refused.code == 2, "\(refused)")
            let told = refused.lines.joined(separator: "\n")
            #expect(
                told.contains("mine: the command nl.mbo.registration.settle-placement.v1 is sent by the hub itself"))
            #expect(told.contains("mine: the command nl.mbo.persons.forget-subject.v1 is no command that this hub"))
            #expect(told.contains("mine: the command nl.mbo.catalogue.expire-book.v1 is no command that this hub"))
        }
    }

    /// A contract of a service that the hub does not have; it refers to a type of the hub's.
    private func ownContract(_ service: String, in folder: URL, _ schema: String? = nil) throws {
        let version = folder.appendingPathComponent("\(service)/events/locker-rented/v1")
        try FileManager.default.createDirectory(at: version, withIntermediateDirectories: true)
        let text =
            schema ?? """
                {"$id": "urn:schakel:contract:\(service):locker-rented:v1", "type": "object", \
                "properties": {"term": {"$ref": "urn:schakel:contract:shared:period:v1"}}}
                """
        try Data(text.utf8).write(to: version.appendingPathComponent("schema.json"))
    }

    @Test func anInstitutionsOwnContractsAreResolvedBesideThoseOfTheHub() async throws {
        try await TemporaryFolder.with { folder in
            let contracts = folder.appendingPathComponent("contracts")
            try ownContract("facilities", in: contracts)
            let hub = try HubProcess(
                data: folder.appendingPathComponent("data"), ["--contracts", contracts.path])
            #expect(await hub.whenReady())
            let own = try await hub.json("/v1/contracts/urn:schakel:contract:facilities:locker-rented:v1")
            #expect(own["properties"]?["term"] != nil)
            #expect(try await hub.send("GET", "/v1/contracts/urn:schakel:contract:shared:period:v1").status == 200)
            await hub.stop()
        }
    }

    @Test func aContractThatIsMissingOrMalformedIsToldWithItsPlaceAndNothingIsFounded() throws {
        try TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            func start(_ name: String) throws -> (code: Int32, lines: [String]) {
                try refusal(["--data", data.path, "--contracts", folder.appendingPathComponent(name).path])
            }
            let missing = try start("nowhere")
            #expect(missing.code == 2 && missing.lines.count == 1, "\(missing)")
            #expect(missing.lines.first?.contains("there is no folder of contracts at") ?? false)

            let cases: [(name: String, service: String, schema: String?, told: String)] = [
                ("cut", "facilities", #"{"$id": "urn:schakel:"#, "locker-rented/v1/schema.json"),
                ("named", "facilities", #"{"$id": "urn:other"}"#, "schema.json: $id must be urn:schakel:contract:"),
                (
                    "refers", "facilities",
                    #"{"$id": "urn:schakel:contract:facilities:locker-rented:v1", "$ref": "urn:nowhere"}"#,
                    "urn:nowhere"
                ),
                (
                    "wrong", "facilities",
                    #"{"$id": "urn:schakel:contract:facilities:locker-rented:v1", "type": "thing"}"#, "type"
                ),
                ("taken", "catalogue", nil, "the contracts of catalogue come with the hub"),
            ]
            for (name, service, schema, told) in cases {
                try ownContract(service, in: folder.appendingPathComponent(name), schema)
                let refused = try start(name)
                #expect(refused.code == 2, "\(refused)")
                #expect(refused.lines.joined(separator: "\n").contains(told), "\(refused)")
            }
            let empty = folder.appendingPathComponent("empty/facilities/events/locker-rented/v1/examples")
            try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
            let without = try start("empty")
            #expect(without.code == 2 && without.lines.contains { $0.contains("has no schema.json") }, "\(without)")
            #expect(!FileManager.default.fileExists(atPath: data.path))
        }
    }

    @Test func keysAreRotatedBetweenTwoStartsAndNotBesideAHubThatRuns() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            func keys(_ verb: String) throws -> CommandRun {
                try CommandRun.run(HubProcess.executable.path, ["keys", verb, "--data", data.path])
            }
            let nobody = try keys("rotate")
            #expect(nobody.exitCode == 3 && nobody.error.contains("there is no hub in"))
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            let beside = try keys("rotate")
            #expect(beside.exitCode == 3 && beside.error.contains("another process has"), "\(beside)")
            await hub.stop()
            #expect(try keys("list").output.split(separator: "\n").count == 1)
            let file = folder.appendingPathComponent("data.keys")
            let before = try Data(contentsOf: file)
            let rotated = try keys("rotate")
            #expect(rotated.exitCode == 0 && rotated.output.contains("Generation 2 wraps"), "\(rotated)")
            let listed = try keys("list").output.split(separator: "\n")
            #expect(
                listed.count == 2 && listed.last?.hasPrefix("2 ") ?? false && listed.last?.hasSuffix("wraps") ?? false)
            let after = try HubProcess(data: data, ["--log-level", "info"])
            #expect(await after.whenReady())
            while try !after.said.contains(#""generations":"1""#) { await Task.yield() }
            await after.stop()
            #expect(try keys("list").output.split(separator: "\n").count == 1, "nothing rested on the first")
            try before.write(to: file)
            let older = try refusal(["--data", data.path])
            #expect(older.code == 3 && older.lines.count == 1, "an older copy does not fit: \(older)")
        }
    }

    @Test func aDiskThatIsFullFromTheBeginningIsSaidInOneLine() throws {
        try TemporaryFolder.with { folder in
            let disk = folder.appendingPathComponent("disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            let mount = try CommandRun.run("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.path])
            guard mount.exitCode == 0 else { return print("SUITE skipped full disk at the start: no leave to mount") }
            defer { _ = try? CommandRun.run("umount", [disk.path]) }
            let refused = try refusal(["--data", disk.appendingPathComponent("data").path])
            #expect(refused.code == 3 && refused.lines.count == 1, "\(refused)")
            #expect(refused.lines.first?.contains("is full: ") ?? false)
            #expect(try FileManager.default.subpathsOfDirectory(atPath: disk.path).isEmpty, "nothing was founded")
        }
    }

    @Test func aFolderThatIsAFileAndWrongOptionsAreRefused() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("file")
            try Data("x".utf8).write(to: file)
            let refused = try refusal(["--data", file.path])
            #expect(refused.code == 3 && refused.lines.count == 1, "\(refused)")
            #expect(refused.lines.first?.contains("it is a file") ?? false)
            #expect(try refusal(["--data", ""]).code == 2)
            for port in ["99999", "65536"] {
                let doctor = try CommandRun.run(HubProcess.executable.path, ["doctor", "--port", port])
                #expect(doctor.exitCode == 2, "\(doctor)")
            }
            #expect(try refusal(["--institution", "no spaces"]).code == 2)
            #expect(try refusal(["--durability", "some"]).code == 2)
        }
    }

    @Test func aKeyFileThatIsLostWrongOrAmongTheDataIsSaidInOneLineAndNothingIsMadeAnew() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let keys = folder.appendingPathComponent("hub.keys")
            func start(_ file: URL) throws -> (code: Int32, lines: [String]) {
                try refusal(["--data", data.path, "--key-file", file.path])
            }
            let inside = try start(data.appendingPathComponent("keys"))
            #expect(inside.code == 3 && inside.lines.count == 1, "\(inside)")
            #expect(inside.lines.first?.contains("lies in the data folder") ?? false)

            let first = try HubProcess(data: data, ["--key-file", keys.path])
            #expect(await first.whenReady())
            await first.stop()
            let mode = try FileManager.default.attributesOfItem(atPath: keys.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let away = folder.appendingPathComponent("away.keys")
            try FileManager.default.moveItem(at: keys, to: away)
            let lost = try start(keys)
            #expect(lost.code == 3 && lost.lines.count == 1, "\(lost)")
            #expect(lost.lines.first?.contains("is missing") ?? false)
            #expect(!FileManager.default.fileExists(atPath: keys.path), "no key is made in the place of a lost one")

            let other = try HubProcess(
                data: folder.appendingPathComponent("other"),
                ["--key-file", folder.appendingPathComponent("other.keys").path])
            #expect(await other.whenReady())
            await other.stop()
            let wrong = try start(folder.appendingPathComponent("other.keys"))
            #expect(wrong.code == 3 && wrong.lines.count == 1, "\(wrong)")
            #expect(wrong.lines.first?.contains("belongs to another hub") ?? false)

            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: away.path)
            let open = try start(away)
            #expect(open.code == 3 && open.lines.count == 1, "\(open)")
            #expect(open.lines.first?.contains("read by others") ?? false)

            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: away.path)
            let moved = try HubProcess(data: data, ["--key-file", away.path])
            #expect(await moved.whenReady(), "the file may lie elsewhere than before")
            await moved.stop()
        }
    }

    @Test func aServiceThatIsLeftOutKeepsNobodyFromBeingReady() async throws {
        try await TemporaryFolder.with { folder in
            let hub = try HubProcess(data: folder.appendingPathComponent("data"), ["--without", "persons"])
            #expect(await hub.whenReady())
            let parts = try await hub.json("/readyz")["parts"]?.items.compactMap { $0["name"]?.string } ?? []
            #expect(!parts.contains("persons") && parts.contains("records"))
            await hub.stop()
            #expect(hub.ending == (false, 0))
        }
    }

    /// A restore puts an older log in the place of a newer one: what was made from the newer one is made anew.
    @Test func aLogThatEndsBeforeItsReadersIsNoticedAndWhatWasMadeOfItIsMadeAnew() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let copy = folder.appendingPathComponent("copy")
            let few = RegisterFile(rows: 60)
            let many = RegisterFile(rows: 300)
            let first = try HubProcess(data: data)
            #expect(await first.whenReady())
            try await StartingTests.send(few, to: first)
            await first.stop()
            try FileManager.default.copyItem(at: data.appendingPathComponent("log"), to: copy)
            let second = try HubProcess(data: data)
            #expect(await second.whenReady())
            try await StartingTests.send(many, to: second)
            await second.stop()
            try FileManager.default.removeItem(at: data.appendingPathComponent("log"))
            try FileManager.default.copyItem(at: copy, to: data.appendingPathComponent("log"))

            let third = try HubProcess(data: data)
            #expect(await third.whenReady())
            let page = try await third.json("/v1/qualifications?pageSize=1")
            #expect(Int(page["totalItems"]?.integer ?? -1) == few.qualifications.count, "what the log has, and no more")
            try await StartingTests.send(many, to: third)
            let after = try await third.json("/v1/qualifications?pageSize=1")
            #expect(Int(after["totalItems"]?.integer ?? -1) == many.qualifications.count)
            await third.stop()
            let lines = try String(contentsOf: folder.appendingPathComponent("hub.log"), encoding: .utf8)
            #expect(lines.contains("the local state is made anew"), "it is said")
            #expect(lines.contains("is made anew"))
            #expect(lines.contains("the index is filled anew"))
        }
    }

    private static func send(_ file: RegisterFile, to hub: HubProcess) async throws {
        let address = try #require(
            try await hub.send("POST", "/v1/connectors/crebo-register/imports", body: file.text).location)
        let state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        #expect(state["state"]?.string == "completed", "\(state.text)")
    }

    @Test func aFileThatIsDamagedAmongTheCachesIsMadeAnew() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let file = RegisterFile(rows: 100)
            let first = try HubProcess(data: data)
            #expect(await first.whenReady())
            try await StartingTests.send(file, to: first)
            await first.stop()
            let caches = data.appendingPathComponent("cache")
            for path in try FileManager.default.subpathsOfDirectory(atPath: caches.path) where path.hasSuffix(".db") {
                try Data(repeating: 0x41, count: 8192).write(to: caches.appendingPathComponent(path))
            }
            let second = try HubProcess(data: data)
            #expect(await second.whenReady())
            let page = try await second.json("/v1/qualifications?pageSize=1")
            #expect(Int(page["totalItems"]?.integer ?? -1) == file.qualifications.count)
            let address = try #require(
                try await second.send("POST", "/v1/connectors/crebo-register/imports", body: file.text).location)
            let counts = try await second.json(address, headers: ["Prefer": "wait=60"])["counts"]
            #expect(counts?["accepted"]?.integer == 0, "everything is still known: \(counts?.text ?? "")")
            await second.stop()
        }
    }
}
