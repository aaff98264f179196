package import EventSourcing
package import HubContracts

/// What all contracts that tell what an applicant filled in have in common.
private protocol SubmissionContract {
    var submittedAt: Timestamp { get }
    var changeNumberOrNone: Int64? { get }
    var programmeOrNone: ProgrammeReferenceV1? { get }
    var offeringOrNone: UUIDValue? { get }
    var meetsPriorEducation: Bool? { get }
    var forFirstYear: Bool? { get }
    var workPlacementCompanyCode: String? { get }
    var details: SealedReferenceV1? { get }
    var priorEducation: SealedReferenceV1? { get }
    var support: SealedReferenceV1? { get }
}

extension SubmissionContract {
    fileprivate var submission: Application.Submission {
        var submission = Application.Submission(
            at: submittedAt, changeNumber: changeNumberOrNone, for: programmeOrNone.map { ProgrammeReference($0) })
        submission.offering = offeringOrNone
        submission.meetsPriorEducation = meetsPriorEducation
        submission.forFirstYear = forFirstYear
        submission.company = workPlacementCompanyCode
        submission.details = details.map { SealedReference($0) }
        submission.priorEducation = priorEducation.map { SealedReference($0) }
        submission.support = support.map { SealedReference($0) }
        return submission
    }
}

extension RecordApplicationV1: SubmissionContract {
    fileprivate var changeNumberOrNone: Int64? { changeNumber }
    fileprivate var programmeOrNone: ProgrammeReferenceV1? { programme }
    fileprivate var offeringOrNone: UUIDValue? { nil }
}

extension SubmitApplicationV1: SubmissionContract {
    fileprivate var changeNumberOrNone: Int64? { nil }
    fileprivate var programmeOrNone: ProgrammeReferenceV1? { programme }
    fileprivate var offeringOrNone: UUIDValue? { offeringId }
}

/// The events carry a submission whole.
private protocol SubmissionEvent: SubmissionContract {
    var changeNumber: Int64? { get set }
    var programme: ProgrammeReferenceV1? { get set }
    var offeringId: UUIDValue? { get set }
    var meetsPriorEducation: Bool? { get set }
    var forFirstYear: Bool? { get set }
    var workPlacementCompanyCode: String? { get set }
    var details: SealedReferenceV1? { get set }
    var priorEducation: SealedReferenceV1? { get set }
    var support: SealedReferenceV1? { get set }
}

extension SubmissionEvent {
    fileprivate var changeNumberOrNone: Int64? { changeNumber }
    fileprivate var programmeOrNone: ProgrammeReferenceV1? { programme }
    fileprivate var offeringOrNone: UUIDValue? { offeringId }

    fileprivate func telling(_ submission: Application.Submission) -> Self {
        var contract = self
        contract.changeNumber = submission.changeNumber
        contract.programme = submission.programme?.contract
        contract.offeringId = submission.offering
        contract.meetsPriorEducation = submission.meetsPriorEducation
        contract.forFirstYear = submission.forFirstYear
        contract.workPlacementCompanyCode = submission.company
        contract.details = submission.details?.contract
        contract.priorEducation = submission.priorEducation?.contract
        contract.support = submission.support?.contract
        return contract
    }
}

extension ApplicationReceivedV1: SubmissionEvent {}
extension ApplicationRevisedV1: SubmissionEvent {}
extension InterestRegisteredV1: SubmissionEvent {}

extension Application.Command {
    package init(_ contract: RecordApplicationV1) {
        let kind: Application.Kind =
            switch contract.kind {
            case .application: .application
            case .interest: .interest
            }
        self = .record(
            Application.Told(
                subject: contract.subjectId, kind, contract.submission, isWithdrawn: contract.isWithdrawn ?? false))
    }

    package init(_ contract: SubmitApplicationV1) {
        self = .submit(subject: contract.subjectId, contract.submission)
    }

