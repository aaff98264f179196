package import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

/// The examples of the contracts, as Swift values.
enum ContractExample {
    static func read<Contract: ContractMessage>(_ type: Contract.Type, _ name: String) throws -> Contract {
        let path = "Contracts/\(Contract.identity.path(Contract.kind))/examples/\(name).json"
        return try ContractData.read(
            type, Array(Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path))))
    }
}

extension CalendarDate: ExpressibleByStringLiteral {
    /// A day as tests write it.
    package init(stringLiteral text: String) {
        guard let day = CalendarDate(text) else { preconditionFailure("\(text) is no day") }
        self = day
    }
}
