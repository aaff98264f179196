package import EventSourcing

extension AcademicSession {
    package enum Command: Sendable, Hashable {
        case create(Description, Surroundings)
        case revise(Description, Surroundings)
        case withdraw(reason: String, Surroundings)
    }

    /// What a message asks, before it was looked up what lies around and within the session.
    package enum Request: Sendable, Hashable {
        case create(Description)
        case revise(Description)
        case withdraw(reason: String)
    }

    package enum Event: Sendable, Hashable {
        case created(Description)
        case revised(Description)
        case withdrawn(reason: String)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        /// It has been withdrawn, and for another reason.
        case withdrawn
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        /// It ends before it begins.
        case reversed
        /// An academic year lies within nothing.
        case yearWithinAnother
        case parentUnknown
        /// It would come to lie within itself.
        case cycle
        /// It does not lie within the one around it; the days of that one.
        case outsideParent(Days)
        /// Sessions within it would no longer lie within its days; from the first to the last of theirs.
        case othersOutside(Days)
        /// Sessions lie within it: withdraw those first.
        case othersWithin
    }

    package struct Description: Sendable, Hashable {
        /// The type of an academic year.
        static let yearType = "academic_year"

        /// In the contract's words; the sector may add to them.
        package var type: String
        package var primaryCode: OtherCode
        package var names: [LocalisedText]
        package var abbreviation: String?
        package var days: Days
        /// The session within which it lies.
        package var parent: UUIDValue?
        package var otherCodes: [OtherCode]?

        package init(type: String, primaryCode: OtherCode, names: [LocalisedText], days: Days) {
            self.type = type
            self.primaryCode = primaryCode
            self.names = names
            self.days = days
        }
    }

    /// A run of days, the last one included.
    package struct Days: Sendable, Hashable {
        package let first: CalendarDate
        package let last: CalendarDate

        package init(from first: CalendarDate, to last: CalendarDate) {
            self.first = first
            self.last = last
        }

        func contain(_ other: Days) -> Bool { first <= other.first && other.last <= last }
    }

    /// What lies around and within a session.
    package struct Surroundings: Sendable, Hashable {
        /// Whether the one around it is the session itself, or lies within it.
        package var isCircular: Bool
        /// The days of the one around it; nil where there is none, or where nobody knows it.
        package var around: Days?
        /// From the first to the last day of the sessions within it.
        package var inner: Days?

        package init(isCircular: Bool = false, around: Days? = nil, inner: Days? = nil) {
            self.isCircular = isCircular
            self.around = around
            self.inner = inner
        }
    }
}
