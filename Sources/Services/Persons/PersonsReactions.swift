import EventSourcing
import HubContracts
package import ServiceRuntime

/// What persons asks itself because of the events of services whose objects rest on a person.
package enum PersonsReactions {
    package static let all: [any Reaction] = [registration, dossier]

    /// The first events of each object of registration. What follows on an object rests on the same person.
    private static let registration = SubjectReference(source: "registration") { event throws(MessageFault) in
        switch event.type {
        case ApplicationReceivedV1.identity.type:
            [try ContractText.read(ApplicationReceivedV1.self, event).subjectId]
        case ApplicationRevisedV1.identity.type:
            [try ContractText.read(ApplicationRevisedV1.self, event).subjectId]
        case InterestRegisteredV1.identity.type:
            [try ContractText.read(InterestRegisteredV1.self, event).subjectId]
        case PlacementRequestedV1.identity.type:
            [try ContractText.read(PlacementRequestedV1.self, event).subjectId]
        case PlacementRecordedV1.identity.type:
            [try ContractText.read(PlacementRecordedV1.self, event).subjectId]
        case EnrolmentOpenedV1.identity.type:
            [try ContractText.read(EnrolmentOpenedV1.self, event).subjectId]
        case EnrolmentRecordedV1.identity.type:
            [try ContractText.read(EnrolmentRecordedV1.self, event).subjectId]
        case WorkPlacementRecordedV1.identity.type:
            [try ContractText.read(WorkPlacementRecordedV1.self, event).subjectId]
        default: []
        }
    }

    private static let dossier = SubjectReference(source: "dossier") { event throws(MessageFault) in
        guard let opened = try ContractText.read(DossierOpenedV1.self, ifThatIs: event) else { return [] }
        return [opened.subjectId]
    }
}
