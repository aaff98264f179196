package import EventSourcing

/// The readings in one dossier during one month, beside the dossier, so that its own stream and version stay as they are
/// whoever reads.
///
/// A reading that has happened is noted, whoever read; whether it was allowed was decided before.
package enum ReadingJournal: Decider {
    package struct State: Sendable, Equatable {
        package fileprivate(set) var readings: [UUIDValue: Reading] = [:]
    }

    package enum Command: Sendable, Hashable {
        case record(UUIDValue, Reading)
    }

    package enum Event: Sendable, Hashable {
        case recorded(UUIDValue, Reading)
    }

    package enum Rejection: Error, Hashable {
        /// The identifier is in use for another reading.
        case alreadyExists
        /// Its basis is a grant and it names none, or the other way round.
        case basisUnproven
    }

    /// Who read what, when, what for, and why it was allowed.
    package struct Reading: Sendable, Hashable {
        package var dossier: UUIDValue
        package var at: Timestamp
        package var reader: Party
        /// In the contract's words, such as `transfer`; the sector may add to them.
        package var purpose: String
        package var basis: Basis
        package var grant: UUIDValue?
        /// Nil, as the items, for all that the reader may read.
        package var classes: [Sensitivity]?
        package var items: [UUIDValue]?

        package init(of dossier: UUIDValue, at time: Timestamp, by reader: Party, for purpose: String, _ basis: Basis) {
            self.dossier = dossier
            at = time
            self.reader = reader
            self.purpose = purpose
            self.basis = basis
        }
    }

    /// Why a reading was allowed.
    package enum Basis: String, Sendable, Hashable {
        case learner
        case source
        case grant
    }

    package static let initial = State()

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch command {
        case .record(let id, let reading):
            guard (reading.basis == .grant) == (reading.grant != nil) else { throw .basisUnproven }
            guard let held = state.readings[id] else { return [.recorded(id, reading)] }
            guard held == reading else { throw .alreadyExists }
            return []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .recorded(let id, let reading): state.readings[id] = reading
        }
    }
}
