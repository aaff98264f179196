package import EventSourcing
package import HubContracts

/// What both contracts that describe a room have in common.
private protocol RoomContract {
    associatedtype RoomType: RawRepresentable<String>
    var names: [LocalisedTextV1] { get set }
    var abbreviation: String { get set }
    var roomType: RoomType { get set }
    var seats: Int64 { get set }
    var features: [String]? { get set }
    var locationId: UUIDValue? { get set }
    var building: String? { get set }
    var floor: String? { get set }
    var wing: String? { get set }
    var otherCodes: [CodeV1]? { get set }
}

extension DescribeRoomV1: RoomContract {}
extension RoomDescribedV1: RoomContract {}

extension RoomDescription {
    fileprivate init(_ contract: some RoomContract) {
        self.init(
            names: contract.names.map { LocalisedText($0) }, abbreviation: contract.abbreviation,
            type: contract.roomType.rawValue, seats: contract.seats)
        features = contract.features
        location = contract.locationId
        building = contract.building
        floor = contract.floor
        wing = contract.wing
        otherCodes = contract.otherCodes.map { $0.map { OtherCode($0) } }
    }
}

extension Resource<RoomDescription>.Request {
    package init(_ contract: DescribeRoomV1) { self = .describe(RoomDescription(contract)) }
}

extension Resource<RoomDescription>.Event {
    package init(_ contract: RoomDescribedV1) { self = .described(RoomDescription(contract)) }
    package init(_ contract: RoomRetiredV1) { self = .ended(lastDay: contract.lastDay) }

    /// - Parameter id: the room.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .described(let room):
            RoomDescribedV1(
                roomId: id, names: room.names.map(\.contract), abbreviation: room.abbreviation,
                roomType: .init(rawValue: room.type), seats: room.seats, features: room.features,
                locationId: room.location, building: room.building, floor: room.floor, wing: room.wing,
                otherCodes: room.otherCodes.map { $0.map(\.contract) })
        case .ended(let lastDay): RoomRetiredV1(roomId: id, lastDay: lastDay)
        }
    }
}
