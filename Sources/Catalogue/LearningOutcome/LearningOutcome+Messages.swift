package import EventSourcing

extension LearningOutcome {
    package enum Command: Sendable, Hashable {
        case create(Description, Lineage)
        case revise(Description, Lineage)
        case take(SpecificationStep)
    }

    /// What a message asks, before it was looked up what is known of the outcomes around it.
    package enum Request: Sendable, Hashable {
        case create(Description)
        case revise(Description)
        case take(SpecificationStep)
    }

    package enum Event: Sendable, Hashable {
        case created(Description)
        case revised(Description)
        case taken(SpecificationStep)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        case wrongState(SpecificationStanding.Phase)
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case validityReversed
        /// It would be published after the last day on which it holds.
        case publishedAfterEnd
        /// The place among the parents.
        case parentUnknown(place: Int)
        /// It would come to contain itself; the place among the parents.
        case cycle(place: Int)
    }

    package struct Description: Sendable, Hashable {
        package var primaryCode: OtherCode
        package var names: [LocalisedText]
        package var abbreviation: String?
        package var descriptions: [LocalisedText]?
        package var framework: FrameworkPlace?
        package var qualification: UUIDValue?
        package var elective: UUIDValue?
        /// The outcomes of which it is a part.
        package var parents: [UUIDValue]?
        /// Indicative; it is not added up.
        package var studyLoad: StudyLoad?
        /// In the contract's words, as the other lists that the sector may extend.
        package var complexityLevel: String?
        package var levelOfQualification: String?
        package var fieldsOfStudy: String?
        package var otherCodes: [OtherCode]?
        package var validity: Validity?

        package init(primaryCode: OtherCode, names: [LocalisedText]) {
            self.primaryCode = primaryCode
            self.names = names
        }
    }

    /// A place in the qualification framework (kwalificatiekader).
    package struct FrameworkPlace: Sendable, Hashable {
        /// In the contract's words, such as `work_process`.
        package let kind: String
        package let code: String

        package init(kind: String, code: String) {
            self.kind = kind
            self.code = code
        }
    }
}
