import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct SchedulingMessagesTests {
    /// Every example of scheduling's commands or events, as a message about its object.
    private func examples(_ kind: MessageKind) throws -> [CloudEvent] {
        let folder = SharedData.projectFolder.appendingPathComponent("Contracts/scheduling/\(kind.plural)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { $0.contains("/examples/") }.map { file in
            let parts = file.split(separator: "/")
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let members = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            var message = CloudEvent(
                id: file, source: "urn:nld:kvknr:12345678.rooster",
                type: "nl.mbo.scheduling.\(parts[0]).\(parts[1])",
                subject: members[subject(of: String(parts[0]))] as? String, data: Array(data))
            message[.institution] = "25lx"
            message[.partitionkey] = "25lx"
            return message
        }
    }

    /// The member that names the object a message is about.
    private func subject(of name: String) -> String {
        switch name {
        case "demand-withdrawal-reached-groups": "offeringId"
        case _ where name.contains("room"): "roomId"
        case _ where name.contains("staff"): "staffMemberId"
        case _ where name.contains("group"): "groupId"
        case _ where name.contains("calendar"): "calendarId"
        case _ where name.contains("timetable"): "timetableId"
        case "note-demand-shortfall", "demand-shortfall-noted": "learningActivityId"
        case _ where name.contains("offering") || name.contains("demand"): "offeringId"
        default: "learningActivityId"
        }
    }

    @Test func everyCommandOfTheContractsIsRead() throws {
        let examples = try examples(.command)
        #expect(examples.count == 42)
        for message in examples {
            #expect(throws: Never.self, "\(message.id)") { try SchedulingRules().command(message) }
        }
    }

    @Test func everyEventOfTheContractsIsReadAndWrittenTheSame() throws {
        let rules = SchedulingRules()
        let examples = try examples(.event)
        #expect(examples.count == 52)
        for message in examples {
            let aggregate = AggregateKey(institution: "25lx", subject: try #require(message.subject, "\(message.id)"))
            let text = try rules.text(of: try rules.event(message), for: aggregate)
            #expect(text.contract.type == message.type)
            let again = try JSONSerialization.jsonObject(with: Data(text.data)) as? NSDictionary
            let example = try JSONSerialization.jsonObject(with: Data(message.data ?? [])) as? NSDictionary
            #expect(again == example, "\(message.id)")
        }
    }

    @Test func aCommandThatIsNotKeyedByItsInstitutionIsNotRead() throws {
        var message = try #require(try examples(.command).first)
        message[.partitionkey] = message.subject
        #expect(throws: MessageFault.self) { try SchedulingRules().command(message) }
        message[.partitionkey] = nil
        #expect(throws: MessageFault.self) { try SchedulingRules().command(message) }
    }

    @Test func aCommandAboutAnotherObjectThanItsSubjectIsNotRead() throws {
        var message = try #require(try examples(.command).first)
        message.subject = UUIDValue(high: 1, low: 1).description
        #expect(throws: MessageFault.self) { try SchedulingRules().command(message) }
    }

    @Test func aTimeThatNoClockShowsIsNamed() throws {
        let subject = UUIDValue(high: 1, low: 1)
        let command = PlanLearningActivityV1(
            learningActivityId: subject, startsOn: try #require(CalendarDate("2026-09-07")), startsAt: "08:30",
            endsAt: "25:00")
        var message = CloudEvent(
            id: "1", source: "urn:nld:kvknr:12345678.rooster", type: PlanLearningActivityV1.identity.type,
            subject: subject.description, data: try ContractData.write(command))
        message[.institution] = "25lx"
        message[.partitionkey] = "25lx"
        #expect(throws: MessageFault("a time is written as 08:30", pointer: "/endsAt")) {
            try SchedulingRules().command(message)
        }
    }

    @Test func everyCommandOfSchedulingHasTheKeyOfItsInstitution() {
        #expect(SchedulingRules.partitionKey(PlanLearningActivityV1.identity, "25lx") == "25lx")
        #expect(SchedulingRules.partitionKey(CreateOfferingV1.identity, "25lx") == nil)
    }
}
