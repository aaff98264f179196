package import EventSourcing

extension Elective {
    package enum Command: Sendable, Hashable {
        case record(Description)
        /// The register ends it: the last day on which a student could begin.
        case expire(lastDay: CalendarDate)
    }

    package enum Event: Sendable, Hashable {
        case recorded(Description)
        case expired(lastDay: CalendarDate)
        /// It was recorded all the same.
        case deviationNoted([Deviation])
    }

    package enum Rejection: Error, Hashable {
        /// It cannot end before it was recorded.
        case notRecorded
    }

    /// A rule of ours that the register's description breaks.
    package enum Deviation: String, Sendable, Hashable, CaseIterable {
        case recordedAfterExpiry
        case codeChanged
        case studyLoadChanged
        case validityReversed
        case expiryBeforeStart
    }

    /// What the register says of an elective.
    package struct Description: Sendable, Hashable {
        package var entry: RegisterEntry
        package var name: String
        package var studyLoad: StudyLoad
        /// With which it may be taken.
        package var qualifications: [UUIDValue]
        /// In the contract's words, as the other lists that the sector may extend.
        package var purposes: [String]?
        package var formalDocument: String?
        package var validity: Validity

        package init(
            entry: RegisterEntry, name: String, studyLoad: StudyLoad, qualifications: [UUIDValue],
            purposes: [String]? = nil, formalDocument: String? = nil, validity: Validity
        ) {
            self.entry = entry
            self.name = name
            self.studyLoad = studyLoad
            self.qualifications = qualifications
            self.purposes = purposes
            self.formalDocument = formalDocument
            self.validity = validity
        }
    }
}
