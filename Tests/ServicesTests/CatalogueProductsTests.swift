import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct CatalogueProductsTests {
    let programme = UUIDValue(high: 1, low: 1)
    let module = UUIDValue(high: 2, low: 2)
    let practice = UUIDValue(high: 3, low: 3)

    private func create(_ id: UUIDValue, _ load: Decimal, until lastDay: String? = nil) -> CreateEducationProductV1 {
        CreateEducationProductV1(
            educationProductId: id, specificationType: .course,
            names: [LocalisedTextV1(language: "nl", value: "Boren")],
            studyLoad: StudyLoadV1(value: load, unit: .sbu),
            validity: lastDay.flatMap { CalendarDate($0) }.map { PeriodV1(validFrom: $0, validTo: $0) })
    }

    private func compose(_ whole: UUIDValue, _ parts: UUIDValue...) -> ComposeEducationProductV1 {
        ComposeEducationProductV1(
            educationProductId: whole, added: parts.map { .init(educationProductId: $0, relation: .part) })
    }

    private func adopt(_ id: UUIDValue, on day: CalendarDate) -> AdoptEducationProductV1 {
        AdoptEducationProductV1(educationProductId: id, adoptedOn: day, adoptedBy: "Onderwijsteam Bouw")
    }

    @Test func aCompositionIsJudgedAgainstAllProductsOfTheInstitution() async throws {
        let day = try #require(CalendarDate("2026-03-12"))
        let catalogue = try await CatalogueOnLog.open(at: day)
        for (id, load) in [(programme, 320 as Decimal), (module, 120), (practice, 100)] {
            #expect(try await catalogue.ask(create(id, load), of: id).outcome == .accepted)
        }
        let stranger = UUIDValue(high: 9, low: 9)
        try await catalogue.send(create(stranger, 10), to: stranger, key: "99xx", institution: "99xx")
        let unknown = try await catalogue.ask(compose(programme, module, stranger), of: programme)
        #expect(unknown.rejection?.code == .notFound, "products of another institution are not known")
        #expect(unknown.rejection?.pointer == "/added/1/educationProductId")
        #expect(try await catalogue.ask(compose(programme, module, practice), of: programme).outcome == .accepted)
        #expect(try await catalogue.ask(compose(module, programme), of: module).rejection?.code == .cycle)
        let wrong = try await catalogue.ask(adopt(programme, on: day), of: programme)
        #expect(wrong.rejection?.code == .studyLoadMismatch)
        #expect(wrong.rejection?.message.contains("220 sbu") == true)
        let heavier = ReviseEducationProductV1(
            educationProductId: practice, names: [LocalisedTextV1(language: "nl", value: "Boren")],
            studyLoad: StudyLoadV1(value: 200, unit: .sbu))
        #expect(try await catalogue.ask(heavier, of: practice).outcome == .accepted)
        #expect(try await catalogue.ask(adopt(programme, on: day), of: programme).outcome == .accepted)
        var lighter = heavier
        lighter.studyLoad?.value = 10
        #expect(try await catalogue.ask(lighter, of: practice).rejection?.code == .studyLoadMismatch)
        #expect(try await catalogue.ask(compose(programme, stranger), of: programme).rejection?.code == .wrongState)
        try await catalogue.close()
    }

    @Test func aProductThatIsKeyedOtherwiseIsRefused() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try #require(CalendarDate("2026-03-12")))
        for key in [nil, "99xx"] {
            let result = try await catalogue.send(create(module, 120), to: module, key: key)
            #expect(result.rejection?.code == .unreadable)
        }
        let other = try await catalogue.ask(create(module, 120), of: practice)
        #expect(other.rejection?.code == .unreadable)
        #expect(other.rejection?.pointer == "/educationProductId")
        #expect(try await catalogue.events().isEmpty)
        try await catalogue.close()
    }

    @Test func aPublishedProductExpiresAfterItsLastDay() async throws {
        let day = try #require(CalendarDate("2026-03-12"))
        let catalogue = try await CatalogueOnLog.open(at: day)
        try await catalogue.ask(create(module, 120, until: "2029-07-31"), of: module)
        try await catalogue.ask(adopt(module, on: day), of: module)
        try await catalogue.ask(PublishEducationProductV1(educationProductId: module, publishedOn: day), of: module)
        try await catalogue.advance(to: try #require(Timestamp("2029-07-31T21:59:59Z")))
        #expect(try await catalogue.history(of: module).last == "education-product-published")
        try await catalogue.advance(to: try #require(Timestamp("2029-07-31T22:00:00Z")))
        #expect(try await catalogue.history(of: module).last == "education-product-expired")
        let expiry = try #require(try await catalogue.commands().last { $0.origin == .deadline })
        #expect(expiry[.partitionkey] == "25lx")
        try await catalogue.close()
    }
}
