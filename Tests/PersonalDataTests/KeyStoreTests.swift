import Crypto
import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

@Suite struct KeyStoreTests {
    let now = Timestamp(milliseconds: 1_780_000_000_000)
    let day = 86_400_000 as Int64

    private func later(_ days: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds + days * day) }

    /// A folder with `data` and a log in it, and the place of a key file beside it.
    private func withHub(_ body: (SQLiteEventLog, _ data: URL, _ keys: URL) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
            let log = try await SQLiteEventLog.open(
                at: data.appendingPathComponent("events.db"),
                topics: ServiceTopics(service: "persons").layouts(partitions: 1), durability: .normal)
            try await body(log, data, folder.appendingPathComponent("keys.json"))
            await log.close()
        }
    }

    private func mode(_ url: URL) throws -> Int {
        var status = stat()
        try #require(stat(url.path, &status) == 0)
        return Int(status.st_mode & 0o777)
    }

    @Test func aFileIsMadeOnceForItsOwnerOnly() async throws {
        try await withHub { log, data, file in
            var made: [String] = []
            let first = try await KeyStore.open(at: file, data: data, log: log, now: now) { made.append($0) }
            #expect(made.count == 1)
            #expect(try mode(file) == 0o600)
            let again = try await KeyStore.open(at: file, data: data, log: log, now: now) { made.append($0) }
            #expect(made.count == 1)
            #expect(again.generation(1) == first.generation(1) && again.generation(1) != nil)
        }
    }

    @Test func aFileThatOthersCanReadIsRefused() async throws {
        try await withHub { log, data, file in
            _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            for mode in [0o640, 0o604, 0o660] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
                let error = await #expect(throws: KeyStoreError.self) {
                    _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
                }
                #expect(error?.reason == .readableByOthers)
                #expect(error?.description.contains("0600") == true && error?.description.contains("\n") == false)
            }
        }
    }

    @Test func aLostFileIsNoticedAndNoneIsMadeInItsPlace() async throws {
        try await withHub { log, data, file in
            _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            try FileManager.default.removeItem(at: file)
            let error = await #expect(throws: KeyStoreError.self) {
                _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            }
            #expect(error?.reason == .lost)
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
    }

    @Test func anotherHubsFileIsNoticed() async throws {
        try await withHub { log, data, file in
            _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            try await withHub { other, otherData, otherFile in
                _ = try await KeyStore.open(at: otherFile, data: otherData, log: other, now: now)
                let error = await #expect(throws: KeyStoreError.self) {
                    _ = try await KeyStore.open(at: otherFile, data: data, log: log, now: now)
                }
                #expect(error?.reason == .other)
            }
        }
    }

    @Test func aFileFromBeforeARotationIsNoticed() async throws {
        try await withHub { log, data, file in
            let store = try await KeyStore.open(at: file, data: data, log: log, now: now)
            let backup = try Data(contentsOf: file)
            #expect(try store.makeGeneration(at: now) == 2)
            try await store.found(on: log)
            try store.destroyGenerations(before: 2)
            #expect(store.generations == [2] && store.generation(1) == nil)
            try backup.write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            let error = await #expect(throws: KeyStoreError.self) {
                _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            }
            #expect(error?.reason == .other)
        }
    }

    @Test func aFileInTheDataFolderOrDamagedIsRefused() async throws {
        try await withHub { log, data, file in
            let inside = await #expect(throws: KeyStoreError.self) {
                _ = try await KeyStore.open(
                    at: data.appendingPathComponent("keys.json"), data: data, log: log, now: now)
            }
            #expect(inside?.reason == .insideData)
            try Data("{}".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            let damaged = await #expect(throws: KeyStoreError.self) {
                _ = try await KeyStore.open(at: file, data: data, log: log, now: now)
            }
            #expect(damaged?.reason == .unreadable)
        }
    }

    @Test func aDestroyedGenerationIsGoneFromTheFile() async throws {
        try await withHub { log, data, file in
            let store = try await KeyStore.open(at: file, data: data, log: log, now: now)
            let key = try #require(store.generation(1)).withUnsafeBytes { Base64URL.text(Array($0)) }
            #expect(try String(contentsOf: file, encoding: .utf8).contains(key))
            _ = try store.makeGeneration(at: now)
            try store.destroyGenerations(before: 2)
            #expect(try !String(contentsOf: file, encoding: .utf8).contains(key))
            try store.destroyGenerations(before: 3)
            #expect(store.generations == [2], "the newest one is never destroyed")
        }
    }

    @Test func transportKeysChangeAndTheirPrivateHalvesGoAtTheirTerm() async throws {
        try await withHub { log, data, file in
            let store = try await KeyStore.open(at: file, data: data, log: log, now: now)
            let first = try store.transportKey(at: now)
            #expect(try store.transportKey(at: later(89)).id == first.id)
            let second = try store.transportKey(at: later(90))
            #expect(second.id != first.id)
            #expect(store.transportPrivateKey(first.id) != nil, "what was sealed to it is still on its way")
            try store.destroyTransportKeys(at: later(134))
            #expect(store.transportPrivateKey(first.id) != nil)
            try store.destroyTransportKeys(at: later(135))
            #expect(store.transportPrivateKey(first.id) == nil && store.transportPrivateKey(second.id) != nil)
            let again = try await KeyStore.open(at: file, data: data, log: log, now: now)
            #expect(again.transportPrivateKey(first.id) == nil)
        }
    }

    @Test func anImportsKeyGoesThirtyDaysAfterItsEnd() async throws {
        try await withHub { log, data, file in
            let store = try await KeyStore.open(at: file, data: data, log: log, now: now)
            let seal = ImportSeal(store)
            let id = UUIDValue(high: 1, low: 2)
            let row = Array("Jansen;1031AB".utf8)
            let sealed = try seal.seal(row, of: id, institution: "25lx", place: "row/1")
            #expect(try seal.open(sealed, of: id, institution: "25lx", place: "row/1") == row)
            #expect(throws: SealFault.otherLabel) {
                try seal.open(sealed, of: id, institution: "25lx", place: "row/2")
            }
            #expect(throws: SealFault.unknownKey) {
                try seal.open(sealed, of: id, institution: "04er", place: "row/1")
            }
            #expect(store.importsToDestroy(at: later(400)).isEmpty, "it has not ended")
            try store.endImport(id, at: now)
            try store.endImport(id, at: later(20))
            #expect(store.importsToDestroy(at: later(29)).isEmpty)
            #expect(store.importsToDestroy(at: later(30)) == [id])
            try store.destroyImportKeys([id])
            #expect(throws: SealFault.unknownKey) {
                try seal.open(sealed, of: id, institution: "25lx", place: "row/1")
            }
        }
    }

    @Test func hashesDifferByInstitutionUseKindAndValue() async throws {
        try await withHub { log, data, file in
            let store = try await KeyStore.open(at: file, data: data, log: log, now: now)
            let here = try store.secret(of: "25lx")
            let there = try store.secret(of: "04er")
            let number = try #require(OutsideIdentifier(.citizenServiceNumber, "1234 567.8"))
            let same = try #require(OutsideIdentifier(.citizenServiceNumber, "012345678"))
            let other = try #require(OutsideIdentifier(.studentNumber, "012345678"))
            #expect(number == same && OutsideIdentifier(.studentNumber, "  ") == nil)
            let hashes = [
                here.hash(of: number, leadingTo: "subject"), there.hash(of: number, leadingTo: "subject"),
                here.hash(of: other, leadingTo: "subject"), here.hash(of: number, leadingTo: "application"),
                here.hash(ofObject: number.value, in: "cambo"),
            ]
            #expect(Set(hashes).count == 5 && hashes.allSatisfy { $0.utf8.count == 64 })
            let reopened = try await KeyStore.open(at: file, data: data, log: log, now: now)
            #expect(try reopened.secret(of: "25lx").hash(of: number, leadingTo: "subject") == hashes[0])
        }
    }
}
