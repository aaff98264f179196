import EventSourcing

/// A qualification dossier (kwalificatiedossier) as the register describes it: what several qualifications share.
///
/// The register owns it, so what it says is recorded and never refused.
package enum QualificationDossier: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case recorded(Description)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.record(let description), .recorded(let held)) where description == held: []
        case (.record(let description), .absent), (.record(let description), .recorded): [.recorded(description)]
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .recorded(let description): state = .recorded(description)
        }
    }
}
