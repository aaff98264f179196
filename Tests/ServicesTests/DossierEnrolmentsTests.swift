import EventSourcing
import Foundation
import HubContracts
import Services
import Support
import Testing

@Suite struct DossierEnrolmentsTests {
    let learner = UUIDValue(high: 1, low: 1)
    let enrolment = UUIDValue(high: 2, low: 1)
    let grant = UUIDValue(high: 7, low: 1)
    private var dossier: UUIDValue { SampleDossier.id(of: learner) }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func started() throws -> EnrolmentStartedV1 {
        EnrolmentStartedV1(enrolmentId: enrolment, subjectId: learner, startsOn: try day("2026-08-01"))
    }

    private func ended(on text: String) throws -> EnrolmentEndedV1 {
        EnrolmentEndedV1(
            enrolmentId: enrolment, subjectId: learner, endsOn: try day(text), reason: .otherProgramme)
    }

    private func give(until text: String, during enrolment: UUIDValue?) throws -> GiveGrantV1 {
        GiveGrantV1(
            dossierId: dossier, grantId: grant, givenBy: .learner,
            grantee: GranteeV1(granteeType: .role, organisation: "25lx", identifier: "mentor"), purpose: .guidance,
            givenOn: try day("2026-11-24"), lastDay: try day(text), classes: [.results], enrolmentId: enrolment)
    }

    @Test func firstEnrolmentOpensTheDossierAndTheTraceGoesOn() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-08-01"))
        let started = try await service.tell(try started(), of: enrolment, version: 5)
        #expect(try await service.history(of: dossier) == ["dossier-opened", "dossier-enrolment-noted"])
        let command = try #require(try await service.commands().first)
        #expect(command[.causationid] == started.id && command[.correlationid] == "application-17")
        #expect(try await service.events().allSatisfy { $0[.correlationid] == "application-17" })
        try await service.close()
    }

    @Test func sameNewsTwiceAndOlderNewsLaterChangeNothing() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-08-01"))
        let id = UUIDValue(high: 20, low: 1)
        try await service.tell(try started(), of: enrolment, version: 5, id: id)
        try await service.tell(try started(), of: enrolment, version: 5, id: id)
        let withdrawn = EnrolmentWithdrawnV1(enrolmentId: enrolment, subjectId: learner)
        try await service.tell(withdrawn, of: enrolment, version: 3)
        #expect(try await service.history(of: dossier) == ["dossier-opened", "dossier-enrolment-noted"])
        try await service.close()
    }

    @Test func rejectedApplicantHasNoDossier() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-08-01"))
        let rejected = EnrolmentRejectedV1(enrolmentId: enrolment, subjectId: learner, reason: .noPlace)
        try await service.tell(rejected, of: enrolment, version: 3)
        #expect(try await service.events().isEmpty)
        try await service.close()
    }

    @Test func learnerHasADossierAtEachInstitution() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-08-01"))
        try await service.tell(try started(), of: enrolment, version: 5)
        try await service.tell(try started(), of: enrolment, version: 5, institution: "27dv")
        let opened = try await service.events().filter { $0.type == DossierOpenedV1.identity.type }
        #expect(Set(opened.compactMap(\.subject)).count == 2)
        try await service.close()
    }

    @Test func dossierOfAnotherLearnerIsNotOpenedByHand() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-08-01"))
        let command = NoteDossierEnrolmentV1(
            dossierId: dossier, subjectId: UUIDValue(high: 1, low: 2), enrolmentId: enrolment, enrolmentVersion: 1)
        let result = try await service.send(command, to: dossier)
        #expect(result.rejection?.code == .invalid && result.rejection?.pointer == "/dossierId")
        try await service.close()
    }

    @Test func grantEndsWithTheLastDayOfTheEnrolmentThatItNames() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-11-24"))
        try await service.tell(try started(), of: enrolment, version: 5)
        try await service.send(try give(until: "2027-09-30", during: enrolment), to: dossier)
        try await service.tell(try ended(on: "2027-01-31"), of: enrolment, version: 6)
        try await service.advance(to: try #require(Timestamp("2027-01-31T22:59:59Z")))
        #expect(try await service.history(of: dossier).last == "dossier-enrolment-end-noted")
        try await service.advance(to: try #require(Timestamp("2027-01-31T23:00:00Z")))
        try await service.advance(to: try day("2027-09-30").endInTheNetherlands)
        #expect(
            try await service.history(of: dossier) == [
                "dossier-opened", "dossier-enrolment-noted", "grant-given", "dossier-enrolment-end-noted",
                "dossier-enrolment-ended", "grant-ended-with-enrolment",
            ])
        #expect(try await service.commands().filter { $0.origin == .deadline }.count == 1)
        try await service.close()
    }

    @Test func grantExpiresAtTheEndOfItsLastDayInTheNetherlandsInSummer() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-11-24"))
        try await service.tell(try started(), of: enrolment, version: 5)
        try await service.send(try give(until: "2027-09-30", during: nil), to: dossier)
        try await service.advance(to: try #require(Timestamp("2027-09-30T21:59:59Z")))
        #expect(try await service.history(of: dossier).last == "grant-given")
        try await service.advance(to: try #require(Timestamp("2027-09-30T22:00:00Z")))
        #expect(try await service.history(of: dossier).last == "grant-expired")
        try await service.close()
    }

    @Test func revokedGrantExpiresNoMoreAndOtherGrantsDo() async throws {
        let service = try await DossierOnLog.open(at: try day("2026-11-24"))
        try await service.tell(try started(), of: enrolment, version: 5)
        try await service.send(try give(until: "2026-12-31", during: nil), to: dossier)
        var other = try give(until: "2026-12-31", during: nil)
        other.grantId = UUIDValue(high: 7, low: 2)
        try await service.send(other, to: dossier)
        try await service.send(RevokeGrantV1(dossierId: dossier, grantId: grant, revokedBy: .learner), to: dossier)
        try await service.advance(to: try day("2026-12-31").endInTheNetherlands)
        #expect(
            try await service.history(of: dossier).suffix(4) == [
                "grant-given", "grant-given", "grant-revoked", "grant-expired",
            ])
        try await service.close()
    }
}
