package import HubContracts

/// Who gave a result or a value document: the hub by its rules, or the system that owns it.
package enum Origin: Sendable, Hashable {
    case hub
    case system(OwningSystem)
}

/// A system that owns an object, and how new its knowledge of it is.
package struct OwningSystem: Sendable, Hashable {
    package let name: String
    /// The system's own version of the object; nil where it counts none and the order of arrival is taken.
    package let version: Int64?

    package init(_ name: String, version: Int64? = nil) {
        self.name = name
        self.version = version
    }

    /// Whether it says something that the same system has since replaced.
    func isOlder(than held: OwningSystem) -> Bool {
        guard name == held.name, let version, let heldVersion = held.version else { return false }
        return version < heldVersion
    }

    /// Whether it says something that the same system did not know before.
    func isNewer(than held: OwningSystem) -> Bool {
        guard name == held.name, let version, let heldVersion = held.version else { return true }
        return version > heldVersion
    }
}

extension Origin {
    /// Whether a system's news is older than what is held.
    func outdates(_ system: OwningSystem) -> Bool {
        switch self {
        case .hub: false
        case .system(let held): system.isOlder(than: held)
        }
    }

    /// Whether it is another one than the system, whatever the version.
    func differs(from system: OwningSystem) -> Bool {
        switch self {
        case .hub: true
        case .system(let held): held.name != system.name
        }
    }
}

extension OwningSystem {
    package init(_ contract: FactSourceV1) { self.init(contract.system, version: contract.version) }

    package var contract: FactSourceV1 { FactSourceV1(system: name, version: version) }
}

extension Origin {
    /// - Parameter contract: nil for what the hub gave itself.
    package init(_ contract: FactSourceV1?) { self = contract.map { .system(OwningSystem($0)) } ?? .hub }

    package var contract: FactSourceV1? {
        switch self {
        case .hub: nil
        case .system(let system): system.contract
        }
    }
}
