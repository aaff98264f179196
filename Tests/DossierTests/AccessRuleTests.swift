import Dossier
import EventSourcing
import Testing

@Suite struct AccessRuleTests {
    let home = DossierAddress("25lx", UUIDValue(high: 9, low: 1))
    let day: CalendarDate = "2027-01-15"
    let intaker = Party("27dv", system: "intake", role: "intaker", person: UUIDValue(high: 8, low: 1))

    private func item(
        _ sensitivity: Sensitivity = .results, by contributor: DossierItem.Contributor = .institution
    ) -> AccessRule.Item {
        AccessRule.Item(Sample.item, of: home, sensitivity, by: contributor)
    }

    private func reader(_ party: Party, for purpose: String = "transfer", task: Set<Sensitivity> = []) -> Reader {
        .party(party, purpose: purpose, task: task)
    }

    private func standing(_ terms: Grant.Terms, _ id: UUIDValue = Sample.grant) -> AccessRule.StandingGrant {
        AccessRule.StandingGrant(id, in: home, terms)
    }

    private func mayRead(
        _ reader: Reader, _ item: AccessRule.Item, _ terms: Grant.Terms..., on day: CalendarDate? = nil
    ) -> AccessRule.Access {
        AccessRule.mayRead(reader, item, terms.map { standing($0) }, on: day ?? self.day)
    }

    // MARK: Without a grant

    @Test(arguments: Sensitivity.allCases)
    func learnerReadsAllThatIsTheirs(sensitivity: Sensitivity) {
        #expect(mayRead(.learner([home]), item(sensitivity)) == .learner)
    }

    @Test func learnerReadsNothingOfAnother() {
        let other = DossierAddress("25lx", UUIDValue(high: 9, low: 2))
        #expect(mayRead(.learner([other]), item()) == .refused(.ofAnotherLearner))
        let sameNumber = DossierAddress("27dv", home.dossier)
        #expect(mayRead(.learner([sameNumber]), item()) == .refused(.ofAnotherLearner))
    }

    @Test func institutionReadsWhatItPutInWithinTheTaskOfWhoAsks() {
        let mentor = Party("25lx", role: "mentor")
        #expect(mayRead(reader(mentor, for: "guidance", task: [.results, .guidance]), item()) == .source)
        #expect(
            mayRead(reader(mentor, for: "guidance", task: [.results, .guidance]), item(.careFile))
                == .refused(.outsideTask))
    }

    @Test func institutionReadsOfTheLearnersOwnOnlyWhatIsGranted() {
        let mentor = Party("25lx", role: "mentor")
        let task = Set(Sensitivity.allCases)
        let own = item(.portfolio, by: .learner)
        #expect(mayRead(reader(mentor, task: task), own) == .refused(.notGranted))
        let terms = Sample.grant(to: .init(.role, of: "25lx", "mentor"), classes: [.portfolio])
        #expect(mayRead(reader(mentor, task: task), own, terms) == .grant(Sample.grant))
    }

    @Test func anotherInstitutionHasNoTaskHere() {
        #expect(mayRead(reader(intaker, task: [.results]), item()) == .refused(.notGranted))
    }

    // MARK: With a grant

    @Test func grantedClassIsReadWithAllThatItComesToHold() {
        #expect(mayRead(reader(intaker), item(), Sample.grant()) == .grant(Sample.grant))
        #expect(mayRead(reader(intaker), item(.guidance), Sample.grant()) == .refused(.notGranted))
    }

    @Test func grantedItemIsReadWhateverItsClass() {
        let terms = Sample.grant(classes: [], items: [Sample.item])
        #expect(mayRead(reader(intaker), item(.careFile), terms) == .grant(Sample.grant))
        let other = Sample.grant(classes: [], items: [UUIDValue(high: 6, low: 2)])
        #expect(mayRead(reader(intaker), item(.careFile), other) == .refused(.notGranted))
    }

    @Test(arguments: [
        (Grant.Grantee(.organisation, of: "27dv"), true), (.init(.organisation, of: "25lx"), false),
        (.init(.system, of: "27dv", "intake"), true), (.init(.system, of: "27dv", "planning"), false),
        (.init(.role, of: "27dv", "intaker"), true), (.init(.role, of: "27dv", "mentor"), false),
        (.init(.role, of: "25lx", "intaker"), false),
        (.init(.person, of: "27dv", UUIDValue(high: 8, low: 1).description), true),
        (.init(.person, of: "27dv", UUIDValue(high: 8, low: 2).description), false),
        (.init(.person, of: "27dv", "intaker"), false),
    ])
    func granteeIsWhoeverTheGrantNamesAndNobodyElse(grantee: Grant.Grantee, isMeant: Bool) {
        let access = mayRead(reader(intaker), item(), Sample.grant(to: grantee))
        #expect(access == (isMeant ? .grant(Sample.grant) : .refused(.notGranted)))
    }

    @Test func readerWithoutARoleIsNoneOfARole() {
        let nobody = Party("27dv")
        for grantee in [Grant.Grantee(.role, of: "27dv"), .init(.system, of: "27dv"), .init(.person, of: "27dv")] {
            #expect(mayRead(reader(nobody), item(), Sample.grant(to: grantee)) == .refused(.notGranted))
        }
    }

    @Test func purposeIsThatOfTheGrant() {
        #expect(mayRead(reader(intaker, for: "employment"), item(), Sample.grant()) == .refused(.notGranted))
    }

    @Test(arguments: [
        ("2026-11-23", false), ("2026-11-24", true), ("2027-09-30", true), ("2027-10-01", false),
    ])
    func grantHoldsFromItsFirstDayToItsLast(day: String, holds: Bool) throws {
        let day = try #require(CalendarDate(day))
        let access = mayRead(reader(intaker), item(), Sample.grant(), on: day)
        #expect(access == (holds ? .grant(Sample.grant) : .refused(.notGranted)))
    }

    @Test func grantInAnotherDossierOpensNothingHere() {
        let elsewhere = AccessRule.StandingGrant(
            Sample.grant, in: DossierAddress("25lx", UUIDValue(high: 9, low: 2)), Sample.grant())
        #expect(AccessRule.mayRead(reader(intaker), item(), [elsewhere], on: day) == .refused(.notGranted))
    }

    @Test func ofSeveralGrantsAlwaysTheSameIsNamed() {
        let grants = [3, 1, 2].map { standing(Sample.grant(), UUIDValue(high: 7, low: $0)) }
        let first = AccessRule.Access.grant(UUIDValue(high: 7, low: 1))
        #expect(AccessRule.mayRead(reader(intaker), item(), grants, on: day) == first)
        #expect(AccessRule.mayRead(reader(intaker), item(), grants.reversed(), on: day) == first)
    }

    @Test func grantThatIsOverStandsNoMore() {
        var state = Grant.initial
        #expect(AccessRule.StandingGrant(Sample.grant, in: home, state) == nil)
        Grant.evolve(&state, .given(Sample.grant(), .learner))
        #expect(AccessRule.StandingGrant(Sample.grant, in: home, state) == standing(Sample.grant()))
        Grant.evolve(&state, .revoked(.learner))
        #expect(AccessRule.StandingGrant(Sample.grant, in: home, state) == nil)
    }
}
