import EventSourcing
import Foundation
import HubContracts
import InstitutionFormats
import JSONSchema
import Mapping
import Support
import Testing

/// The connector of the national portal, on its own samples and on what is wrong with applications.
@Suite struct CamboTests {
    private static func connector() throws(ConnectorError) -> Connector {
        try Connector(
            folder: SharedData.projectFolder.appendingPathComponent("Sources/Gateway/Connectors/cambo"))
    }

    private static func items(_ bytes: [UInt8]) throws -> [JSONRecordItem] {
        guard case .json(let settings) = try connector().format else { return [] }
        var reader = JSONRecordReader(settings)
        reader.feed(bytes)
        reader.finish()
        var items: [JSONRecordItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    private static func records(_ bytes: [UInt8]) throws -> [JSONRecord] {
        try items(bytes).compactMap { item in
            guard case .record(let record) = item else { return nil }
            return record
        }
    }

    private static func map(_ records: [JSONRecord]) async throws -> [MappedRecord] {
        let connector = try connector()
        let process = MappingProcess(
            executable: MappingProcessTests.executable, program: connector.program,
            variables: ["institution": "25lx"])
        let outcomes = try await process.map(records.map(\.mapped))
        await process.close()
        return try outcomes.map { outcome in
            guard case .outputs(let outputs) = outcome else { throw MappingError("\(outcome)") }
            var faults: [MappedRecord.Fault] = []
            let record = MappedRecord(outputs, institution: "25lx", commands: connector.commands, faults: &faults)
            #expect(faults.isEmpty)
            return record
        }
    }

    /// The portal's own examples: those that its interface is described with, and the sample beside it.
    private static func samples() throws -> [[UInt8]]? {
        guard let folder = SharedData.url("vca-cambo", for: "the portal's samples") else { return nil }
        let description = try SharedData.document(folder.appendingPathComponent("cambo-openapi.json")).root
        let examples = description["components"]?["examples"]?.members ?? []
        return examples.compactMap { $0.value["value"].map { Array($0.textBytes) } } + [
            Array(try Data(contentsOf: folder.appendingPathComponent("voorbeeld_aanmelding.json")))
        ]
    }

    private func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }

    @Test func thePortalsExamplesAreTakenWhole() async throws {
        guard let samples = try Self.samples() else { return }
        let connector = try Self.connector()
        let schema = try #require(connector.schema)
        var library = SchemaLibrary()
        for (id, text) in ContractIndex.schemas { try library.add(JSONDocument(text: text), at: id) }
        var parties: [[String]] = []
        for sample in samples {
            let records = try Self.records(sample)
            for record in records { #expect(schema.reasons(against: record).isEmpty) }
            for mapped in try await Self.map(records) {
                parties.append(mapped.parties.map(\.name))
                let message = try #require(mapped.messages.first)
                let contract = try library.compile(message.type.urn, options: .init(assertsFormats: true))
                #expect(try contract.validate(message.data).isEmpty)
                try Self.checkFacts(mapped.parties, library)
            }
        }
        #expect(
            parties == [
                ["application", "applicant", "guardian-0", "company-contact-0"],
                ["application", "applicant", "guardian-0", "company-contact-0"],
                ["application", "applicant", "guardian-0", "guardian-1"],
                ["application", "applicant", "guardian-0", "guardian-1"],
            ])
        SuiteReport.ran("the portal's samples", passed: parties.count)
    }

    /// Every sealed content meets its contract, once ids stand in the place of what means them.
    private static func checkFacts(_ parties: [MappedParty], _ library: SchemaLibrary) throws {
        for party in parties {
            for record in try JSONDocument(party.json).root["records"]?.items ?? [] {
                let name = try #require(record["record"]?.string)
                var text = JSONText()
                record["content"]?.write(to: &text, at: JSONPointer()) { value, _ in
                    value.sole("$id").map { _ in .string("00000000-0000-0000-0000-000000000000") }
                }
                let schema = try library.compile(
                    "urn:schakel:contract:persons:\(name):v1", options: .init(assertsFormats: true))
                #expect(try schema.validate(text.bytes).isEmpty, "\(party.name) \(name)")
            }
        }
    }

    @Test func everyFieldOfAnApplicationArrivesSomewhere() async throws {
        let application = ApplicationSample.full
        let mapped = try #require(try await Self.map(try Self.records(Array(application.utf8))).first)
        let all = mapped.parties.map { text($0.json) }.joined() + mapped.messages.map { text($0.data) }.joined()
        for value in ApplicationSample.values { #expect(all.contains(value), "\(value)") }
        #expect(all.contains(#""fromDate":"2020-08-01""#) && all.contains(#""desiredStartDate":"2026-10-15""#))
    }

    @Test func nothingOfAPersonIsInTheMessage() async throws {
        let records = try Self.records(Array(ApplicationSample.full.utf8))
        let mapped = try #require(try await Self.map(records).first)
        let message = try #require(mapped.messages.first)
        #expect(
            text(message.data)
                == #"{"applicationId":"\#(nobody)","subjectId":"\#(nobody)","kind":"application","changeNumber":"#
                + #"9007199254740993,"submittedAt":"2026-03-20T21:43:54.123Z","programme":{"institutionCode":"25LX","#
                + #""programmeCode":"aaa58821-2b23-401c-a063-64a2b519bae0","cohort":"2026A"},"isWithdrawn":false,"#
                + #""forFirstYear":true,"workPlacementCompanyCode":"100120466","details":{"record":"#
                + #""application-details","version":1},"priorEducation":{"record":"prior-education","version":1}}"#)
        let known = PartyAnswers(
            ids: ["application": UUIDValue(high: 1, low: 1), "applicant": UUIDValue(high: 1, low: 2)],
            sealed: [
                .init(party: "applicant", record: "application-details"): .init(
                    record: "application-details/x", version: 3),
                .init(party: "applicant", record: "prior-education"): .init(record: "prior-education/x", version: 4),
            ])
        let sent = try #require(try mapped.messages(knowing: known).first)
        #expect(sent.subject == UUIDValue(high: 1, low: 1).description)
        #expect(text(sent.data).contains(#""details":{"record":"application-details/x","version":3}"#))
    }

    private let nobody = "00000000-0000-0000-0000-000000000000"

    @Test func theTypeOfObjectsAndWhatIsNullOrEmptyMakesNoDifference() async throws {
        let full = try Self.records(Array(ApplicationSample.full.utf8))
        let bare = ApplicationSample.full.replacing(#/"\$type":"[^"]*",/#, with: "")
        #expect(bare != ApplicationSample.full)
        let padded = bare.replacingOccurrences(
            of: #""type":"A""#, with: #""type":"A","extra":{"x":[1]},"voorkeursAchternaam2":null"#)
        let mapped = try await Self.map(full + Self.records(Array(bare.utf8)) + Self.records(Array(padded.utf8)))
        #expect(mapped[0].parties == mapped[1].parties && mapped[0].messages == mapped[1].messages)
        #expect(mapped[0].parties == mapped[2].parties)
    }

    @Test func whatIsEmptyIsAsGoodAsAbsent() async throws {
        func mapped(_ change: (String) -> String) async throws -> MappedRecord {
            let records = try Self.records(Array(change(ApplicationSample.full).utf8))
            let schema = try #require(try Self.connector().schema)
            for record in records { #expect(schema.reasons(against: record).isEmpty) }
            return try #require(try await Self.map(records).first)
        }
        let unsaid = try await mapped {
            $0.replacing(#""2026A""#, with: #""""#).replacing(#""resultaat":"7,5""#, with: #""resultaat":"""#)
        }
        let message = try #require(unsaid.messages.first)
        #expect(text(message.data).contains(#""programmeCode":"aaa58821-2b23-401c-a063-64a2b519bae0"},"#))
        #expect(!unsaid.parties.contains { text($0.json).contains("Nederlands") }, "a subject without a mark")
        let nameless = try await mapped { $0.replacing(#""voornamen":"Emond","#, with: "") }
        let empty = try await mapped { $0.replacing(#""voornamen":"Emond""#, with: #""voornamen":"""#) }
        #expect(nameless.parties == empty.parties, "the same person, however the portal leaves a name out")
    }

    @Test(arguments: [
        ("31-12-2026", true), ("29-02-2028", true), ("2028-02-29", true), ("30-04-2027", true), ("31-04-2027", false),
        ("29-02-2027", false), ("2027-02-29", false), ("2027-06-31", false), ("00-01-2027", false),
    ])
    func aDayThatThereIsNotIsRejectedWhereItStands(day: String, isThere: Bool) throws {
        let text = ApplicationSample.full.replacing("15-10-2026", with: day)
        let record = try #require(try Self.records(Array(text.utf8)).first)
        let reasons = try #require(try Self.connector().schema).reasons(against: record)
        #expect(reasons.compactMap(\.pointer) == (isThere ? [] : ["/gewensteStartdatum"]))
    }

    /// What else the portal's folder has is no application: a notification that there are some, what it tells the system
    /// for transfers, and an error.
    @Test func whateverElseIsInThePortalsFolderIsRejectedAndTellsNothing() throws {
        guard let folder = SharedData.url("vca-cambo", for: "the portal's other messages") else { return }
        let applications: Set = ["cambo-openapi.json", "voorbeeld_aanmelding.json"]
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { file in
            file.hasSuffix(".json") && !applications.contains(file)
        }
        #expect(files.count == 4, "\(files)")
        let schema = try #require(try Self.connector().schema)
        for file in files.sorted() {
            let items = try Self.items(Array(try Data(contentsOf: folder.appendingPathComponent(file))))
            #expect(!items.isEmpty, "\(file)")
            for item in items {
                switch item {
                case .fault(let fault): #expect(!fault.message.contains("900180730"), "\(file)")
                case .record(let record):
                    let reasons = schema.reasons(against: record)
                    #expect(
                        reasons.contains { $0.message.contains("ketenId") || $0.message.contains("type") }, "\(file)")
                    for reason in reasons { #expect(!"\(reason)".contains("900180730"), "\(file)") }
                }
            }
        }
        SuiteReport.ran("the portal's other messages", passed: files.count)
    }

    @Test func everyReasonIsGivenAtOnceAndNothingOfThePerson() throws {
        let text = """
            [{"type":"X","bsn":"12345678A","geboortedatum":"31-12-2009","geslacht":"Jansen","roepnaam":7,
              "wettelijkVertegenwoordigers":[{"emailadres":["jan@example.nl"]}],"Jansen":{"x":1},
              "correspondentieadres":{"postcode":"1234 AB","straat":{"Jansen":1}}, "ingetrokken":"nee",
              "instelling":"25lx","gewensteStartdatum":"volgend jaar","wijzigingsvolgnummer":-1,
              "vooropleidingen":[{"vanaf":"2020-02-30"}],"leerbedrijf":{}}]
            """
        let record = try #require(try Self.records(Array(text.utf8)).first)
        let reasons = try #require(try Self.connector().schema).reasons(against: record)
        let pointers = Set(reasons.compactMap(\.pointer))
        for pointer in [
            "", "/type", "/bsn", "/geboortedatum", "/geslacht", "/roepnaam", "/ingetrokken", "/instelling",
            "/wettelijkVertegenwoordigers/0/emailadres", "/correspondentieadres/postcode",
            "/correspondentieadres/straat", "/gewensteStartdatum", "/wijzigingsvolgnummer", "/vooropleidingen/0/vanaf",
            "/vooropleidingen/0", "/leerbedrijf",
        ] { #expect(pointers.contains(pointer), "\(pointer)") }
        for required in ["ketenId", "datumTijdIndienen", "opleiding", "opleidingCohort"] {
            #expect(reasons.contains { $0.message.contains(required) }, "\(required)")
        }
        for reason in reasons { #expect(!"\(reason)".contains("ansen")) }
    }

    @Test func tenThousandMalformedApplicationsAreEachRejectedAndTellNothing() throws {
        let schema = try #require(try Self.connector().schema)
        var mutator = ApplicationMutator(seed: 20_261_125)
        var file = Array("[".utf8)
        var expected: [Set<String>] = []
        for number in 0..<10_000 {
            if number > 0 { file += Array(",\n".utf8) }
            let (text, pointers) = mutator.next()
            file += Array(text.utf8)
            expected.append(pointers)
        }
        file += Array("]".utf8)
        let items = try Self.items(file)
        #expect(items.count == 10_000)
        for (item, pointers) in zip(items, expected) {
            switch item {
            case .fault(let fault):
                #expect(pointers.isEmpty, "\(fault)")
                #expect(!ApplicationMutator.tells("\(fault.message) \(schema.shown(fault.pointer))"))
            case .record(let record):
                let reasons = schema.reasons(against: record)
                let told = Set(reasons.compactMap(\.pointer))
                #expect(!pointers.isEmpty && pointers.isSubset(of: told), "\(pointers) in \(told)")
                for reason in reasons { #expect(!ApplicationMutator.tells("\(reason)")) }
            }
        }
    }
}
