import Dossier
import EventSourcing
import HubContracts
package import ServiceRuntime

/// What the dossier asks itself because of the events of other services.
package enum DossierReactions {
    package static let all: [any Reaction] = [OwnershipSpreading(service: "dossier"), DossierEnrolments()]
}

/// Tells a learner's dossier of their enrolments: the first one opens it, and one that is over ends the grants that name
/// it.
struct DossierEnrolments: Reaction {
    let name = "enrolments"
    let source = "registration"
    let target = "dossier"
    let start = ReactionStart.beginning

    private static let started = EnrolmentStartedV1.identity.type
    private static let ended = EnrolmentEndedV1.identity.type
    private static let withdrawn = EnrolmentWithdrawnV1.identity.type
    private static let rejected = EnrolmentRejectedV1.identity.type

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        switch event.type {
        case DossierEnrolments.started:
            let started = try ContractText.read(EnrolmentStartedV1.self, event)
            let dossier = try dossier(of: started.subjectId, event)
            return [
                try .asking(
                    NoteDossierEnrolmentV1(
                        dossierId: dossier, subjectId: started.subjectId, enrolmentId: started.enrolmentId,
                        enrolmentVersion: try version(event), programmeOfferingId: started.offeringId), of: dossier)
            ]
        case DossierEnrolments.ended:
            let ended = try ContractText.read(EnrolmentEndedV1.self, event)
            return [try end(ended.enrolmentId, of: ended.subjectId, lastDay: ended.endsOn, event)]
        case DossierEnrolments.withdrawn:
            let withdrawn = try ContractText.read(EnrolmentWithdrawnV1.self, event)
            return [try end(withdrawn.enrolmentId, of: withdrawn.subjectId, lastDay: nil, event)]
        case DossierEnrolments.rejected:
            let rejected = try ContractText.read(EnrolmentRejectedV1.self, event)
            return [try end(rejected.enrolmentId, of: rejected.subjectId, lastDay: nil, event)]
        default: return []
        }
    }

    private func end(
        _ enrolment: UUIDValue, of learner: UUIDValue, lastDay: CalendarDate?, _ event: CloudEvent
    ) throws(MessageFault) -> ReactionCommand {
        let dossier = try dossier(of: learner, event)
        return try .asking(
            NoteDossierEnrolmentEndV1(
                dossierId: dossier, subjectId: learner, enrolmentId: enrolment, enrolmentVersion: try version(event),
                lastDay: lastDay), of: dossier)
    }

    private func dossier(of learner: UUIDValue, _ event: CloudEvent) throws(MessageFault) -> UUIDValue {
        guard let institution = event[.institution] else { throw MessageFault("the event names no institution") }
        return DossierIdentity.dossier(institution: institution, learner: learner)
    }

    /// The version of the enrolment after the event.
    private func version(_ event: CloudEvent) throws(MessageFault) -> Int64 {
        guard let sequence = event.sequence else { throw MessageFault("the event has no sequence") }
        return sequence.value
    }
}
