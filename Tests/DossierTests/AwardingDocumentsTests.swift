import Dossier
import EventSourcing
import Support
import Testing

@Suite struct AwardingDocumentsTests {
    let terms = ValueDocument.Terms(
        type: "diploma", conditions: [.init(Sample.examPart, .passed), .init(Sample.otherPart, .completed)])
    let award = ValueDocument.Award(on: "2027-07-02", document: SealedReference("value-document/d-1", version: 1))
    let evidence = [
        ValueDocument.Evidence(examPart: Sample.examPart, result: Sample.result, revision: 1),
        ValueDocument.Evidence(examPart: Sample.otherPart, result: UUIDValue(high: 4, low: 2), revision: 1),
    ]
    var met: Fulfilment { Fulfilment(evidence: evidence) }
    var unmet: Fulfilment { Fulfilment(evidence: [evidence[0]], unmet: [Sample.otherPart]) }
    let sis = OwningSystem("sis", version: 1)

    @Test func conditionsAreDeclared() {
        Given<ValueDocument>().when(.declare(terms, unmet)).then(.declared(terms))
    }

    @Test func documentWhoseConditionsAreMetAlreadyIsProposedAtOnce() {
        Given<ValueDocument>().when(.declare(terms, met)).then(.declared(terms), .proposed(evidence))
    }

    @Test func twoConditionsOnOneExamPartAreRefused() {
        var repeated = terms
        repeated.conditions.append(.init(Sample.examPart, .completed))
        Given<ValueDocument>().when(.declare(repeated, unmet)).thenRejected(.conditionRepeated(place: 2))
    }

    @Test func conditionsAreDeclaredAnewUntilTheAward() {
        var fewer = terms
        fewer.conditions.removeLast()
        Given<ValueDocument>(.declared(terms)).when(.declare(fewer, Fulfilment(evidence: [evidence[0]])))
            .then(.declared(fewer), .proposed([evidence[0]]))
        Given<ValueDocument>(.declared(terms), .awarded(terms, award, .hub, evidence))
            .when(.declare(fewer, met)).thenRejected(.wrongState(.awarded))
        Given<ValueDocument>(.declared(terms), .awarded(terms, award, .hub, evidence))
            .when(.declare(terms, met)).thenNothing()
    }

    @Test func awardIsADecisionOnMetConditions() {
        Given<ValueDocument>(.declared(terms), .proposed(evidence)).when(.award(award, met))
            .then(.awarded(terms, award, .hub, evidence))
    }

    @Test func awardIsRefusedWhileAConditionFails() {
        Given<ValueDocument>(.declared(terms)).when(.award(award, unmet))
            .thenRejected(.conditionsNotMet(unmet: [Sample.otherPart]))
    }

    @Test func undeclaredDocumentIsNotAwarded() {
        Given<ValueDocument>().when(.award(award, met)).thenRejected(.notDeclared)
        Given<ValueDocument>().when(.withdraw(reason: Sample.reason)).thenRejected(.notDeclared)
    }

    @Test func documentIsSealedAsOne() {
        let misplaced = ValueDocument.Award(
            on: "2027-07-02", document: SealedReference("guidance-note/d-1", version: 1))
        Given<ValueDocument>(.declared(terms), .proposed(evidence)).when(.award(misplaced, met))
            .thenRejected(.wrongRecord)
    }

    @Test func anotherAwardOfTheSameDocumentIsRefused() {
        Given<ValueDocument>(.declared(terms), .awarded(terms, award, .hub, evidence))
            .when(.award(.init(on: "2027-07-09"), met)).thenRejected(.wrongState(.awarded))
    }

    @Test func resultThatMeetsTheLastConditionLeadsToAProposal() {
        Given<ValueDocument>(.declared(terms)).when(.reassess(met)).then(.proposed(evidence))
        Given<ValueDocument>(.declared(terms)).when(.reassess(unmet)).thenNothing()
        Given<ValueDocument>().when(.reassess(met)).thenNothing()
    }

    @Test func proposalLapsesWhenAConditionFailsAgain() {
        Given<ValueDocument>(.declared(terms), .proposed(evidence)).when(.reassess(unmet))
            .then(.proposalLapsed(unmet: [Sample.otherPart]))
    }

    @Test func proposalNamesTheNewestStateOfItsResults() {
        let corrected = [
            ValueDocument.Evidence(examPart: Sample.examPart, result: Sample.result, revision: 2), evidence[1],
        ]
        Given<ValueDocument>(.declared(terms), .proposed(evidence)).when(.reassess(Fulfilment(evidence: corrected)))
            .then(.proposed(corrected))
    }

