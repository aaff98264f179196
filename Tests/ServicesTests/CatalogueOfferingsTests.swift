import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct CatalogueOfferingsTests {
    let offering = UUIDValue(high: 4, low: 4)
    let names = [LocalisedTextV1(language: "nl", value: "Betonboorder BBL")]

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func create(closingOn day: CalendarDate) throws -> CreateOfferingV1 {
        CreateOfferingV1(
            offeringId: offering, educationProductId: UUIDValue(high: 1, low: 1), offeringType: .programmeOffering,
            names: names, period: PeriodV1(validFrom: try self.day("2027-02-01")),
            enrolmentWindow: .init(opensOn: try self.day("2026-10-01"), closesOn: day))
    }

    @Test func theWindowClosesAtTheEndOfItsLastDayInTheNetherlands() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-09-01"))
        try await catalogue.send(try create(closingOn: try day("2027-01-15")), to: offering)
        try await catalogue.advance(to: try #require(Timestamp("2027-01-15T22:59:59Z")))
        #expect(try await catalogue.history(of: offering) == ["offering-created"])
        try await catalogue.advance(to: try #require(Timestamp("2027-01-15T23:00:00Z")))
        try await catalogue.advance(to: try #require(Timestamp("2027-01-16T23:00:00Z")))
        #expect(try await catalogue.history(of: offering) == ["offering-created", "enrolment-window-closed"])
        #expect(try await catalogue.commands().filter { $0.origin == .deadline }.count == 1)
        try await catalogue.close()
    }

    @Test func aWindowThatWasMovedClosesOnItsNewDayOnly() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-09-01"))
        let first = try day("2027-01-15")
        try await catalogue.send(try create(closingOn: first), to: offering)
        var later = ReviseOfferingV1(
            offeringId: offering, names: names, period: PeriodV1(validFrom: try day("2027-02-01")),
            enrolmentWindow: .init(opensOn: try day("2026-10-01"), closesOn: try day("2027-01-31")))
        try await catalogue.send(later, to: offering)
        let early = try await catalogue.send(
            CloseEnrolmentWindowV1(offeringId: offering, closesOn: first), to: offering)
        #expect(early.outcome == .unchanged, "the deadline of the window as it was comes too late")
        try await catalogue.advance(to: first.endInTheNetherlands)
        #expect(try await catalogue.history(of: offering).contains("enrolment-window-closed") == false)
        try await catalogue.advance(to: try day("2027-01-31").endInTheNetherlands)
        #expect(try await catalogue.history(of: offering).last == "enrolment-window-closed")
        later.enrolmentWindow = nil
        try await catalogue.send(later, to: offering)
        #expect(try await catalogue.history(of: offering).last == "offering-revised")
        try await catalogue.close()
    }

    @Test func aWindowOfACancelledOfferingClosesNoMore() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-09-01"))
        try await catalogue.send(try create(closingOn: try day("2027-01-15")), to: offering)
        try await catalogue.send(CancelOfferingV1(offeringId: offering, reason: "Te weinig"), to: offering)
        try await catalogue.advance(to: try day("2027-01-15").endInTheNetherlands)
        #expect(try await catalogue.history(of: offering) == ["offering-created", "offering-cancelled"])
        #expect(try await catalogue.commands().allSatisfy { $0.origin != .deadline })
        try await catalogue.close()
    }

    @Test func anOfferingThatIsRefusedSaysWhereAndWhy() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-09-01"))
        let reversed = try await catalogue.send(try create(closingOn: try day("2026-09-30")), to: offering)
        #expect(reversed.rejection?.code == .invalid)
        #expect(reversed.rejection?.pointer == "/enrolmentWindow/closesOn")
        let keyed = try await catalogue.send(try create(closingOn: try day("2027-01-15")), to: offering, key: "25lx")
        #expect(keyed.rejection?.code == .unreadable)
        let absent = try await catalogue.send(CancelOfferingV1(offeringId: offering, reason: "Weg"), to: offering)
        #expect(absent.rejection?.code == .notFound)
        try await catalogue.close()
    }
}
