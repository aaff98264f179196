package import EventSourcing
import FoundationEssentials
package import HubContracts

/// What all contracts that describe a location have in common.
private protocol LocationContract {
    associatedtype LocationType: RawRepresentable<String>
    associatedtype Geolocation: GeolocationContract
    var locationType: LocationType { get }
    var primaryCode: CodeV1 { get set }
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String? { get set }
    var organisationId: UUIDValue? { get set }
    var partOfLocationId: UUIDValue? { get set }
    var address: AddressV1? { get set }
    var geolocation: Geolocation? { get set }
    var link: String? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
}

private protocol GeolocationContract {
    var latitude: Decimal { get }
    var longitude: Decimal { get }
    init(latitude: Decimal, longitude: Decimal)
}

extension CreateLocationV1: LocationContract {}
extension ReviseLocationV1: LocationContract {}
extension LocationCreatedV1: LocationContract {}
extension LocationRevisedV1: LocationContract {}
extension CreateLocationV1.Geolocation: GeolocationContract {}
extension ReviseLocationV1.Geolocation: GeolocationContract {}
extension LocationCreatedV1.Geolocation: GeolocationContract {}
extension LocationRevisedV1.Geolocation: GeolocationContract {}

extension LocationContract {
    fileprivate var description: Location.Description {
        var description = Location.Description(
            type: locationType.rawValue, primaryCode: OtherCode(primaryCode), names: names.map { LocalisedText($0) })
        description.abbreviation = abbreviation
        description.organisation = organisationId
        description.partOf = partOfLocationId
        description.address = address.map { Address($0) }
        description.point = geolocation.map { .init(latitude: $0.latitude, longitude: $0.longitude) }
        description.link = link
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        return description
    }

    fileprivate func describing(_ description: Location.Description) -> Self {
        var contract = self
        contract.primaryCode = description.primaryCode.contract
        contract.names = description.names.map(\.contract)
        contract.abbreviation = description.abbreviation
        contract.organisationId = description.organisation
        contract.partOfLocationId = description.partOf
        contract.address = description.address?.contract
        contract.geolocation = description.point.map { .init(latitude: $0.latitude, longitude: $0.longitude) }
        contract.link = description.link
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        return contract
    }
}

extension Location: ContractDecider {
    package static let identifier = "locationId"
    package static let key = ObjectKey.institution

    package static let commands: [CommandContract<Request>] = [
        .init(CreateLocationV1.self, \.locationId) { .create($0.description) },
        .init(ReviseLocationV1.self, \.locationId) { .revise($0.description) },
        .init(CloseLocationV1.self, \.locationId) { .close(Closing(on: $0.lastDay, reason: $0.reason)) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(LocationCreatedV1.self, .neighbours) { .created($0.description) },
        .init(LocationRevisedV1.self, .neighbours) { .revised($0.description) },
        .init(LocationClosedV1.self) { .closed(Closing(on: $0.lastDay, reason: $0.reason)) },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .created(let description):
            LocationCreatedV1(
                locationId: id, locationType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .revised(let description):
            LocationRevisedV1(
                locationId: id, locationType: .init(rawValue: description.type),
                primaryCode: description.primaryCode.contract, names: []
            ).describing(description)
        case .closed(let closing):
            LocationClosedV1(locationId: id, lastDay: closing.lastDay, reason: closing.reason)
        }
    }
}
