package import EventSourcing
import HubContracts
package import Registration
package import ServiceRuntime

/// What registration asks itself because of the catalogue's events and its own.
package enum RegistrationReactions {
    package static let all: [any Reaction] = [
        OwnershipSpreading(service: "registration"), OfferingPlaces(), ApplicationOffering(), IntakeApplication(),
        ApplicationPlacement(), PlacementPlaces(), PlacesPlacement(), PlacementMoves(), LearnerEnrolment(),
    ]
}

/// Identifiers of objects of registration that follow from others, so that each pair has one.
package enum RegistrationIdentity {
    /// The placement that an application leads to in an offering.
    package static func placement(
        of application: UUIDValue, in offering: UUIDValue, institution: String
    ) -> UUIDValue {
        DerivedIdentity.aggregate(
            institution: institution, kind: "placement", register: offering.description,
            code: application.description)
    }

    /// The enrolment that an application leads to.
    package static func enrolment(of application: UUIDValue, institution: String) -> UUIDValue {
        DerivedIdentity.aggregate(
            institution: institution, kind: "enrolment", register: "application", code: application.description)
    }

    /// The codes of RIO together, whatever their spelling.
    package static func offeringCode(_ codes: ProgrammeReference, institution: String) -> UUIDValue {
        DerivedIdentity.aggregate(institution: institution, kind: "offering-code", register: "rio", code: codes.key)
    }
}

extension CloudEvent {
    /// The institution that it belongs to.
    ///
    /// - Throws: ``MessageFault`` when it has none.
    func namedInstitution() throws(MessageFault) -> String {
        guard let institution = self[.institution] else { throw MessageFault("the event has no institution") }
        return institution
    }

    /// Its object's version.
    ///
    /// - Throws: ``MessageFault`` when it has none.
    func objectVersion() throws(MessageFault) -> Int64 {
        guard let sequence else { throw MessageFault("the event has no sequence") }
        return sequence.value
    }
}
