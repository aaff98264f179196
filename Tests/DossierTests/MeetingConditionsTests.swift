import Dossier
import EventSourcing
import Support
import Testing

@Suite struct MeetingConditionsTests {
    let opened = LearnerDossier.Event.opened(of: Sample.learner)
    let terms = ValueDocument.Terms(
        type: "diploma", conditions: [.init(Sample.examPart, .passed), .init(Sample.otherPart, .completed)])
    let second = UUIDValue(high: 4, low: 2)

    private var declared: LearnerDossier.Event { .document(Sample.document, .declared(terms)) }

    private func registered(
        _ id: UUIDValue, _ entry: AssessmentResult.Entry, _ origin: Origin = .hub
    ) -> LearnerDossier.Event {
        .result(id, .registered(entry, origin, revision: 1))
    }

    private func evidence(_ revision: Int64 = 1) -> [ValueDocument.Evidence] {
        [
            .init(examPart: Sample.examPart, result: Sample.result, revision: revision),
            .init(examPart: Sample.otherPart, result: second, revision: 1),
        ]
    }

    @Test func resultThatMeetsTheLastConditionProposesTheDocumentInTheSameCommit() {
        let failed = Sample.failed(Sample.otherPart)
        Given<LearnerDossier>(opened, declared, registered(Sample.result, Sample.passed()))
            .when(.result(second, .submit(failed)))
            .then(registered(second, failed), .document(Sample.document, .proposed(evidence())))
    }

    @Test func resultThatDoesNotSufficeMeetsNoConditionThatAsksForIt() {
        Given<LearnerDossier>(opened, declared, registered(second, Sample.passed(Sample.otherPart, value: "r-3")))
            .when(.result(Sample.result, .submit(Sample.failed())))
            .then(registered(Sample.result, Sample.failed()))
    }

    @Test func formativeAndUnfinishedResultsMeetNothing() {
        var formative = Sample.passed()
        formative.structure.kind = .formative
        formative.isFinal = nil
        var preliminary = Sample.passed()
        preliminary.isFinal = false
        for entry in [formative, preliminary] {
            Given<LearnerDossier>(opened, declared, registered(second, Sample.passed(Sample.otherPart, value: "r-3")))
                .when(.result(Sample.result, .submit(entry))).then(registered(Sample.result, entry))
        }
    }

    @Test func recordedResultMeetsAConditionAsOneOfTheHub() {
        let system = OwningSystem("sis", version: 1)
        let part = Sample.passed(Sample.otherPart, value: "r-3")
        Given<LearnerDossier>(opened, declared, registered(Sample.result, Sample.passed()))
            .when(.result(second, .record(part, system)))
            .then(registered(second, part, .system(system)), .document(Sample.document, .proposed(evidence())))
    }

    @Test func resitIsLookedAtBesideTheResultThatDidNotSuffice() {
        let resit = UUIDValue(high: 4, low: 3)
        Given<LearnerDossier>(
            opened, declared, registered(Sample.result, Sample.failed()),
            registered(second, Sample.passed(Sample.otherPart, value: "r-3"))
        )
        .when(.result(resit, .submit(Sample.passed(value: "r-4"))))
        .then(
            registered(resit, Sample.passed(value: "r-4")),
            .document(
                Sample.document,
                .proposed([.init(examPart: Sample.examPart, result: resit, revision: 1), evidence()[1]])))
    }

    @Test func correctionBeforeTheAwardMakesTheProposalLapse() {
        Given<LearnerDossier>(
            opened, declared, registered(Sample.result, Sample.passed()),
            registered(second, Sample.passed(Sample.otherPart, value: "r-3")),
            .document(Sample.document, .proposed(evidence()))
        )
        .when(.result(Sample.result, .correct(Sample.failed(), reason: Sample.reason)))
        .then(
            .result(Sample.result, .corrected(Sample.failed(), .hub, revision: 2, reason: Sample.reason)),
            .document(Sample.document, .proposalLapsed(unmet: [Sample.examPart])))
    }

