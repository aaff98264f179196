package import EventSourcing
package import HubContracts

/// What all contracts that describe an academic session have in common.
private protocol SessionContract {
    associatedtype AcademicSessionType: RawRepresentable<String>
    var academicSessionType: AcademicSessionType { get }
    var primaryCode: CodeV1 { get set }
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var firstDay: CalendarDate { get set }
    var lastDay: CalendarDate { get set }
    var parentId: UUIDValue? { get set }
    var otherCodes: [CodeV1]? { get set }
}

extension CreateAcademicSessionV1: SessionContract {}
extension ReviseAcademicSessionV1: SessionContract {}
extension AcademicSessionCreatedV1: SessionContract {}
extension AcademicSessionRevisedV1: SessionContract {}

extension SessionContract {
    fileprivate var description: AcademicSession.Description {
        var description = AcademicSession.Description(
            type: academicSessionType.rawValue, primaryCode: OtherCode(primaryCode),
            names: names.map { LocalisedText($0) }, days: .init(from: firstDay, to: lastDay))
        description.abbreviation = abbreviation
        description.parent = parentId
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        return description
    }

    fileprivate func describing(_ description: AcademicSession.Description) -> Self {
        var contract = self
        contract.primaryCode = description.primaryCode.contract
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.firstDay = description.days.first
        contract.lastDay = description.days.last
        contract.parentId = description.parent
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        return contract
    }
}

extension AcademicSession: ContractDecider {
    package static let identifier = "academicSessionId"
    package static let key = ObjectKey.institution

    package static let commands: [CommandContract<Request>] = [
        .init(CreateAcademicSessionV1.self, \.academicSessionId) { .create($0.description) },
        .init(ReviseAcademicSessionV1.self, \.academicSessionId) { .revise($0.description) },
        .init(WithdrawAcademicSessionV1.self, \.academicSessionId) { .withdraw(reason: $0.reason) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(AcademicSessionCreatedV1.self, .neighbours) { .created($0.description) },
        .init(AcademicSessionRevisedV1.self, .neighbours) { .revised($0.description) },
        .init(AcademicSessionWithdrawnV1.self, .neighbours) { .withdrawn(reason: $0.reason) },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .created(let description):
            AcademicSessionCreatedV1(
                academicSessionId: id, academicSessionType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: [], firstDay: description.days.first,
                lastDay: description.days.last
            ).describing(description)
        case .revised(let description):
            AcademicSessionRevisedV1(
                academicSessionId: id, academicSessionType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: [], firstDay: description.days.first,
                lastDay: description.days.last
            ).describing(description)
        case .withdrawn(let reason): AcademicSessionWithdrawnV1(academicSessionId: id, reason: reason)
        }
    }
}
