import Dossier
import EventSourcing
import HubContracts
import ServiceRuntime

extension Refusal {
    init(_ rejection: LearnerDossier.Rejection) {
        switch rejection {
        case .notOpened: self.init(.notFound, "the dossier is not open: no enrolment of this learner is known")
        case .ofAnother: self.init(.invalid, "the dossier is that of another learner", pointer: "/subjectId")
        case .result(let rejection): self.init(rejection)
        case .document(let rejection): self.init(rejection)
        case .item(let rejection): self.init(rejection)
        case .grant(let rejection): self.init(rejection)
        case .link(let rejection): self.init(rejection)
        }
    }

    init(_ rejection: ReadingJournal.Rejection) {
        switch rejection {
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another reading")
        case .basisUnproven:
            self.init(
                .invalid, "a reading names its grant where that is its basis, and only there", pointer: "/grantId")
        }
    }

    private init(_ rejection: AssessmentResult.Rejection) {
        switch rejection {
        case .notGiven: self.init(.notFound, "there is no such result")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another result")
        case .annulled: self.init(.wrongState, "the result is annulled")
        case .ownedBySystem(let system):
            self.init(.notOwner, "the result is that of \(system), which changes it itself")
        case .structureChanged:
            self.init(.invalid, "a correction keeps kind and exam part", pointer: "/structure")
        case .valueOverwritten:
            self.init(
                .invalid, "the value lies in the record of an earlier one; seal it in a record of its own",
                pointer: "/value/record")
        case .finalWithoutVerdict:
            self.init(.invalid, "a final result is completed and says whether it suffices", pointer: "/final")
        case .formativeFinal: self.init(.invalid, "a formative result is never final", pointer: "/final")
        case .wrongRecord:
            self.init(.invalid, "the value of a result is sealed as result-details", pointer: "/value/record")
        }
    }

    private init(_ rejection: ValueDocument.Rejection) {
        switch rejection {
        case .notDeclared: self.init(.notFound, "there is no such value document")
        case .conditionRepeated(let place):
            self.init(
                .invalid, "there is a condition on this exam part already",
                pointer: "/conditions/\(place)/examPartId")
        case .conditionsNotMet(let unmet):
            let parts = unmet.prefix(10).map(\.description).joined(separator: ", ")
            let more = unmet.count > 10 ? " and \(unmet.count - 10) more" : ""
            self.init(.conditionsNotMet, "no result meets the condition on \(parts)\(more)")
        case .wrongState(let phase): self.init(.wrongState, "the value document is \(phase.rawValue)")
        case .ownedBySystem(let system):
            self.init(.notOwner, "the value document is that of \(system), which withdraws it itself")
        case .wrongRecord:
            self.init(.invalid, "a value document is sealed as value-document", pointer: "/document/record")
        }
    }

    private init(_ rejection: DossierItem.Rejection) {
        switch rejection {
        case .notAdded: self.init(.notFound, "there is no such item")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another item")
        case .removed: self.init(.wrongState, "the item is removed")
        case .ofAnother(let contributor):
            self.init(.notOwner, "the \(contributor.rawValue) put it in, and alone changes it", pointer: "/contributor")
        case .typeChanged: self.init(.invalid, "an item keeps its type", pointer: "/itemType")
        case .keptByInstitution:
            self.init(.invalid, "only the institution keeps an item of this type", pointer: "/contributor")
        case .wrongRecord:
            self.init(
                .invalid, "the metadata are sealed as another record than this type has", pointer: "/metadata/record")
        }
    }

    private init(_ rejection: Grant.Rejection) {
        switch rejection {
        case .notGiven: self.init(.notFound, "there is no such grant")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another grant")
        case .nothingGranted: self.init(.invalid, "a grant names classes or items", pointer: "/classes")
        case .periodReversed: self.init(.invalid, "it would be over before it begins", pointer: "/lastDay")
        case .granteeUnnamed:
            self.init(
                .invalid, "a system, role or person is named, and an organisation has no more than its name",
                pointer: "/grantee/identifier")
        case .granteeTooWide:
            self.init(.invalid, "the care file is granted to a role or a person only", pointer: "/grantee/granteeType")
        case .itemUnknown(let place):
            self.init(.notFound, "the dossier holds no such item", pointer: "/itemIds/\(place)")
        case .enrolmentNotOpen:
            self.init(.invalid, "the learner has no such enrolment, or it is over", pointer: "/enrolmentId")
        }
    }

    private init(_ rejection: DossierLink.Rejection) {
        switch rejection {
        case .notLinked: self.init(.notFound, "there is no such link")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another link, or was")
        case .wrongRecord:
            self.init(.invalid, "the other dossier is sealed as dossier-link", pointer: "/other/record")
        }
    }
}
