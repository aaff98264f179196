package import EventSourcing
import HubContracts
package import ServiceRuntime

/// Tells every writer of a service who owns which objects, once an institution has said so.
package struct OwnershipSpreading: Reaction {
    package let name = "ownership"
    package let source: String
    package let target: String
    package let start = ReactionStart.beginning

    package init(service: String) {
        source = service
        target = service
    }

    package func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        guard let changed = try ContractText.read(OwnershipChangedV1.self, ifThatIs: event) else { return [] }
        let command = ApplyOwnershipV1(
            version: changed.version,
            entries: changed.entries.map {
                .init(
                    object: .init(rawValue: $0.object.rawValue), owner: $0.owner == .hub ? .hub : .system,
                    system: $0.system)
            })
        let text = try ContractText.write(command)
        return [
            ReactionCommand(
                contract: text.contract, subject: Ownership.subject, placing: .everyPartition, data: text.data)
        ]
    }
}
