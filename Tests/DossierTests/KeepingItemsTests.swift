import Dossier
import EventSourcing
import Support
import Testing

@Suite struct KeepingItemsTests {
    let evidence = DossierItem.Content(.portfolioItem, metadata: SealedReference("portfolio-item/i-1", version: 1))

    @Test func learnerPutsEvidenceIn() {
        var content = evidence
        content.hash = String(repeating: "a", count: 64)
        Given<DossierItem>().when(.add(content, .learner)).then(.added(content, .learner))
    }

    @Test(arguments: [DossierItem.ItemType.guidanceNote, .supportPlan, .careDocument])
    func onlyTheInstitutionKeepsGuidanceSupportAndCare(type: DossierItem.ItemType) {
        let records: [DossierItem.ItemType: String] = [
            .guidanceNote: "guidance-note", .supportPlan: "support-plan", .careDocument: "care-file",
        ]
        let content = DossierItem.Content(type, metadata: SealedReference(records[type] ?? "", version: 1))
        Given<DossierItem>().when(.add(content, .learner)).thenRejected(.keptByInstitution)
        Given<DossierItem>().when(.add(content, .institution)).then(.added(content, .institution))
    }

    @Test func metadataAreSealedInTheRecordOfTheType() {
        let misplaced = DossierItem.Content(.careDocument, metadata: SealedReference("guidance-note/i-1", version: 1))
        Given<DossierItem>().when(.add(misplaced, .institution)).thenRejected(.wrongRecord)
    }

    @Test func identifierOfAnotherItemIsRefused() {
        let other = DossierItem.Content(.experience, metadata: SealedReference("experience/i-2", version: 1))
        Given<DossierItem>(.added(evidence, .learner)).when(.add(other, .learner)).thenRejected(.alreadyExists)
        Given<DossierItem>(.added(evidence, .learner)).when(.add(evidence, .institution)).thenRejected(.alreadyExists)
        Given<DossierItem>(.added(evidence, .learner), .removed).when(.add(evidence, .learner))
            .thenRejected(.alreadyExists)
    }

    @Test func itemIsRevisedByWhoPutItIn() {
        var newer = evidence
        newer.metadata = SealedReference("portfolio-item/i-1", version: 2)
        Given<DossierItem>(.added(evidence, .learner)).when(.revise(newer, .learner))
            .then(.revised(newer, revision: 2))
        Given<DossierItem>(.added(evidence, .learner)).when(.revise(newer, .institution))
            .thenRejected(.ofAnother(.learner))
        Given<DossierItem>(.added(evidence, .learner)).when(.revise(evidence, .learner)).thenNothing()
    }

    @Test func itemKeepsItsTypeAndItsRecord() {
        let other = DossierItem.Content(.experience, metadata: SealedReference("experience/i-1", version: 1))
        Given<DossierItem>(.added(evidence, .learner)).when(.revise(other, .learner)).thenRejected(.typeChanged)
        let misplaced = DossierItem.Content(.portfolioItem, metadata: SealedReference("experience/i-1", version: 1))
        Given<DossierItem>(.added(evidence, .learner)).when(.revise(misplaced, .learner)).thenRejected(.wrongRecord)
    }

    @Test func itemIsRemovedByWhoPutItIn() {
        Given<DossierItem>(.added(evidence, .learner)).when(.remove(.learner)).then(.removed)
        Given<DossierItem>(.added(evidence, .learner)).when(.remove(.institution)).thenRejected(.ofAnother(.learner))
        Given<DossierItem>(.added(evidence, .learner), .removed).when(.remove(.institution))
            .thenRejected(.ofAnother(.learner))
        Given<DossierItem>(.added(evidence, .learner), .removed).when(.revise(evidence, .learner))
            .thenRejected(.removed)
        Given<DossierItem>().when(.remove(.learner)).thenRejected(.notAdded)
        Given<DossierItem>().when(.revise(evidence, .learner)).thenRejected(.notAdded)
    }
}
