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

extension Qualification: ContractDecider {
    package typealias Neighbours = InstitutionObjects

    package static let identifier = "qualificationId"
    package static let key = ObjectKey.itself

    package static let commands: [CommandContract<Command>] = [
        .init(recorded: RecordQualificationV1.self) { .record($0.description) },
        .init(recorded: ExpireQualificationV1.self) { .expire(lastDay: $0.lastDay) },
        .init(ListProductOnQualificationV1.self, \.qualificationId) { .list(product: $0.educationProductId) },
        .init(TakeProductOffQualificationV1.self, \.qualificationId) { .takeOff(product: $0.educationProductId) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(QualificationRecordedV1.self) { .recorded($0.description) },
        .init(QualificationExpiredV1.self) { .expired(lastDay: $0.lastDay) },
        .init(ProductListedOnQualificationV1.self) { .listed(product: $0.educationProductId) },
        .init(ProductTakenOffQualificationV1.self) { .takenOff(product: $0.educationProductId) },
        .init(QualificationExpiryReachedProductsV1.self) {
            .expiryReached(products: $0.educationProductIds, lastDay: $0.lastDay)
        },
        // A deviation that this version does not know is passed over: it changes no state.
        .init(QualificationDeviationNotedV1.self) {
            .deviationNoted($0.deviations.compactMap { Deviation(rawValue: $0.code.rawValue) })
        },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
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

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notRecorded: .init(.notFound, "the qualification is not recorded yet")
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
