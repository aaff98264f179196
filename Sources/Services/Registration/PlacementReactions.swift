import EventSourcing
import HubContracts
import Registration
import ServiceRuntime

/// Asks the places of an offering for a placement, and tells them what became of it; in the order of the placement.
struct PlacementPlaces: Reaction {
    let name = "placement-places"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let requested = try ContractText.read(PlacementRequestedV1.self, ifThatIs: event) {
            let command = RequestPlaceV1(
                offeringId: requested.offeringId, placementId: requested.placementId,
                placementVersion: try event.objectVersion(), subjectId: requested.subjectId,
                admission: requested.admission)
            return [try .asking(command, of: requested.offeringId)]
        }
        if let confirmed = try ContractText.read(PlacementConfirmedV1.self, ifThatIs: event) {
            let command = ConfirmPlaceV1(
                offeringId: confirmed.offeringId, placementId: confirmed.placementId,
                placementVersion: try event.objectVersion())
            return [try .asking(command, of: confirmed.offeringId)]
        }
        if let withdrawn = try ContractText.read(PlacementWithdrawnV1.self, ifThatIs: event) {
            return try release(withdrawn.placementId, in: withdrawn.offeringId, event)
        }
        if let ended = try ContractText.read(PlacementEndedV1.self, ifThatIs: event) {
            return try release(ended.placementId, in: ended.offeringId, event)
        }
        if let recorded = try ContractText.read(PlacementRecordedV1.self, ifThatIs: event) {
            switch recorded.state {
            case .made, .confirmed:
                let command = RecordPlaceV1(
                    offeringId: recorded.offeringId, placementId: recorded.placementId,
                    placementVersion: try event.objectVersion(), subjectId: recorded.subjectId)
                return [try .asking(command, of: recorded.offeringId)]
            case .requested, .waitlisted, .refused, .withdrawn, .ended: return []
            }
        }
        return []
    }

    private func release(
        _ placement: UUIDValue, in offering: UUIDValue, _ event: CloudEvent
    ) throws(MessageFault) -> [ReactionCommand] {
        let command = ReleasePlaceV1(
            offeringId: offering, placementId: placement, placementVersion: try event.objectVersion())
        return [try .asking(command, of: offering)]
    }
}

/// Tells placements what the places of their offering decided.
struct PlacesPlacement: Reaction {
    let name = "places-placement"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let granted = try ContractText.read(PlaceGrantedV1.self, ifThatIs: event) {
            return [
                try settle(
                    granted.placementId, in: granted.offeringId, .made, granted.ground.rawValue,
                    from: granted.startsOn)
            ]
        }
        if let waits = try ContractText.read(PlaceWaitlistedV1.self, ifThatIs: event) {
            return [try settle(waits.placementId, in: waits.offeringId, .waitlisted, waits.reason.rawValue)]
        }
        if let entered = try ContractText.read(PlaceEnteredForLotV1.self, ifThatIs: event) {
            return [try settle(entered.placementId, in: entered.offeringId, .waitlisted, "lot")]
        }
        if let refused = try ContractText.read(PlaceRefusedV1.self, ifThatIs: event) {
            return [try settle(refused.placementId, in: refused.offeringId, .refused, refused.reason.rawValue)]
        }
        if let allotted = try ContractText.read(PlacesAllottedV1.self, ifThatIs: event) {
            var commands: [ReactionCommand] = []
            for allotment in allotted.allotments {
                let command =
                    switch allotment.outcome {
                    case .granted:
                        try settle(
                            allotment.placementId, in: allotted.offeringId, .made, "lot", from: allotted.startsOn)
                    case .waitlisted:
                        try settle(allotment.placementId, in: allotted.offeringId, .waitlisted, "full")
                    }
                commands.append(command)
            }
            return commands
        }
        if let voided = try ContractText.read(PlacementsVoidedV1.self, ifThatIs: event) {
            var commands: [ReactionCommand] = []
            for placement in voided.placementIds {
                let command = WithdrawPlacementV1(placementId: placement, reason: .offeringCancelled)
                commands.append(try .asking(command, of: placement))
            }
            return commands
        }
        return []
    }

    private func settle(
        _ placement: UUIDValue, in offering: UUIDValue, _ outcome: SettlePlacementV1.Outcome, _ reason: String,
        from startsOn: CalendarDate? = nil
    ) throws(MessageFault) -> ReactionCommand {
        let command = SettlePlacementV1(
            placementId: placement, offeringId: offering, outcome: outcome, reason: .init(rawValue: reason),
            startsOn: startsOn)
        return try .asking(command, of: placement)
    }
}

/// Opens the enrolment of an approved application, tells it where the learner is placed, withdraws it with the
/// application, and ends the placement with the enrolment.
struct LearnerEnrolment: Reaction {
    let name = "learner-enrolment"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let approved = try ContractText.read(ApplicationApprovedV1.self, ifThatIs: event) {
            let id = RegistrationIdentity.enrolment(
                of: approved.applicationId, institution: try event.namedInstitution())
            let command = OpenEnrolmentV1(
                enrolmentId: id, subjectId: approved.subjectId, applicationId: approved.applicationId)
            return [try .asking(command, of: id)]
        }
        if let withdrawn = try ContractText.read(ApplicationWithdrawnV1.self, ifThatIs: event) {
            let id = RegistrationIdentity.enrolment(
                of: withdrawn.applicationId, institution: try event.namedInstitution())
            return [try .asking(WithdrawEnrolmentV1(enrolmentId: id, explanation: withdrawn.explanation), of: id)]
        }
        if let made = try ContractText.read(PlacementMadeV1.self, ifThatIs: event) {
            guard let application = made.applicationId else { return [] }
            let id = RegistrationIdentity.enrolment(of: application, institution: try event.namedInstitution())
            let command = AssignPlacementV1(
                enrolmentId: id, subjectId: made.subjectId, placementId: made.placementId,
                offeringId: made.offeringId, startsOn: made.startsOn)
            return [try .asking(command, of: id)]
        }
        if let ended = try ContractText.read(EnrolmentEndedV1.self, ifThatIs: event) {
            guard let placement = ended.placementId else { return [] }
            let command = EndPlacementV1(
                placementId: placement, endsOn: ended.endsOn, reason: .enrolmentEnded)
            return [try .asking(command, of: placement)]
        }
        return []
    }
}

/// Tells a placement that another one has taken its place, once that one has a place.
struct PlacementMoves: Reaction {
    let name = "placement-moves"
    let source = "registration"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard let made = try ContractText.read(PlacementMadeV1.self, ifThatIs: event),
            let moved = made.movesPlacementId
        else { return [] }
        let command = NotePlacementMoveV1(
            placementId: moved, subjectId: made.subjectId, movedToPlacementId: made.placementId,
            movedToOfferingId: made.offeringId)
        return [try .asking(command, of: moved)]
    }
}
