package import EventSourcing

extension Grant {
    package enum Command: Sendable, Hashable {
        case give(Terms, Actor, Circumstances)
        case revoke(Actor)
        /// A last day is over.
        case expire(CalendarDate)
        /// An enrolment has ended.
        case endWithEnrolment(UUIDValue)
    }

    package enum Event: Sendable, Hashable {
        case given(Terms, Actor)
        case revoked(Actor)
        case expired(CalendarDate)
        case endedWithEnrolment(UUIDValue)
    }

    package enum Rejection: Error, Hashable {
        case notGiven
        /// The identifier is in use for another grant.
        case alreadyExists
        case nothingGranted
        /// It would be over before it begins.
        case periodReversed
        /// Not an organisation, and without saying which of its systems, roles or persons.
        case granteeUnnamed
        /// The care file for a whole organisation or a system.
        case granteeTooWide
        /// Something that the dossier does not hold; its place.
        case itemUnknown(place: Int)
        case enrolmentNotOpen
    }

    /// Whose act it was.
    package enum Actor: String, Sendable, Hashable {
        case learner
        case legalRepresentative = "legal_representative"
    }

    /// What the dossier knows that the grant rests on.
    package struct Circumstances: Sendable, Hashable {
        /// The place of the first item named that the dossier does not hold.
        package let unknownItem: Int?
        /// Whether the enrolment named is open; true where none is.
        package let isEnrolmentOpen: Bool

        package init(unknownItem: Int? = nil, isEnrolmentOpen: Bool = true) {
            self.unknownItem = unknownItem
            self.isEnrolmentOpen = isEnrolmentOpen
        }
    }

    /// Who may read what, for which purpose and until when.
    package struct Terms: Sendable, Hashable {
        package var grantee: Grantee
        /// In the contract's words, such as `transfer`; the sector may add to them.
        package var purpose: String
        package var firstDay: CalendarDate
        /// That day included.
        package var lastDay: CalendarDate
        /// With all that they come to hold; empty where items are named only.
        package var classes: [Sensitivity]
        package var items: [UUIDValue]?
        /// The enrolment with which it ends before its last day.
        package var enrolment: UUIDValue?

        package init(
            to grantee: Grantee, for purpose: String, from firstDay: CalendarDate, to lastDay: CalendarDate,
            classes: [Sensitivity], items: [UUIDValue]? = nil
        ) {
            self.grantee = grantee
            self.purpose = purpose
            self.firstDay = firstDay
            self.lastDay = lastDay
            self.classes = classes
            self.items = items
        }
    }

    /// An organisation, or within it a system, a role or a person.
    package struct Grantee: Sendable, Hashable {
        package var kind: Kind
        /// An institution's code, or a URN.
        package var organisation: String
        /// Which system, role or person; nil for an organisation.
        package var identifier: String?

        package enum Kind: String, Sendable, Hashable {
            case organisation
            case system
            case role
            case person
        }

        package init(_ kind: Kind, of organisation: String, _ identifier: String? = nil) {
            self.kind = kind
            self.organisation = organisation
            self.identifier = identifier
        }
    }
}
