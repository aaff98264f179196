package import EventSourcing
package import HubContracts

extension AcademicSession {
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among objects: InstitutionObjects
    ) -> Command {
        switch request {
        case .create(let description):
            .create(description, objects.sessions.surroundings(of: id, within: description.parent))
        case .revise(let description):
            .revise(description, objects.sessions.surroundings(of: id, within: description.parent))
        case .withdraw(let reason):
            .withdraw(reason: reason, objects.sessions.surroundings(of: id, within: nil))
        }
    }

    package static func take(_ event: Event, of id: UUIDValue, into objects: inout InstitutionObjects) {
        switch event {
        case .created(let description), .revised(let description):
            objects.sessions.place(id, on: description.days, within: description.parent)
        case .withdrawn: objects.sessions.withdraw(id)
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such academic session")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another academic session")
        case .withdrawn: .init(.wrongState, "the academic session has been withdrawn")
        case .nameRepeated(let place): .repeatedName(place)
        case .reversed: .init(.invalid, "it ends before it begins", pointer: "/lastDay")
        case .yearWithinAnother: .init(.invalid, "an academic year lies within nothing", pointer: "/parentId")
        case .parentUnknown: .init(.notFound, "there is no such academic session", pointer: "/parentId")
        case .cycle: .init(.cycle, "the academic session would come to lie within itself", pointer: "/parentId")
        case .outsideParent(let days):
            .init(.invalid, "the one around it runs from \(days.first) to \(days.last)", pointer: "/parentId")
        case .othersOutside(let days):
            .init(.invalid, "the sessions within it run from \(days.first) to \(days.last)", pointer: "/firstDay")
        case .othersWithin: .init(.wrongState, "academic sessions lie within it")
        }
    }
}
