import Dossier
import EventSourcing
import Support
import Testing

@Suite struct RecordingResultsTests {
    let entry = Sample.passed()

    private func sis(_ version: Int64?) -> OwningSystem { OwningSystem("sis", version: version) }

    private func annulled(_ system: OwningSystem) -> AssessmentResult.Event {
        .annulled(.init(reason: nil, origin: .system(system)))
    }

    @Test func factIsRecordedAsItIs() {
        Given<AssessmentResult>().when(.record(entry, sis(1))).then(.registered(entry, .system(sis(1)), revision: 1))
    }

    @Test func factThatBreaksRulesIsRecordedAndNoted() {
        var odd = entry
        odd.structure.kind = .formative
        odd.verdict = nil
        odd.value = SealedReference("care-file/r-1", version: 1)
        Given<AssessmentResult>().when(.record(odd, sis(1))).then(
            .registered(odd, .system(sis(1)), revision: 1),
            .deviated([.finalWithoutVerdict, .formativeFinal, .wrongRecord]))
    }

    @Test func newerVersionCorrects() {
        Given<AssessmentResult>(.registered(entry, .system(sis(1)), revision: 1))
            .when(.record(Sample.failed(), sis(2)))
            .then(.corrected(Sample.failed(), .system(sis(2)), revision: 2, reason: nil))
    }

    @Test func olderVersionThatComesLateChangesNothing() {
        Given<AssessmentResult>(.registered(entry, .system(sis(5)), revision: 1))
            .when(.record(Sample.failed(), sis(4))).thenNothing()
        Given<AssessmentResult>(.registered(entry, .system(sis(5)), revision: 1)).when(.recordAnnulment(sis(4)))
            .thenNothing()
    }

    @Test func newerVersionOfTheSameIsRememberedSoThatOneBetweenComesTooLate() {
        Given<AssessmentResult>(.registered(entry, .system(sis(1)), revision: 1)).when(.record(entry, sis(3)))
            .then(.confirmed(sis(3)))
        Given<AssessmentResult>(.registered(entry, .system(sis(1)), revision: 1), .confirmed(sis(3)))
            .when(.record(Sample.failed(), sis(2))).thenNothing()
    }

    @Test func withoutVersionsTheOrderOfArrivalCounts() {
        Given<AssessmentResult>(.registered(entry, .system(sis(nil)), revision: 1)).when(.record(entry, sis(nil)))
            .thenNothing()
        Given<AssessmentResult>(.registered(entry, .system(sis(nil)), revision: 1))
            .when(.record(Sample.failed(), sis(nil)))
            .then(.corrected(Sample.failed(), .system(sis(nil)), revision: 2, reason: nil))
    }

    @Test func correctionThatOverwritesOrMovesIsRecordedAndNoted() {
        var overwriting = Sample.passed(Sample.otherPart)
        overwriting.value = SealedReference(entry.value.record, version: 2)
        Given<AssessmentResult>(.registered(entry, .system(sis(1)), revision: 1)).when(.record(overwriting, sis(2)))
            .then(
                .corrected(overwriting, .system(sis(2)), revision: 2, reason: nil),
                .deviated([.structureChanged, .valueOverwritten]))
    }

    @Test func anotherSystemThanBeforeIsNoted() {
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.record(entry, sis(1))).then(
            .corrected(entry, .system(sis(1)), revision: 2, reason: nil), .deviated([.sourceChanged]))
        Given<AssessmentResult>(.registered(entry, .hub, revision: 1)).when(.recordAnnulment(sis(1))).then(
            annulled(sis(1)), .deviated([.sourceChanged]))
    }

    @Test func annulmentThatComesFirstKeepsAnOlderResultFromCounting() {
        Given<AssessmentResult>().when(.recordAnnulment(sis(2))).then(annulled(sis(2)))
        Given<AssessmentResult>(annulled(sis(2))).when(.record(entry, sis(1))).thenNothing()
        Given<AssessmentResult>(annulled(sis(2))).when(.record(entry, sis(3))).then(
            .registered(entry, .system(sis(3)), revision: 1), .deviated([.recordedAfterAnnulment]))
        Given<AssessmentResult>(annulled(sis(2))).when(.recordAnnulment(sis(4))).then(annulled(sis(4)))
        Given<AssessmentResult>(annulled(sis(2))).when(.recordAnnulment(sis(1))).thenNothing()
    }

    @Test func resultThatReturnsAfterItsAnnulmentIsNoted() {
        let events: [AssessmentResult.Event] = [.registered(entry, .system(sis(1)), revision: 1), annulled(sis(2))]
        Given<AssessmentResult>(events[0], events[1]).when(.record(entry, sis(1))).thenNothing()
        Given<AssessmentResult>(events[0], events[1]).when(.record(entry, sis(3))).then(
            .corrected(entry, .system(sis(3)), revision: 2, reason: nil), .deviated([.recordedAfterAnnulment]))
        Given<AssessmentResult>(events[0], events[1]).when(.recordAnnulment(sis(3))).then(annulled(sis(3)))
    }

    @Test func sameFactWithoutVersionDoesNotUndoAnAnnulment() {
        Given<AssessmentResult>(.registered(entry, .system(sis(nil)), revision: 1), annulled(sis(nil)))
            .when(.record(entry, sis(nil))).thenNothing()
    }
}