    package init(_ contract: WithdrawApplicationV1) {
        self = .withdraw(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: ReviewApplicationV1) { self = .review }

    package init(_ contract: ParkApplicationV1) {
        self = .park(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: ResumeApplicationV1) { self = .resume }

    package init(_ contract: ApproveApplicationV1) {
        self = .approve(
            Application.Approval(
                meetsPriorEducation: contract.meetsPriorEducation, level: contract.level,
                override: contract.override.map { Override($0) }))
    }

    package init(_ contract: RejectApplicationV1) {
        self = .reject(Reason(contract.reason.rawValue, contract.explanation))
    }

    package init(_ contract: LinkApplicationV1) {
        self = .link(offering: contract.offeringId, codes: ProgrammeReference(contract.programme))
    }

    package init(_ contract: NoteUnknownOfferingV1) {
        self = .markUnlinked(codes: ProgrammeReference(contract.programme))
    }

    package init(_ contract: NoteIntakeV1) {
        self = .noteIntake(Application.IntakeAttended(contract.intakeId, on: contract.attendedOn))
    }
}

extension Application.Event {
    package init(_ contract: ApplicationReceivedV1) {
        let channel: Application.Channel =
            switch contract.channel {
            case .portal: .portal
            case .hub: .hub
            }
        self = .received(subject: contract.subjectId, channel, contract.submission)
    }

    package init(_ contract: InterestRegisteredV1) {
        self = .interestRegistered(
            subject: contract.subjectId, contract.submission, leaves: contract.leftOfferingId)
    }

    package init(_ contract: ApplicationRevisedV1) {
        self = .revised(subject: contract.subjectId, contract.submission, leaves: contract.leftOfferingId)
    }

    package init(_ contract: ApplicationReinstatedV1) { self = .reinstated(subject: contract.subjectId) }

    package init(_ contract: ApplicationWithdrawnV1) {
        let channel: Application.Channel =
            switch contract.channel {
            case .portal: .portal
            case .hub: .hub
            }
        self = .withdrawn(
            subject: contract.subjectId, channel, offering: contract.offeringId,
            Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: ApplicationReviewBegunV1) { self = .reviewBegun }

    package init(_ contract: ApplicationParkedV1) {
        self = .parked(Reason(contract.reason?.rawValue, contract.explanation))
    }

    package init(_ contract: ApplicationResumedV1) { self = .resumed }

    package init(_ contract: ApplicationApprovedV1) {
        self = .approved(
            subject: contract.subjectId,
            Application.Approval(
                meetsPriorEducation: contract.meetsPriorEducation, level: contract.level,
                override: contract.override.map { Override($0) }))
    }

    package init(_ contract: ApplicationRejectedV1) {
        self = .rejected(
            subject: contract.subjectId, Reason(contract.reason.rawValue, contract.explanation))
    }

    package init(_ contract: ApplicationLinkedV1) { self = .linked(offering: contract.offeringId) }

    package init(_ contract: ApplicationMarkedUnlinkedV1) {
        self = .markedUnlinked(codes: ProgrammeReference(contract.programme))
    }

    package init(_ contract: ApplicationIntakeNotedV1) {
        self = .intakeNoted(Application.IntakeAttended(contract.intakeId, on: contract.attendedOn))
    }

    package init(_ contract: ApplicationPutForwardV1) {
        self = .putForward(
            subject: contract.subjectId, offering: contract.offeringId, AdmissionFacts(contract.admission))
    }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: ApplicationDeviationNotedV1) {
        self = .deviationNoted(
            contract.deviations.compactMap { Application.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the application.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .received(let subject, let channel, let submission):
            ApplicationReceivedV1(
                applicationId: id, subjectId: subject, channel: channel == .portal ? .portal : .hub,
                submittedAt: submission.submittedAt
            ).telling(submission)
        case .interestRegistered(let subject, let submission, let offering):
            InterestRegisteredV1(
                applicationId: id, subjectId: subject, submittedAt: submission.submittedAt, leftOfferingId: offering
            ).telling(submission)
        case .revised(let subject, let submission, let offering):
            ApplicationRevisedV1(
                applicationId: id, subjectId: subject, submittedAt: submission.submittedAt, leftOfferingId: offering
            ).telling(submission)
        case .reinstated(let subject): ApplicationReinstatedV1(applicationId: id, subjectId: subject)
        case .withdrawn(let subject, let channel, let offering, let reason):
            ApplicationWithdrawnV1(
                applicationId: id, subjectId: subject, channel: channel == .portal ? .portal : .hub,
                offeringId: offering, reason: reason.code.map { .init(rawValue: $0) },
                explanation: reason.explanation?.contract)
        case .reviewBegun: ApplicationReviewBegunV1(applicationId: id)
        case .parked(let reason):
            ApplicationParkedV1(
                applicationId: id, reason: reason.code.map { .init(rawValue: $0) },
                explanation: reason.explanation?.contract)
        case .resumed: ApplicationResumedV1(applicationId: id)
        case .approved(let subject, let approval):
            ApplicationApprovedV1(
                applicationId: id, subjectId: subject, meetsPriorEducation: approval.meetsPriorEducation,
                level: approval.level, override: approval.override?.contract)
        case .rejected(let subject, let reason):
            ApplicationRejectedV1(
                applicationId: id, subjectId: subject, reason: .init(rawValue: reason.code ?? ""),
                explanation: reason.explanation?.contract)
        case .linked(let offering): ApplicationLinkedV1(applicationId: id, offeringId: offering)
        case .markedUnlinked(let codes): ApplicationMarkedUnlinkedV1(applicationId: id, programme: codes.contract)
        case .intakeNoted(let attended):
            ApplicationIntakeNotedV1(applicationId: id, intakeId: attended.intake, attendedOn: attended.on)
        case .putForward(let subject, let offering, let facts):
            ApplicationPutForwardV1(
                applicationId: id, subjectId: subject, offeringId: offering, admission: facts.contract)
        case .deviationNoted(let deviations):
            ApplicationDeviationNotedV1(
                applicationId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension Application.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .withdrawnAfterApproval: "It was withdrawn at the portal after it had been approved here."
        case .withdrawnAfterRejection: "It was withdrawn at the portal after it had been rejected here."
        case .subjectChanged: "It is about another person than before."
        case .becameInterest: "It was an application and is an interest now."
        case .reinstated: "The portal has taken its withdrawal back."
        case .submissionChanged: "It was submitted at another time than before."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .withdrawnAfterApproval, .withdrawnAfterRejection, .reinstated: "/isWithdrawn"
        case .subjectChanged: "/subjectId"
        case .becameInterest: "/kind"
        case .submissionChanged: "/submittedAt"
        }
    }
}
