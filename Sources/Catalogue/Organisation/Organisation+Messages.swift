package import EventSourcing

extension Organisation {
    package enum Command: Sendable, Hashable {
        case create(Description, Lineage)
        case revise(Description, Lineage)
        case end(End)
    }

    /// What a message asks, before it was looked up what is known of the organisation around it.
    package enum Request: Sendable, Hashable {
        case create(Description)
        case revise(Description)
        case end(End)
    }

    package enum Event: Sendable, Hashable {
        case created(Description)
        case revised(Description)
        case ended(End)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        /// It has ended, and otherwise than is asked.
        case ended
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case validityReversed
        /// Nothing lies around the institution itself.
        case rootWithParent
        case parentUnknown
        /// It would come to be part of itself.
        case cycle
    }

    package struct Description: Sendable, Hashable {
        /// The type of the institution itself.
        static let rootType = "root"

        /// In the contract's words; the sector may add to them.
        package var type: String
        package var primaryCode: OtherCode
        package var names: [LocalisedText]
        package var shortName: String?
        package var descriptions: [LocalisedText]?
        /// The organisation of which it is a part.
        package var parent: UUIDValue?
        package var addresses: [Address]?
        package var link: String?
        package var logo: String?
        package var otherCodes: [OtherCode]?
        package var validity: Validity?

        package init(type: String, primaryCode: OtherCode, names: [LocalisedText]) {
            self.type = type
            self.primaryCode = primaryCode
            self.names = names
        }
    }

    /// The last day on which it existed, and why.
    package struct End: Sendable, Hashable {
        package let lastDay: CalendarDate
        package let reason: String?

        package init(on lastDay: CalendarDate, reason: String? = nil) {
            self.lastDay = lastDay
            self.reason = reason
        }
    }
}
