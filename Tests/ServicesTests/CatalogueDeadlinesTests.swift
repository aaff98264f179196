import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct CatalogueDeadlinesTests {
    let id = UUIDValue(high: 6, low: 6)

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func period(_ first: String, _ last: String) throws -> PeriodV1 {
        PeriodV1(validFrom: try day(first), validTo: try day(last))
    }

    @Test func aLicenceEndsWhenItsTermIsOver() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-09-01"))
        let book = CreateLearningMaterialV1(
            learningMaterialId: id, names: [LocalisedTextV1(language: "nl", value: "Betontechniek")], access: .closed,
            licence: .init(form: .individual, term: try period("2026-08-01", "2027-07-31")))
        #expect(try await catalogue.send(book, to: id).outcome == .accepted)
        try await catalogue.advance(to: try #require(Timestamp("2027-07-31T21:59:59Z")))
        #expect(try await catalogue.history(of: id) == ["learning-material-created"])
        try await catalogue.advance(to: try #require(Timestamp("2027-07-31T22:00:00Z")))
        #expect(try await catalogue.history(of: id).last == "learning-material-licence-ended")
        try await catalogue.close()
    }

    @Test func aPublishedOutcomeExpiresAfterItsLastDay() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-01"))
        let today = try day("2026-03-05")
        let outcome = CreateLearningOutcomeV1(
            learningOutcomeId: id, primaryCode: CodeV1(codeType: .identifier, code: "B1-K1-W2"),
            names: [LocalisedTextV1(language: "nl", value: "Boort gaten in beton")],
            validity: try period("2026-08-01", "2029-07-31"))
        try await catalogue.ask(outcome, of: id)
        let adopt = AdoptLearningOutcomeV1(learningOutcomeId: id, adoptedOn: today, adoptedBy: "Examencommissie")
        try await catalogue.ask(adopt, of: id)
        try await catalogue.ask(PublishLearningOutcomeV1(learningOutcomeId: id, publishedOn: today), of: id)
        try await catalogue.advance(to: try day("2029-07-31").endInTheNetherlands)
        #expect(try await catalogue.history(of: id).last == "learning-outcome-expired")
        try await catalogue.close()
    }

    @Test func aProductNamesOutcomesAndOrganisationsOfItsInstitution() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-01"))
        let module = UUIDValue(high: 2, low: 2)
        let create = CreateEducationProductV1(
            educationProductId: module, specificationType: .course,
            names: [LocalisedTextV1(language: "nl", value: "Boren")], learningOutcomeIds: [id])
        let early = try await catalogue.ask(create, of: module)
        #expect(early.rejection?.code == .notFound)
        #expect(early.rejection?.pointer == "/learningOutcomeIds/0")
        let outcome = CreateLearningOutcomeV1(
            learningOutcomeId: id, primaryCode: CodeV1(codeType: .identifier, code: "B1-K1-W2"),
            names: [LocalisedTextV1(language: "nl", value: "Boort gaten in beton")])
        #expect(try await catalogue.ask(outcome, of: id).outcome == .accepted)
        #expect(try await catalogue.ask(create, of: module).outcome == .accepted)
        let taken = try await catalogue.ask(outcome, of: module)
        #expect(taken.rejection?.code == .unreadable, "the data are about another object than the subject")
        try await catalogue.close()
    }
}
