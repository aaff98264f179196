package import EventSourcing
package import HubContracts

extension LearningOutcome {
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among objects: InstitutionObjects
    ) -> Command {
        switch request {
        case .create(let description): .create(description, lineage(of: id, description, objects))
        case .revise(let description): .revise(description, lineage(of: id, description, objects))
        case .take(let step): .take(step)
        }
    }

    private static func lineage(
        of id: UUIDValue, _ description: Description, _ objects: InstitutionObjects
    ) -> Lineage {
        objects.learningOutcomes.lineage(of: id, within: description.parents ?? [])
    }

    package static func take(_ event: Event, of id: UUIDValue, into objects: inout InstitutionObjects) {
        switch event {
        case .created(let description), .revised(let description):
            objects.learningOutcomes.place(id, within: description.parents ?? [])
        case .taken: break
        }
    }

    package static func reminders(after event: Event, of id: UUIDValue) -> [Reminder] {
        let name = "learning-outcome-end"
        return switch event {
        case .created(let description), .revised(let description):
            [
                Reminder(name, after: description.validity?.lastDay) {
                    ExpireLearningOutcomeV1(learningOutcomeId: id, lastDay: $0)
                }
            ]
        case .taken(.expiry), .taken(.archiving): [.close(name: name)]
        case .taken: []
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such learning outcome")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another learning outcome")
        case .wrongState(let phase): .init(.wrongState, "the learning outcome is \(phase.phrase)")
        case .nameRepeated(let place): .repeatedName(place)
        case .validityReversed: .init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .publishedAfterEnd:
            .init(.invalid, "the day lies after the last one on which it holds", pointer: "/publishedOn")
        case .parentUnknown(let place):
            .init(.notFound, "there is no such learning outcome", pointer: "/parentIds/\(place)")
        case .cycle(let place):
            .init(.cycle, "the learning outcome would come to contain itself", pointer: "/parentIds/\(place)")
        }
    }
}

extension RejectionReason {
    /// Two names are in one language.
    static func repeatedName(_ place: Int) -> RejectionReason {
        RejectionReason(.invalid, "there is a name in this language already", pointer: "/names/\(place)/language")
    }
}
