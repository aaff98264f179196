import EventSourcing
import HubContracts
import ServiceRuntime

/// Contract types as text, and back.
enum ContractText {
    /// Reads the data of a message.
    ///
    /// - Throws: ``MessageFault`` with the place of the first fault.
    static func read<Contract: ContractType>(
        _ type: Contract.Type, _ message: CloudEvent
    ) throws(MessageFault) -> Contract {
        try read(message) { try ContractData.read(type, $0) }
    }

    /// Reads the data of a message with a reader of its contract.
    ///
    /// - Throws: ``MessageFault`` with the place of the first fault.
    static func read<Value>(
        _ message: CloudEvent, _ read: ([UInt8]) throws -> Value
    ) throws(MessageFault) -> Value {
        guard let data = message.data else { throw MessageFault("there is no data", pointer: "") }
        do {
            return try read(data)
        } catch let fault as JSONContentFault {
            throw MessageFault(fault)
        } catch {
            throw MessageFault("the data cannot be read", pointer: "")
        }
    }

    /// Reads the data of a message of one contract; nil for a message of another.
    ///
    /// - Throws: ``MessageFault`` with the place of the first fault.
    static func read<Contract: ContractMessage>(
        _ type: Contract.Type, ifThatIs message: CloudEvent
    ) throws(MessageFault) -> Contract? {
        guard message.type == Contract.identity.type else { return nil }
        return try read(type, message)
    }

    /// - Throws: ``MessageFault`` when the message has no text, such as for a number that is none.
    static func write(_ contract: any ContractMessage) throws(MessageFault) -> (
        contract: ContractIdentity, data: [UInt8]
    ) {
        do {
            return (type(of: contract).identity, try ContractData.write(contract))
        } catch {
            throw MessageFault("\(type(of: contract).identity) cannot be written")
        }
    }
}

extension MessageFault {
    /// Says what is wrong and where, without the value that is.
    init(_ fault: JSONContentFault) {
        self.init(fault.message, pointer: fault.pointer)
    }
}
