import EventSourcing
import Foundation
import HubContracts
import Services
import Support
import Testing

@Suite struct DossierServiceTests {
    let learner = UUIDValue(high: 1, low: 1)
    let enrolment = UUIDValue(high: 2, low: 1)
    let part = UUIDValue(high: 3, low: 1)
    let result = UUIDValue(high: 4, low: 1)
    let document = UUIDValue(high: 5, low: 1)
    let reading = UUIDValue(high: 12, low: 1)
    private var dossier: UUIDValue { SampleDossier.id(of: learner) }

    private func open() async throws -> DossierOnLog {
        let day = try #require(CalendarDate("2026-11-24"))
        let service = try await DossierOnLog.open(at: day)
        let started = EnrolmentStartedV1(enrolmentId: enrolment, subjectId: learner, startsOn: day)
        try await service.tell(started, of: enrolment, version: 5)
        return service
    }

    private func sealed(_ record: String) -> SealedReferenceV1 { SealedReferenceV1(record: record, version: 1) }

    private func submit() throws -> SubmitResultV1 {
        SubmitResultV1(
            dossierId: dossier, resultId: result,
            structure: ResultStructureV1(resultKind: .summative, examPartId: part),
            value: sealed("result-details/4-1"), state: .completed,
            resultDateTime: try #require(Timestamp("2026-11-20T13:30:00Z")), pass: .passed, final: true)
    }

    private var declare: DeclareValueDocumentV1 {
        DeclareValueDocumentV1(
            dossierId: dossier, valueDocumentId: document, documentType: .diploma,
            conditions: [.init(examPartId: part, requirement: .passed)])
    }

    /// What the student administration tells of the result.
    private func told() throws -> RecordResultV1 {
        let submitted = try submit()
        return RecordResultV1(
            dossierId: dossier, resultId: result, source: FactSourceV1(system: "student-administration", version: 7),
            structure: submitted.structure, value: submitted.value, state: .completed,
            resultDateTime: submitted.resultDateTime, pass: .passed, final: true)
    }

    /// The institution says that its student administration owns results.
    private var ownership: ChangeOwnershipV1 {
        ChangeOwnershipV1(
            version: 1, entries: [.init(object: .result, owner: .system, system: "urn:nld:kvknr:12345678.sis")])
    }

    private func record(at time: String) throws -> RecordReadingV1 {
        RecordReadingV1(
            month: "2026-11", readingId: reading, dossierId: dossier, readAt: try #require(Timestamp(time)),
            reader: .init(organisation: "27dv", role: "intaker"), purpose: .transfer, basis: .grant,
            grantId: UUIDValue(high: 7, low: 1))
    }

    @Test func awardIsRefusedUntilTheResultIsThereThenProposedAndAwarded() async throws {
        let service = try await open()
        let award = AwardValueDocumentV1(
            dossierId: dossier, valueDocumentId: document, awardedOn: try #require(CalendarDate("2027-07-02")))
        #expect(try await service.send(award, to: dossier).rejection?.code == .notFound)
        try await service.send(declare, to: dossier)
        let early = try await service.send(award, to: dossier)
        #expect(early.rejection?.code == .conditionsNotMet)
        #expect(early.rejection?.message.contains(part.description) == true)
        let given = try await service.send(try submit(), to: dossier)
        #expect(
            given.events?.map(\.type) == [ResultRegisteredV1.identity.type, ValueDocumentProposedV1.identity.type])
        #expect(try await service.send(award, to: dossier).outcome == .accepted)
        #expect(try await service.send(award, to: dossier).outcome == .unchanged, "another command for the same")
        #expect(
            try await service.history(of: dossier).suffix(4) == [
                "value-document-declared", "result-registered", "value-document-proposed", "value-document-awarded",
            ])
        try await service.close()
    }

    @Test func sameCommandTwiceIsAnsweredTheSameAndDecidedOnce() async throws {
        let service = try await open()
        let id = UUIDValue(high: 30, low: 1)
        let first = try await service.send(try submit(), to: dossier, id: id)
        let second = try await service.send(try submit(), to: dossier, id: id)
        #expect(first.outcome == .accepted && second.outcome == first.outcome && second.events == first.events)
        #expect(try await service.history(of: dossier).filter { $0 == "result-registered" }.count == 1)
        try await service.close()
    }

    @Test func factThatComesBeforeTheFirstEnrolmentIsNotLost() async throws {
        let day = try #require(CalendarDate("2026-11-24"))
        let service = try await DossierOnLog.open(at: day)
        #expect(try await service.send(try submit(), to: dossier).rejection?.code == .notFound)
        try await service.send(ownership, to: "ownership")
        #expect(try await service.send(try told(), to: dossier).outcome == .accepted)
        let started = EnrolmentStartedV1(enrolmentId: enrolment, subjectId: learner, startsOn: day)
        try await service.tell(started, of: enrolment, version: 5)
        try await service.send(declare, to: dossier)
        #expect(
            try await service.history(of: dossier) == [
                "result-registered", "dossier-deviation-noted", "dossier-opened", "dossier-enrolment-noted",
                "value-document-declared", "value-document-proposed",
            ])
        try await service.close()
    }

    @Test func systemTellsOfWhatItOwnsAndTheHubDecidesTheRest() async throws {
        let service = try await open()
        let early = try await service.send(try told(), to: dossier)
        #expect(early.rejection?.code == .notOwner, "by default the hub owns results")
        try await service.send(ownership, to: "ownership")
        #expect(try await service.send(try submit(), to: dossier).rejection?.code == .notOwner)
        #expect(try await service.send(try told(), to: dossier).outcome == .accepted)
        let proposed = try await service.send(declare, to: dossier)
        #expect(proposed.events?.count == 2)
        let award = AwardValueDocumentV1(
            dossierId: dossier, valueDocumentId: document, awardedOn: try #require(CalendarDate("2027-07-02")))
        #expect(try await service.send(award, to: dossier).outcome == .accepted, "value documents are still the hub's")
        try await service.close()
    }

    @Test func readingsStandBesideTheDossierAndLeaveItsVersion() async throws {
        let service = try await open()
        let before = try await service.send(try submit(), to: dossier).sequence
        let journal = SampleDossier.journal(of: dossier, in: "2026-11")
        let command = try record(at: "2026-11-24T09:12:44Z")
        #expect(try await service.send(command, to: journal).outcome == .accepted)
        #expect(try await service.send(command, to: journal).outcome == .unchanged)
        #expect(try await service.history(of: journal) == ["reading-recorded"])
        #expect(try await service.send(try submit(), to: dossier).sequence == before)
        try await service.close()
    }

    @Test func readingIsRecordedInTheJournalOfItsDossierAndMonthOnly() async throws {
        let service = try await open()
        let journal = SampleDossier.journal(of: dossier, in: "2026-11")
        let late = try await service.send(try record(at: "2026-12-01T00:00:00Z"), to: journal)
        #expect(late.rejection?.pointer == "/month")
        let elsewhere = try await service.send(try record(at: "2026-11-24T09:12:44Z"), to: dossier)
        #expect(elsewhere.rejection?.pointer == "/dossierId")
        try await service.close()
    }

    @Test func commandAboutAnotherDossierThanItsSubjectIsUnreadable() async throws {
        let service = try await open()
        let result = try await service.send(try submit(), to: UUIDValue(high: 40, low: 1))
        #expect(result.rejection?.code == .unreadable && result.rejection?.pointer == "/dossierId")
        try await service.close()
    }
}
