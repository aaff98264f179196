package import EventSourcing
package import HubContracts

/// What all contracts that describe an elective have in common.
private protocol ElectiveContract {
    associatedtype Purpose: RawRepresentable<String>
    associatedtype FormalDocument: RawRepresentable<String>
    var registration: RegisterReferenceV1 { get }
    var name: String { get }
    var studyLoad: StudyLoadV1 { get }
    var qualificationIds: [UUIDValue] { get }
    var purposes: [Purpose]? { get }
    var formalDocument: FormalDocument? { get }
    var validity: PeriodV1 { get }
}

extension RecordElectiveV1: ElectiveContract {}
extension ElectiveRecordedV1: ElectiveContract {}

extension ElectiveContract {
    fileprivate var description: Elective.Description {
        Elective.Description(
            entry: RegisterEntry(registration), name: name, studyLoad: StudyLoad(studyLoad),
            qualifications: qualificationIds, purposes: purposes.map { $0.map(\.rawValue) },
            formalDocument: formalDocument?.rawValue, validity: Validity(validity))
    }
}

extension Elective: ContractDecider {
    package typealias Neighbours = InstitutionObjects

    package static let identifier = "electiveId"
    package static let key = ObjectKey.itself

    package static let commands: [CommandContract<Command>] = [
        .init(RecordElectiveV1.self, \.electiveId) { .record($0.description) },
        .init(ExpireElectiveV1.self, \.electiveId) { .expire(lastDay: $0.lastDay) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(ElectiveRecordedV1.self) { .recorded($0.description) },
        .init(ElectiveExpiredV1.self) { .expired(lastDay: $0.lastDay) },
        // A deviation that this version does not know is passed over: it changes no state.
        .init(ElectiveDeviationNotedV1.self) {
            .deviationNoted($0.deviations.compactMap { Deviation(rawValue: $0.code.rawValue) })
        },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .recorded(let description):
            ElectiveRecordedV1(
                electiveId: id, registration: description.entry.contract, name: description.name,
                studyLoad: description.studyLoad.contract, qualificationIds: description.qualifications,
                purposes: description.purposes.map { $0.map { .init(rawValue: $0) } },
                formalDocument: description.formalDocument.map { .init(rawValue: $0) },
                validity: description.validity.contract)
        case .expired(let lastDay): ElectiveExpiredV1(electiveId: id, lastDay: lastDay)
        case .deviationNoted(let deviations):
            ElectiveDeviationNotedV1(
                electiveId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notRecorded: .init(.notFound, "the elective is not recorded yet")
        }
    }
}

extension Elective.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .recordedAfterExpiry: "The register describes it anew after it had expired."
        case .codeChanged: "It has another code in the register than before."
        case .studyLoadChanged: "It has another study load than before."
        case .validityReversed: "It ends before it begins."
        case .expiryBeforeStart: "Its last day lies before its first."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .recordedAfterExpiry: nil
        case .codeChanged: "/registration/identifier"
        case .studyLoadChanged: "/studyLoad"
        case .validityReversed: "/validity/validTo"
        case .expiryBeforeStart: "/lastDay"
        }
    }
}
