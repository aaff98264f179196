package import EventSourcing

extension Offering {
    package enum Command: Sendable, Hashable {
        case create(Offer)
        case revise(Description)
        case confirmPlanning(reference: OtherCode?)
        case declareNotFeasible([Bottleneck])
        case resumePlanning(reason: String?)
        case cancel(reason: String)
        /// A last day of the window is over.
        case closeWindow(CalendarDate)
        /// The qualification on which its product rests has expired.
        case noteQualificationExpiry(QualificationExpiry)
    }

    package enum Event: Sendable, Hashable {
        case created(Offer)
        case revised(Description)
        case planned(reference: OtherCode?)
        case declaredNotFeasible([Bottleneck])
        case planningResumed(reason: String?)
        case cancelled(reason: String)
        case windowClosed(CalendarDate)
        case qualificationExpiryNoted(NotedExpiry)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        case wrongState(Phase)
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case periodReversed
        /// Fewer may take part than are needed.
        case maximumBelowMinimum
        /// The window closes before it opens.
        case windowReversed
        /// The period in which one can begin ends before it begins.
        case entryReversed
    }

    /// The end of the qualification on which its product rests, and what it means for the offering.
    package struct NotedExpiry: Sendable, Hashable {
        package let expiry: QualificationExpiry
        /// Whether the offering begins when nobody could begin any more.
        package let beginsAfter: Bool

        package init(_ expiry: QualificationExpiry, beginsAfter: Bool) {
            self.expiry = expiry
            self.beginsAfter = beginsAfter
        }
    }

    /// What is offered, and how that is described.
    package struct Offer: Sendable, Hashable {
        /// The education product.
        package var product: UUIDValue
        /// In the contract's words, such as `programme_offering`; the sector may add to them.
        package var type: String
        package var description: Description

        package init(of product: UUIDValue, type: String, description: Description) {
            self.product = product
            self.type = type
            self.description = description
        }
    }

    /// When, where, how and for how many.
    package struct Description: Sendable, Hashable {
        package var names: [LocalisedText]
        package var abbreviation: String?
        package var period: Validity
        package var academicSession: UUIDValue?
        package var organisation: UUIDValue?
        package var location: UUIDValue?
        /// For readers who do not know the location.
        package var addresses: [Address]?
        /// In the contract's words, as the other lists that the sector may extend.
        package var learningPath: String?
        package var modeOfStudy: String?
        package var modesOfDelivery: [String]?
        package var teachingLanguages: [String]?
        package var minimumStudents: Int64?
        /// Nil without a maximum.
        package var maximumStudents: Int64?
        /// Nil while one cannot apply yet.
        package var window: EnrolmentWindow?
        /// Nil where nothing was published, and places go by arrival.
        package var admission: Admission?
        package var otherCodes: [OtherCode]?
        package var primaryCode: OtherCode?
        package var descriptions: [LocalisedText]?
        /// The offerings of which it is part.
        package var partOf: [UUIDValue]?
        /// Between which days a student can begin, where that is not the first day only.
        package var flexibleEntry: Validity?
        package var resultExpected: Bool?
        package var resultValueType: String?
        package var link: String?

        package init(names: [LocalisedText], period: Validity) {
            self.names = names
            self.period = period
        }
    }

    /// What was published about admission.
    package struct Admission: Sendable, Hashable {
        package let maximumPublished: Bool
        package let extraRequirements: Bool
        package let selection: Selection

        package init(maximumPublished: Bool, extraRequirements: Bool, selection: Selection) {
            self.maximumPublished = maximumPublished
            self.extraRequirements = extraRequirements
            self.selection = selection
        }
    }

    /// Who gets a place when there are more applicants than places.
    package enum Selection: String, Sendable, Hashable {
        case arrival
        case lot
    }

    /// The days on which one can apply, the last one included.
    package struct EnrolmentWindow: Sendable, Hashable {
        package let opensOn: CalendarDate
        /// Nil where it closes when no places are left.
        package let closesOn: CalendarDate?

        package init(from opensOn: CalendarDate, to closesOn: CalendarDate? = nil) {
            self.opensOn = opensOn
            self.closesOn = closesOn
        }
    }

    /// What keeps an offering from being planned (knelpunt).
    package struct Bottleneck: Sendable, Hashable {
        /// In the contract's words, after OKx.
        package let code: String
        package let explanation: String?

        package init(_ code: String, _ explanation: String? = nil) {
            self.code = code
            self.explanation = explanation
        }
    }
}
