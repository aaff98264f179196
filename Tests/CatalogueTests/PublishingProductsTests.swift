import Catalogue
import EventSourcing
import Foundation
import Support
import Testing

@Suite struct PublishingProductsTests {
    typealias Product = EducationProduct
    let product = SampleProducts.product { $0.validity = Validity(from: "2026-08-01", to: "2029-07-31") }
    let adoption = Product.Adoption(on: "2026-03-12", by: "Onderwijsteam Bouw")
    let day = "2026-04-01" as CalendarDate
    let lastDay = "2029-07-31" as CalendarDate

    /// What led to each phase.
    private var histories: [(phase: Product.Phase, given: Given<Product>)] {
        let adopted = Product.Event.adopted(adoption)
        let created = Product.Event.created(product)
        let published = Product.Event.published(on: day)
        let deactivated = Product.Event.deactivated(reason: "Vervangen")
        return [
            (.concept, Given(created)), (.adopted, Given(created, adopted)),
            (.published, Given(created, adopted, published)),
            (.deactivated, Given(created, adopted, published, deactivated)),
            (.expired, Given(created, adopted, published, .expired(lastDay: lastDay))),
            (.archived, Given(created, adopted, published, deactivated, .archived(reason: "Afgerond"))),
        ]
    }

    private func given(_ phase: Product.Phase) -> Given<Product> {
        guard let history = histories.first(where: { $0.phase == phase }) else { return Given() }
        return history.given
    }

    /// The command is refused in every other phase, and for a product that is not there.
    private func expect(_ command: Product.Command, in allowed: Set<Product.Phase>) {
        for (phase, given) in histories where !allowed.contains(phase) {
            given.when(command).thenRejected(.wrongState(phase))
        }
        Given<Product>().when(command).thenRejected(.notCreated)
    }

    @Test func aConceptIsAdoptedAndReopened() {
        given(.concept).when(.adopt(adoption, .unstated)).then(.adopted(adoption))
        expect(.adopt(Product.Adoption(on: day, by: "Examencommissie"), .unstated), in: [.concept])
        given(.adopted).when(.reopen(reason: "Uren")).then(.reopened(reason: "Uren"))
        expect(.reopen(reason: "Uren"), in: [.adopted])
    }

    @Test func whatIsAdoptedIsPublishedBeforeItsEnd() {
        given(.adopted).when(.publish(on: day)).then(.published(on: day, until: lastDay))
        given(.adopted).when(.publish(on: lastDay)).then(.published(on: lastDay, until: lastDay))
        given(.adopted).when(.publish(on: "2029-08-01")).thenRejected(.publishedAfterEnd)
        expect(.publish(on: lastDay), in: [.adopted])
    }

    @Test func whatIsPublishedIsDeactivatedAndReactivated() {
        given(.published).when(.deactivate(reason: "Vervangen")).then(.deactivated(reason: "Vervangen"))
        expect(.deactivate(reason: "Te duur"), in: [.published])
        given(.deactivated).when(.reactivate(reason: "Nog een cohort")).then(
            .reactivated(reason: "Nog een cohort", until: lastDay))
        expect(.reactivate(reason: "Nog een cohort"), in: [.deactivated])
    }

    @Test func whatIsPublishedOrDeactivatedExpires() {
        for phase in [Product.Phase.published, .deactivated] {
            given(phase).when(.expire(lastDay: lastDay)).then(.expired(lastDay: lastDay))
        }
        expect(.expire(lastDay: day), in: [.published, .deactivated])
    }

    @Test func whatIsExpiredOrDeactivatedIsArchived() {
        for phase in [Product.Phase.expired, .deactivated] {
            given(phase).when(.archive(reason: nil)).then(.archived(reason: nil))
        }
        expect(.archive(reason: "Opgeruimd"), in: [.expired, .deactivated])
    }

    @Test func aProductThatIsPublishedAfterItsLastDayIsStillRemindedOfIt() {
        let id = SampleProducts.programme
        for event in [Product.Event.published(on: day, until: lastDay), .reactivated(reason: "Toch", until: lastDay)] {
            #expect(Product.reminders(after: event, of: id).count == 1)
        }
        #expect(Product.reminders(after: .deactivated(reason: "Nu niet"), of: id).isEmpty)
    }
}
