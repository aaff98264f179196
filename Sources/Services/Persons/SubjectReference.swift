package import EventSourcing
import HubContracts
package import ServiceRuntime

/// Lets persons know that a service has an object that rests on a person, so that the person is kept.
///
/// One for each service whose events name subjects; it tells of each event, and persons notes the first.
package struct SubjectReference: Reaction {
    package let source: String
    package let target = "persons"
    package let start = ReactionStart.beginning
    private let subjects: @Sendable (CloudEvent) throws(MessageFault) -> [UUIDValue]

    package var name: String { "\(source)-references" }

    /// - Parameters:
    ///   - source: the service whose events are read, such as `registration`.
    ///   - subjects: the persons on whom what has happened rests; empty for an event that names none.
    package init(
        source: String, subjects: @escaping @Sendable (CloudEvent) throws(MessageFault) -> [UUIDValue]
    ) {
        self.source = source
        self.subjects = subjects
    }

    package func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        var commands: [ReactionCommand] = []
        for subject in try subjects(event) {
            let text = try ContractText.write(ReferToSubjectV1(subjectId: subject, service: source))
            commands.append(
                ReactionCommand(contract: text.contract, subject: subject.description, data: text.data))
        }
        return commands
    }
}
