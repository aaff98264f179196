import EventSourcing
import HubContracts
import ServiceRuntime

extension ReactionCommand {
    /// A command as its contract says, about an object that is its own key.
    ///
    /// - Throws: ``MessageFault`` when it has no text.
    static func asking(_ command: some ContractMessage, of subject: UUIDValue) throws(MessageFault) -> ReactionCommand {
        let text = try ContractText.write(command)
        return ReactionCommand(contract: text.contract, subject: subject.description, data: text.data)
    }
}
