package import EventSourcing
package import HubContracts

extension Location {
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among objects: InstitutionObjects
    ) -> Command {
        func surroundings(_ description: Description) -> Surroundings {
            Surroundings(
                lineage: objects.locations.lineage(of: id, within: description.partOf.map { [$0] } ?? []),
                organisationIsKnown: description.organisation.map(objects.organisations.knows) ?? true)
        }
        return switch request {
        case .create(let description): .create(description, surroundings(description))
        case .revise(let description): .revise(description, surroundings(description))
        case .close(let closing): .close(closing)
        }
    }

    package static func take(_ event: Event, of id: UUIDValue, into objects: inout InstitutionObjects) {
        switch event {
        case .created(let description), .revised(let description):
            objects.locations.place(id, within: description.partOf.map { [$0] } ?? [])
        case .closed: break
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such location")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another location")
        case .closed: .init(.wrongState, "the location has been closed")
        case .nameRepeated(let place): .repeatedName(place)
        case .validityReversed: .init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .organisationUnknown: .init(.notFound, "there is no such organisation", pointer: "/organisationId")
        case .locationUnknown: .init(.notFound, "there is no such location", pointer: "/partOfLocationId")
        case .cycle: .init(.cycle, "the location would come to lie within itself", pointer: "/partOfLocationId")
        }
    }
}
