package import EventSourcing

extension LearningActivity {
    package enum Command: Sendable, Hashable {
        case propose(Proposal, among: Surroundings)
        case plan(Plan, findings: Findings)
        case move(Plan, reason: String?, findings: Findings)
        case cancel(Cancellation)
        case noteShortfall(learners: Int64)
        /// - Parameter strangers: those of the learners who are not and never were members of its groups.
        case recordAttendance([AttendanceEntry], strangers: Set<UUIDValue>)
    }

    package enum Event: Sendable, Hashable {
        case proposed(Proposal)
        case planned(Plan)
        case moved(Plan, reason: String?)
        case cancelled(Cancellation)
        case shortfallNoted(learners: Int64)
        case attendanceRecorded([AttendanceEntry])
    }

    package enum Rejection: Error, Hashable {
        case notProposed
        /// The identifier is in use for another content.
        case alreadyExists
        case wrongState(Phase)
        case invalid(DescriptionFault)
        /// Something that is named is not known, and where it is named.
        case unknown(pointer: String)
        case offeringDropped
        /// It would come after itself.
        case afterItself(place: Int)
        case bottlenecks([Bottleneck])
        case learnerRepeated(place: Int)
        case presentWithReason(place: Int)
    }

    /// What the planning board says to a proposal.
    package struct Surroundings: Sendable, Hashable {
        /// Pointers to what is not known.
        package var unknown: [String] = []
        package var isOfferingDropped = false
        /// The place among the earlier activities of one that itself comes after this one.
        package var placeOfItself: Int?

        package init() {}
    }

    /// What the planning board says to a plan.
    package struct Findings: Sendable, Hashable {
        /// Pointers to what is not known.
        package var unknown: [String] = []
        package var isOfferingDropped = false
        package var bottlenecks: [Bottleneck] = []

        package init() {}
    }

    /// What it is, for whom, and what it needs.
    package struct Proposal: Sendable, Hashable {
        package var offering: UUIDValue
        /// The offerings whose placements are its demand; nil for its own.
        package var demandOfferings: [UUIDValue]?
        package var calendar: UUIDValue
        package var names: [LocalisedText]
        package var abbreviation: String?
        /// In the contract's words, such as `practical`.
        package var type: String
        package var groups: [UUIDValue]?
        package var minimumLearners: Int64?
        package var maximumLearners: Int64?
        package var minimumStaff: Int64?
        package var neededSkills: [String]?
        package var neededFeatures: [String]?
        /// Those that must have ended before this one begins.
        package var after: [UUIDValue]?
        package var timing: Timing

        package init(
            of offering: UUIDValue, calendar: UUIDValue, names: [LocalisedText], type: String, timing: Timing
        ) {
            self.offering = offering
            self.calendar = calendar
            self.names = names
            self.type = type
            self.timing = timing
        }

        var fault: DescriptionFault? {
            if let fault = names.fault { return fault }
            guard let minimumLearners, let maximumLearners, maximumLearners < minimumLearners else { return nil }
            return DescriptionFault(.maximumBelowMinimum, at: "/maximumLearners")
        }

        var allGroups: [UUIDValue] { groups ?? [] }
        var allDemandOfferings: [UUIDValue] { demandOfferings ?? [offering] }
    }

    package enum Timing: String, Sendable, Hashable {
        /// It keeps the openings and lesson periods of its calendar.
        case grid
        /// At any hour outside closures, also over midnight.
        case free
    }

    package struct Cancellation: Sendable, Hashable {
        /// In the contract's words, such as `staffUnavailable`.
        package let reason: String
        package let explanation: String?

        package static let offeringDropped = "offeringDropped"

        package init(_ reason: String, _ explanation: String? = nil) {
            self.reason = reason
            self.explanation = explanation
        }
    }
}
