import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct QualificationExpiryTests {
    let qualification = UUIDValue(high: 7, low: 7)
    let successor = UUIDValue(high: 8, low: 8)
    let programme = UUIDValue(high: 1, low: 1)
    let module = UUIDValue(high: 2, low: 2)
    let noted = "education-product-qualification-expiry-noted"

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func create(_ id: UUIDValue, on qualification: UUIDValue?) -> CreateEducationProductV1 {
        CreateEducationProductV1(
            educationProductId: id, specificationType: .programme,
            names: [LocalisedTextV1(language: "nl", value: "Betonboorder")], qualificationId: qualification)
    }

    private func revise(_ id: UUIDValue, on qualification: UUIDValue?) -> ReviseEducationProductV1 {
        ReviseEducationProductV1(
            educationProductId: id, names: [LocalisedTextV1(language: "nl", value: "Betonboorder")],
            qualificationId: qualification)
    }

    private func record(_ id: UUIDValue) throws -> RecordQualificationV1 {
        RecordQualificationV1(
            qualificationId: id, qualificationDossierId: UUIDValue(high: 9, low: 9),
            registration: RegisterReferenceV1(register: "crebo", identifier: "25078"), name: "Betonboorder", level: 3,
            learningPaths: [.bol], validity: PeriodV1(validFrom: try day("2015-08-01")))
    }

    private func expire(_ id: UUIDValue) throws -> ExpireQualificationV1 {
        ExpireQualificationV1(qualificationId: id, lastDay: try day("2026-07-31"))
    }

    @Test func anExpiryIsNotedOnTheProductsThatRestOnTheQualification() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.ask(create(programme, on: qualification), of: programme)
        try await catalogue.send(try record(qualification), to: qualification)
        try await catalogue.ask(create(module, on: qualification), of: module)
        let stranger = UUIDValue(high: 3, low: 3)
        try await catalogue.send(create(stranger, on: qualification), to: stranger, key: "99xx", institution: "99xx")
        try await catalogue.send(try expire(qualification), to: qualification)
        #expect(try await catalogue.history(of: programme) == ["education-product-created", noted])
        #expect(try await catalogue.history(of: module) == ["education-product-created", noted])
        #expect(try await catalogue.history(of: stranger) == ["education-product-created"], "of another institution")
        #expect(
            try await catalogue.history(of: qualification).filter { !$0.hasPrefix("product-listed") } == [
                "qualification-recorded", "qualification-expired", "qualification-expiry-reached-products",
            ])
        let last = try #require(try await catalogue.events().last { $0.contract?.name == noted })
        let said = try ContractData.read(EducationProductQualificationExpiryNotedV1.self, last.data ?? [])
        #expect(said.qualificationId == qualification)
        #expect(said.lastDay == (try day("2026-07-31")))
        #expect(last[.partitionkey] == "25lx")
        try await catalogue.close()
    }

    @Test func aProductThatIsMadeAfterTheExpiryIsToldAtOnce() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.send(try record(qualification), to: qualification)
        try await catalogue.send(try expire(qualification), to: qualification)
        try await catalogue.ask(create(programme, on: qualification), of: programme)
        #expect(try await catalogue.history(of: programme) == ["education-product-created", noted])
        try await catalogue.close()
    }

    @Test func aProductThatRestsOnAnotherQualificationIsToldOfThatOneOnly() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.send(try record(qualification), to: qualification)
        try await catalogue.send(try record(successor), to: successor)
        try await catalogue.ask(create(programme, on: qualification), of: programme)
        try await catalogue.ask(revise(programme, on: successor), of: programme)
        try await catalogue.send(try expire(qualification), to: qualification)
        #expect(
            try await catalogue.history(of: programme) == [
                "education-product-created", "education-product-revised", "education-product-left-qualification",
            ])
        #expect(try await catalogue.history(of: qualification).last == "qualification-expired")
        try await catalogue.ask(revise(programme, on: qualification), of: programme)
        #expect(try await catalogue.history(of: programme).last == noted, "it rests on the expired one again")
        try await catalogue.send(try expire(successor), to: successor)
        #expect(try await catalogue.history(of: programme).filter { $0 == noted }.count == 1)
        try await catalogue.close()
    }

    @Test func aProductThatRestsOnNoneIsNeverTold() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.ask(create(programme, on: nil), of: programme)
        #expect(try await catalogue.commands().count == 1)
        try await catalogue.ask(revise(programme, on: qualification), of: programme)
        try await catalogue.ask(revise(programme, on: nil), of: programme)
        #expect(
            try await catalogue.history(of: qualification) == [
                "product-listed-on-qualification", "product-taken-off-qualification",
            ])
        try await catalogue.close()
    }

    @Test func whatIsSentBecauseOfEventsFindsItsRules() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-01-01"))
        try await catalogue.ask(create(programme, on: qualification), of: programme)
        try await catalogue.send(try record(qualification), to: qualification)
        try await catalogue.send(try expire(qualification), to: qualification)
        try await catalogue.ask(revise(programme, on: successor), of: programme)
        let sent = try await catalogue.commands().filter { $0.origin == .reactor }
        #expect(Set(sent.compactMap { $0.contract?.name }).count == 3)
        let results = try await catalogue.results()
        #expect(results.count == (try await catalogue.commands().count))
        #expect(results.allSatisfy { $0.outcome == .accepted && $0.isFinal })
        try await catalogue.close()
    }
}
