import Dossier
import EventSourcing
import Support
import Testing

@Suite struct GrantingTests {
    let terms = Sample.grant()
    let nothingKnown = Grant.Circumstances()

    private func given(_ terms: Grant.Terms) -> Grant.Event { .given(terms, .learner) }

    @Test func learnerGivesAGrant() {
        Given<Grant>().when(.give(terms, .learner, nothingKnown)).then(.given(terms, .learner))
        Given<Grant>().when(.give(terms, .legalRepresentative, nothingKnown)).then(.given(terms, .legalRepresentative))
    }

    @Test func grantHoldsAtLeastSomething() {
        let empty = Sample.grant(classes: [], items: [])
        Given<Grant>().when(.give(empty, .learner, nothingKnown)).thenRejected(.nothingGranted)
        let absent = Sample.grant(classes: [])
        Given<Grant>().when(.give(absent, .learner, nothingKnown)).thenRejected(.nothingGranted)
    }

    @Test func grantIsNotOverBeforeItBegins() {
        Given<Grant>().when(.give(Sample.grant(until: "2026-11-23"), .learner, nothingKnown))
            .thenRejected(.periodReversed)
        let oneDay = Sample.grant(until: "2026-11-24")
        Given<Grant>().when(.give(oneDay, .learner, nothingKnown)).then(.given(oneDay, .learner))
    }

    @Test func granteeIsNamedAsItsKindAsks() {
        let nameless = Sample.grant(to: .init(.person, of: "27dv"))
        Given<Grant>().when(.give(nameless, .learner, nothingKnown)).thenRejected(.granteeUnnamed)
        let twice = Sample.grant(to: .init(.organisation, of: "27dv", "intaker"))
        Given<Grant>().when(.give(twice, .learner, nothingKnown)).thenRejected(.granteeUnnamed)
    }

    @Test func careFileIsNotGrantedToAWholeOrganisationOrASystem() {
        for wide in [Grant.Grantee(.organisation, of: "27dv"), .init(.system, of: "27dv", "intake")] {
            let terms = Sample.grant(to: wide, classes: [.results, .careFile])
            Given<Grant>().when(.give(terms, .learner, nothingKnown)).thenRejected(.granteeTooWide)
        }
        let narrow = Sample.grant(classes: [.careFile])
        Given<Grant>().when(.give(narrow, .learner, nothingKnown)).then(.given(narrow, .learner))
    }

    @Test func grantRestsOnWhatTheDossierHolds() {
        Given<Grant>().when(.give(terms, .learner, .init(unknownItem: 2))).thenRejected(.itemUnknown(place: 2))
        Given<Grant>().when(.give(terms, .learner, .init(isEnrolmentOpen: false))).thenRejected(.enrolmentNotOpen)
        Given<Grant>(given(terms)).when(.give(terms, .learner, .init(unknownItem: 0))).thenNothing()
    }

    @Test func identifierOfAnotherGrantIsRefused() {
        Given<Grant>(given(terms)).when(.give(Sample.grant(until: "2028-01-01"), .learner, nothingKnown))
            .thenRejected(.alreadyExists)
        Given<Grant>(given(terms)).when(.give(terms, .legalRepresentative, nothingKnown)).thenRejected(.alreadyExists)
    }

    @Test func grantThatIsOverIsNotGivenAnew() {
        Given<Grant>(given(terms), .revoked(.learner)).when(.give(terms, .learner, nothingKnown)).thenNothing()
    }

    @Test func learnerRevokesAGrant() {
        Given<Grant>(given(terms)).when(.revoke(.learner)).then(.revoked(.learner))
        Given<Grant>(given(terms), .expired("2027-09-30")).when(.revoke(.learner)).thenNothing()
        Given<Grant>().when(.revoke(.learner)).thenRejected(.notGiven)
    }

    @Test func grantExpiresOnItsOwnLastDayOnly() {
        Given<Grant>(given(terms)).when(.expire("2027-09-30")).then(.expired("2027-09-30"))
        Given<Grant>(given(terms)).when(.expire("2027-09-29")).thenNothing()
        Given<Grant>(given(terms), .revoked(.learner)).when(.expire("2027-09-30")).thenNothing()
        Given<Grant>().when(.expire("2027-09-30")).thenNothing()
    }

    @Test func grantEndsWithTheEnrolmentThatItNames() {
        var bound = terms
        bound.enrolment = Sample.enrolment
        Given<Grant>(given(bound)).when(.endWithEnrolment(Sample.enrolment))
            .then(.endedWithEnrolment(Sample.enrolment))
        Given<Grant>(given(terms)).when(.endWithEnrolment(Sample.enrolment)).thenNothing()
        Given<Grant>(given(bound)).when(.endWithEnrolment(UUIDValue(high: 2, low: 2))).thenNothing()
        Given<Grant>(given(bound), .revoked(.learner)).when(.endWithEnrolment(Sample.enrolment)).thenNothing()
    }
}
