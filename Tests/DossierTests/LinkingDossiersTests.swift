import Dossier
import EventSourcing
import Support
import Testing

@Suite struct LinkingDossiersTests {
    let other = SealedReference("dossier-link/l-1", version: 1)
    let home = DossierAddress("25lx", UUIDValue(high: 9, low: 1))
    let away = DossierAddress("27dv", UUIDValue(high: 9, low: 2))
    let third = DossierAddress("01aa", UUIDValue(high: 9, low: 3))

    private func half(_ from: DossierAddress, _ to: DossierAddress) -> LinkedView.Half { .init(from: from, to: to) }

    @Test func learnerNamesAnotherDossier() {
        Given<DossierLink>().when(.link(other)).then(.linked(other))
    }

    @Test func otherDossierIsNamedInItsOwnRecordOnly() {
        Given<DossierLink>().when(.link(SealedReference("person-identity", version: 1))).thenRejected(.wrongRecord)
    }

    @Test func identifierOfAnotherLinkIsRefused() {
        Given<DossierLink>(.linked(other)).when(.link(SealedReference("dossier-link/l-2", version: 1)))
            .thenRejected(.alreadyExists)
        Given<DossierLink>(.linked(other), .unlinked).when(.link(other)).thenRejected(.alreadyExists)
    }

    @Test func linkEndsFromEitherSide() {
        Given<DossierLink>(.linked(other)).when(.unlink).then(.unlinked)
        Given<DossierLink>().when(.unlink).thenRejected(.notLinked)
    }

    @Test func viewHoldsBothWhenEachNamesTheOther() {
        let halves: Set = [half(home, away), half(away, home)]
        #expect(LinkedView.dossiers(from: home, halves) == [home, away])
        #expect(LinkedView.dossiers(from: away, halves) == [home, away])
    }

    @Test func halfByItselfShowsNothing() {
        #expect(LinkedView.dossiers(from: home, [half(home, away)]) == [home])
        #expect(LinkedView.dossiers(from: away, [half(home, away)]) == [away])
    }

    @Test func viewReachesAllThatAreJoinedAndStopsAtAHalf() {
        let halves: Set = [half(home, away), half(away, home), half(away, third), half(third, away)]
        #expect(LinkedView.dossiers(from: home, halves) == [home, away, third])
        #expect(LinkedView.dossiers(from: home, halves.subtracting([half(third, away)])) == [home, away])
    }
}
