import EventSourcing
import HubContracts

/// What all contracts that describe a product have in common.
protocol ProductContract {
    associatedtype Level: RawRepresentable<String>
    associatedtype ModeOfStudy: RawRepresentable<String>
    associatedtype ModeOfDelivery: RawRepresentable<String>
    associatedtype ComponentType: RawRepresentable<String>
    associatedtype LearningPath: RawRepresentable<String>
    associatedtype LevelOfQualification: RawRepresentable<String>
    associatedtype QualificationAwarded: RawRepresentable<String>
    associatedtype FormalDocument: RawRepresentable<String>
    associatedtype ExamPlan: ExamPlanContract
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var studyLoad: StudyLoadV1? { get set }
    var level: Level? { get set }
    var modeOfStudy: ModeOfStudy? { get set }
    var modesOfDelivery: [ModeOfDelivery]? { get set }
    var teachingLanguages: [String]? { get set }
    var duration: String? { get set }
    var qualificationId: UUIDValue? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
    var primaryCode: CodeV1? { get set }
    var learningOutcomeIds: [UUIDValue]? { get set }
    var electiveId: UUIDValue? { get set }
    var organisationId: UUIDValue? { get set }
    var componentType: ComponentType? { get set }
    var learningPath: LearningPath? { get set }
    var targetGroup: String? { get set }
    var cohort: String? { get set }
    var firstStartDay: CalendarDate? { get set }
    var levelOfQualification: LevelOfQualification? { get set }
    var qualificationAwarded: QualificationAwarded? { get set }
    var formalDocument: FormalDocument? { get set }
    var fieldsOfStudy: String? { get set }
    var admissionRequirements: [LocalisedTextV1]? { get set }
    var qualificationRequirements: [LocalisedTextV1]? { get set }
    var assessment: [LocalisedTextV1]? { get set }
    var enrolmentInstructions: [LocalisedTextV1]? { get set }
    var resources: [String]? { get set }
    var examPlans: [ExamPlan]? { get set }
    var link: String? { get set }
}

protocol ExamPlanContract {
    var name: String { get }
    var cohort: String? { get }
    var educationProductId: UUIDValue? { get }
    var registration: RegisterReferenceV1? { get }
    var link: String? { get }
    var adoptedOn: CalendarDate? { get }
    init(
        name: String, cohort: String?, educationProductId: UUIDValue?, registration: RegisterReferenceV1?,
        link: String?, adoptedOn: CalendarDate?)
}

extension CreateEducationProductV1: ProductContract {}
extension ReviseEducationProductV1: ProductContract {}
extension EducationProductCreatedV1: ProductContract {}
extension EducationProductRevisedV1: ProductContract {}
extension CreateEducationProductV1.ExamPlan: ExamPlanContract {}
extension ReviseEducationProductV1.ExamPlan: ExamPlanContract {}
extension EducationProductCreatedV1.ExamPlan: ExamPlanContract {}
extension EducationProductRevisedV1.ExamPlan: ExamPlanContract {}

extension ExamPlanContract {
    fileprivate var plan: Catalogue.ExamPlan {
        var plan = Catalogue.ExamPlan(name, cohort: cohort)
        plan.product = educationProductId
        plan.entry = registration.map { RegisterEntry($0) }
        plan.link = link
        plan.adoptedOn = adoptedOn
        return plan
    }

    fileprivate init(_ plan: Catalogue.ExamPlan) {
        self.init(
            name: plan.name, cohort: plan.cohort, educationProductId: plan.product,
            registration: plan.entry?.contract, link: plan.link, adoptedOn: plan.adoptedOn)
    }
}

extension ProductContract {
    var described: EducationProduct.Description {
        var description = EducationProduct.Description(names: names.map { LocalisedText($0) })
        description.abbreviation = abbreviation
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.studyLoad = studyLoad.map { StudyLoad($0) }
        description.level = level?.rawValue
        description.modeOfStudy = modeOfStudy?.rawValue
        description.modesOfDelivery = modesOfDelivery.map { $0.map(\.rawValue) }
        description.teachingLanguages = teachingLanguages
        description.duration = duration
        description.qualification = qualificationId
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        description.primaryCode = primaryCode.map { OtherCode($0) }
        description.learningOutcomes = learningOutcomeIds
        description.elective = electiveId
        description.organisation = organisationId
        description.componentType = componentType?.rawValue
        description.learningPath = learningPath?.rawValue
        description.targetGroup = targetGroup
        description.cohort = cohort
        description.firstStartDay = firstStartDay
        description.levelOfQualification = levelOfQualification?.rawValue
        description.qualificationAwarded = qualificationAwarded?.rawValue
        description.formalDocument = formalDocument?.rawValue
        description.fieldsOfStudy = fieldsOfStudy
        description.admissionRequirements = admissionRequirements.map { $0.map { LocalisedText($0) } }
        description.qualificationRequirements = qualificationRequirements.map { $0.map { LocalisedText($0) } }
        description.assessment = assessment.map { $0.map { LocalisedText($0) } }
        description.enrolmentInstructions = enrolmentInstructions.map { $0.map { LocalisedText($0) } }
        description.resources = resources
        description.examPlans = examPlans.map { $0.map { $0.plan } }
        description.link = link
        return description
    }

    func describing(_ description: EducationProduct.Description) -> Self {
        var contract = self
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.studyLoad = description.studyLoad?.contract
        contract.level = description.level.flatMap { Level(rawValue: $0) }
        contract.modeOfStudy = description.modeOfStudy.flatMap { ModeOfStudy(rawValue: $0) }
        contract.modesOfDelivery = description.modesOfDelivery.map { $0.compactMap { ModeOfDelivery(rawValue: $0) } }
        contract.teachingLanguages = description.teachingLanguages
        contract.duration = description.duration
        contract.qualificationId = description.qualification
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        contract.primaryCode = description.primaryCode?.contract
        contract.learningOutcomeIds = description.learningOutcomes
        contract.electiveId = description.elective
        contract.organisationId = description.organisation
        contract.componentType = description.componentType.flatMap { ComponentType(rawValue: $0) }
        contract.learningPath = description.learningPath.flatMap { LearningPath(rawValue: $0) }
        contract.targetGroup = description.targetGroup
        contract.cohort = description.cohort
        contract.firstStartDay = description.firstStartDay
        contract.levelOfQualification = description.levelOfQualification.flatMap { LevelOfQualification(rawValue: $0) }
        contract.qualificationAwarded = description.qualificationAwarded.flatMap { QualificationAwarded(rawValue: $0) }
        contract.formalDocument = description.formalDocument.flatMap { FormalDocument(rawValue: $0) }
        contract.fieldsOfStudy = description.fieldsOfStudy
        contract.admissionRequirements = description.admissionRequirements.map { $0.map(\.contract) }
        contract.qualificationRequirements = description.qualificationRequirements.map { $0.map(\.contract) }
        contract.assessment = description.assessment.map { $0.map(\.contract) }
        contract.enrolmentInstructions = description.enrolmentInstructions.map { $0.map(\.contract) }
        contract.resources = description.resources
        contract.examPlans = description.examPlans.map { $0.map { ExamPlan($0) } }
        contract.link = description.link
        return contract
    }
}
