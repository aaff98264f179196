import EventSourcing
package import HubContracts

/// Who owns which objects of a service, as an institution says: the hub, or one of the institution's systems.
///
/// An institution changes the table at one place; each writer of the service then applies it, and decides by it from
/// there on. Until then the contracts' own defaults hold.
package enum Ownership: Decider {
    /// Nil while the institution has said nothing.
    package typealias State = Table?

    package enum Command: Sendable, Hashable {
        case change(Table)
        case apply(Table)
    }

    package enum Event: Sendable, Hashable {
        case changed(Table)
        case applied(Table)
    }

    package enum Rejection: Error, Hashable {
        /// The same version came with another content.
        case versionContradicted
        /// A system owns it and is not named; the place of the entry.
        case systemMissing(place: Int)
        /// An object is named twice; the place of the second entry.
        case objectRepeated(place: Int)
    }

    /// The aggregate of an institution's table; that of a writer adds a slash and the number of its partition.
    package static let subject = "ownership"

    package static let initial: State = nil

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch command {
        case .change(let table): try decide(table, state) { .changed($0) }
        case .apply(let table): try decide(table, state) { .applied($0) }
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .changed(let table), .applied(let table): state = table
        }
    }

    private static func decide(
        _ table: Table, _ held: Table?, _ event: (Table) -> Event
    ) throws(Rejection) -> [Event] {
        if let held, table.version <= held.version {
            guard table.version < held.version || table == held else { throw .versionContradicted }
            return []
        }
        var named: Set<String> = []
        for (place, entry) in table.entries.enumerated() {
            if case .system(nil) = entry.owner { throw .systemMissing(place: place) }
            guard named.insert(entry.object).inserted else { throw .objectRepeated(place: place) }
        }
        return [event(table)]
    }
}

extension Ownership {
    /// A version of an institution's table. An object that it does not name has its default owner.
    package struct Table: Sendable, Hashable {
        package let version: Int64
        package let entries: [Entry]

        package init(version: Int64, _ entries: [Entry]) {
            self.version = version
            self.entries = entries
        }

        /// Nil for an object that it does not name.
        package func owner(of object: String) -> Owner? { entries.first { $0.object == object }?.owner }
    }

    package struct Entry: Sendable, Hashable {
        /// In the service's words, such as `enrolment`.
        package let object: String
        package let owner: Owner

        package init(_ object: String, _ owner: Owner) {
            self.object = object
            self.owner = owner
        }
    }

    package enum Owner: Sendable, Hashable {
        /// The rules decide.
        case hub
        /// It tells what is so, in messages from this source. Nil is refused.
        case system(String?)
    }

    /// How a command touches an object.
    package enum Act: Sendable, Hashable {
        /// It tells a fact.
        case record(object: String, by: ContractOwner)
        /// It asks the hub to decide.
        case ask(object: String)
        /// It is the hub's own, such as a deadline's or a reaction's, or about what the hub always owns.
        case own
    }
}

extension Ownership.Act {
    /// How a command touches its object, as its contract says: one of a register's tells a fact, any other asks.
    ///
    /// - Parameter identifier: the member that names the object, such as `qualificationId`.
    init(_ owner: ContractOwner, _ contract: ContractIdentity, _ identifier: String) {
        let words = identifier.hasSuffix("Id") ? String(identifier.dropLast(2)) : identifier
        let object = words.reduce(into: "") { text, letter in
            text += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
        }
        let tells = owner == .register || contract.name.hasPrefix("record-")
        self = tells ? .record(object: object, by: owner) : .ask(object: object)
    }
}

/// The newest table that each institution has applied on a partition.
package struct OwnershipTables: Sendable, Hashable {
    private var tables: [String: Ownership.Table] = [:]

    package init() {}

    package mutating func take(_ event: Ownership.Event, of institution: String) {
        guard case .applied(let table) = event else { return }
        tables[institution] = table
    }

    /// Why a command may not touch its object; nil when it may.
    ///
    /// - Parameter source: who sends it, as its envelope says.
    func refusal(of act: Ownership.Act, from source: String, in institution: String) -> OwnershipRefusal? {
        switch act {
        case .own: return nil
        case .record(let object, let owner):
            switch tables[institution]?.owner(of: object) {
            case .system(let system)?: return system == source ? nil : .otherSystem(object)
            case .hub?: return .hub(object)
            case nil: return owner == .register ? nil : .hub(object)
            }
        case .ask(let object):
            guard case .system? = tables[institution]?.owner(of: object) else { return nil }
            return .otherSystem(object)
        }
    }
}

/// Whose an object is, where it is not the sender's.
enum OwnershipRefusal: Sendable, Hashable {
    case hub(String)
    case otherSystem(String)
}
