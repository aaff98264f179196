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
        } catch let error as DecodingError {
            throw MessageFault(error)
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
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init("\(key.stringValue) is missing", pointer: MessageFault.pointer(context.codingPath))
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(
                "the value has another type than the contract says", pointer: MessageFault.pointer(context.codingPath))
        case .dataCorrupted(let context):
            self.init(
                context.codingPath.isEmpty ? "the data is not JSON" : "the value is not what the contract says",
                pointer: MessageFault.pointer(context.codingPath))
        @unknown default:
            self.init("the data cannot be read", pointer: "")
        }
    }

    private static func pointer(_ path: [any CodingKey]) -> String {
        path.map { key in
            "/"
                + (key.intValue.map(String.init)
                    ?? key.stringValue.replacing("~", with: "~0").replacing("/", with: "~1"))
        }.joined()
    }
}
