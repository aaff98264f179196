package import EventSourcing

/// Everything that a mapping made of one record.
package struct MappedRecord: Sendable {
    /// Whom the record is about, in the order in which they were put out.
    package let parties: [MappedParty]
    /// What is to be sent. Where parties are named in them, only their form is in it: ``messages(knowing:)`` puts in what
    /// is known of them.
    package let messages: [MappedMessage]
    private let outputs: [[UInt8]]
    private let institution: String
    private let commands: [ContractIdentity]

    /// What of a record cannot be sent.
    package enum Fault: Error, Sendable, Hashable {
        case rejected(MappedOutput.Rejection)
        case message(MappedMessageFault)
    }

    /// Reads what came out of a program for one record.
    ///
    /// - Parameter faults: gets every reason why nothing may be sent.
    package init(_ outputs: [[UInt8]], institution: String, commands: [ContractIdentity], faults: inout [Fault]) {
        var parties: [MappedParty] = []
        var messages: [MappedMessage] = []
        for output in outputs {
            do throws(MappedMessageFault) {
                let answers = PartyAnswers(pending: parties.map(\.name))
                switch try MappedOutput(output, institution: institution, commands: commands, answers: answers) {
                case .reject(let rejections): faults += rejections.map { .rejected($0) }
                case .party(let party): parties.append(party)
                case .message(let message): messages.append(message)
                }
            } catch {
                faults.append(.message(error))
            }
        }
        self.parties = parties
        self.messages = messages
        self.outputs = outputs
        self.institution = institution
        self.commands = commands
    }

    /// The messages with what is known of the parties.
    ///
    /// - Throws: ``MappedMessageFault`` when something is named that was not answered.
    package func messages(knowing answers: PartyAnswers) throws(MappedMessageFault) -> [MappedMessage] {
        var messages: [MappedMessage] = []
        for output in outputs {
            let read = try MappedOutput(output, institution: institution, commands: commands, answers: answers)
            if case .message(let message) = read { messages.append(message) }
        }
        return messages
    }
}
