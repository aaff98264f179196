package import EventSourcing
package import FoundationEssentials

extension Qualification {
    package enum Command: Sendable, Hashable {
        case record(Description)
        /// The register ends it: the last day on which a student could begin.
        case expire(lastDay: CalendarDate)
        /// A product rests on it.
        case list(product: UUIDValue)
        /// A product rests on it no longer.
        case takeOff(product: UUIDValue)
    }

    package enum Event: Sendable, Hashable {
        case recorded(Description)
        case expired(lastDay: CalendarDate)
        /// It was recorded all the same.
        case deviationNoted([Deviation])
        case listed(product: UUIDValue)
        case takenOff(product: UUIDValue)
        /// Products that it lists rest on one that has expired; at most ``mostProductsOfEvent``.
        case expiryReached(products: [UUIDValue], lastDay: CalendarDate)
    }

    /// As many products as one event names, so that it fits a message.
    package static let mostProductsOfEvent = 400

    package enum Rejection: Error, Hashable {
        /// It cannot end before it was recorded.
        case notRecorded
    }

    /// A rule of ours that the register's description breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case recordedAfterExpiry
        case codeChanged
        case dossierChanged
        case levelChanged
        case validityReversed
        case expiryBeforeStart
    }

    /// What the register says of a qualification.
    package struct Description: Sendable, Hashable {
        package var dossier: UUIDValue
        package var entry: RegisterEntry
        /// Names repeat; the entry does not.
        package var name: String
        /// From 1 to 4.
        package var level: Int64
        /// In the contract's words; the sector may add to them.
        package var educationType: String?
        package var learningPaths: [String]
        /// The factor by which a student counts in the funding.
        package var priceFactor: Decimal?
        /// The ministries whose law sets requirements for the profession.
        package var professionalRequirements: [String]?
        package var validity: Validity

        package init(
            dossier: UUIDValue, entry: RegisterEntry, name: String, level: Int64, educationType: String? = nil,
            learningPaths: [String], priceFactor: Decimal? = nil, professionalRequirements: [String]? = nil,
            validity: Validity
        ) {
            self.dossier = dossier
            self.entry = entry
            self.name = name
            self.level = level
            self.educationType = educationType
            self.learningPaths = learningPaths
            self.priceFactor = priceFactor
            self.professionalRequirements = professionalRequirements
            self.validity = validity
        }
    }
}
