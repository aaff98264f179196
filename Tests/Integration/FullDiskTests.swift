import Foundation
import JSONSchema
import Support
import Testing

/// A disk that fills up in the middle of work, and is given room again.
@Suite struct FullDiskTests {
    @Test func aFullDiskRefusesCommandsAndLosesNothingAndWorkGoesOnOnceThereIsRoom() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let flag = folder.appendingPathComponent("full")
            guard let library = try PreloadedLibrary(named: "fulldisk", in: folder) else {
                print("SUITE skipped full disk: there is no C compiler")
                return
            }
            let hub = try HubProcess(
                data: data, ["--key-file", folder.appendingPathComponent("hub.keys").path],
                environment: [
                    "LD_PRELOAD": library.file.path, "SCHAKEL_FULL_FOLDER": data.path, "SCHAKEL_FULL_WHILE": flag.path,
                ])
            #expect(await hub.whenReady())
            // Given a command that was decided, and an import that is under way when the disk fills up.
            #expect(try await DossierCommand(code: "10001").send(to: hub, headers: ["Prefer": "wait=60"]).status == 201)
            let file = RegisterFile(rows: 600)
            let address = try #require(
                try await hub.send("POST", ImportingFilesTests.imports, body: file.text).location)
            _ = FileManager.default.createFile(atPath: flag.path, contents: nil)

            // When commands come while it is full, then they are refused, as something that may be tried again.
            let refused = DossierCommand(code: "10002")
            for _ in 0..<3 {
                let answer = try await refused.send(to: hub, headers: ["Prefer": "wait=2"])
                #expect(answer.status == 503, "\(String(decoding: answer.body, as: UTF8.self))")
            }
            // A file is refused whole, with the reason.
            let unsent = try await hub.send("POST", ImportingFilesTests.imports, body: file.text)
            #expect(unsent.status == 503)
            #expect(String(decoding: unsent.body, as: UTF8.self).contains("disk of the hub is full"))
            // What is there can be read.
            #expect(try await hub.ask("GET", "/v1/qualification-dossiers?pageSize=1").status == 200)
            #expect(try await hub.send("GET", "/livez").status == 200)

            // When room comes and goes while the import is under way, whatever is being written just then.
            for round in 0..<8 {
                try FileManager.default.removeItem(at: flag)
                let command = DossierCommand(code: "2000\(round)")
                var between = try await command.send(to: hub, headers: ["Prefer": "wait=60"])
                // Writers that met the full disk restore first, which takes its time on a busy machine.
                for _ in 0..<2 where between.status == 202 {
                    between = try await command.send(to: hub, headers: ["Prefer": "wait=60"])
                }
                #expect([200, 201].contains(between.status), "\(String(decoding: between.body, as: UTF8.self))")
                _ = FileManager.default.createFile(atPath: flag.path, contents: nil)
                #expect(try await hub.send("GET", "/livez").status == 200)
            }

            // When there is room again, then the same command is decided, once, and the import comes to its end.
            try FileManager.default.removeItem(at: flag)
            let accepted = try await refused.send(to: hub, headers: ["Prefer": "wait=60"])
            #expect([200, 201].contains(accepted.status), "\(String(decoding: accepted.body, as: UTF8.self))")
            #expect(accepted.header("ETag") == "\"1\"")
            var state = try await hub.json(address, headers: ["Prefer": "wait=60"])
            for _ in 0..<5 where ["running", "settling"].contains(state["state"]?.string) {
                state = try await hub.json(address, headers: ["Prefer": "wait=60"])
            }
            #expect(state["state"]?.string == "completed", "\(state.text)")
            #expect(Int(state["counts"]?["rejected"]?.integer ?? -1) == file.rejected)
            let position = try #require(accepted.header("Position"))
            let total = try await hub.json("/v1/qualifications?pageSize=1", headers: ["Position": position])
            #expect(total["totalItems"]?.integer == Int64(file.qualifications.count))
            await hub.stop()
            #expect(hub.ending == (false, 0))
        }
    }
}
