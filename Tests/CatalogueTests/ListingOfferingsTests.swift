import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct ListingOfferingsTests {
    typealias Product = EducationProduct
    let first = UUIDValue(high: 1, low: 1)
    let second = UUIDValue(high: 2, low: 2)
    let expiry = QualificationExpiry(of: UUIDValue(high: 9, low: 9), lastDay: "2026-07-31")
    let resting = SampleProducts.product { $0.qualification = UUIDValue(high: 9, low: 9) }

    // MARK: On the product

    @Test func anOfferingIsListedAlsoBeforeItsProductIsCreated() {
        Given<Product>().when(.listOffering(first)).then(.offeringListed(first))
        Given<Product>(.created(resting)).when(.listOffering(first)).then(.offeringListed(first))
        Given<Product>(.offeringListed(first), .created(resting)).when(.listOffering(first)).thenNothing()
    }

    @Test func anExpiryReachesTheOfferingsThatAreListed() {
        Given<Product>(.offeringListed(second), .created(resting), .offeringListed(first))
            .when(.noteQualificationExpiry(expiry))
            .then(.qualificationExpiryNoted(expiry), .expiryReachedOfferings([first, second], expiry))
    }

    @Test func anOfferingOfAProductThatHasNotedAnExpiryIsReachedAtOnce() {
        Given<Product>(.created(resting), .qualificationExpiryNoted(expiry)).when(.listOffering(first))
            .then(.offeringListed(first), .expiryReachedOfferings([first], expiry))
    }

    @Test func manyOfferingsAreSaidInSeveralEvents() throws {
        let offerings = (1...Product.mostOfferingsOfEvent + 1).map { UUIDValue(high: 0, low: UInt64($0)) }
        var state = SampleProducts.state(.created(resting))
        for offering in offerings { Product.evolve(&state, .offeringListed(offering)) }
        #expect(
            try Product.decide(.noteQualificationExpiry(expiry), state) == [
                .qualificationExpiryNoted(expiry),
                .expiryReachedOfferings(offerings.dropLast(), expiry),
                .expiryReachedOfferings([offerings[offerings.count - 1]], expiry),
            ])
    }

    // MARK: On the offering

    private func offer(from day: CalendarDate) -> Offering.Offer {
        Offering.Offer(
            of: first, type: "programme_offering",
            description: .init(names: [LocalisedText("Betonboorder BBL", in: "nl-NL")], period: Validity(from: day)))
    }

    @Test func aRunningOfferingNotesTheExpiryAndGoesOn() {
        let running = Offering.NotedExpiry(expiry, beginsAfter: false)
        Given<Offering>(.created(offer(from: "2026-02-01")), .planned(reference: nil))
            .when(.noteQualificationExpiry(expiry)).then(.qualificationExpiryNoted(running))
        Given<Offering>(.created(offer(from: "2026-07-31"))).when(.noteQualificationExpiry(expiry))
            .then(.qualificationExpiryNoted(running))
    }

    @Test func anOfferingThatBeginsTooLateSaysSo() {
        let late = Offering.NotedExpiry(expiry, beginsAfter: true)
        Given<Offering>(.created(offer(from: "2026-08-01"))).when(.noteQualificationExpiry(expiry))
            .then(.qualificationExpiryNoted(late))
        Given<Offering>(.created(offer(from: "2026-08-01")), .cancelled(reason: "Weg"))
            .when(.noteQualificationExpiry(expiry)).thenNothing()
        Given<Offering>().when(.noteQualificationExpiry(expiry)).thenNothing()
    }

    @Test func anOfferingThatIsMovedSaysAnewWhetherOneCanBegin() {
        let early = offer(from: "2026-02-01").description
        let late = offer(from: "2026-08-01")
        let noted = Offering.NotedExpiry(expiry, beginsAfter: true)
        Given<Offering>(.created(late), .qualificationExpiryNoted(noted)).when(.revise(early))
            .then(.revised(early), .qualificationExpiryNoted(.init(expiry, beginsAfter: false)))
        var renamed = late.description
        renamed.abbreviation = "BTB3"
        Given<Offering>(.created(late), .qualificationExpiryNoted(noted)).when(.revise(renamed)).then(.revised(renamed))
    }
}
