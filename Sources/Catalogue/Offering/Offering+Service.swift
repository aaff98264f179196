package import EventSourcing
package import HubContracts

extension Offering {
    package static func reminders(after event: Event, of id: UUIDValue) -> [Reminder] {
        let name = "enrolment-window"
        func window(of description: Description) -> Reminder {
            Reminder(name, after: description.window?.closesOn) {
                CloseEnrolmentWindowV1(offeringId: id, closesOn: $0)
            }
        }
        return switch event {
        case .created(let offer): [window(of: offer.description)]
        case .revised(let description): [window(of: description)]
        case .cancelled, .windowClosed: [.close(name: name)]
        case .planned, .declaredNotFeasible, .planningResumed, .qualificationExpiryNoted: []
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such offering")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another offering")
        case .wrongState(let phase): .init(.wrongState, "the offering is \(phase.phrase)")
        case .nameRepeated(let place): .repeatedName(place)
        case .periodReversed: .init(.invalid, "it ends before it begins", pointer: "/period/validTo")
        case .maximumBelowMinimum: .init(.invalid, "fewer may take part than are needed", pointer: "/maximumStudents")
        case .windowReversed:
            .init(.invalid, "the window closes before it opens", pointer: "/enrolmentWindow/closesOn")
        case .entryReversed:
            .init(.invalid, "it ends before it begins", pointer: "/flexibleEntryPeriod/validTo")
        }
    }
}

extension Offering.Phase {
    fileprivate var phrase: String {
        switch self {
        case .inPlanning: "in planning"
        case .planned: "planned"
        case .notFeasible: "not feasible"
        case .cancelled: "cancelled"
        }
    }
}
