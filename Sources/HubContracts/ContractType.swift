package import EventSourcing

/// A Swift type that is generated from one version of a contract.
///
/// Reading takes what a reader needs and ignores members it does not know; whether a text meets the contract is for
/// the contract's schema to say.
package protocol ContractType: JSONCoded {
    static var identity: ContractIdentity { get }
}

/// A contract that is a message of its own: a command, an event, a result or a record.
package protocol ContractMessage: ContractType {
    static var kind: MessageKind { get }
    /// Who owns the object of a command until an institution's table says otherwise. Of other messages it says nothing.
    static var defaultOwner: ContractOwner { get }
}

extension ContractMessage {
    package static var defaultOwner: ContractOwner { .hub }
}

/// Who owns an object until an institution's ownership table says otherwise.
package enum ContractOwner: String, Sendable, Hashable {
    /// The hub decides.
    case hub
    /// A national register; its facts are recorded as they are.
    case register
}
