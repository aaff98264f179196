import HubContracts
import Registration
import ServiceRuntime

extension CommandResultV1.Rejection.Code {
    /// Only with leave, of the scope that the contract names.
    static let overrideNeeded = CommandResultV1.Rejection.Code(rawValue: "overrideNeeded")
    /// The learner has no placement.
    static let placementMissing = CommandResultV1.Rejection.Code(rawValue: "placementMissing")
    /// One can still apply.
    static let windowOpen = CommandResultV1.Rejection.Code(rawValue: "windowOpen")
}

extension Refusal {
    init(_ rejection: Application.Rejection) {
        switch rejection {
        case .notReceived: self.init(.notFound, "there is no such application")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another application")
        case .wrongState(let phase): self.init(.wrongState, "the application is \(phase.phrase)")
        case .nothingAppliedFor: self.init(.invalid, "it names neither an offering nor a programme")
        case .superseded:
            self.init(.superseded, "a newer change of the application is held already", pointer: "/changeNumber")
        case .changeContradicted:
            self.init(.invalid, "the same change number came before with another content", pointer: "/changeNumber")
        case .overrideNeeded(let phase):
            self.init(
                .overrideNeeded, "the application is \(phase.phrase); that takes leave of \(Override.registration)",
                pointer: "/override")
        }
    }

    init(_ rejection: Intake.Rejection) {
        switch rejection {
        case .notInvited: self.init(.notFound, "there is no such intake")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another intake")
        case .wrongState(let phase): self.init(.wrongState, "the intake is \(phase.phrase)")
        case .planReversed: self.init(.invalid, "it ends before it begins", pointer: "/endsAt")
        case .versionContradicted: self.init(versionContradicted: "/sourceVersion")
        }
    }

    init(_ rejection: Places.Rejection) {
        switch rejection {
        case .notDescribed: self.init(.notFound, "the catalogue has not told of such an offering")
        case .cancelled: self.init(.wrongState, "the offering does not go on")
        case .notAsked: self.init(.notFound, "the placement does not ask for a place", pointer: "/placementId")
        case .overrideNeeded:
            self.init(.overrideNeeded, "that takes leave of \(Override.registration)", pointer: "/override")
        case .versionContradicted: self.init(versionContradicted: "/termsVersion")
        case .lotDrawn: self.init(.wrongState, "a lot has been drawn on the terms as they are")
        case .selectionByArrival: self.init(.wrongState, "places go by arrival")
        case .windowOpen: self.init(.windowOpen, "one can still apply")
        case .drawnOtherwise: self.init(.alreadyExists, "it was drawn with another seed", pointer: "/seed")
        }
    }

    init(_ rejection: Placement.Rejection) {
        switch rejection {
        case .notRequested: self.init(.notFound, "there is no such placement")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another placement")
        case .wrongState(let phase): self.init(.wrongState, "the placement is \(phase.phrase)")
        case .ofAnother: self.init(.invalid, "the placement is another person’s", pointer: "/subjectId")
        case .endsBeforeStart: self.init(.invalid, "it ends before it starts", pointer: "/endsOn")
        case .versionContradicted: self.init(versionContradicted: "/sourceVersion")
        }
    }

    init(_ rejection: Enrolment.Rejection) {
        switch rejection {
        case .notOpened: self.init(.notFound, "there is no such enrolment")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another enrolment")
        case .wrongState(let phase): self.init(.wrongState, "the enrolment is \(phase.phrase)")
        case .overrideNeeded(let phase):
            self.init(
                .overrideNeeded, "the enrolment is \(phase.phrase); that takes leave of \(Override.registration)",
                pointer: "/override")
        case .placementMissing: self.init(.placementMissing, "the learner is not placed")
        case .endsBeforeStart: self.init(.invalid, "it ends before it starts", pointer: "/endsOn")
        case .explanationMissing: self.init(explanationMissing: "/explanation")
        case .versionContradicted: self.init(versionContradicted: "/sourceVersion")
        }
    }

    init(_ rejection: WorkPlacement.Rejection) {
        switch rejection {
        case .notProposed: self.init(.notFound, "there is no such work-placement agreement")
        case .alreadyExists: self.init(.alreadyExists, "the identifier is in use for another agreement")
        case .wrongState(let phase): self.init(.wrongState, "the work-placement agreement is \(phase.rawValue)")
        case .lastDayMissing: self.init(.invalid, "it has no last day", pointer: "/period/validTo")
        case .periodReversed: self.init(.invalid, "it ends before it begins", pointer: "/period/validTo")
        case .outsidePeriod: self.init(.invalid, "the day lies outside the agreement", pointer: "/endsOn")
        case .explanationMissing: self.init(explanationMissing: "/explanation")
        case .versionContradicted: self.init(versionContradicted: "/sourceVersion")
        }
    }

    private init(versionContradicted pointer: String) {
        self.init(.invalid, "the same version came before with another content", pointer: pointer)
    }

    private init(explanationMissing pointer: String) {
        self.init(.invalid, "the reason is said to be sealed, and nothing is", pointer: pointer)
    }
}

extension Application.Phase {
    fileprivate var phrase: String {
        switch self {
        case .interest: "an interest only"
        case .new: "new"
        case .underReview: "under review"
        case .parked: "laid aside"
        case .approved: "approved"
        case .rejected: "rejected"
        case .withdrawn: "withdrawn"
        }
    }
}

extension Intake.Phase {
    fileprivate var phrase: String {
        switch self {
        case .notPlanned: "not planned"
        case .planned: "planned"
        case .held: "held"
        case .missed: "missed"
        case .advised: "advised on"
        case .cancelled: "cancelled"
        }
    }
}

extension Placement.Phase {
    fileprivate var phrase: String {
        switch self {
        case .requested: "requested"
        case .waitlisted: "on the waiting list"
        case .made: "made"
        case .refused: "refused"
        case .confirmed: "confirmed"
        case .withdrawn: "withdrawn"
        case .ended: "ended"
        }
    }
}

extension Enrolment.Phase {
    fileprivate var phrase: String {
        switch self {
        case .applied: "applied for"
        case .inIntake: "in intake"
        case .provisional: "provisional"
        case .complete: "complete"
        case .printed: "printed"
        case .definitive: "definitive"
        case .ended: "ended"
        case .withdrawn: "withdrawn"
        case .rejected: "rejected"
        }
    }
}
