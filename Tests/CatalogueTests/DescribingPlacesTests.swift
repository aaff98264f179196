import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct DescribingPlacesTests {
    let id = UUIDValue(high: 1, low: 1)
    let around = UUIDValue(high: 2, low: 2)
    let academy = organisation()
    let site = location()

    private static func organisation(
        _ type: String = "academy", _ change: (inout Organisation.Description) -> Void = { _ in }
    ) -> Organisation.Description {
        var description = Organisation.Description(
            type: type, primaryCode: OtherCode(type: "organisation_id", code: "25LX-BI"),
            names: [LocalisedText("Academie voor Bouw en Infra", in: "nl-NL")])
        change(&description)
        return description
    }

    private static func location(_ change: (inout Location.Description) -> Void = { _ in }) -> Location.Description {
        var description = Location.Description(
            type: "site", primaryCode: OtherCode(type: "building_id", code: "UT-L"),
            names: [LocalisedText("Vestiging Utrecht", in: "nl-NL")])
        change(&description)
        return description
    }

    // MARK: Organisations

    @Test func anOrganisationIsCreatedOnceRevisedAndEnded() {
        let moved = DescribingPlacesTests.organisation { $0.parent = around }
        let end = Organisation.End(on: "2030-07-31", reason: "Samengevoegd")
        Given<Organisation>().when(.create(academy, Lineage())).then(.created(academy))
        Given<Organisation>(.created(academy)).when(.create(moved, Lineage())).thenRejected(.alreadyExists)
        Given<Organisation>(.created(academy)).when(.revise(moved, Lineage())).then(.revised(moved))
        Given<Organisation>(.created(academy)).when(.revise(academy, Lineage())).thenNothing()
        Given<Organisation>(.created(academy)).when(.end(end)).then(.ended(end))
        Given<Organisation>(.created(academy), .ended(end)).when(.end(.init(on: "2031-07-31"))).thenRejected(.ended)
        Given<Organisation>(.created(academy), .ended(end)).when(.revise(moved, Lineage())).thenRejected(.ended)
        Given<Organisation>().when(.revise(moved, Lineage())).thenRejected(.notCreated)
        Given<Organisation>().when(.end(end)).thenRejected(.notCreated)
    }

    @Test func anOrganisationLiesWithinOneThatIsKnownAndNeverWithinItself() {
        let within = DescribingPlacesTests.organisation { $0.parent = around }
        let root = DescribingPlacesTests.organisation("root") { $0.parent = around }
        Given<Organisation>().when(.create(within, Lineage(unknown: [around]))).thenRejected(.parentUnknown)
        Given<Organisation>(.created(academy)).when(.revise(within, Lineage(circular: [around]))).thenRejected(.cycle)
        Given<Organisation>().when(.create(root, Lineage())).thenRejected(.rootWithParent)
    }

    @Test func anOrganisationThatContradictsItselfIsRefused() {
        let twice = DescribingPlacesTests.organisation { $0.names += $0.names }
        let reversed = DescribingPlacesTests.organisation {
            $0.validity = Validity(from: "2026-08-01", to: "2026-07-31")
        }
        Given<Organisation>().when(.create(twice, Lineage())).thenRejected(.nameRepeated(place: 1))
        Given<Organisation>(.created(academy)).when(.revise(reversed, Lineage())).thenRejected(.validityReversed)
    }

    // MARK: Locations

    @Test func aLocationIsCreatedOnceRevisedAndClosed() {
        let renamed = DescribingPlacesTests.location { $0.abbreviation = "UT-L" }
        let closing = Location.Closing(on: "2031-07-31")
        let known = Location.Surroundings()
        Given<Location>().when(.create(site, known)).then(.created(site))
        Given<Location>(.created(site)).when(.create(renamed, known)).thenRejected(.alreadyExists)
        Given<Location>(.created(site)).when(.revise(renamed, known)).then(.revised(renamed))
        Given<Location>(.created(site)).when(.revise(site, known)).thenNothing()
        Given<Location>(.created(site)).when(.close(closing)).then(.closed(closing))
        Given<Location>(.created(site), .closed(closing)).when(.close(.init(on: "2032-07-31"))).thenRejected(.closed)
        Given<Location>(.created(site), .closed(closing)).when(.revise(renamed, known)).thenRejected(.closed)
        Given<Location>().when(.revise(renamed, known)).thenRejected(.notCreated)
        Given<Location>().when(.close(closing)).thenRejected(.notCreated)
    }

    @Test func whatALocationNamesIsKnown() {
        let within = DescribingPlacesTests.location { $0.partOf = around }
        Given<Location>().when(.create(within, .init(lineage: Lineage(unknown: [around]))))
            .thenRejected(.locationUnknown)
        Given<Location>(.created(site)).when(.revise(within, .init(lineage: Lineage(circular: [around]))))
            .thenRejected(.cycle)
        Given<Location>().when(.create(site, .init(organisationIsKnown: false))).thenRejected(.organisationUnknown)
        var objects = InstitutionObjects()
        let owned = DescribingPlacesTests.location { $0.organisation = around }
        #expect(
            Location.command(.create(owned), to: id, .absent, among: objects)
                == .create(owned, .init(organisationIsKnown: false)))
        Organisation.take(.created(academy), of: around, into: &objects)
        #expect(Location.command(.create(owned), to: id, .absent, among: objects) == .create(owned, .init()))
    }

    @Test func aLocationThatContradictsItselfIsRefused() {
        let twice = DescribingPlacesTests.location { $0.names += $0.names }
        let reversed = DescribingPlacesTests.location { $0.validity = Validity(from: "2026-08-01", to: "2026-07-31") }
        Given<Location>().when(.create(twice, .init())).thenRejected(.nameRepeated(place: 1))
        Given<Location>(.created(site)).when(.revise(reversed, .init())).thenRejected(.validityReversed)
    }
}
