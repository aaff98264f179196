package import EventSourcing

extension LearningMaterial {
    package enum Command: Sendable, Hashable {
        case create(Description)
        case revise(Description)
        case withdraw(reason: String)
        /// A last day of the licence's term is over.
        case endLicence(lastDay: CalendarDate)
    }

    package enum Event: Sendable, Hashable {
        case created(Description)
        case revised(Description)
        case withdrawn(reason: String)
        case licenceEnded(lastDay: CalendarDate)
    }

    package enum Rejection: Error, Hashable {
        case notCreated
        /// The identifier is in use for another content.
        case alreadyExists
        /// It was withdrawn, and for another reason.
        case withdrawn
        /// Two names in one language; the place of the second.
        case nameRepeated(place: Int)
        case validityReversed
        /// The check digit is another one.
        case wrongISBN
        case wrongEAN
        /// The article number is that of another book than the ISBN.
        case otherBook
        /// Anyone may use it, but its licence says otherwise.
        case openUnderClosedLicence
        case termReversed
        /// An object is named twice; the place of the second.
        case useRepeated(place: Int)
    }

    package enum Access: String, Sendable, Hashable {
        case open
        case closed
    }

    package struct Description: Sendable, Hashable {
        package var names: [LocalisedText]
        package var descriptions: [LocalisedText]?
        /// A body, never a person.
        package var publisher: String?
        package var edition: String?
        package var publicationYear: Int64?
        /// Without hyphens.
        package var isbn: String?
        package var ean: String?
        /// In the contract's words; the sector may add to them.
        package var materialType: String?
        package var access: Access
        package var licence: Licence?
        package var languages: [String]?
        package var link: String?
        package var uses: [Use]?
        package var otherCodes: [OtherCode]?
        package var validity: Validity?

        package init(names: [LocalisedText], access: Access) {
            self.names = names
            self.access = access
        }
    }

    /// The terms on which a material is used.
    package struct Licence: Sendable, Hashable {
        /// The form of what nobody needs a licence for.
        static let openForm = "open"

        /// In the contract's words, such as `individual`; the sector may add to them.
        package var form: String
        package var code: String?
        /// How long one licence lasts, ISO 8601.
        package var duration: String?
        /// From and until when the institution's agreement runs.
        package var term: Validity?

        package init(form: String, code: String? = nil, duration: String? = nil, term: Validity? = nil) {
            self.form = form
            self.code = code
            self.duration = duration
            self.term = term
        }
    }

    /// An object with which a material is used.
    package struct Use: Sendable, Hashable {
        package enum ObjectType: String, Sendable, Hashable {
            case qualification
            case elective
            case educationProduct = "education_product"
        }

        package enum Necessity: String, Sendable, Hashable {
            case required
            case recommended
        }

        package let type: ObjectType
        package let object: UUIDValue
        package let necessity: Necessity

        package init(_ type: ObjectType, _ object: UUIDValue, _ necessity: Necessity) {
            self.type = type
            self.object = object
            self.necessity = necessity
        }
    }
}
