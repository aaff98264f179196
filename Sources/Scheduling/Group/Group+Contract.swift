package import EventSourcing
package import HubContracts

/// What both contracts that describe a group have in common.
private protocol GroupContract {
    associatedtype GroupType: RawRepresentable<String>
    var groupType: GroupType { get }
    var names: [LocalisedTextV1] { get }
    var abbreviation: String { get }
    var academicSessionId: UUIDValue? { get }
    var offeringIds: [UUIDValue]? { get }
    var maximumMembers: Int64? { get }
    var otherCodes: [CodeV1]? { get }
}

extension DescribeGroupV1: GroupContract {}
extension GroupDescribedV1: GroupContract {}

extension Group.Description {
    fileprivate init(_ contract: some GroupContract) {
        self.init(
            type: contract.groupType.rawValue, names: contract.names.map { LocalisedText($0) },
            abbreviation: contract.abbreviation)
        academicSession = contract.academicSessionId
        offerings = contract.offeringIds
        maximumMembers = contract.maximumMembers
        otherCodes = contract.otherCodes.map { $0.map { OtherCode($0) } }
    }
}

extension Group.Event {
    package init(_ contract: GroupDescribedV1) { self = .described(Group.Description(contract)) }

    package init(_ contract: GroupMembersChangedV1) {
        self = .membersChanged(
            Group.MemberChange(
                on: contract.effectiveOn, added: contract.added ?? [], removed: contract.removed ?? []))
    }

    package init(_ contract: GroupDissolvedV1) { self = .dissolved(lastDay: contract.lastDay) }

    /// - Parameter id: the group.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .described(let group):
            GroupDescribedV1(
                groupId: id, groupType: .init(rawValue: group.type), names: group.names.map(\.contract),
                abbreviation: group.abbreviation, academicSessionId: group.academicSession,
                offeringIds: group.offerings, maximumMembers: group.maximumMembers,
                otherCodes: group.otherCodes.map { $0.map(\.contract) })
        case .membersChanged(let change):
            GroupMembersChangedV1(
                groupId: id, effectiveOn: change.effectiveOn, added: change.added.isEmpty ? nil : change.added,
                removed: change.removed.isEmpty ? nil : change.removed)
        case .dissolved(let lastDay): GroupDissolvedV1(groupId: id, lastDay: lastDay)
        }
    }
}

extension Group.Request {
    package init(_ contract: DescribeGroupV1) { self = .describe(Group.Description(contract)) }

    package init(_ contract: ChangeGroupMembersV1) {
        self = .changeMembers(
            Group.MemberChange(
                on: contract.effectiveOn, added: contract.added ?? [], removed: contract.removed ?? []))
    }

    package init(_ contract: DissolveGroupV1) { self = .dissolve(lastDay: contract.lastDay) }
}
