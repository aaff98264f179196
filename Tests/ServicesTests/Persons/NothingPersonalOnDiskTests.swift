import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// Nothing that was said of a person lies on disk in a form that anybody can read.
@Suite struct NothingPersonalOnDiskTests {
    @Test func theSearchFindsWhatIsThere() throws {
        try TemporaryFolder.with { folder in
            let name = "El Idrissi-Vermeulen"
            let carriers: [Data] = [
                Data(name.utf8), Data(#"{"a":"\#(name)"}"#.utf8).base64EncodedData(),
                Data(#"{"ab":"\#(name)"}"#.utf8).base64EncodedData(), Data("x\(name)".utf8).base64EncodedData(),
                Data(HexadecimalText.of(Array(name.utf8)).utf8), name.data(using: .utf16LittleEndian) ?? Data(),
            ]
            for (number, carrier) in carriers.enumerated() {
                try carrier.write(to: folder.appendingPathComponent("\(number)"))
            }
            let found = Set(try ByteSearch.findings(of: [name], below: folder).map { $0.prefix(1) })
            #expect(found.count == carriers.count)
        }
    }

    private struct Applicant {
        let surname: String
        let email: String
        let street: String
        let number: String
        let chain: String
        let remarks: String

        var texts: [String] { [surname, email, street, number, chain, remarks] }
    }

    private let applicants = (0..<12).map { place in
        Applicant(
            surname: ["Vermeulen", "El Idrissi", "Özdemir", "Wijnaldum", "Dijkstra", "Bouazzaoui"][place % 6]
                + "-Kroonenberg\(place)",
            email: "k.vermeulen\(place)@student.voorbeeld.nl", street: "Kerkeboschlaan \(place) achter",
            number: "9990000\(10 + place)", chain: "25LX00:000012\(10 + place)",
            remarks: "Wil graag extra uitleg bij rekenen, bijlage \(place).")
    }

    @Test func nothingPersonalLiesInTheLogItsCachesOrTheProcessingLog() async throws {
        let persons = try await PersonsOnLog.open { TroubledLog($0, seed: 5) }
        try persons.start()
        let client = try persons.client()
        var subjects: [UUIDValue] = []
        for (row, applicant) in applicants.enumerated() {
            subjects.append(try await keep(applicant, row, client))
        }
        try await sendWhatCannotBeRead(persons)
        _ = try await persons.send(ForgetSubjectV1(subjectId: subjects[3], ground: .request), to: subjects[3])
        let place = try #require(RecordPlace(.identity))
        _ = try await persons.reading { reader in
            try reader.read(
                place, of: subjects[0], in: PersonsOnLog.institution, for: PersonsOnLog.everything,
                by: PersonsOnLog.tester)
        }
        let texts = applicants.flatMap(\.texts) + ["Kroonenberg", "verkeerd", "onleesbaar"]
        // As after a crash: nothing was closed, so the write-ahead logs are there.
        try await expectNothing(of: texts, in: persons)
        try await persons.stop()
        try await expectNothing(of: texts, in: persons)
        let processing = try String(
            contentsOf: persons.folder.appendingPathComponent("processing.jsonl"), encoding: .utf8)
        #expect(!processing.contains(subjects[0].description), "the subject is sealed in it")
        #expect(processing.contains("dpl.core.processing_activity_id"))
        try await persons.close()
    }

    private func keep(_ applicant: Applicant, _ row: Int, _ client: PersonsClient) async throws -> UUIDValue {
        let occasion = Occasion.row(row, ofImport: UUIDValue(high: 9, low: 9), institution: PersonsOnLog.institution)
        let number = try #require(OutsideIdentifier(.citizenServiceNumber, applicant.number))
        let chain = try #require(OutsideIdentifier(.chainId, applicant.chain))
        let application = try await client.recognise([chain], leadingTo: .application, on: occasion).id.description
        let contents: [(RecordPlace?, String)] = [
            (RecordPlace(.identity), #"{"surname":"\#(applicant.surname)"}"#),
            (
                RecordPlace(.contact),
                #"{"email":"\#(applicant.email)","address":{"street":"\#(applicant.street)"}}"#
            ),
            (
                RecordPlace(.officialIdentifier),
                #"{"kind":"citizenServiceNumber","number":"\#(applicant.number)"}"#
            ),
            (
                RecordPlace(.outsideIdentifier, item: application),
                #"{"system":"cambo","kind":"chainId","value":"\#(applicant.chain)"}"#
            ),
            (RecordPlace(.applicationDetails, item: application), #"{"remarks":"\#(applicant.remarks)"}"#),
        ]
        let facts = try contents.map { Fact(try #require($0.0), content: Array($0.1.utf8)) }
        return try await client.keep(facts, of: [number, chain], on: occasion).subject.id
    }

    /// A caller's fact that does not meet its contract is refused by its place, and an import's command with a seal that
    /// opens nowhere becomes a dead letter with its bytes.
    private func sendWhatCannotBeRead(_ persons: PersonsOnLog) async throws {
        let key = try persons.keys.transportKey(at: persons.clock.clock.now())
        let elsewhere = TransportSeal.Place(
            institution: "04er", subject: "x", record: "person-identity", item: "")
        let sealed = try TransportSeal.seal(
            Array(#"{"surname":"Kroonenberg-onleesbaar"}"#.utf8), for: elsewhere, to: key.key)
        let id = UUIDValue(high: 77, low: 77)
        let result = try await persons.send(
            WriteRecordV1(
                subjectId: id, record: .personIdentity, transportKeyId: key.id, sealed: Base64URL.text(sealed)),
            to: id, origin: .import)
        #expect(result.outcome == .parked)
        let other = UUIDValue(high: 78, low: 78)
        let place = TransportSeal.Place(
            institution: PersonsOnLog.institution, subject: other.description, record: "person-identity", item: "")
        let wrong = try TransportSeal.seal(
            Array(#"{"surname":17,"callName":"Kroonenberg-verkeerd"}"#.utf8), for: place, to: key.key)
        let refused = try await persons.send(
            WriteRecordV1(
                subjectId: other, record: .personIdentity, transportKeyId: key.id, sealed: Base64URL.text(wrong)),
            to: other)
        #expect(refused.rejection?.code == .unreadable)
        #expect(refused.rejection?.message.contains("/surname") == true)
    }

    private func expectNothing(of texts: [String], in persons: PersonsOnLog) async throws {
        let findings = try ByteSearch.findings(of: texts, below: persons.folder)
        #expect(findings.isEmpty, "\(findings.prefix(5))")
    }
}
