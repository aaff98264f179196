import EventSourcing
import Foundation
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct CatalogueMessagesTests {
    /// Every example of the catalogue's commands or events, as a message about its object.
    private func examples(_ kind: MessageKind) throws -> [CloudEvent] {
        let folder = SharedData.projectFolder.appendingPathComponent("Contracts/catalogue/\(kind.plural)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { $0.contains("/examples/") }.map { file in
            let parts = file.split(separator: "/")
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let members = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            var message = CloudEvent(
                id: file, source: "urn:nld:kvknr:12345678.sis", type: "nl.mbo.catalogue.\(parts[0]).\(parts[1])",
                subject: members[subject(of: String(parts[0]))] as? String, data: Array(data))
            message[.institution] = "25lx"
            message[.partitionkey] = message.contract.flatMap { CatalogueRules.partitionKey($0, "25lx") }
            return message
        }
    }

    /// The member that names the object a message is about.
    private func subject(of name: String) -> String {
        let objects = [
            ("on-product", "educationProductId"), ("reached-offerings", "educationProductId"),
            ("choice-rules", "educationProductId"), ("offering", "offeringId"), ("window", "offeringId"),
            ("education-product", "educationProductId"), ("note-qualification-expiry", "educationProductId"),
            ("learning-outcome", "learningOutcomeId"), ("learning-material", "learningMaterialId"),
            ("organisation", "organisationId"), ("location", "locationId"),
            ("academic-session", "academicSessionId"), ("elective", "electiveId"),
            ("dossier", "qualificationDossierId"),
        ]
        return objects.first { name.contains($0.0) }?.1 ?? "qualificationId"
    }

    @Test func everyCommandOfTheContractsIsRead() throws {
        let examples = try examples(.command)
        #expect(examples.count >= 100)
        for message in examples {
            #expect(throws: Never.self, "\(message.id)") { try CatalogueRules().command(message) }
        }
    }

    @Test func everyEventOfTheContractsIsReadAndWrittenTheSame() throws {
        let rules = CatalogueRules()
        let examples = try examples(.event)
        #expect(examples.count >= 110)
        for message in examples {
            let aggregate = AggregateKey(institution: "25lx", subject: try #require(message.subject, "\(message.id)"))
            let text = try rules.text(of: try rules.event(message), for: aggregate)
            #expect(text.contract.type == message.type)
            // Of a deviation the code is kept; what is said to a person about it is the catalogue's own.
            guard !message.id.contains("deviation-noted") else { continue }
            let again = try JSONSerialization.jsonObject(with: Data(text.data)) as? NSDictionary
            let example = try JSONSerialization.jsonObject(with: Data(message.data ?? [])) as? NSDictionary
            #expect(again == example, "\(message.id)")
        }
    }
}
