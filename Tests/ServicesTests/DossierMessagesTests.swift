import EventSourcing
import Foundation
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct DossierMessagesTests {
    /// Every example of the dossier's commands or events, as a message about its object.
    private func examples(_ kind: MessageKind) throws -> [CloudEvent] {
        let folder = SharedData.projectFolder.appendingPathComponent("Contracts/dossier/\(kind.plural)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { $0.contains("/examples/") }.map { file in
            let parts = file.split(separator: "/")
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let members = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            var message = CloudEvent(
                id: file, source: "urn:nld:kvknr:12345678.sis", type: "nl.mbo.dossier.\(parts[0]).\(parts[1])",
                subject: members["dossierId"] as? String, data: Array(data))
            message[.institution] = "25lx"
            return message
        }
    }

    @Test func everyCommandOfTheContractsIsRead() throws {
        let examples = try examples(.command)
        #expect(examples.count >= 47)
        for message in examples {
            #expect(throws: Never.self, "\(message.id)") { try DossierRules().command(message) }
        }
    }

    @Test func everyEventOfTheContractsIsReadAndWrittenTheSame() throws {
        let rules = DossierRules()
        let examples = try examples(.event)
        #expect(examples.count >= 51)
        for message in examples {
            let aggregate = AggregateKey(institution: "25lx", subject: try #require(message.subject, "\(message.id)"))
            let text = try rules.text(of: try rules.event(message), for: aggregate)
            #expect(text.contract.type == message.type)
            let again = try JSONSerialization.jsonObject(with: Data(text.data)) as? NSDictionary
            let example = try JSONSerialization.jsonObject(with: Data(message.data ?? [])) as? NSDictionary
            #expect(again == example, "\(message.id)")
        }
    }

    /// The examples say how the identifiers are derived, for who writes another program.
    @Test func identifiersOfTheExamplesAreThoseThatTheServiceDerives() throws {
        let example = try #require(
            try examples(.command).first { $0.id.hasPrefix("note-dossier-enrolment/") && $0.id.hasSuffix("full.json") })
        let members = try JSONSerialization.jsonObject(with: Data(example.data ?? [])) as? [String: Any]
        let learner = try #require((members?["subjectId"] as? String).flatMap { UUIDValue($0) })
        #expect(example.subject == SampleDossier.id(of: learner).description)
    }

    @Test func commandOfAnotherServiceIsNotRead() throws {
        var message = try #require(try examples(.command).first)
        message.type = "nl.mbo.catalogue.cancel-offering.v1"
        #expect(throws: MessageFault.self) { try DossierRules().command(message) }
    }

    @Test func dossierHasNoOtherKeyThanItself() throws {
        var message = try #require(try examples(.command).first)
        message[.partitionkey] = "25lx"
        #expect(throws: MessageFault.self) { try DossierRules().command(message) }
    }
}
