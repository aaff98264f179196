import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Testing

/// Whoever an object of a service rests on is kept.
@Suite struct PersonsReactionsTests {
    private let subject = UUIDValue(high: 6, low: 6)
    private let object = UUIDValue(high: 7, low: 7)

    private func references(to event: some ContractMessage) throws -> [(service: String, subject: String)] {
        let message = CloudEvent(
            id: "1", source: "urn:nld:oin:00000001234567890000:schakel", type: type(of: event).identity.type,
            data: try ContractData.write(event))
        var references: [(service: String, subject: String)] = []
        for reaction in PersonsReactions.all where reaction.source == type(of: event).identity.service {
            for command in try reaction.commands(after: message) {
                let told = try ContractData.read(ReferToSubjectV1.self, command.data)
                #expect(command.subject == told.subjectId.description, "it goes to the person it is about")
                references.append((told.service, command.subject))
            }
        }
        return references
    }

    @Test func anApplicationAnEnrolmentAndADossierReferToTheirPerson() throws {
        let application = try references(
            to: ApplicationReceivedV1(
                applicationId: object, subjectId: subject, channel: .portal, submittedAt: Timestamp(milliseconds: 0)))
        #expect(application.map(\.service) == ["registration"] && application.map(\.subject) == [subject.description])
        let enrolment = try references(to: EnrolmentOpenedV1(enrolmentId: object, subjectId: subject))
        #expect(enrolment.map(\.service) == ["registration"] && enrolment.map(\.subject) == [subject.description])
        let dossier = try references(to: DossierOpenedV1(dossierId: object, subjectId: subject))
        #expect(dossier.map(\.service) == ["dossier"] && dossier.map(\.subject) == [subject.description])
    }

    @Test func whatFollowsOnAnObjectRefersToNobodyAnew() throws {
        let approved = ApplicationApprovedV1(
            applicationId: object, subjectId: subject, meetsPriorEducation: true, level: 3)
        #expect(try references(to: approved).isEmpty)
    }
}
