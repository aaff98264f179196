import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Testing

@Suite struct SubjectReferenceTests {
    let subject = UUIDValue(high: 6, low: 6)
    let reference = SubjectReference(source: "registration") { event throws(MessageFault) in
        guard event.type == "nl.mbo.registration.application-received.v1" else { return [] }
        guard let id = UUIDValue(String(decoding: event.data ?? [], as: UTF8.self)) else {
            throw MessageFault("the event names no subject")
        }
        return [id]
    }

    @Test func eachPersonOfAnEventIsReferredTo() throws {
        let event = CloudEvent(
            id: "1", source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.registration.application-received.v1", data: Array(subject.description.utf8))
        let commands = try reference.commands(after: event)
        #expect(commands.map(\.contract) == [ReferToSubjectV1.identity])
        #expect(commands.map(\.subject) == [subject.description])
        let command = try ContractData.read(ReferToSubjectV1.self, commands[0].data)
        #expect(command == ReferToSubjectV1(subjectId: subject, service: "registration"))
        #expect(reference.name == "registration-references" && reference.target == "persons")
    }

    @Test func anEventThatNamesNobodyLeadsToNothing() throws {
        let event = CloudEvent(id: "1", source: "urn:nld:oin:00000001234567890000:schakel", type: "other")
        #expect(try reference.commands(after: event).isEmpty)
    }
}
