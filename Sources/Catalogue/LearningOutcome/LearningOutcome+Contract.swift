package import EventSourcing
package import HubContracts

/// What all contracts that describe a learning outcome have in common.
private protocol OutcomeContract {
    associatedtype Framework: FrameworkContract
    associatedtype ComplexityLevel: RawRepresentable<String>
    associatedtype LevelOfQualification: RawRepresentable<String>
    var primaryCode: CodeV1 { get set }
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var framework: Framework? { get set }
    var qualificationId: UUIDValue? { get set }
    var electiveId: UUIDValue? { get set }
    var parentIds: [UUIDValue]? { get set }
    var studyLoad: StudyLoadV1? { get set }
    var complexityLevel: ComplexityLevel? { get set }
    var levelOfQualification: LevelOfQualification? { get set }
    var fieldsOfStudy: String? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
}

private protocol FrameworkContract {
    associatedtype Kind: RawRepresentable<String>
    var kind: Kind { get }
    var code: String { get }
    init(kind: Kind, code: String)
}

extension CreateLearningOutcomeV1: OutcomeContract {}
extension ReviseLearningOutcomeV1: OutcomeContract {}
extension LearningOutcomeCreatedV1: OutcomeContract {}
extension LearningOutcomeRevisedV1: OutcomeContract {}
extension CreateLearningOutcomeV1.Framework: FrameworkContract {}
extension ReviseLearningOutcomeV1.Framework: FrameworkContract {}
extension LearningOutcomeCreatedV1.Framework: FrameworkContract {}
extension LearningOutcomeRevisedV1.Framework: FrameworkContract {}

extension OutcomeContract {
    fileprivate var description: LearningOutcome.Description {
        var description = LearningOutcome.Description(
            primaryCode: OtherCode(primaryCode), names: names.map { LocalisedText($0) })
        description.abbreviation = abbreviation
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.framework = framework.map { .init(kind: $0.kind.rawValue, code: $0.code) }
        description.qualification = qualificationId
        description.elective = electiveId
        description.parents = parentIds
        description.studyLoad = studyLoad.map { StudyLoad($0) }
        description.complexityLevel = complexityLevel?.rawValue
        description.levelOfQualification = levelOfQualification?.rawValue
        description.fieldsOfStudy = fieldsOfStudy
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        return description
    }

    fileprivate func describing(_ description: LearningOutcome.Description) -> Self {
        var contract = self
        contract.primaryCode = description.primaryCode.contract
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.framework = description.framework.flatMap { place in
            Framework.Kind(rawValue: place.kind).map { Framework(kind: $0, code: place.code) }
        }
        contract.qualificationId = description.qualification
        contract.electiveId = description.elective
        contract.parentIds = description.parents
        contract.studyLoad = description.studyLoad?.contract
        contract.complexityLevel = description.complexityLevel.flatMap { ComplexityLevel(rawValue: $0) }
        contract.levelOfQualification = description.levelOfQualification.flatMap { LevelOfQualification(rawValue: $0) }
        contract.fieldsOfStudy = description.fieldsOfStudy
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        return contract
    }
}

extension LearningOutcome: ContractDecider {
    package static let identifier = "learningOutcomeId"
    package static let key = ObjectKey.institution

    package static let commands: [CommandContract<Request>] = [
        .init(CreateLearningOutcomeV1.self, \.learningOutcomeId) { .create($0.description) },
        .init(ReviseLearningOutcomeV1.self, \.learningOutcomeId) { .revise($0.description) },
        .init(AdoptLearningOutcomeV1.self, \.learningOutcomeId) {
            .take(
                .adoption(
                    .init(
                        on: $0.adoptedOn, by: $0.adoptedBy, decidedBy: $0.decidedByPerson,
                        proposedBy: $0.proposedByPerson)))
        },
        .init(ReopenLearningOutcomeV1.self, \.learningOutcomeId) { .take(.reopening(reason: $0.reason)) },
        .init(PublishLearningOutcomeV1.self, \.learningOutcomeId) { .take(.publication(on: $0.publishedOn)) },
        .init(DeactivateLearningOutcomeV1.self, \.learningOutcomeId) { .take(.deactivation(reason: $0.reason)) },
        .init(ReactivateLearningOutcomeV1.self, \.learningOutcomeId) { .take(.reactivation(reason: $0.reason)) },
        .init(ExpireLearningOutcomeV1.self, \.learningOutcomeId) { .take(.expiry(lastDay: $0.lastDay)) },
        .init(ArchiveLearningOutcomeV1.self, \.learningOutcomeId) { .take(.archiving(reason: $0.reason)) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(LearningOutcomeCreatedV1.self, [.neighbours, .reminders]) { .created($0.description) },
        .init(LearningOutcomeRevisedV1.self, [.neighbours, .reminders]) { .revised($0.description) },
        .init(LearningOutcomeAdoptedV1.self) {
            .taken(
                .adoption(
                    .init(
                        on: $0.adoptedOn, by: $0.adoptedBy, decidedBy: $0.decidedByPerson,
                        proposedBy: $0.proposedByPerson)))
        },
        .init(LearningOutcomeReopenedV1.self) { .taken(.reopening(reason: $0.reason)) },
        .init(LearningOutcomePublishedV1.self) { .taken(.publication(on: $0.publishedOn)) },
        .init(LearningOutcomeDeactivatedV1.self) { .taken(.deactivation(reason: $0.reason)) },
        .init(LearningOutcomeReactivatedV1.self) { .taken(.reactivation(reason: $0.reason)) },
        .init(LearningOutcomeExpiredV1.self, .reminders) { .taken(.expiry(lastDay: $0.lastDay)) },
        .init(LearningOutcomeArchivedV1.self, .reminders) { .taken(.archiving(reason: $0.reason)) },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .created(let description):
            LearningOutcomeCreatedV1(
                learningOutcomeId: id, primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .revised(let description):
            LearningOutcomeRevisedV1(
                learningOutcomeId: id, primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .taken(.adoption(let adoption)):
            LearningOutcomeAdoptedV1(
                learningOutcomeId: id, adoptedOn: adoption.day, adoptedBy: adoption.body,
                decidedByPerson: adoption.decidedBy, proposedByPerson: adoption.proposedBy)
        case .taken(.reopening(let reason)): LearningOutcomeReopenedV1(learningOutcomeId: id, reason: reason)
        case .taken(.publication(let day)): LearningOutcomePublishedV1(learningOutcomeId: id, publishedOn: day)
        case .taken(.deactivation(let reason)): LearningOutcomeDeactivatedV1(learningOutcomeId: id, reason: reason)
        case .taken(.reactivation(let reason)): LearningOutcomeReactivatedV1(learningOutcomeId: id, reason: reason)
        case .taken(.expiry(let lastDay)): LearningOutcomeExpiredV1(learningOutcomeId: id, lastDay: lastDay)
        case .taken(.archiving(let reason)): LearningOutcomeArchivedV1(learningOutcomeId: id, reason: reason)
        }
    }
}
