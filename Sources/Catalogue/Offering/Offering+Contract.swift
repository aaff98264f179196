package import EventSourcing
package import HubContracts

/// What all contracts that describe an offering have in common.
private protocol OfferingContract {
    associatedtype LearningPath: RawRepresentable<String>
    associatedtype ModeOfStudy: RawRepresentable<String>
    associatedtype ModeOfDelivery: RawRepresentable<String>
    associatedtype EnrolmentWindow: WindowContract
    associatedtype ResultValueType: RawRepresentable<String>
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
    var admission: AdmissionTermsV1? { get set }
    var otherCodes: [CodeV1]? { get set }
    var primaryCode: CodeV1? { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var partOfOfferingIds: [UUIDValue]? { get set }
    var flexibleEntryPeriod: PeriodV1? { get set }
    var resultExpected: Bool? { get set }
    var resultValueType: ResultValueType? { get set }
    var link: String? { get set }
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
        description.admission = admission.map { Offering.Admission($0) }
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.primaryCode = primaryCode.map { OtherCode($0) }
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.partOf = partOfOfferingIds
        description.flexibleEntry = flexibleEntryPeriod.map { Validity($0) }
        description.resultExpected = resultExpected
        description.resultValueType = resultValueType?.rawValue
        description.link = link
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
        contract.admission = description.admission?.contract
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.primaryCode = description.primaryCode?.contract
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.partOfOfferingIds = description.partOf
        contract.flexibleEntryPeriod = description.flexibleEntry?.contract
        contract.resultExpected = description.resultExpected
        contract.resultValueType = description.resultValueType.flatMap { ResultValueType(rawValue: $0) }
        contract.link = description.link
        return contract
    }
}

extension Offering.Admission {
    fileprivate init(_ contract: AdmissionTermsV1) {
        let selection: Offering.Selection =
            switch contract.selection {
            case .arrival: .arrival
            case .lot: .lot
            }
        self.init(
            maximumPublished: contract.maximumPublished, extraRequirements: contract.extraRequirements,
            selection: selection)
    }

    fileprivate var contract: AdmissionTermsV1 {
        AdmissionTermsV1(
            maximumPublished: maximumPublished, extraRequirements: extraRequirements,
            selection: selection == .lot ? .lot : .arrival)
    }
}

extension Offering: ContractDecider {
    package typealias Neighbours = InstitutionObjects

    package static let identifier = "offeringId"
    package static let key = ObjectKey.itself

    package static let commands: [CommandContract<Command>] = [
        .init(CreateOfferingV1.self, \.offeringId) {
            .create(Offer(of: $0.educationProductId, type: $0.offeringType.rawValue, description: $0.description))
        },
        .init(ReviseOfferingV1.self, \.offeringId) { .revise($0.description) },
        .init(ConfirmOfferingPlanningV1.self, \.offeringId) {
            .confirmPlanning(reference: $0.planningReference.map { OtherCode($0) })
        },
        .init(DeclareOfferingNotFeasibleV1.self, \.offeringId) {
            .declareNotFeasible($0.bottlenecks.map { Bottleneck($0.code.rawValue, $0.explanation) })
        },
        .init(ResumeOfferingPlanningV1.self, \.offeringId) { .resumePlanning(reason: $0.reason) },
        .init(CancelOfferingV1.self, \.offeringId) { .cancel(reason: $0.reason) },
        .init(CloseEnrolmentWindowV1.self, \.offeringId) { .closeWindow($0.closesOn) },
        .init(NoteOfferingQualificationExpiryV1.self, \.offeringId) {
            .noteQualificationExpiry(QualificationExpiry(of: $0.qualificationId, lastDay: $0.lastDay))
        },
    ]

    package static let events: [EventContract<Event>] = [
        .init(OfferingCreatedV1.self, .reminders) {
            .created(Offer(of: $0.educationProductId, type: $0.offeringType.rawValue, description: $0.description))
        },
        .init(OfferingRevisedV1.self, .reminders) { .revised($0.description) },
        .init(OfferingPlannedV1.self) { .planned(reference: $0.planningReference.map { OtherCode($0) }) },
        .init(OfferingDeclaredNotFeasibleV1.self) {
            .declaredNotFeasible($0.bottlenecks.map { Bottleneck($0.code.rawValue, $0.explanation) })
        },
        .init(OfferingPlanningResumedV1.self) { .planningResumed(reason: $0.reason) },
        .init(OfferingCancelledV1.self, .reminders) { .cancelled(reason: $0.reason) },
        .init(EnrolmentWindowClosedV1.self, .reminders) { .windowClosed($0.closesOn) },
        .init(OfferingQualificationExpiryNotedV1.self) {
            .qualificationExpiryNoted(
                NotedExpiry(
                    QualificationExpiry(of: $0.qualificationId, lastDay: $0.lastDay),
                    beginsAfter: $0.beginsAfterLastDay))
        },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
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
        case .qualificationExpiryNoted(let noted):
            OfferingQualificationExpiryNotedV1(
                offeringId: id, qualificationId: noted.expiry.qualification, lastDay: noted.expiry.lastDay,
                beginsAfterLastDay: noted.beginsAfter)
        }
    }
}
