import EventSourcing
import HubContracts
import Registration
import ServiceRuntime

/// Finds the offering that an application's codes lead to, now or when it arrives.
struct ApplicationOffering: Reaction {
    let name = "application-offering"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let received = try ContractText.read(ApplicationReceivedV1.self, ifThatIs: event) {
            guard received.offeringId == nil else { return [] }
            return try seek(received.programme, for: received.applicationId, event)
        }
        if let revised = try ContractText.read(ApplicationRevisedV1.self, ifThatIs: event) {
            guard revised.offeringId == nil else { return [] }
            return try seek(revised.programme, for: revised.applicationId, event)
        }
        if let found = try ContractText.read(OfferingFoundV1.self, ifThatIs: event) {
            var commands: [ReactionCommand] = []
            for finding in found.findings {
                let command = LinkApplicationV1(
                    applicationId: finding.applicationId, offeringId: found.offeringId, programme: found.programme)
                commands.append(try .asking(command, of: finding.applicationId))
            }
            return commands
        }
        if let awaited = try ContractText.read(OfferingAwaitedV1.self, ifThatIs: event) {
            let command = NoteUnknownOfferingV1(applicationId: awaited.applicationId, programme: awaited.programme)
            return [try .asking(command, of: awaited.applicationId)]
        }
        return []
    }

    private func seek(
        _ programme: ProgrammeReferenceV1?, for application: UUIDValue, _ event: CloudEvent
    ) throws(MessageFault) -> [ReactionCommand] {
        guard let programme else { return [] }
        let id = RegistrationIdentity.offeringCode(
            ProgrammeReference(programme), institution: try event.namedInstitution())
        let command = SeekOfferingV1(
            offeringCodeId: id, programme: programme, applicationId: application,
            applicationVersion: try event.objectVersion())
        return [try .asking(command, of: id)]
    }
}

/// Tells an application that its applicant took part in the intake.
struct IntakeApplication: Reaction {
    let name = "intake-application"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard let held = try ContractText.read(IntakeHeldV1.self, ifThatIs: event) else { return [] }
        let command = NoteIntakeV1(
            applicationId: held.applicationId, intakeId: held.intakeId, attendedOn: held.heldOn)
        return [try .asking(command, of: held.applicationId)]
    }
}

/// Asks a placement for an application that is put forward, and withdraws it for one that is taken back or leaves for
/// another offering.
struct ApplicationPlacement: Reaction {
    let name = "application-placement"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let forward = try ContractText.read(ApplicationPutForwardV1.self, ifThatIs: event) {
            let id = RegistrationIdentity.placement(
                of: forward.applicationId, in: forward.offeringId, institution: try event.namedInstitution())
            let command = RequestPlacementV1(
                placementId: id, applicationId: forward.applicationId, subjectId: forward.subjectId,
                offeringId: forward.offeringId, admission: forward.admission)
            return [try .asking(command, of: id)]
        }
        if let withdrawn = try ContractText.read(ApplicationWithdrawnV1.self, ifThatIs: event) {
            return try withdraw(withdrawn.applicationId, from: withdrawn.offeringId, .applicationWithdrawn, event)
        }
        if let revised = try ContractText.read(ApplicationRevisedV1.self, ifThatIs: event) {
            return try withdraw(revised.applicationId, from: revised.leftOfferingId, .otherProgramme, event)
        }
        if let interest = try ContractText.read(InterestRegisteredV1.self, ifThatIs: event) {
            return try withdraw(interest.applicationId, from: interest.leftOfferingId, .applicationWithdrawn, event)
        }
        return []
    }

    private func withdraw(
        _ application: UUIDValue, from offering: UUIDValue?, _ reason: WithdrawPlacementV1.Reason, _ event: CloudEvent
    ) throws(MessageFault) -> [ReactionCommand] {
        guard let offering else { return [] }
        let id = RegistrationIdentity.placement(
            of: application, in: offering, institution: try event.namedInstitution())
        return [try .asking(WithdrawPlacementV1(placementId: id, reason: reason), of: id)]
    }
}
