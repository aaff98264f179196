import Dossier
import EventSourcing
import Support
import Testing

@Suite struct GivingResultsTests {
    let entry = Sample.passed()

    @Test func resultThatIsGivenStandsInTheDossier() {
        Given<AssessmentResult>().when(.submit(entry)).then(.registered(entry, .hub, revision: 1))
    }

    @Test func formativeResultNeedsNoVerdict() {
        var formative = AssessmentResult.Entry(
            structure: .init(kind: .formative, examPart: Sample.examPart), value: entry.value, progress: .inProgress,
            publishedAt: Sample.published)
        formative.verdict = .unknown
        Given<AssessmentResult>().when(.submit(formative)).then(.registered(formative, .hub, revision: 1))
    }

    @Test func finalResultSaysWhetherItSuffices() {
        var unjudged = entry
        unjudged.verdict = nil
        Given<AssessmentResult>().when(.submit(unjudged)).thenRejected(.finalWithoutVerdict)
        unjudged.verdict = .unknown
        Given<AssessmentResult>().when(.submit(unjudged)).thenRejected(.finalWithoutVerdict)
        var unfinished = entry
        unfinished.progress = .inProgress
        Given<AssessmentResult>().when(.submit(unfinished)).thenRejected(.finalWithoutVerdict)
    }

    @Test func formativeResultIsNeverFinal() {
        var formative = entry
        formative.structure.kind = .formative
        Given<AssessmentResult>().when(.submit(formative)).thenRejected(.formativeFinal)
    }

    @Test func valueIsSealedAsAResult() {
        var misplaced = entry
        misplaced.value = SealedReference("care-file/r-1", version: 1)
        Given<AssessmentResult>().when(.submit(misplaced)).thenRejected(.wrongRecord)
    }

    @Test func identifierOfAnotherResultIsRefused() {
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.submit(Sample.failed()))
            .thenRejected(.alreadyExists)
        Given<AssessmentResult>(.registered(entry, .system(.init("sis")), revision: 1)).when(.submit(entry))
            .thenRejected(.alreadyExists)
    }

    @Test func correctionAddsAStateAndKeepsTheEarlierOne() {
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1))
            .when(.correct(Sample.failed(), reason: Sample.reason))
            .then(.corrected(Sample.failed(), .hub, revision: 2, reason: Sample.reason))
    }

    @Test func correctionOverwritesNoValueOfAnyEarlierState() {
        var overwriting = Sample.failed()
        overwriting.value = SealedReference(entry.value.record, version: 2)
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1))
            .when(.correct(overwriting, reason: Sample.reason)).thenRejected(.valueOverwritten)
        Given<AssessmentResult>(
            .registered(entry, .hub, revision: 1), .corrected(Sample.failed(), .hub, revision: 2, reason: nil)
        )
        .when(.correct(overwriting, reason: Sample.reason)).thenRejected(.valueOverwritten)
    }

    @Test func correctionMayKeepTheValueAndChangeTheVerdict() {
        var failed = entry
        failed.verdict = .failed
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.correct(failed, reason: Sample.reason))
            .then(.corrected(failed, .hub, revision: 2, reason: Sample.reason))
    }

    @Test func correctionKeepsKindAndExamPart() {
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1))
            .when(.correct(Sample.passed(Sample.otherPart, value: "r-3"), reason: Sample.reason))
            .thenRejected(.structureChanged)
    }

    @Test func correctionToTheSameIsQuiet() {
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.correct(entry, reason: Sample.reason))
            .thenNothing()
    }

    @Test func correctionIsHeldToTheRulesOfAResult() {
        var unjudged = Sample.failed()
        unjudged.verdict = nil
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1))
            .when(.correct(unjudged, reason: Sample.reason)).thenRejected(.finalWithoutVerdict)
    }

    @Test func whatIsNotThereIsNeitherCorrectedNorAnnulled() {
        Given<AssessmentResult>().when(.correct(entry, reason: Sample.reason)).thenRejected(.notGiven)
        Given<AssessmentResult>().when(.annul(reason: Sample.reason)).thenRejected(.notGiven)
    }

    @Test func annulledResultStaysToBeReadAndChangesNoMore() {
        let annulled = AssessmentResult.Event.annulled(.init(reason: Sample.reason, origin: .hub))
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.annul(reason: Sample.reason))
            .then(annulled)
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1), annulled)
            .when(.correct(Sample.failed(), reason: Sample.reason)).thenRejected(.annulled)
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1), annulled)
            .when(.annul(reason: SealedReference("reason-details/r-2", version: 1))).thenRejected(.annulled)
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1), annulled).when(.submit(entry))
            .thenRejected(.alreadyExists)
    }

    @Test func resultOfASystemIsChangedByThatSystemOnly() {
        let recorded = AssessmentResult.Event.registered(entry, .system(.init("sis", version: 3)), revision: 1)
        Given<AssessmentResult>(recorded).when(.correct(Sample.failed(), reason: Sample.reason))
            .thenRejected(.ownedBySystem("sis"))
        Given<AssessmentResult>(recorded).when(.annul(reason: Sample.reason)).thenRejected(.ownedBySystem("sis"))
    }
}
