import Catalogue
import HubContracts
import ServiceRuntime

extension Refusal {
    init(_ rejection: Qualification.Rejection) {
        switch rejection {
        case .notRecorded: self.init(.notFound, "the qualification is not recorded yet")
        }
    }

    init(_ rejection: EducationProduct.Rejection) {
        switch rejection {
        case .notCreated: self.init(.notFound, "there is no such education product")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another education product")
        case .wrongState(let phase): self.init(.wrongState, "the education product is \(phase.phrase)")
        case .nameRepeated(let place):
            self.init(.invalid, "there is a name in this language already", pointer: "/names/\(place)/language")
        case .validityReversed: self.init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .publishedAfterEnd:
            self.init(.invalid, "the day lies after the last one on which it holds", pointer: "/publishedOn")
        case .partUnknown(let place):
            self.init(
                .notFound, "there is no such education product", pointer: "/added/\(place)/educationProductId")
        case .cycle(let place):
            self.init(
                .cycle, "the education product would come to be part of itself",
                pointer: "/added/\(place)/educationProductId")
        case .studyLoadMismatch(let sum?):
            self.init(
                .studyLoadMismatch, "the study loads of the parts are \(sum.value) \(sum.unit) together, not its own")
        case .studyLoadMismatch(nil):
            self.init(.studyLoadMismatch, "the study loads of the parts are in different units and have no sum")
        case .studyLoadCounted(let whole):
            self.init(
                .studyLoadMismatch, "the study load counts in that of \(whole); reopen that one first",
                pointer: "/studyLoad")
        }
    }

    init(_ rejection: Offering.Rejection) {
        switch rejection {
        case .notCreated: self.init(.notFound, "there is no such offering")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another offering")
        case .wrongState(let phase): self.init(.wrongState, "the offering is \(phase.phrase)")
        case .nameRepeated(let place):
            self.init(.invalid, "there is a name in this language already", pointer: "/names/\(place)/language")
        case .periodReversed: self.init(.invalid, "it ends before it begins", pointer: "/period/validTo")
        case .maximumBelowMinimum:
            self.init(.invalid, "fewer may take part than are needed", pointer: "/maximumStudents")
        case .windowReversed:
            self.init(.invalid, "the window closes before it opens", pointer: "/enrolmentWindow/closesOn")
        }
    }
}

extension EducationProduct.Phase {
    fileprivate var phrase: String {
        switch self {
        case .concept: "a concept"
        case .adopted: "adopted"
        case .published: "published"
        case .deactivated: "deactivated"
        case .expired: "expired"
        case .archived: "archived"
        }
    }
}

extension Offering.Phase {
    fileprivate var phrase: String {
        switch self {
        case .inPlanning: "in planning"
        case .planned: "planned"
        case .notFeasible: "not feasible"
        case .cancelled: "cancelled"
        }
    }
}
