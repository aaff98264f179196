package import EventSourcing
import FoundationEssentials
package import HubContracts

/// What an operator asks of a parked aggregate.
struct ControlCommand {
    enum Act {
        case release
        case discard
    }

    let act: Act
    let aggregate: String
    /// The one letter that is meant; nil for all.
    let letterNumber: Int64?

    /// Nil for a command that is none, and for one that says it is and cannot be read: rules then refuse it.
    init?(_ message: CloudEvent) {
        guard message.origin == .control, let data = message.data else { return nil }
        if message.type == ReleaseDeadLettersV1.identity.type {
            guard let command = try? ContractData.read(ReleaseDeadLettersV1.self, data) else {
                return nil
            }
            act = .release
            aggregate = command.aggregate
            letterNumber = nil
        } else if message.type == DiscardDeadLettersV1.identity.type {
            guard let command = try? ContractData.read(DiscardDeadLettersV1.self, data) else {
                return nil
            }
            act = .discard
            aggregate = command.aggregate
            letterNumber = command.letterNumber
        } else {
            return nil
        }
    }

    func concerns(_ letter: DeadLetter) -> Bool { letterNumber == nil || letterNumber == letter.number }
}

extension CloudEvent {
    /// Whether this is about parked commands; it is exempt from parking and has a batch of its own.
    package var isControl: Bool {
        origin == .control
            && (type == ReleaseDeadLettersV1.identity.type || type == DiscardDeadLettersV1.identity.type)
    }
}

extension CommandResultV1.Rejection.Code {
    /// A held command was given up.
    package static let discarded = CommandResultV1.Rejection.Code(rawValue: "discarded")
    /// A release came no further than the command that stopped before.
    package static let stillParked = CommandResultV1.Rejection.Code(rawValue: "stillParked")
}
