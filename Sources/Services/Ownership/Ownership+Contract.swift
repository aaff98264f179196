import EventSourcing
import HubContracts

extension Ownership.Command {
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
