package import EventSourcing
package import HubContracts

/// What all contracts that describe an offering have in common.
private protocol OfferingContract {
    associatedtype LearningPath: RawRepresentable<String>
    associatedtype ModeOfStudy: RawRepresentable<String>
    associatedtype ModeOfDelivery: RawRepresentable<String>
    associatedtype EnrolmentWindow: WindowContract
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var period: PeriodV1 { get set }
    var academicSessionId: UUIDValue? { get set }
    var organisationId: UUIDValue? { get set }
    var locationId: UUIDValue? { get set }
    var addresses: [AddressV1]? { get set }
    var learningPath: LearningPath? { get set }
    var modeOfStudy: ModeOfStudy? { get set }
    var modesOfDelivery: [ModeOfDelivery]? { get set }
    var teachingLanguages: [String]? { get set }
    var minimumStudents: Int64? { get set }
    var maximumStudents: Int64? { get set }
    var enrolmentWindow: EnrolmentWindow? { get set }
    var otherCodes: [CodeV1]? { get set }
}

private protocol WindowContract {
    var opensOn: CalendarDate { get }
    var closesOn: CalendarDate? { get }
    init(opensOn: CalendarDate, closesOn: CalendarDate?)
}

extension CreateOfferingV1: OfferingContract {}
extension ReviseOfferingV1: OfferingContract {}
extension OfferingCreatedV1: OfferingContract {}
extension OfferingRevisedV1: OfferingContract {}
extension CreateOfferingV1.EnrolmentWindow: WindowContract {}
extension ReviseOfferingV1.EnrolmentWindow: WindowContract {}
extension OfferingCreatedV1.EnrolmentWindow: WindowContract {}
extension OfferingRevisedV1.EnrolmentWindow: WindowContract {}

extension OfferingContract {
    fileprivate var description: Offering.Description {
        var description = Offering.Description(names: names.map { LocalisedText($0) }, period: Validity(period))
        description.abbreviation = abbreviation
        description.academicSession = academicSessionId
        description.organisation = organisationId
        description.location = locationId
        description.addresses = addresses.map { $0.map { Address($0) } }
        description.learningPath = learningPath?.rawValue
        description.modeOfStudy = modeOfStudy?.rawValue
        description.modesOfDelivery = modesOfDelivery.map { $0.map(\.rawValue) }
        description.teachingLanguages = teachingLanguages
        description.minimumStudents = minimumStudents
        description.maximumStudents = maximumStudents
        description.window = enrolmentWindow.map { Offering.EnrolmentWindow(from: $0.opensOn, to: $0.closesOn) }
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        return description
    }

    fileprivate func describing(_ description: Offering.Description) -> Self {
        var contract = self
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.period = description.period.contract
        contract.academicSessionId = description.academicSession
        contract.organisationId = description.organisation
        contract.locationId = description.location
        contract.addresses = description.addresses.map { $0.map(\.contract) }
        contract.learningPath = description.learningPath.flatMap { LearningPath(rawValue: $0) }
        contract.modeOfStudy = description.modeOfStudy.flatMap { ModeOfStudy(rawValue: $0) }
        contract.modesOfDelivery = description.modesOfDelivery.map { $0.compactMap { ModeOfDelivery(rawValue: $0) } }
        contract.teachingLanguages = description.teachingLanguages
        contract.minimumStudents = description.minimumStudents
        contract.maximumStudents = description.maximumStudents
        contract.enrolmentWindow = description.window.map { .init(opensOn: $0.opensOn, closesOn: $0.closesOn) }
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        return contract
    }
}

extension Offering.Command {
    package init(_ contract: CreateOfferingV1) {
        self = .create(
            Offering.Offer(
                of: contract.educationProductId, type: contract.offeringType.rawValue,
                description: contract.description))
    }

    package init(_ contract: ReviseOfferingV1) { self = .revise(contract.description) }

    package init(_ contract: ConfirmOfferingPlanningV1) {
        self = .confirmPlanning(reference: contract.planningReference.map { OtherCode($0) })
    }

    package init(_ contract: DeclareOfferingNotFeasibleV1) {
        self = .declareNotFeasible(
            contract.bottlenecks.map { Offering.Bottleneck($0.code.rawValue, $0.explanation) })
    }

    package init(_ contract: ResumeOfferingPlanningV1) { self = .resumePlanning(reason: contract.reason) }
    package init(_ contract: CancelOfferingV1) { self = .cancel(reason: contract.reason) }
    package init(_ contract: CloseEnrolmentWindowV1) { self = .closeWindow(contract.closesOn) }
}

extension Offering.Event {
    package init(_ contract: OfferingCreatedV1) {
        self = .created(
            Offering.Offer(
                of: contract.educationProductId, type: contract.offeringType.rawValue,
                description: contract.description))
    }

    package init(_ contract: OfferingRevisedV1) { self = .revised(contract.description) }

    package init(_ contract: OfferingPlannedV1) {
        self = .planned(reference: contract.planningReference.map { OtherCode($0) })
    }

    package init(_ contract: OfferingDeclaredNotFeasibleV1) {
        self = .declaredNotFeasible(
            contract.bottlenecks.map { Offering.Bottleneck($0.code.rawValue, $0.explanation) })
    }

    package init(_ contract: OfferingPlanningResumedV1) { self = .planningResumed(reason: contract.reason) }
    package init(_ contract: OfferingCancelledV1) { self = .cancelled(reason: contract.reason) }
    package init(_ contract: EnrolmentWindowClosedV1) { self = .windowClosed(contract.closesOn) }

    /// - Parameter id: the offering.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .created(let offer):
            OfferingCreatedV1(
                offeringId: id, educationProductId: offer.product, offeringType: .init(rawValue: offer.type), names: [],
                period: offer.description.period.contract
            ).describing(offer.description)
        case .revised(let description):
            OfferingRevisedV1(offeringId: id, names: [], period: description.period.contract).describing(description)
        case .planned(let reference): OfferingPlannedV1(offeringId: id, planningReference: reference?.contract)
        case .declaredNotFeasible(let bottlenecks):
            OfferingDeclaredNotFeasibleV1(
                offeringId: id,
                bottlenecks: bottlenecks.map { .init(code: .init(rawValue: $0.code), explanation: $0.explanation) })
        case .planningResumed(let reason): OfferingPlanningResumedV1(offeringId: id, reason: reason)
        case .cancelled(let reason): OfferingCancelledV1(offeringId: id, reason: reason)
        case .windowClosed(let day): EnrolmentWindowClosedV1(offeringId: id, closesOn: day)
        }
    }
}
