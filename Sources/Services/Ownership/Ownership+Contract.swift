import EventSourcing
import HubContracts
import ServiceRuntime

extension Ownership.Command {
    /// A message that changes or applies a table; nil for any other.
    ///
    /// - Throws: ``MessageFault`` where its subject is not that of the table, or a caller speaks for the service.
    init?(_ message: CloudEvent) throws(MessageFault) {
        let isChange = message.type == ChangeOwnershipV1.identity.type
        guard isChange || message.type == ApplyOwnershipV1.identity.type else { return nil }
        let subject = message.subject ?? ""
        guard isChange ? subject == Ownership.subject : subject.hasPrefix(Ownership.subject + "/") else {
            throw MessageFault("the subject is not that of the table of owners")
        }
        if isChange {
            self.init(try ContractText.read(ChangeOwnershipV1.self, message))
        } else {
            // A writer is told by the service itself; no caller changes the table of one.
            guard message.origin == .reactor else { throw MessageFault("only the service tells its writers") }
            self.init(try ContractText.read(ApplyOwnershipV1.self, message))
        }
    }

    init(_ contract: ChangeOwnershipV1) {
        self = .change(
            Ownership.Table(
                version: contract.version,
                contract.entries.map { Ownership.Entry($0.object.rawValue, .init($0.owner == .hub, $0.system)) }))
    }

    init(_ contract: ApplyOwnershipV1) {
        self = .apply(
            Ownership.Table(
                version: contract.version,
                contract.entries.map { Ownership.Entry($0.object.rawValue, .init($0.owner == .hub, $0.system)) }))
    }
}

extension Ownership.Event {
    /// A message that says that a table was changed or applied; nil for any other.
    init?(_ message: CloudEvent) throws(MessageFault) {
        if let changed = try ContractText.read(OwnershipChangedV1.self, ifThatIs: message) {
            self.init(changed)
        } else if let applied = try ContractText.read(OwnershipAppliedV1.self, ifThatIs: message) {
            self.init(applied)
        } else {
            return nil
        }
    }

    init(_ contract: OwnershipChangedV1) {
        self = .changed(
            Ownership.Table(
                version: contract.version,
                contract.entries.map { Ownership.Entry($0.object.rawValue, .init($0.owner == .hub, $0.system)) }))
    }

    init(_ contract: OwnershipAppliedV1) {
        self = .applied(
            Ownership.Table(
                version: contract.version,
                contract.entries.map { Ownership.Entry($0.object.rawValue, .init($0.owner == .hub, $0.system)) }))
    }

    var contract: any ContractMessage {
        switch self {
        case .changed(let table):
            OwnershipChangedV1(
                version: table.version,
                entries: table.entries.map {
                    .init(
                        object: .init(rawValue: $0.object), owner: $0.owner.isHub ? .hub : .system,
                        system: $0.owner.system)
                })
        case .applied(let table):
            OwnershipAppliedV1(
                version: table.version,
                entries: table.entries.map {
                    .init(
                        object: .init(rawValue: $0.object), owner: $0.owner.isHub ? .hub : .system,
                        system: $0.owner.system)
                })
        }
    }
}

extension Ownership.Owner {
    fileprivate init(_ isHub: Bool, _ system: String?) {
        self = isHub ? .hub : .system(system)
    }

    fileprivate var isHub: Bool { self == .hub }

    fileprivate var system: String? {
        switch self {
        case .hub: nil
        case .system(let system): system
        }
    }
}