    @Test func correctionAfterTheAwardIsSaidAndTheAwardStands() {
        let awarded = ValueDocument.Event.awarded(terms, award, .hub, evidence)
        Given<ValueDocument>(.declared(terms), awarded).when(.reassess(unmet))
            .then(.reassessed(unmet: [Sample.otherPart]))
        Given<ValueDocument>(.declared(terms), awarded, .reassessed(unmet: [Sample.otherPart])).when(.reassess(met))
            .then(.reassessed(unmet: []))
        Given<ValueDocument>(.declared(terms), awarded, .reassessed(unmet: [Sample.otherPart]))
            .when(.award(award, unmet)).thenNothing()
    }

    @Test func awardIsWithdrawnWithItsReason() {
        let withdrawn = ValueDocument.Event.withdrawn(.init(reason: Sample.reason, origin: .hub))
        let awarded = ValueDocument.Event.awarded(terms, award, .hub, evidence)
        Given<ValueDocument>(.declared(terms), awarded).when(.withdraw(reason: Sample.reason)).then(withdrawn)
        Given<ValueDocument>(.declared(terms), awarded, withdrawn).when(.award(award, met))
            .thenRejected(.wrongState(.withdrawn))
        Given<ValueDocument>(.declared(terms), awarded, withdrawn).when(.reassess(unmet)).thenNothing()
        Given<ValueDocument>(.declared(terms)).when(.withdraw(reason: Sample.reason))
            .thenRejected(.wrongState(.declared))
        Given<ValueDocument>(.declared(terms), .proposed(evidence)).when(.withdraw(reason: Sample.reason))
            .thenRejected(.wrongState(.proposed))
        Given<ValueDocument>(.declared(terms), awarded, withdrawn)
            .when(.withdraw(reason: SealedReference("reason-details/r-9", version: 1)))
            .thenRejected(.wrongState(.withdrawn))
    }

    @Test func awardOfTheOwningSystemIsRecordedAsItIs() {
        let recorded = ValueDocument.Terms(type: "diploma", conditions: [])
        Given<ValueDocument>().when(.recordAward(recorded, award, sis, Fulfilment()))
            .then(.awarded(recorded, award, .system(sis), []))
        Given<ValueDocument>(.declared(terms)).when(.recordAward(recorded, award, sis, unmet)).then(
            .awarded(terms, award, .system(sis), unmet.evidence), .deviated([.awardedWithoutConditions]))
        Given<ValueDocument>(.awarded(recorded, award, .system(sis), []))
            .when(.withdraw(reason: Sample.reason)).thenRejected(.ownedBySystem("sis"))
    }

    @Test func newsOfTheOwningSystemThatComesLateChangesNothing() {
        let recorded = ValueDocument.Terms(type: "diploma", conditions: [])
        let newest = OwningSystem("sis", version: 5)
        let withdrawn = ValueDocument.Event.withdrawn(.init(reason: nil, origin: .system(newest)))
        Given<ValueDocument>(.awarded(recorded, award, .system(newest), []))
            .when(.recordAward(recorded, .init(on: "2027-06-01"), sis, Fulfilment())).thenNothing()
        Given<ValueDocument>(.awarded(recorded, award, .system(newest), [])).when(.recordWithdrawal(sis)).thenNothing()
        Given<ValueDocument>(.awarded(recorded, award, .system(sis), [])).when(.recordWithdrawal(newest))
            .then(withdrawn)
        Given<ValueDocument>().when(.recordWithdrawal(newest)).then(withdrawn)
        Given<ValueDocument>(withdrawn).when(.recordAward(recorded, award, sis, Fulfilment())).thenNothing()
        Given<ValueDocument>(withdrawn).when(.recordAward(recorded, award, .init("sis", version: 6), Fulfilment()))
            .then(
                .awarded(recorded, award, .system(.init("sis", version: 6)), []), .deviated([.awardedAfterWithdrawal]))
    }

    @Test func documentThatASystemWithdrewBeforeTheAwardIsNotAwardedHere() {
        let withdrawn = ValueDocument.Event.withdrawn(.init(reason: nil, origin: .system(sis)))
        Given<ValueDocument>(.declared(terms)).when(.recordWithdrawal(sis)).then(withdrawn)
        Given<ValueDocument>(.declared(terms), withdrawn).when(.award(award, met)).thenRejected(.wrongState(.withdrawn))
    }
}
