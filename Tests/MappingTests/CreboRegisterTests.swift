import EventSourcing
import Foundation
import HubContracts
import InstitutionFormats
import JSONSchema
import Mapping
import Support
import Testing

/// The connector that comes with the hub, on the register itself.
@Suite struct CreboRegisterTests {
    private func connector() throws(ConnectorError) -> Connector {
        try Connector(
            folder: SharedData.projectFolder.appendingPathComponent("Sources/Gateway/Connectors/crebo-register"))
    }

    private func map(_ items: [CSVItem]) async throws -> [MappingOutcome] {
        let process = MappingProcess(
            executable: MappingProcessTests.executable, program: try connector().program,
            variables: ["institution": "25lx"])
        let records = items.compactMap { item -> [UInt8]? in
            guard case .record(let record) = item else { return nil }
            return record.json
        }
        let outcomes = try await process.map(records)
        await process.close()
        return outcomes
    }

    private func rows(_ text: some Sequence<UInt8>) throws -> [CSVItem] {
        guard case .csv(let settings) = try connector().format else { return [] }
        var reader = CSVReader(settings)
        reader.feed(Array(text))
        reader.finish()
        var items: [CSVItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    @Test func theRegisterOf2015GivesEveryQualificationAndDossier() async throws {
        let connector = try connector()
        let sample = try #require(connector.sample)
        let outcomes = try await map(try rows(Data(contentsOf: sample)))
        var library = SchemaLibrary()
        for (id, text) in ContractIndex.schemas { try library.add(JSONDocument(text: text), at: id) }
        var subjects: [String: Set<String>] = [:]
        for outcome in outcomes {
            guard case .outputs(let outputs) = outcome, outputs.count == 2 else {
                return #expect(Bool(false), "\(outcome)")
            }
            for output in outputs {
                guard
                    case .message(let message) = try MappedOutput(
                        output, institution: "25lx", commands: connector.commands)
                else { return #expect(Bool(false), "\(String(decoding: output, as: UTF8.self))") }
                subjects[message.type.name, default: []].insert(message.subject)
                let schema = try library.compile(message.type.urn, options: .init(assertsFormats: true))
                #expect(try schema.validate(message.data).isEmpty)
            }
        }
        #expect(outcomes.count == 470)
        #expect(subjects["record-qualification"]?.count == 470)
        #expect(subjects["record-qualification-dossier"]?.count == 172)
    }

    @Test func aWrongRowIsRejectedWithEveryReason() async throws {
        let header = try connector().columns.joined(separator: ",")
        let row = "79000,,2304,Betonboren,\"1.30\",25078,,5,\"1,30\",opleiding,,BOL/BBL/BOL"
        let outcomes = try await map(try rows("\(header)\n\(row)\n".utf8))
        guard case .outputs(let outputs) = outcomes[0], outputs.count == 1,
            case .reject(let reasons) = try MappedOutput(
                outputs[0], institution: "25lx", commands: try connector().commands)
        else { return #expect(Bool(false), "\(outcomes)") }
        #expect(
            reasons.map(\.column) == [
                "dossier_crebo", "domein", "kwalificatie", "dossier_prijsfactor", "niveau", "soort_opleiding",
                "leerweg",
            ])
    }
}

@Suite struct MappedOutputTests {
    let commands = [RecordQualificationV1.identity]

    @Test func idsStandInThePlaceOfWhatMeansThem() throws {
        let text = #"""
            {"type":"nl.mbo.catalogue.record-qualification.v1",
             "subject":{"$aggregate":{"kind":"qualification","register":"crebo","code":"25078"}},
             "data":{"list":[{"$aggregate":{"kind":"qualification","register":"crebo","code":"25078"}}],"n":1.30}}
            """#
        guard case .message(let message) = try MappedOutput(Array(text.utf8), institution: "25lx", commands: commands)
        else { return #expect(Bool(false)) }
        let id = DerivedIdentity.aggregate(institution: "25lx", kind: "qualification", register: "crebo", code: "25078")
        #expect(message.subject == id.description)
        #expect(String(decoding: message.data, as: UTF8.self) == #"{"list":["\#(id)"],"n":1.30}"#)
    }

    @Test(arguments: [
        ("[]", ""), (#"{"type":"nl.mbo.catalogue.create-offering.v1","subject":"a","data":{}}"#, "/type"),
        (#"{"type":"nl.mbo.catalogue.record-qualification.v1","data":{}}"#, "/subject"),
        (#"{"type":"nl.mbo.catalogue.record-qualification.v1","subject":"a"}"#, "/data"),
        (#"{"type":"nl.mbo.catalogue.record-qualification.v1","subject":"a","data":{},"origin":"control"}"#, "/origin"),
        (
            #"{"type":"nl.mbo.catalogue.record-qualification.v1","subject":"a","data":{"a":[{"$aggregate":{}}]}}"#,
            "/data/a/0/$aggregate"
        ), (#"{"reject":[]}"#, "/reject"), (#"{"reject":[{"column":"a"}]}"#, "/reject"),
    ]) func whatIsNoMessageIsRefusedWithItsPlace(text: String, pointer: String) {
        let fault = #expect(throws: MappedMessageFault.self) {
            _ = try MappedOutput(Array(text.utf8), institution: "25lx", commands: commands)
        }
        #expect(fault?.pointer == pointer)
    }
}

@Suite struct ConnectorLibraryTests {
    @Test func everyFaultOfAConnectorIsSaid() throws {
        try TemporaryFolder.with { folder in
            let connector = folder.appendingPathComponent("mine")
            try FileManager.default.createDirectory(at: connector, withIntermediateDirectories: true)
            try Data("title: 010\ncolour: red\nformat:\n  kind: xml\ncommands:\n  - nothing\n".utf8).write(
                to: connector.appendingPathComponent("connector.yaml"))
            let error = #expect(throws: ConnectorError.self) {
                _ = try ConnectorLibrary(folders: [folder])
            }
            let text = error?.description ?? ""
            for part in [
                ":2: colour", "description: is missing", "columns", ":3: format", "nothing is no type", "mapping.jq",
            ] {
                #expect(text.contains(part), "\(part) in \(text)")
            }
        }
    }
}
