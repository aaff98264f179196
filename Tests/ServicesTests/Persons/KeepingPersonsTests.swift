import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct KeepingPersonsTests {
    let institution = PersonsOnLog.institution

    private func identity(_ surname: String, source: SourceMark? = nil) throws -> Fact {
        Fact(
            try #require(RecordPlace(.identity)), content: Array(#"{"surname":"\#(surname)"}"#.utf8), source: source)
    }

    private func contact(_ email: String) throws -> Fact {
        Fact(try #require(RecordPlace(.contact)), content: Array(#"{"email":"\#(email)"}"#.utf8))
    }

    private func number(_ text: String) throws -> OutsideIdentifier {
        try #require(OutsideIdentifier(.citizenServiceNumber, text))
    }

    private func row(_ row: Int, of id: UInt64 = 1) -> Occasion {
        .row(row, ofImport: UUIDValue(high: id, low: id), institution: institution)
    }

    /// Every sealed record names a key that is there, and opens with it.
    private func expectEveryRecordOpens(_ persons: PersonsOnLog) async throws -> Int {
        let keys = try await persons.newest(SubjectKeyV1.identity.name)
        let sealing = RecordSealing(persons.keys)
        var count = 0
        for type in RecordType.all {
            for (key, value) in try await persons.newest(type.name) {
                let label = try SealedBytes.label(of: value)
                let record = try #require(keys[RecordKey(key.aggregate, item: label.keyId)], "a record without its key")
                let held = try #require(Person.HeldKey(record: record))
                let expected = SealLabel(
                    keyId: label.keyId, institution: key.aggregate.institution, subject: key.aggregate.subject,
                    record: type.name, item: key.item, recordClass: type.recordClass.rawValue)
                _ = try SealedBytes.open(value, as: expected, with: sealing.unwrap(held, of: key.aggregate))
                count += 1
            }
        }
        return count
    }

    @Test func aPersonIsRecognisedKeptAndRead() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let kept = try await persons.client().keep(
            [identity("Jansen"), contact("j@example.nl")], of: [number("123456782")], on: row(1))
        #expect(kept.written.map(\.version) == [1, 1] && kept.written.map(\.became) == [.written, .written])
        #expect(
            try await persons.history(of: kept.subject.id) == [
                "subject-registered", "subject-record-written", "subject-record-written",
            ])
        let place = try #require(RecordPlace(.identity))
        let read = try await persons.reading { reader in
            try reader.read(
                place, of: kept.subject.id, in: institution, atLeast: 1, for: PersonsOnLog.everything,
                by: PersonsOnLog.tester)
        }
        #expect(read.content == Array(#"{"surname":"Jansen"}"#.utf8) && read.version == 1)
        #expect(try await expectEveryRecordOpens(persons) == 2)
        try await persons.close()
    }

    @Test func theSameRowAgainIsAnsweredAsItWasAndAnotherImportChangesNothing() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let first = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1))
        let again = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1))
        let other = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1, of: 2))
        #expect(again == first)
        #expect(other.subject == first.subject && other.written.map(\.became) == [.unchanged])
        #expect(try await persons.records(#require(persons.topics.records["person-identity"])).count == 1)
        try await persons.close()
    }

    @Test func otherContentOfTheSameRowIsAConflict() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        _ = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1))
        await #expect(throws: PersonsError.self) {
            _ = try await persons.client().keep([identity("Janssen")], of: [number("123456782")], on: row(1))
        }
        try await persons.close()
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func twoImportsOfOnePersonGetOneSubject(seed: UInt64) async throws {
        let persons = try await PersonsOnLog.open { TroubledLog($0, seed: seed) }
        try persons.start()
        let client = try persons.client()
        let facts = try (0..<24).map { try identity("Jansen \($0 % 3)") }
        let numbers = try (0..<4).map { try number("12345678\($0)") }
        let kept = try await withThrowingTaskGroup(of: (Int, UUIDValue).self) { group in
            for place in 0..<24 {
                group.addTask {
                    let kept = try await client.keep(
                        [facts[place]], of: [numbers[place % 4]], on: row(1, of: UInt64(place + 1)))
                    return (place % 4, kept.subject.id)
                }
            }
            return try await group.reduce(into: [Int: Set<UUIDValue>]()) { $0[$1.0, default: []].insert($1.1) }
        }
        #expect(kept.values.allSatisfy { $0.count == 1 }, "one subject for one person: \(kept)")
        #expect(Set(kept.values.flatMap(\.self)).count == 4, "and one for each")
        let registered = try await persons.events().filter { $0.type == SubjectRegisteredV1.identity.type }
        #expect(registered.count == 4)
        #expect(try await expectEveryRecordOpens(persons) == 4)
        try await persons.close()
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func aCorrectionAndAnImportAtOnceNeverLeaveARecordWithoutItsKey(seed: UInt64) async throws {
        let persons = try await PersonsOnLog.open { TroubledLog($0, seed: seed, share: 40) }
        try persons.start()
        let client = try persons.client()
        let ids = (1...6).map { UUIDValue(high: seed, low: UInt64($0)) }
        let (identity, contact) = (try identity("Jansen"), try contact("j@example.nl"))
        let details = try #require(RecordPlace(.applicationDetails, item: "a1"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, id) in ids.enumerated() {
                for (number, fact) in [identity, contact, Fact(details, content: Array("{}".utf8))].enumerated() {
                    for sender in 0..<3 {
                        let occasion = row(place * 100 + number, of: UInt64(sender + 1))
                        // Each writes another content, so that each makes a version of its own.
                        let content =
                            number == 0 ? Array(#"{"surname":"Jansen \#(sender)"}"#.utf8) : fact.content
                        group.addTask {
                            _ = try await client.write(content, at: fact.place, of: id, on: occasion)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await expectEveryRecordOpens(persons) == 18)
        let keys = try await persons.newest(SubjectKeyV1.identity.name)
        #expect(keys.count == 18, "one key for each person and class")
        let written = try await persons.events().filter { $0.type == SubjectRecordWrittenV1.identity.type }
        #expect(written.count == 6 * 5, "three versions of the identity, one of each other record")
        try await persons.close()
    }

    @Test func whatALocalStateLostIsRestoredFromTheRecords() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let first = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1))
        try await persons.stop()
        for file in try FileManager.default.contentsOfDirectory(atPath: persons.data.path)
        where file.hasPrefix("persons-") {
            try FileManager.default.removeItem(at: persons.data.appendingPathComponent(file))
        }
        try persons.start()
        let again = try await persons.client().keep([identity("Janssen")], of: [number("123456782")], on: row(2))
        #expect(again.subject.id == first.subject.id && again.written.map(\.version) == [2])
        #expect(try await persons.newest(SubjectKeyV1.identity.name).count == 1)
        #expect(try await expectEveryRecordOpens(persons) == 1)
        try await persons.close()
    }

    @Test func anOlderVersionOfTheSourceIsSuperseded() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        func mark(_ version: Int64) throws -> SourceMark {
            SourceMark(
                objectHash: try persons.keys.secret(of: institution).hash(ofObject: "25LX00:00001234", in: "cambo"),
                version: version)
        }
        let (newer, older) = (try mark(7), try mark(6))
        let newest = try await persons.client().keep(
            [identity("Jansen", source: newer)], of: [number("123456782")],
            on: .version(newer, institution: institution, correlationId: nil))
        let late = try await persons.client().keep(
            [identity("Jansn", source: older)], of: [number("123456782")],
            on: .version(older, institution: institution, correlationId: nil))
        #expect(late.subject == newest.subject)
        #expect(late.written.map(\.became) == [.superseded] && late.written.map(\.version) == [1])
        #expect(try await persons.records(#require(persons.topics.records["person-identity"])).count == 1)
        try await persons.close()
    }

    @Test func aFurtherIdentifierIsBoundAndOneThatLeadsElsewhereIsNoted() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let client = try persons.client()
        let (numberA, numberB) = (try number("123456782"), try number("111222333"))
        let chain = try #require(OutsideIdentifier(.chainId, "25LX00:00001234"))
        let a = try await client.keep([identity("A")], of: [numberA, chain], on: row(1))
        #expect(try await client.recognise([chain], on: row(2)).id == a.subject.id)
        let b = try await client.keep([identity("B")], of: [numberB, chain], on: row(3))
        #expect(b.subject.id != a.subject.id)
        #expect(b.subject.conflicts.map(\.other) == [a.subject.id])
        #expect(try await client.recognise([chain], on: row(4)).id == a.subject.id, "it was not overwritten")
        #expect(try await persons.history(of: b.subject.id).first == "recognition-conflict-noted")
        let elsewhere = try await client.recognise(
            [chain], leadingTo: .application, on: row(5))
        #expect(elsewhere.id != a.subject.id, "what leads to an application leads to no person")
        try await persons.close()
    }

    @Test func whoIsForgottenIsGoneAndMadeAnewByTheNextImport() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let first = try await persons.client().keep(
            [identity("Jansen"), contact("j@example.nl")], of: [number("123456782")], on: row(1))
        let id = first.subject.id
        let forgotten = try await persons.send(ForgetSubjectV1(subjectId: id, ground: .request), to: id)
        #expect(forgotten.outcome == .accepted)
        #expect(try await persons.newest(SubjectKeyV1.identity.name).isEmpty)
        #expect(try await persons.newest("person-identity").isEmpty)
        let place = try #require(RecordPlace(.identity))
        await #expect(throws: PersonsError.forgotten) {
            _ = try await persons.client().write(
                Array(#"{"surname":"Jansen"}"#.utf8), at: place, of: id, on: row(2))
        }
        let fault = await #expect(throws: ReadingFault.self) {
            _ = try await persons.reading {
                try $0.read(
                    place, of: id, in: institution, for: PersonsOnLog.everything, by: PersonsOnLog.tester)
            }
        }
        #expect(fault == .notFound)
        let anew = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(3))
        #expect(anew.subject.id != id && anew.written.map(\.version) == [1])
        try await persons.close()
    }

    @Test func anOlderLogThatIsPutBackForgetsWhoIsListed() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let id = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1)).subject.id
        // The list knows more than the log.
        try persons.keys.noteForgotten(id, of: institution)
        try await persons.client().forgetListed(after: "backup of Monday")
        #expect(try await persons.history(of: id).last == "subject-forgotten")
        #expect(try await persons.newest(SubjectKeyV1.identity.name).isEmpty)
        try await persons.client().forgetListed(after: "backup of Monday")
        #expect(try await persons.history(of: id).count == 3)
        try await persons.close()
    }

    @Test func identifiersOfWhoWasForgottenAreReleased() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let chain = try #require(OutsideIdentifier(.chainId, "25LX00:00001234"))
        let gone = try await persons.client().keep(
            [identity("A")], of: [number("123456782"), chain], on: row(1)
        ).subject.id
        let stays = try await persons.client().keep([identity("B")], of: [number("111222333")], on: row(2)).subject.id
        _ = try await persons.send(ForgetSubjectV1(subjectId: gone, ground: .request), to: gone)
        // Whoever reads notes in the key store who was forgotten.
        try await persons.reading { _ in }
        #expect(try await persons.client().releaseIdentifiersOfForgotten(on: "2026-11-25") == 2)
        #expect(try await persons.client().releaseIdentifiersOfForgotten(on: "2026-11-26") == 0)
        let entries = try await persons.newest(RecognitionEntryV1.identity.name)
        #expect(entries.count == 1)
        #expect(try await persons.client().recognise([number("111222333")], on: row(3)).id == stays)
        try await persons.close()
    }

    @Test func contentThatDoesNotMeetItsContractIsToldWithAllItsFaultsAndNeverSent() async throws {
        let persons = try await PersonsOnLog.open()
        let fault = await #expect(throws: PersonsError.self) {
            _ = try await persons.client().write(
                Array(#"{"callName":"Kroonenberg","surname":17,"birthDate":"31-2-2009"}"#.utf8),
                at: #require(RecordPlace(.identity)), of: UUIDValue(high: 1, low: 1), on: row(1))
        }
        guard case .invalid(let faults) = fault else {
            Issue.record("it is sent")
            return
        }
        #expect(Set(faults.map(\.pointer)) == ["/surname", "/birthDate"])
        #expect(!"\(faults)".contains("Kroonenberg") && !"\(faults)".contains("31-2"))
        #expect(try await persons.records(persons.topics.commands).isEmpty)
        try await persons.close()
    }

    @Test func whoNobodyRefersToWithinThirtyDaysIsForgotten() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let alone = try await persons.client().keep([identity("A")], of: [number("123456782")], on: row(1)).subject.id
        let referred = try await persons.client().keep([identity("B")], of: [number("111222333")], on: row(2)).subject
            .id
        let answer = try await persons.send(
            ReferToSubjectV1(subjectId: referred, service: "registration"), to: referred, origin: .reactor)
        #expect(answer.outcome == .accepted)
        let layout = try #require(persons.log.layout(of: persons.topics.events))
        let partition = layout.partition(ofKey: Array(alone.description.utf8))
        let end = try await persons.log.bounds(of: partition).upperBound
        persons.clock.advance(
            to: Timestamp(milliseconds: persons.clock.clock.now().milliseconds + 30 * 86_400_000))
        try await persons.log.wait(for: partition, at: end)
        #expect(try await persons.history(of: alone).last == "subject-forgotten")
        try await persons.stop()
        try persons.start()
        #expect(try await persons.history(of: referred).last == "subject-referred-to")
        #expect(try await persons.newest("person-identity").count == 1)
        try await persons.close()
    }

    @Test func keysAreRewrappedAndTheOldGenerationDestroyed() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let kept = try await persons.client().keep(
            [identity("Jansen"), contact("j@example.nl")], of: [number("123456782")], on: row(1))
        let generation = try persons.keys.makeGeneration(at: persons.clock.clock.now())
        try await persons.keys.found(on: persons.log)
        let owners = try await persons.reading { try $0.owners(ofKeysBefore: generation) }
        #expect(owners.map(\.subject) == [kept.subject.id.description])
        try await persons.client().rewrapKeys(of: owners, generation: generation)
        let rewrap = RewrapSubjectKeysV1(subjectId: kept.subject.id, generation: Int64(generation))
        #expect(try await persons.send(rewrap, to: kept.subject.id).outcome == .unchanged)
        #expect(try await persons.reading { try $0.owners(ofKeysBefore: generation) }.isEmpty)
        try persons.keys.destroyGenerations(before: generation)
        #expect(try await expectEveryRecordOpens(persons) == 2)
        let more = try await persons.client().keep([identity("Janssen")], of: [number("123456782")], on: row(2))
        #expect(more.written.map(\.version) == [2])
        try await persons.close()
    }

    @Test func aCommandWhoseKeyIsNotHeldParksAndNothingLiesInTheClear() async throws {
        let persons = try await PersonsOnLog.open()
        try persons.start()
        let id = try await persons.client().keep([identity("Jansen")], of: [number("123456782")], on: row(1)).subject.id
        _ = try persons.keys.makeGeneration(at: persons.clock.clock.now())
        try persons.keys.destroyGenerations(before: 2)
        await #expect(throws: PersonsError.parked) {
            _ = try await persons.client().write(
                Array(#"{"surname":"Janssen"}"#.utf8), at: #require(RecordPlace(.identity)), of: id, on: row(2))
        }
        let letter = try #require(try await persons.records(persons.topics.deadLetters).first)
        #expect(letter.header("letter-sealed") != nil, "under the key of its import")
        #expect(letter.header("letter-code") == Array("keyUnavailable".utf8))
        try await persons.close()
    }
}
