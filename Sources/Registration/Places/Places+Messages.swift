package import EventSourcing

extension Places {
    package enum Command: Sendable, Hashable {
        /// What the catalogue says of the offering.
        case describe(Description)
        case setTerms(Terms)
        case request(Ask, AdmissionFacts)
        case release(placement: UUIDValue, version: Int64)
        case confirm(placement: UUIDValue, version: Int64)
        /// The system that owns placements has given the place.
        case record(Ask)
        case grant(placement: UUIDValue, Override)
        /// - Parameter offering: whose places these are.
        case drawLot(seed: String, offering: UUIDValue)
        /// A last day of the window is over.
        case closeWindow(CalendarDate)
        case cancel(version: Int64)
    }

    package enum Event: Sendable, Hashable {
        case described(Description)
        case termsSet(Terms)
        case granted(Ask, Grant)
        case waitlisted(Ask, Wait, rightOfAdmission: Bool, AdmissionFacts)
        case enteredForLot(Ask, AdmissionFacts)
        case refused(Ask, Refusal, AdmissionFacts)
        case released(placement: UUIDValue, version: Int64)
        case confirmed(placement: UUIDValue, version: Int64)
        case lotDrawn(Lot)
        case allotted([Allotment], startsOn: CalendarDate?)
        case windowClosed(CalendarDate)
        case cancelled
        /// At most ``mostPlacementsOfEvent``.
        case voided([UUIDValue])
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        /// The catalogue has not told of the offering.
        case notDescribed
        case cancelled
        /// The placement did not ask, or has given its place up.
        case notAsked
        case overrideNeeded
        /// The same version of the terms came with another content.
        case versionContradicted
        /// The terms cannot change after the lot.
        case lotDrawn
        /// There is nothing to draw a lot for.
        case selectionByArrival
        case windowOpen
        /// It was drawn with another seed.
        case drawnOtherwise
    }

    /// More places are granted than there are.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case capacityBelowGranted
        case recordedBeyondCapacity
    }

    /// As many placements as one event names, so that it fits a message.
    package static let mostPlacementsOfEvent = 400
    /// As many outcomes of a lot as one event has.
    package static let mostAllotmentsOfEvent = 300

    package struct Description: Sendable, Hashable {
        /// That of the offering in the catalogue.
        package let version: Int64
        package let startsOn: CalendarDate
        /// Nil without a maximum.
        package let capacity: Int64?
        package let window: Window

        package init(
            version: Int64, from startsOn: CalendarDate, capacity: Int64? = nil, window: Window = Window()
        ) {
            self.version = version
            self.startsOn = startsOn
            self.capacity = capacity
            self.window = window
        }
    }

    /// The days on which one can apply, the last one included.
    package struct Window: Sendable, Hashable {
        /// Nil while no first day is known.
        package let opensOn: CalendarDate?
        /// Nil where it closes when no places are left.
        package let closesOn: CalendarDate?

        package init(from opensOn: CalendarDate? = nil, to closesOn: CalendarDate? = nil) {
            self.opensOn = opensOn
            self.closesOn = closesOn
        }

        func contains(_ day: CalendarDate) -> Bool {
            if let opensOn, day < opensOn { return false }
            if let closesOn, closesOn < day { return false }
            return true
        }
    }

    /// On which terms applicants are admitted.
    package struct Terms: Sendable, Hashable {
        package let version: Int64
        package let maximumPublished: Bool
        package let extraRequirements: Bool
        package let selection: Selection

        package init(
            version: Int64, maximumPublished: Bool = false, extraRequirements: Bool = false, selection: Selection
        ) {
            self.version = version
            self.maximumPublished = maximumPublished
            self.extraRequirements = extraRequirements
            self.selection = selection
        }

        /// Whether they say the same, at whichever version.
        func areSame(as other: Terms) -> Bool {
            maximumPublished == other.maximumPublished && extraRequirements == other.extraRequirements
                && selection == other.selection
        }

        /// Whether nobody has a right of admission.
        var takeRightsAway: Bool { maximumPublished || extraRequirements }
    }

    /// Who gets a place when there are more applicants than places.
    package enum Selection: String, Sendable, Hashable {
        case arrival
        case lot
    }

    /// A placement that asks, at one of its versions.
    package struct Ask: Sendable, Hashable {
        package let placement: UUIDValue
        package let version: Int64
        package let subject: UUIDValue

        package init(_ placement: UUIDValue, version: Int64, subject: UUIDValue) {
            self.placement = placement
            self.version = version
            self.subject = subject
        }
    }

    package struct Grant: Sendable, Hashable {
        package let ground: Ground
        package let rightOfAdmission: Bool
        package let startsOn: CalendarDate?
        package let override: Override?

        package init(
            _ ground: Ground, rightOfAdmission: Bool = false, startsOn: CalendarDate? = nil, override: Override? = nil
        ) {
            self.ground = ground
            self.rightOfAdmission = rightOfAdmission
            self.startsOn = startsOn
            self.override = override
        }
    }

    /// Why a place was granted.
    package enum Ground: String, Sendable, Hashable {
        case capacity
        case rightOfAdmission
        case nextInLine
        case lot
        case override
        case recorded
    }

    /// Why a placement waits.
    package enum Wait: String, Sendable, Hashable {
        case full
        case placesUnknown
    }

    /// Why a placement gets no place.
    package enum Refusal: String, Sendable, Hashable {
        case outsideWindow
        case cancelled
    }

    /// A lot that has been drawn.
    package struct Lot: Sendable, Hashable {
        package let seed: String
        package let entrants: Int64
        package let places: Int64

        package init(seed: String, entrants: Int64, places: Int64) {
            self.seed = seed
            self.entrants = entrants
            self.places = places
        }
    }

    /// What the lot gave to one placement.
    package struct Allotment: Sendable, Hashable {
        package let placement: UUIDValue
        /// Its place in the order of the lot, from 1.
        package let rank: Int64
        package let isGranted: Bool

        package init(_ placement: UUIDValue, rank: Int64, isGranted: Bool) {
            self.placement = placement
            self.rank = rank
            self.isGranted = isGranted
        }
    }
}
