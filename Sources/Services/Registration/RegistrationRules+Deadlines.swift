import EventSourcing
import HubContracts
import Registration
package import ServiceRuntime

extension RegistrationRules {
    /// The names of registration's deadlines.
    private enum Name {
        /// The last day on which one can apply for the places of an offering is over.
        static let placesWindow = "places-window"
        /// The last day of a work-placement agreement is over.
        static let workPlacementEnd = "work-placement-end"
    }

    package var deadlineTypes: Set<String> {
        [
            PlacesDescribedV1.identity.type, PlacesWindowClosedV1.identity.type, PlacesCancelledV1.identity.type,
            WorkPlacementAgreedV1.identity.type, WorkPlacementEndedV1.identity.type,
            WorkPlacementRecordedV1.identity.type,
        ]
    }

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        guard let id = UUIDValue(aggregate.subject) else { return [] }
        switch event {
        case .places(.described(let description)):
            guard let day = description.window.closesOn else { return [.close(name: Name.placesWindow)] }
            return [open(Name.placesWindow, after: day, ClosePlacesWindowV1(offeringId: id, closesOn: day))]
        case .places(.windowClosed), .places(.cancelled): return [.close(name: Name.placesWindow)]
        case .workPlacement(.agreed(let terms)):
            guard let day = terms.lastDay else { return [.close(name: Name.workPlacementEnd)] }
            return [open(Name.workPlacementEnd, after: day, EndWorkPlacementV1(workPlacementId: id, lastDay: day))]
        case .workPlacement(.recorded(let told)):
            // One that is definitive is agreed by an event of its own, at first and when its last day moves.
            return told.phase == .definitive ? [] : [.close(name: Name.workPlacementEnd)]
        case .workPlacement(.ended): return [.close(name: Name.workPlacementEnd)]
        case .places(.termsSet), .places(.granted), .places(.waitlisted), .places(.enteredForLot), .places(.refused),
            .places(.released), .places(.confirmed), .places(.lotDrawn), .places(.allotted), .places(.voided),
            .places(.deviationNoted), .workPlacement(.proposed), .workPlacement(.advanced), .workPlacement(.signed),
            .workPlacement(.withdrawn), .workPlacement(.rejected), .workPlacement(.reopened),
            .workPlacement(.deviationNoted), .ownership, .application, .offeringCode, .intake, .placement, .enrolment:
            return []
        }
    }

    private func open(_ name: String, after day: CalendarDate, _ command: some ContractMessage) -> DeadlineChange {
        do throws(MessageFault) {
            let text = try ContractText.write(command)
            return .open(Deadline(name: name, due: day.endInTheNetherlands, contract: text.contract, data: text.data))
        } catch {
            preconditionFailure("an identifier and a day have a text")
        }
    }
}
