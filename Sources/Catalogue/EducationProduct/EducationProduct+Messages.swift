package import EventSourcing

extension EducationProduct {
    package enum Command: Sendable, Hashable {
        case create(Product, Unknown = Unknown())
        /// Replaces the description.
        ///
        /// - Parameter countedIn: a whole that is adopted or further, in whose load that of this product counts.
        case revise(Description, countedIn: UUIDValue?, Unknown = Unknown())
        case compose(Composition.Change, Surroundings)
        case adopt(Adoption, LoadOfParts)
        case reopen(reason: String)
        case publish(on: CalendarDate)
        case deactivate(reason: String)
        case reactivate(reason: String)
        case expire(lastDay: CalendarDate)
        case archive(reason: String?)
        case noteQualificationExpiry(QualificationExpiry)
        case reviseChoiceRules([ChoiceRule], ChoiceRule.Unknown)
        /// There is an offering of it.
        case listOffering(UUIDValue)
    }

    package enum Event: Sendable, Hashable {
        case created(Product)
        case revised(Description)
        /// It was revised to rest on another qualification than this one, or on none.
        case leftQualification(UUIDValue)
        case composed(Composition.Change)
        case adopted(Adoption)
        case reopened(reason: String)
        case published(on: CalendarDate, until: CalendarDate? = nil)
        case deactivated(reason: String)
        case reactivated(reason: String, until: CalendarDate? = nil)
        case expired(lastDay: CalendarDate)
        case archived(reason: String?)
        case qualificationExpiryNoted(QualificationExpiry)
        case choiceRulesRevised([ChoiceRule])
        case offeringListed(UUIDValue)
        /// Offerings that it lists rest on a qualification that has expired; at most ``mostOfferingsOfEvent``.
        case expiryReachedOfferings([UUIDValue], QualificationExpiry)
    }

    /// As many offerings as one event names, so that it fits a message.
    package static let mostOfferingsOfEvent = 400

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
        /// The place among the learning outcomes.
        case outcomeUnknown(place: Int)
        case organisationUnknown
        /// It says nowhere where the exam plan is; the place among them.
        case examPlanLeadsNowhere(place: Int)
        /// Another exam plan is for the same cohort; the place of the second.
        case examPlanRepeated(place: Int)
        /// The place among the rules.
        case choiceRule(place: Int, ChoiceRule.Fault)
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
        package var primaryCode: OtherCode?
        package var learningOutcomes: [UUIDValue]?
        /// The elective of the register that it carries out.
        package var elective: UUIDValue?
        package var organisation: UUIDValue?
        package var componentType: String?
        /// For whom and when a variant is meant.
        package var learningPath: String?
        package var targetGroup: String?
        package var cohort: String?
        package var firstStartDay: CalendarDate?
        package var levelOfQualification: String?
        package var qualificationAwarded: String?
        package var formalDocument: String?
        package var fieldsOfStudy: String?
        package var admissionRequirements: [LocalisedText]?
        package var qualificationRequirements: [LocalisedText]?
        package var assessment: [LocalisedText]?
        package var enrolmentInstructions: [LocalisedText]?
        package var resources: [String]?
        package var examPlans: [ExamPlan]?
        package var link: String?

        package init(names: [LocalisedText]) {
            self.names = names
        }
    }

    /// What a description names and nobody knows.
    package struct Unknown: Sendable, Hashable {
        package var outcomes: Set<UUIDValue>
        package var organisation: UUIDValue?

        package init(outcomes: Set<UUIDValue> = [], organisation: UUIDValue? = nil) {
            self.outcomes = outcomes
            self.organisation = organisation
        }
    }

    package typealias Adoption = SpecificationStanding.Adoption

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
