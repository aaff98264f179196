import Dossier
import EventSourcing
import Support
import Testing

@Suite struct OpeningDossiersTests {
    let opened = LearnerDossier.Event.opened(of: Sample.learner)
    let offering = UUIDValue(high: 11, low: 1)

    private func noted(_ version: Int64) -> LearnerDossier.Event {
        .enrolment(Sample.enrolment, .noted(offering: offering, version: version))
    }

    private func note(_ version: Int64) -> LearnerDossier.Command {
        .enrolment(Sample.enrolment, of: Sample.learner, .note(offering: offering, version: version))
    }

    private func noteEnd(_ lastDay: CalendarDate?, _ version: Int64) -> LearnerDossier.Command {
        .enrolment(Sample.enrolment, of: Sample.learner, .noteEnd(lastDay: lastDay, version: version))
    }

    @Test func firstEnrolmentOpensTheDossier() {
        Given<LearnerDossier>().when(note(4)).then(opened, noted(4))
    }

    @Test func nextEnrolmentIsNotedInTheSameDossier() {
        let other = UUIDValue(high: 2, low: 2)
        Given<LearnerDossier>(opened, noted(4))
            .when(.enrolment(other, of: Sample.learner, .note(offering: nil, version: 1)))
            .then(.enrolment(other, .noted(offering: nil, version: 1)))
    }

    @Test func enrolmentOfAnotherLearnerIsRefused() {
        Given<LearnerDossier>(opened, noted(4))
            .when(
                .enrolment(Sample.enrolment, of: UUIDValue(high: 1, low: 2), .note(offering: offering, version: 5))
            )
            .thenRejected(.ofAnother)
    }

    @Test func enrolmentThatNeverBeganOpensNothing() {
        Given<LearnerDossier>().when(noteEnd(nil, 3)).thenNothing()
    }

    @Test func endThatComesBeforeTheBeginningIsKept() {
        let endNoted = LearnerDossier.Event.enrolment(
            Sample.enrolment, .endNoted(lastDay: "2027-07-31", version: 9))
        Given<LearnerDossier>().when(noteEnd("2027-07-31", 9)).then(opened, endNoted)
        Given<LearnerDossier>(opened, endNoted).when(note(4)).thenNothing()
    }

    @Test func newsOfAnOlderVersionChangesNothing() {
        Given<LearnerDossier>(opened, noted(4)).when(noteEnd("2027-07-31", 3)).thenNothing()
        Given<LearnerDossier>(opened, noted(4), .enrolment(Sample.enrolment, .ended(version: 6))).when(note(5))
            .thenNothing()
    }

    @Test func enrolmentThatIsTakenUpAgainIsOpen() {
        Given<LearnerDossier>(opened, noted(4), .enrolment(Sample.enrolment, .ended(version: 6))).when(note(8))
            .then(noted(8))
    }

    @Test func enrolmentIsOverAfterItsLastDay() {
        let endNoted = LearnerDossier.Event.enrolment(
            Sample.enrolment, .endNoted(lastDay: "2027-07-31", version: 6))
        Given<LearnerDossier>(opened, noted(4)).when(noteEnd("2027-07-31", 6)).then(endNoted)
        Given<LearnerDossier>(opened, noted(4), endNoted)
            .when(.concludeEnrolment(Sample.enrolment, lastDay: "2027-07-31"))
            .then(.enrolment(Sample.enrolment, .ended(version: 6)))
        Given<LearnerDossier>(opened, noted(4), endNoted)
            .when(.concludeEnrolment(Sample.enrolment, lastDay: "2027-07-30")).thenNothing()
        Given<LearnerDossier>(opened, noted(4), endNoted, noted(8))
            .when(.concludeEnrolment(Sample.enrolment, lastDay: "2027-07-31")).thenNothing()
    }

    @Test func withdrawnEnrolmentEndsTheGrantsThatNameItAndNoOthers() {
        var bound = Sample.grant()
        bound.enrolment = Sample.enrolment
        let free = UUIDValue(high: 7, low: 2)
        let revoked = UUIDValue(high: 7, low: 3)
        Given<LearnerDossier>(
            opened, noted(4), .grant(Sample.grant, .given(bound, .learner)),
            .grant(free, .given(Sample.grant(), .learner)), .grant(revoked, .given(bound, .learner)),
            .grant(revoked, .revoked(.learner))
        )
        .when(noteEnd(nil, 5))
        .then(
            .enrolment(Sample.enrolment, .ended(version: 5)),
            .grant(Sample.grant, .endedWithEnrolment(Sample.enrolment)))
    }

    @Test func nothingIsDecidedInADossierThatIsNotOpen() {
        let commands: [LearnerDossier.Command] = [
            .result(Sample.result, .submit(Sample.passed())),
            .result(Sample.result, .correct(Sample.passed(), reason: Sample.reason)),
            .result(Sample.result, .annul(reason: Sample.reason)),
            .document(Sample.document, .declare(.init(type: "diploma", conditions: []))),
            .document(Sample.document, .award(.init(on: "2027-07-02"))),
            .document(Sample.document, .withdraw(reason: Sample.reason)),
            .item(Sample.item, .remove(.learner)), .grant(Sample.grant, .give(Sample.grant(), .learner)),
            .link(UUIDValue(high: 10, low: 1), .unlink),
        ]
        for command in commands { Given<LearnerDossier>().when(command).thenRejected(.notOpened) }
    }

    @Test func factThatComesBeforeTheDossierIsOpenIsRecordedAndNoted() {
        let system = OwningSystem("sis", version: 1)
        let recorded = LearnerDossier.Event.result(
            Sample.result, .registered(Sample.passed(), .system(system), revision: 1))
        Given<LearnerDossier>().when(.result(Sample.result, .record(Sample.passed(), system)))
            .then(recorded, .deviated([.init(.dossierNotOpened)]))
        Given<LearnerDossier>(recorded).when(note(4)).then(opened, noted(4))
        let terms = ValueDocument.Terms(type: "certificate", conditions: [])
        Given<LearnerDossier>()
            .when(.document(Sample.document, .recordAward(terms, .init(on: "2027-07-02"), system)))
            .then(
                .document(Sample.document, .awarded(terms, .init(on: "2027-07-02"), .system(system), [])),
                .deviated([.init(.dossierNotOpened)]))
    }
}
