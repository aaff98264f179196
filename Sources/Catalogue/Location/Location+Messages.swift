package import EventSourcing
package import FoundationEssentials

extension Location {
    package enum Command: Sendable, Hashable {
        case create(Description, Surroundings)
        case revise(Description, Surroundings)
        case close(Closing)
    }

    /// What a message asks, before it was looked up what is known of the objects that it names.
    package enum Request: Sendable, Hashable {
        case create(Description)
        case revise(Description)
        case close(Closing)
    }

    package enum Event: Sendable, Hashable {
        case created(Description)
        case revised(Description)
        case closed(Closing)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        /// It has been closed, and otherwise than is asked.
        case closed
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case validityReversed
        case organisationUnknown
        case locationUnknown
        /// It would come to lie within itself.
        case cycle
    }

    package struct Description: Sendable, Hashable {
        /// In the contract's words; the sector may add to them.
        package var type: String
        package var primaryCode: OtherCode
        package var names: [LocalisedText]
        package var abbreviation: String?
        package var organisation: UUIDValue?
        /// The location within which it lies.
        package var partOf: UUIDValue?
        package var address: Address?
        package var point: Point?
        package var link: String?
        package var otherCodes: [OtherCode]?
        package var validity: Validity?

        package init(type: String, primaryCode: OtherCode, names: [LocalisedText]) {
            self.type = type
            self.primaryCode = primaryCode
            self.names = names
        }
    }

    /// A point in WGS 84.
    package struct Point: Sendable, Hashable {
        package let latitude: Decimal
        package let longitude: Decimal

        package init(latitude: Decimal, longitude: Decimal) {
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    /// The last day on which it was used, and why.
    package struct Closing: Sendable, Hashable {
        package let lastDay: CalendarDate
        package let reason: String?

        package init(on lastDay: CalendarDate, reason: String? = nil) {
            self.lastDay = lastDay
            self.reason = reason
        }
    }

    /// What is known of the objects that a description names.
    package struct Surroundings: Sendable, Hashable {
        package var lineage: Lineage
        /// Also where it names none.
        package var organisationIsKnown: Bool

        package init(lineage: Lineage = Lineage(), organisationIsKnown: Bool = true) {
            self.lineage = lineage
            self.organisationIsKnown = organisationIsKnown
        }
    }
}
