package import EventSourcing

extension EducationProduct {
    package enum Command: Sendable, Hashable {
        case create(Product)
        /// Replaces the description.
        ///
        /// - Parameter countedIn: a whole that is adopted or further, in whose load that of this product counts.
        case revise(Description, countedIn: UUIDValue?)
        case compose(Composition.Change, Surroundings)
        case adopt(Adoption, LoadOfParts)
        case reopen(reason: String)
        case publish(on: CalendarDate)
        case deactivate(reason: String)
        case reactivate(reason: String)
        case expire(lastDay: CalendarDate)
        case archive(reason: String?)
        case noteQualificationExpiry(QualificationExpiry)
    }

    package enum Event: Sendable, Hashable {
        case created(Product)
        case revised(Description)
        /// It was revised to rest on another qualification than this one, or on none.
        case leftQualification(UUIDValue)
        case composed(Composition.Change)
        case adopted(Adoption)
        case reopened(reason: String)
        case published(on: CalendarDate)
        case deactivated(reason: String)
        case reactivated(reason: String)
        case expired(lastDay: CalendarDate)
        case archived(reason: String?)
        case qualificationExpiryNoted(QualificationExpiry)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        case wrongState(Phase)
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case validityReversed
        /// It would be published after the last day on which it holds.
        case publishedAfterEnd
        /// No product is known by the identifier; its place among what is added.
        case partUnknown(place: Int)
        /// The product would come to be part of itself; the place among what is added.
        case cycle(place: Int)
        /// What the parts have together; nil where they are in different units.
        case studyLoadMismatch(ofParts: StudyLoad?)
        /// The load counts in that of a whole that is adopted or further: reopen that one first.
        case studyLoadCounted(whole: UUIDValue)
    }

    /// What a product is, and how it is described.
    package struct Product: Sendable, Hashable {
        /// In the contract's words, such as `programme`; the sector may add to them.
        package var type: String
        package var description: Description

        package init(type: String, description: Description) {
            self.type = type
            self.description = description
        }
    }

    package struct Description: Sendable, Hashable {
        package var names: [LocalisedText]
        package var abbreviation: String?
        package var descriptions: [LocalisedText]?
        package var studyLoad: StudyLoad?
        /// In the contract's words, as the other lists that the sector may extend.
        package var level: String?
        package var modeOfStudy: String?
        package var modesOfDelivery: [String]?
        package var teachingLanguages: [String]?
        /// ISO 8601.
        package var duration: String?
        /// The qualification to which it leads, or that it rests on.
        package var qualification: UUIDValue?
        package var otherCodes: [OtherCode]?
        package var validity: Validity?

        package init(names: [LocalisedText]) {
            self.names = names
        }
    }

    /// Who adopted it, and when.
    package struct Adoption: Sendable, Hashable {
        package var day: CalendarDate
        /// A team or an examination board.
        package var body: String
        /// Pseudonyms.
        package var decidedBy: UUIDValue?
        package var proposedBy: UUIDValue?

        package init(
            on day: CalendarDate, by body: String, decidedBy: UUIDValue? = nil, proposedBy: UUIDValue? = nil
        ) {
            self.day = day
            self.body = body
            self.decidedBy = decidedBy
            self.proposedBy = proposedBy
        }
    }

    /// The end of a qualification in its register.
    package struct QualificationExpiry: Sendable, Hashable {
        package let qualification: UUIDValue
        package let lastDay: CalendarDate

        package init(of qualification: UUIDValue, lastDay: CalendarDate) {
            self.qualification = qualification
            self.lastDay = lastDay
        }
    }

    /// What a composition is judged against: the institution's other products.
    package struct Surroundings: Sendable, Hashable {
        /// The products that are to be added and that nobody knows.
        package var unknown: Set<UUIDValue>
        /// The product itself, and every product that contains it, at whatever depth.
        package var enclosing: Set<UUIDValue>

        package init(unknown: Set<UUIDValue> = [], enclosing: Set<UUIDValue>) {
            self.unknown = unknown
            self.enclosing = enclosing
        }
    }
}
