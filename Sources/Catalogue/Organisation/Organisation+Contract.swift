package import EventSourcing
package import HubContracts

/// What all contracts that describe an organisation have in common.
private protocol OrganisationContract {
    associatedtype OrganisationType: RawRepresentable<String>
    var organisationType: OrganisationType { get }
    var primaryCode: CodeV1 { get set }
    var names: [LocalisedTextV1] { get set }
    var shortName: String? { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var parentId: UUIDValue? { get set }
    var addresses: [AddressV1]? { get set }
    var link: String? { get set }
    var logo: String? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
}

extension CreateOrganisationV1: OrganisationContract {}
extension ReviseOrganisationV1: OrganisationContract {}
extension OrganisationCreatedV1: OrganisationContract {}
extension OrganisationRevisedV1: OrganisationContract {}

extension OrganisationContract {
    fileprivate var description: Organisation.Description {
        var description = Organisation.Description(
            type: organisationType.rawValue, primaryCode: OtherCode(primaryCode),
            names: names.map { LocalisedText($0) })
        description.shortName = shortName
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.parent = parentId
        description.addresses = addresses.map { $0.map { Address($0) } }
        description.link = link
        description.logo = logo
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        return description
    }

    fileprivate func describing(_ description: Organisation.Description) -> Self {
        var contract = self
        contract.primaryCode = description.primaryCode.contract
        contract.names = description.names.map(\.contract)
        contract.shortName = description.shortName
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.parentId = description.parent
        contract.addresses = description.addresses.map { $0.map(\.contract) }
        contract.link = description.link
        contract.logo = description.logo
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        return contract
    }
}

extension Organisation: ContractDecider {
    package static let identifier = "organisationId"
    package static let key = ObjectKey.institution

    package static let commands: [CommandContract<Request>] = [
        .init(CreateOrganisationV1.self, \.organisationId) { .create($0.description) },
        .init(ReviseOrganisationV1.self, \.organisationId) { .revise($0.description) },
        .init(EndOrganisationV1.self, \.organisationId) { .end(End(on: $0.lastDay, reason: $0.reason)) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(OrganisationCreatedV1.self, .neighbours) { .created($0.description) },
        .init(OrganisationRevisedV1.self, .neighbours) { .revised($0.description) },
        .init(OrganisationEndedV1.self) { .ended(End(on: $0.lastDay, reason: $0.reason)) },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .created(let description):
            OrganisationCreatedV1(
                organisationId: id, organisationType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .revised(let description):
            OrganisationRevisedV1(
                organisationId: id, organisationType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .ended(let end): OrganisationEndedV1(organisationId: id, lastDay: end.lastDay, reason: end.reason)
        }
    }
}
