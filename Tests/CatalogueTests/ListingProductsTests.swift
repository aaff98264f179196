import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct ListingProductsTests {
    let product = UUIDValue(high: 1, low: 1)
    let other = UUIDValue(high: 2, low: 2)
    let lastDay = "2024-07-31" as CalendarDate
    let description = Qualification.Description(
        dossier: UUIDValue(high: 3, low: 3), entry: RegisterEntry(register: "crebo", identifier: "25078"),
        name: "Betonboorder", level: 3, learningPaths: ["BOL"], validity: Validity(from: "2015-08-01"))

    @Test func aProductIsListedAlsoBeforeTheRegisterIsRead() {
        Given<Qualification>().when(.list(product: product)).then(.listed(product: product))
        Given<Qualification>(.recorded(description)).when(.list(product: product)).then(.listed(product: product))
        Given<Qualification>(.listed(product: product)).when(.record(description)).then(.recorded(description))
        Given<Qualification>(.listed(product: product)).when(.expire(lastDay: lastDay)).thenRejected(.notRecorded)
    }

    @Test func aProductThatRestsOnItNoLongerIsTakenOff() {
        Given<Qualification>(.listed(product: product)).when(.takeOff(product: product))
            .then(.takenOff(product: product))
        Given<Qualification>(.recorded(description)).when(.takeOff(product: product)).thenNothing()
        Given<Qualification>(.recorded(description), .listed(product: product), .expired(lastDay: lastDay))
            .when(.takeOff(product: product)).then(.takenOff(product: product))
    }

    @Test func anExpiryReachesTheProductsThatAreListed() {
        let listed: [Qualification.Event] = [.listed(product: other), .listed(product: product)]
        Given<Qualification>(listed[0], .recorded(description), listed[1]).when(.expire(lastDay: lastDay))
            .then(.expired(lastDay: lastDay), .expiryReached(products: [product, other], lastDay: lastDay))
        Given<Qualification>(.recorded(description), listed[0], .takenOff(product: other))
            .when(.expire(lastDay: lastDay)).then(.expired(lastDay: lastDay))
    }

    @Test func anExpiryOnAnotherDayReachesThemAgain() {
        let later = "2025-07-31" as CalendarDate
        Given<Qualification>(
            .recorded(description), .listed(product: product), .expired(lastDay: lastDay),
            .expiryReached(products: [product], lastDay: lastDay)
        ).when(.expire(lastDay: later))
            .then(.expired(lastDay: later), .expiryReached(products: [product], lastDay: later))
    }

    @Test func aProductThatIsListedOnAnExpiredQualificationIsReachedAtOnce() {
        Given<Qualification>(.recorded(description), .expired(lastDay: lastDay)).when(.list(product: product))
            .then(.listed(product: product), .expiryReached(products: [product], lastDay: lastDay))
    }

    @Test func manyProductsAreSaidInSeveralEvents() throws {
        let most = Qualification.mostProductsOfEvent
        let products = (1...most + 1).map { UUIDValue(high: 0, low: UInt64($0)) }
        var state = Qualification.initial
        Qualification.evolve(&state, .recorded(description))
        for product in products { Qualification.evolve(&state, .listed(product: product)) }
        #expect(
            try Qualification.decide(.expire(lastDay: lastDay), state) == [
                .expired(lastDay: lastDay),
                .expiryReached(products: Array(products.prefix(most)), lastDay: lastDay),
                .expiryReached(products: [products[most]], lastDay: lastDay),
            ])
    }
}
