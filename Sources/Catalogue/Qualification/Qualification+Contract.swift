package import EventSourcing
import FoundationEssentials
package import HubContracts

/// What all contracts that describe a qualification have in common.
private protocol QualificationContract {
    associatedtype EducationType: RawRepresentable<String>
    associatedtype LearningPath: RawRepresentable<String>
    var qualificationDossierId: UUIDValue { get }
    var registration: RegisterReferenceV1 { get }
    var name: String { get }
    var level: Int64 { get }
    var educationType: EducationType? { get }
    var learningPaths: [LearningPath] { get }
    var priceFactor: Decimal? { get }
    var professionalRequirements: [String]? { get }
    var validity: PeriodV1 { get }
}

extension RecordQualificationV1: QualificationContract {}
extension QualificationRecordedV1: QualificationContract {}

extension QualificationContract {
    fileprivate var description: Qualification.Description {
        Qualification.Description(
            dossier: qualificationDossierId, entry: RegisterEntry(registration), name: name, level: level,
            educationType: educationType?.rawValue, learningPaths: learningPaths.map(\.rawValue),
            priceFactor: priceFactor, professionalRequirements: professionalRequirements, validity: Validity(validity))
    }
}

extension Qualification.Command {
    package init(_ contract: RecordQualificationV1) {
        self = .record(contract.description)
    }

    package init(_ contract: ExpireQualificationV1) {
        self = .expire(lastDay: contract.lastDay)
    }

    package init(_ contract: ListProductOnQualificationV1) {
        self = .list(product: contract.educationProductId)
    }

    package init(_ contract: TakeProductOffQualificationV1) {
        self = .takeOff(product: contract.educationProductId)
    }
}

extension Qualification.Event {
    package init(_ contract: QualificationRecordedV1) {
        self = .recorded(contract.description)
    }

    package init(_ contract: QualificationExpiredV1) {
        self = .expired(lastDay: contract.lastDay)
    }

    package init(_ contract: ProductListedOnQualificationV1) {
        self = .listed(product: contract.educationProductId)
    }

    package init(_ contract: ProductTakenOffQualificationV1) {
        self = .takenOff(product: contract.educationProductId)
    }

    package init(_ contract: QualificationExpiryReachedProductsV1) {
        self = .expiryReached(products: contract.educationProductIds, lastDay: contract.lastDay)
    }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: QualificationDeviationNotedV1) {
        self = .deviationNoted(
            contract.deviations.compactMap { Qualification.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the qualification.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .recorded(let description):
            QualificationRecordedV1(
                qualificationId: id, qualificationDossierId: description.dossier,
                registration: description.entry.contract, name: description.name, level: description.level,
                educationType: description.educationType.map { .init(rawValue: $0) },
                learningPaths: description.learningPaths.map { .init(rawValue: $0) },
                priceFactor: description.priceFactor,
                professionalRequirements: description.professionalRequirements,
                validity: description.validity.contract)
        case .expired(let lastDay):
            QualificationExpiredV1(qualificationId: id, lastDay: lastDay)
        case .deviationNoted(let deviations):
            QualificationDeviationNotedV1(
                qualificationId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        case .listed(let product):
            ProductListedOnQualificationV1(qualificationId: id, educationProductId: product)
        case .takenOff(let product):
            ProductTakenOffQualificationV1(qualificationId: id, educationProductId: product)
        case .expiryReached(let products, let lastDay):
            QualificationExpiryReachedProductsV1(qualificationId: id, lastDay: lastDay, educationProductIds: products)
        }
    }
}

extension Qualification.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .recordedAfterExpiry: "The register describes it anew after it had expired."
        case .codeChanged: "It has another code in the register than before."
        case .dossierChanged: "It belongs to another qualification dossier than before."
        case .levelChanged: "It has another level than before."
        case .validityReversed: "It ends before it begins."
        case .expiryBeforeStart: "Its last day lies before its first."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .recordedAfterExpiry: nil
        case .codeChanged: "/registration/identifier"
        case .dossierChanged: "/qualificationDossierId"
        case .levelChanged: "/level"
        case .validityReversed: "/validity/validTo"
        case .expiryBeforeStart: "/lastDay"
        }
    }
}
