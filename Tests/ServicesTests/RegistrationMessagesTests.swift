import EventSourcing
import Foundation
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct RegistrationMessagesTests {
    /// Every example of registration's commands or events, as a message about its object.
    private func examples(_ kind: MessageKind) throws -> [CloudEvent] {
        let folder = SharedData.projectFolder.appendingPathComponent("Contracts/registration/\(kind.plural)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { $0.contains("/examples/") }.map { file in
            let parts = file.split(separator: "/")
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let members = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            let subject = try #require(members[subject(of: String(parts[0]))] as? String, "\(file)")
            var message = CloudEvent(
                id: file, source: "urn:nld:kvknr:12345678.sis", type: "nl.mbo.registration.\(parts[0]).\(parts[1])",
                subject: subject, data: Array(data))
            message[.institution] = "25lx"
            return message
        }
    }

    /// The member that names the object a message is about.
    private func subject(of name: String) -> String {
        switch name {
        case _ where name.contains("work-placement"): "workPlacementId"
        case "note-intake", "note-unknown-offering": "applicationId"
        case "assign-placement": "enrolmentId"
        case "assign-offering-code", "seek-offering", "offering-code-assigned", "offering-awaited", "offering-found":
            "offeringCodeId"
        case "placements-voided", "lot-drawn", "draw-lot", "set-admission-terms", "admission-terms-set": "offeringId"
        case _ where name.contains("application") || name.contains("interest"): "applicationId"
        case _ where name.contains("intake"): "intakeId"
        case _ where name.contains("enrolment"): "enrolmentId"
        case _ where name.contains("placement"): "placementId"
        default: "offeringId"
        }
    }

    @Test func everyCommandOfTheContractsIsRead() throws {
        let examples = try examples(.command)
        #expect(examples.count >= 108)
        for message in examples {
            #expect(throws: Never.self, "\(message.id)") { try RegistrationRules().command(message) }
        }
    }

    @Test func everyEventOfTheContractsIsReadAndWrittenTheSame() throws {
        let rules = RegistrationRules()
        let examples = try examples(.event)
        #expect(examples.count >= 138)
        for message in examples {
            let aggregate = AggregateKey(institution: "25lx", subject: try #require(message.subject, "\(message.id)"))
            let text = try rules.text(of: try rules.event(message), for: aggregate)
            #expect(text.contract.type == message.type)
            // Of a deviation the code is kept; what is said to a person about it is registration's own.
            guard !message.id.contains("-deviation-noted") else { continue }
            let again = try JSONSerialization.jsonObject(with: Data(text.data)) as? NSDictionary
            let example = try JSONSerialization.jsonObject(with: Data(message.data ?? [])) as? NSDictionary
            #expect(again == example, "\(message.id)")
        }
    }

    @Test func aCommandAboutAnotherObjectOrUnderAnotherKeyIsUnreadable() throws {
        var message = try #require(try examples(.command).first { $0.id.hasPrefix("review-application") })
        message[.partitionkey] = "25lx"
        #expect(throws: MessageFault.self) { try RegistrationRules().command(message) }
        message[.partitionkey] = nil
        message.subject = UUIDValue(high: 1, low: 1).description
        #expect(throws: MessageFault.self) { try RegistrationRules().command(message) }
        message.type = "nl.mbo.registration.invent-application.v1"
        #expect(throws: MessageFault.self) { try RegistrationRules().command(message) }
    }
}
