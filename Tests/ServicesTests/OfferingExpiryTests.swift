import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

/// A qualification that is withdrawn under running offerings.
@Suite struct OfferingExpiryTests {
    let qualification = UUIDValue(high: 7, low: 7)
    let programme = UUIDValue(high: 1, low: 1)
    let running = UUIDValue(high: 4, low: 4)
    let late = UUIDValue(high: 5, low: 5)
    let noted = "offering-qualification-expiry-noted"

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func record() throws -> RecordQualificationV1 {
        RecordQualificationV1(
            qualificationId: qualification, qualificationDossierId: UUIDValue(high: 9, low: 9),
            registration: RegisterReferenceV1(register: "crebo", identifier: "25078"), name: "Betonboorder", level: 3,
            learningPaths: [.bol], validity: PeriodV1(validFrom: try day("2015-08-01")))
    }

    private var create: CreateEducationProductV1 {
        CreateEducationProductV1(
            educationProductId: programme, specificationType: .programme,
            names: [LocalisedTextV1(language: "nl", value: "Betonboorder")], qualificationId: qualification)
    }

    private func offer(_ id: UUIDValue, from first: String) throws -> CreateOfferingV1 {
        CreateOfferingV1(
            offeringId: id, educationProductId: programme, offeringType: .programmeOffering,
            names: [LocalisedTextV1(language: "nl", value: "Betonboorder BBL")],
            period: PeriodV1(validFrom: try day(first)))
    }

    private func expire() throws -> ExpireQualificationV1 {
        ExpireQualificationV1(qualificationId: qualification, lastDay: try day("2026-07-31"))
    }

    private func said(_ catalogue: CatalogueOnLog, of offering: UUIDValue) async throws
        -> [OfferingQualificationExpiryNotedV1]
    {
        try await catalogue.events().filter { $0.subject == offering.description && $0.contract?.name == noted }.map {
            try ContractData.read(OfferingQualificationExpiryNotedV1.self, $0.data ?? [])
        }
    }

    @Test func everyOfferingLearnsOfIt() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.send(try record(), to: qualification)
        try await catalogue.send(try offer(running, from: "2026-02-01"), to: running)
        try await catalogue.ask(create, of: programme)
        try await catalogue.send(try offer(late, from: "2026-08-31"), to: late)
        try await catalogue.send(ConfirmOfferingPlanningV1(offeringId: running), to: running)
        try await catalogue.send(try expire(), to: qualification)
        let lastDay = try day("2026-07-31")
        #expect(
            try await said(catalogue, of: running) == [
                .init(
                    offeringId: running, qualificationId: qualification, lastDay: lastDay, beginsAfterLastDay: false)
            ])
        #expect(
            try await said(catalogue, of: late) == [
                .init(offeringId: late, qualificationId: qualification, lastDay: lastDay, beginsAfterLastDay: true)
            ])
        let sent = try await catalogue.commands().filter { $0.origin == .reactor }
        #expect(
            Set(sent.compactMap { $0.contract?.name }) == [
                "list-product-on-qualification", "note-qualification-expiry", "list-offering-on-product",
                "note-offering-qualification-expiry",
            ])
        #expect(try await catalogue.results().allSatisfy { $0.outcome == .accepted && $0.isFinal })
        try await catalogue.close()
    }

    @Test func anOfferingThatIsMadeAfterTheExpiryLearnsOfItAtOnce() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.send(try record(), to: qualification)
        try await catalogue.ask(create, of: programme)
        try await catalogue.send(try expire(), to: qualification)
        try await catalogue.send(try offer(late, from: "2026-08-31"), to: late)
        #expect(try await said(catalogue, of: late).map(\.beginsAfterLastDay) == [true])
        try await catalogue.close()
    }

    @Test func anOfferingOfAnotherInstitutionIsNotTold() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.send(try record(), to: qualification)
        try await catalogue.ask(create, of: programme)
        try await catalogue.send(try offer(running, from: "2026-02-01"), to: running, institution: "99xx")
        try await catalogue.send(try expire(), to: qualification)
        #expect(try await said(catalogue, of: running).isEmpty)
        try await catalogue.close()
    }
}
