import EventSourcing
import Foundation
import HubContracts
import PersonalData
import ServiceRuntime
import Support
import Synchronization
import Testing

/// What has come to its term goes, in the right order, without anybody asking.
@Suite struct UpkeepTests {
    private static let day = 86_400_000 as Int64
    private let importId = UUIDValue(high: 5, low: 5)

    private struct Stuck: Error {}

    private func upkeep(
        _ persons: PersonsOnLog, _ reader: PersonReader, endings: [UUIDValue: Timestamp] = [:],
        discard: @escaping @Sendable ([UUIDValue]) async throws -> Void = { _ in }
    ) throws -> PersonsUpkeep {
        PersonsUpkeep(
            keys: persons.keys, client: try persons.client(), reader: reader, clock: persons.clock.clock,
            on: .init(
                endings: { asked in endings.filter { asked.contains($0.key) } }, discard: discard,
                whenReady: { true }, observe: { _ in }))
    }

    @Test func theKeyOfAnImportGoesThirtyDaysAfterItsEndAndWhatItSealedGoesFirst() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let ended = persons.clock.clock.now()
        _ = try persons.keys.importKey(importId, of: PersonsOnLog.institution)
        let discarded = Mutex<[[UUIDValue]]>([])
        try await persons.reading { [importId] reader in
            let upkeep = try upkeep(persons, reader, endings: [importId: ended]) { ids in
                #expect(persons.keys.heldImportKey(importId, of: PersonsOnLog.institution) != nil)
                discarded.withLock { $0.append(ids) }
            }
            _ = try await upkeep.round(at: Timestamp(milliseconds: ended.milliseconds + 29 * UpkeepTests.day))
            #expect(persons.keys.openImports.isEmpty, "its end is noted")
            #expect(discarded.withLock { $0 }.isEmpty)
            let last = try await upkeep.round(at: Timestamp(milliseconds: ended.milliseconds + 30 * UpkeepTests.day))
            #expect(last.destroyedImports == 1)
            #expect(discarded.withLock { $0 } == [[importId]])
            #expect(persons.keys.heldImportKey(importId, of: PersonsOnLog.institution) == nil)
        }
        try await persons.close()
    }

    @Test func aKeyStaysAsLongAsWhatItSealedCannotBeGivenUp() async throws {
        let persons = try await PersonsOnLog.open()
        let ended = persons.clock.clock.now()
        _ = try persons.keys.importKey(importId, of: PersonsOnLog.institution)
        try persons.keys.endImport(importId, at: ended)
        try await persons.reading { [importId] reader in
            let upkeep = try upkeep(persons, reader) { _ in throw Stuck() }
            await #expect(throws: Stuck.self) {
                _ = try await upkeep.round(at: Timestamp(milliseconds: ended.milliseconds + 31 * UpkeepTests.day))
            }
            #expect(persons.keys.heldImportKey(importId, of: PersonsOnLog.institution) != nil)
        }
        try await persons.close()
    }

    @Test func whoWasForgottenIsForgottenAgainByAnOlderLogThatWasPutBack() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let number = try #require(OutsideIdentifier(.citizenServiceNumber, "999000011"))
        let place = try #require(RecordPlace(.identity))
        let kept = try await persons.client().keep(
            [Fact(place, content: Array(#"{"surname":"Vermeulen"}"#.utf8))], of: [number],
            on: .call("first", institution: PersonsOnLog.institution))
        // The log that knew of it is gone; the key store is not.
        try persons.keys.noteForgotten(kept.subject.id, of: PersonsOnLog.institution)
        try await persons.reading { reader in
            let upkeep = try upkeep(persons, reader)
            let round = try await upkeep.round(at: persons.clock.clock.now())
            #expect(round.forgottenAgain == 1 && round.releasedIdentifiers == 1)
            while try !reader.forgottenElsewhere().isEmpty { await Task.yield() }
            let next = try await upkeep.round(
                at: Timestamp(milliseconds: persons.clock.clock.now().milliseconds + UpkeepTests.day))
            #expect(next.forgottenAgain == 0 && next.releasedIdentifiers == 0, "it is done once")
        }
        #expect(try await persons.history(of: kept.subject.id).last == "subject-forgotten")
        #expect(try await persons.newest("person-identity").isEmpty)
        try await persons.close()
    }

    @Test func anOfficialIdentifierIsRemovedAYearAfterItWasLastToldAndNothingElseIs() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let number = try #require(OutsideIdentifier(.citizenServiceNumber, "999000011"))
        _ = try await persons.client().keep(
            [
                Fact(try #require(RecordPlace(.identity)), content: Array(#"{"surname":"Vermeulen"}"#.utf8)),
                Fact(
                    try #require(RecordPlace(.officialIdentifier)),
                    content: Array(#"{"kind":"citizenServiceNumber","number":"999000011"}"#.utf8)),
            ], of: [number], on: .call("first", institution: PersonsOnLog.institution))
        #expect(try await persons.newest("official-identifier").count == 1)
        // The embedded log dates what is written by the machine's clock.
        let told = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try await persons.reading { reader in
            let upkeep = try upkeep(persons, reader)
            let before = try await upkeep.round(at: Timestamp(milliseconds: told.milliseconds + 364 * UpkeepTests.day))
            #expect(before.removedRecords == 0)
            let at = Timestamp(milliseconds: told.milliseconds + 366 * UpkeepTests.day)
            #expect(try await upkeep.round(at: at).removedRecords == 1)
            while try !reader.recordsAtTerm(at: at).isEmpty { await Task.yield() }
            #expect(try await upkeep.round(at: at).removedRecords == 0)
        }
        #expect(try await persons.newest("official-identifier").isEmpty)
        #expect(try await persons.newest("person-identity").count == 1)
        try await persons.close()
    }

    @Test func aNewGenerationWrapsEverybodysKeysAndTheOldOneGoesWhenNothingRestsOnIt() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let place = try #require(RecordPlace(.identity))
        for (row, number) in ["999000011", "999990019"].enumerated() {
            _ = try await persons.client().keep(
                [Fact(place, content: Array(#"{"surname":"Vermeulen"}"#.utf8))],
                of: [try #require(OutsideIdentifier(.citizenServiceNumber, number))],
                on: .call("call \(row)", institution: PersonsOnLog.institution))
        }
        let now = persons.clock.clock.now()
        try await persons.reading { reader in
            let upkeep = try upkeep(persons, reader)
            let quiet = try await upkeep.round(at: now)
            #expect(quiet.rewrappedPersons == 0 && quiet.destroyedGenerations == 0)
            #expect(try persons.keys.makeGeneration(at: now) == 2)
            try await persons.keys.found(on: persons.log)
            let first = try await upkeep.round(at: now)
            #expect(first.rewrappedPersons == 2 && first.destroyedGenerations == 0)
            #expect(persons.keys.generations == [1, 2], "it stays until nobody is seen to rest on it")
            while try !reader.owners(ofKeysBefore: 2).isEmpty { await Task.yield() }
            let second = try await upkeep.round(at: now)
            #expect(second.rewrappedPersons == 0 && second.destroyedGenerations == 1)
            #expect(persons.keys.generations == [2])
        }
        try await persons.close()
    }
}
