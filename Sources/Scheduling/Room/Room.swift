package import EventSourcing

/// A room (lokaal, leslocatie).
package typealias Room = Resource<RoomDescription>

/// A room as it is: its kind, seats, features and place.
package struct RoomDescription: Describable {
    package var names: [LocalisedText]
    /// As on timetables and doors.
    package var abbreviation: String
    /// In the contract's words, such as `lecture_room`; the sector may add to them.
    package var type: String
    package var seats: Int64
    package var features: [String]?
    package var location: UUIDValue?
    package var building: String?
    package var floor: String?
    package var wing: String?
    package var otherCodes: [OtherCode]?

    package init(names: [LocalisedText], abbreviation: String, type: String, seats: Int64) {
        self.names = names
        self.abbreviation = abbreviation
        self.type = type
        self.seats = seats
    }

    package var fault: DescriptionFault? { names.fault }
}
