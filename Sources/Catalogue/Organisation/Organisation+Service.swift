package import EventSourcing
package import HubContracts

extension Organisation {
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among objects: InstitutionObjects
    ) -> Command {
        func lineage(_ description: Description) -> Lineage {
            objects.organisations.lineage(of: id, within: description.parent.map { [$0] } ?? [])
        }
        return switch request {
        case .create(let description): .create(description, lineage(description))
        case .revise(let description): .revise(description, lineage(description))
        case .end(let end): .end(end)
        }
    }

    package static func take(_ event: Event, of id: UUIDValue, into objects: inout InstitutionObjects) {
        switch event {
        case .created(let description), .revised(let description):
            objects.organisations.place(id, within: description.parent.map { [$0] } ?? [])
        case .ended: break
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such organisation")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another organisation")
        case .ended: .init(.wrongState, "the organisation has ended")
        case .nameRepeated(let place): .repeatedName(place)
        case .validityReversed: .init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .rootWithParent: .init(.invalid, "nothing lies around the institution itself", pointer: "/parentId")
        case .parentUnknown: .init(.notFound, "there is no such organisation", pointer: "/parentId")
        case .cycle: .init(.cycle, "the organisation would come to be part of itself", pointer: "/parentId")
        }
    }
}