    @Test func annulmentAfterTheAwardIsSaidAndTheAwardStands() {
        let award = ValueDocument.Award(on: "2027-07-02")
        let annulment = AssessmentResult.Annulment(reason: Sample.reason, origin: .hub)
        Given<LearnerDossier>(
            opened, declared, registered(Sample.result, Sample.passed()),
            registered(second, Sample.passed(Sample.otherPart, value: "r-3")),
            .document(Sample.document, .proposed(evidence())),
            .document(Sample.document, .awarded(terms, award, .hub, evidence()))
        )
        .when(.result(Sample.result, .annul(reason: Sample.reason)))
        .then(
            .result(Sample.result, .annulled(annulment)),
            .document(Sample.document, .reassessed(unmet: [Sample.examPart])))
    }

    @Test func awardLooksAtTheResultsAsTheyStand() {
        let award = ValueDocument.Award(on: "2027-07-02")
        Given<LearnerDossier>(opened, declared, registered(Sample.result, Sample.passed()))
            .when(.document(Sample.document, .award(award)))
            .thenRejected(.document(.conditionsNotMet(unmet: [Sample.otherPart])))
        Given<LearnerDossier>(
            opened, declared, registered(Sample.result, Sample.passed()),
            registered(second, Sample.passed(Sample.otherPart, value: "r-3")),
            .document(Sample.document, .proposed(evidence()))
        )
        .when(.document(Sample.document, .award(award)))
        .then(.document(Sample.document, .awarded(terms, award, .hub, evidence())))
    }

    @Test func documentDeclaredAfterItsResultsIsProposedAtOnce() {
        Given<LearnerDossier>(
            opened, registered(Sample.result, Sample.passed()),
            registered(second, Sample.passed(Sample.otherPart, value: "r-3"))
        )
        .when(.document(Sample.document, .declare(terms)))
        .then(declared, .document(Sample.document, .proposed(evidence())))
    }

    @Test func grantNamesOnlyWhatTheDossierHolds() {
        let content = DossierItem.Content(.experience, metadata: SealedReference("experience/i-1", version: 1))
        let held = [Sample.result, Sample.document, Sample.item]
        let terms = Sample.grant(classes: [], items: held)
        let given: [LearnerDossier.Event] = [
            opened, declared, registered(Sample.result, Sample.passed()), .item(Sample.item, .added(content, .learner)),
        ]
        Given<LearnerDossier>(given[0], given[1], given[2], given[3])
            .when(.grant(Sample.grant, .give(terms, .learner)))
            .then(.grant(Sample.grant, .given(terms, .learner)))
        Given<LearnerDossier>(given[0], given[1], given[2], given[3], .item(Sample.item, .removed))
            .when(.grant(Sample.grant, .give(terms, .learner)))
            .thenRejected(.grant(.itemUnknown(place: 2)))
    }

    @Test func grantNamesAnOpenEnrolmentOnly() {
        var bound = Sample.grant()
        bound.enrolment = Sample.enrolment
        let noted = LearnerDossier.Event.enrolment(Sample.enrolment, .noted(offering: nil, version: 1))
        let ending = LearnerDossier.Event.enrolment(
            Sample.enrolment, .endNoted(lastDay: "2027-07-31", version: 2))
        let command = LearnerDossier.Command.grant(Sample.grant, .give(bound, .learner))
        Given<LearnerDossier>(opened).when(command).thenRejected(.grant(.enrolmentNotOpen))
        Given<LearnerDossier>(opened, noted, ending).when(command).then(.grant(Sample.grant, .given(bound, .learner)))
        Given<LearnerDossier>(opened, noted, ending, .enrolment(Sample.enrolment, .ended(version: 2))).when(command)
            .thenRejected(.grant(.enrolmentNotOpen))
    }
}
