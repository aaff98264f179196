package import EventSourcing
package import HubContracts

/// Where one outside identifier leads: nowhere, or to one id for good, until it is released.
///
/// It has no events: what it decides is a record that can be removed.
package enum Recognition {
    package enum State: Sendable, Equatable {
        case nowhere
        case leads(to: UUIDValue)
    }

    package enum Command: Sendable, Equatable {
        /// - Parameter proposed: the id that is handed out if the identifier leads nowhere yet.
        case recognise(Identifier, proposed: UUIDValue)
        case bind(Identifier, to: UUIDValue)
        case release(from: UUIDValue)
    }

    /// What is written of an identifier beside its hash.
    package struct Identifier: Sendable, Equatable {
        package let kind: RecognitionEntryV1.IdentifierKind
        package let leadsTo: RecognitionEntryV1.LeadsTo

        package init(kind: RecognitionEntryV1.IdentifierKind, leadsTo: RecognitionEntryV1.LeadsTo) {
            self.kind = kind
            self.leadsTo = leadsTo
        }
    }

    /// What becomes of the entry.
    package enum Draft: Sendable, Equatable {
        case enter(Identifier, leadingTo: UUIDValue)
        case remove
    }

    package struct Outcome: Sendable, Equatable {
        package let draft: Draft?
        /// Where the identifier leads; nil after it was released.
        package let id: UUIDValue?
    }

    package enum Rejection: Error, Equatable {
        case leadsElsewhere(UUIDValue)
    }

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> Outcome {
        switch (command, state) {
        case (.recognise(let identifier, let proposed), .nowhere):
            return Outcome(draft: .enter(identifier, leadingTo: proposed), id: proposed)
        case (.recognise, .leads(let id)): return Outcome(draft: nil, id: id)
        case (.bind(let identifier, let id), .nowhere):
            return Outcome(draft: .enter(identifier, leadingTo: id), id: id)
        case (.bind(_, let wanted), .leads(let id)):
            guard wanted == id else { throw .leadsElsewhere(id) }
            return Outcome(draft: nil, id: id)
        case (.release(let id), .leads(let held)) where id == held: return Outcome(draft: .remove, id: nil)
        case (.release, .leads), (.release, .nowhere): return Outcome(draft: nil, id: nil)
        }
    }
}
