package import EventSourcing
package import HubContracts

/// What both contracts that describe an activity have in common.
private protocol ProposalContract {
    associatedtype ActivityType: RawRepresentable<String>
    associatedtype Timing: RawRepresentable<String>
    var offeringId: UUIDValue { get }
    var demandOfferingIds: [UUIDValue]? { get }
    var calendarId: UUIDValue { get }
    var names: [LocalisedTextV1] { get }
    var abbreviation: String? { get }
    var activityType: ActivityType { get }
    var groupIds: [UUIDValue]? { get }
    var minimumLearners: Int64? { get }
    var maximumLearners: Int64? { get }
    var minimumStaff: Int64? { get }
    var neededSkills: [String]? { get }
    var neededFeatures: [String]? { get }
    var afterActivityIds: [UUIDValue]? { get }
    var timing: Timing { get }
}

extension ProposeLearningActivityV1: ProposalContract {}
extension LearningActivityProposedV1: ProposalContract {}

extension LearningActivity.Proposal {
    fileprivate init(_ contract: some ProposalContract) throws(ContractFault) {
        guard let timing = LearningActivity.Timing(rawValue: contract.timing.rawValue) else {
            throw ContractFault(message: "the timing is grid or free", pointer: "/timing")
        }
        self.init(
            of: contract.offeringId, calendar: contract.calendarId,
            names: contract.names.map { LocalisedText($0) }, type: contract.activityType.rawValue, timing: timing)
        demandOfferings = contract.demandOfferingIds
        abbreviation = contract.abbreviation
        groups = contract.groupIds
        minimumLearners = contract.minimumLearners
        maximumLearners = contract.maximumLearners
        minimumStaff = contract.minimumStaff
        neededSkills = contract.neededSkills
        neededFeatures = contract.neededFeatures
        after = contract.afterActivityIds
    }

    fileprivate func contract(_ id: UUIDValue) -> LearningActivityProposedV1 {
        LearningActivityProposedV1(
            learningActivityId: id, offeringId: offering, demandOfferingIds: demandOfferings, calendarId: calendar,
            names: names.map(\.contract), abbreviation: abbreviation, activityType: .init(rawValue: type),
            groupIds: groups, minimumLearners: minimumLearners, maximumLearners: maximumLearners,
            minimumStaff: minimumStaff, neededSkills: neededSkills, neededFeatures: neededFeatures,
            afterActivityIds: after, timing: timing == .grid ? .grid : .free)
    }
}

extension LearningActivity.Request {
    package init(_ contract: ProposeLearningActivityV1) throws(ContractFault) {
        self = .propose(try LearningActivity.Proposal(contract))
    }

    package init(_ contract: PlanLearningActivityV1) throws(ContractFault) { self = .plan(try Plan(contract)) }

    package init(_ contract: MoveLearningActivityV1) throws(ContractFault) {
        self = .move(try Plan(contract), reason: contract.reason)
    }

    package init(_ contract: CancelLearningActivityV1) {
        self = .cancel(LearningActivity.Cancellation(contract.reason.rawValue, contract.explanation))
    }

    package init(_ contract: NoteDemandShortfallV1) { self = .noteShortfall(learners: contract.learners) }

    package init(_ contract: RecordAttendanceV1) {
        self = .recordAttendance(contract.entries.map { AttendanceEntry($0) })
    }
}

extension LearningActivity.Event {
    package init(_ contract: LearningActivityProposedV1) throws(ContractFault) {
        self = .proposed(try LearningActivity.Proposal(contract))
    }

    package init(_ contract: LearningActivityPlannedV1) throws(ContractFault) {
        self = .planned(try Plan(contract, from: contract.from, to: contract.to))
    }

    package init(_ contract: LearningActivityMovedV1) throws(ContractFault) {
        self = .moved(try Plan(contract, from: contract.from, to: contract.to), reason: contract.reason)
    }

    package init(_ contract: LearningActivityCancelledV1) {
        self = .cancelled(LearningActivity.Cancellation(contract.reason.rawValue, contract.explanation))
    }

    package init(_ contract: DemandShortfallNotedV1) { self = .shortfallNoted(learners: contract.learners) }

    package init(_ contract: AttendanceRecordedV1) {
        self = .attendanceRecorded(contract.entries.map { AttendanceEntry($0) })
    }

    /// - Parameter id: the activity.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .proposed(let proposal): proposal.contract(id)
        case .planned(let plan):
            LearningActivityPlannedV1(
                learningActivityId: id, startsOn: plan.start.date, startsAt: plan.start.time.description,
                endsOn: plan.end.date, endsAt: plan.end.time.description, roomIds: plan.rooms,
                staffMemberIds: plan.staff, from: plan.from, to: plan.to)
        case .moved(let plan, let reason):
            LearningActivityMovedV1(
                learningActivityId: id, startsOn: plan.start.date, startsAt: plan.start.time.description,
                endsOn: plan.end.date, endsAt: plan.end.time.description, roomIds: plan.rooms,
                staffMemberIds: plan.staff, from: plan.from, to: plan.to, reason: reason)
        case .cancelled(let cancellation):
            LearningActivityCancelledV1(
                learningActivityId: id, reason: .init(rawValue: cancellation.reason),
                explanation: cancellation.explanation)
        case .shortfallNoted(let learners): DemandShortfallNotedV1(learningActivityId: id, learners: learners)
        case .attendanceRecorded(let entries):
            AttendanceRecordedV1(learningActivityId: id, entries: entries.map { .init($0) })
        }
    }
}
