package import EventSourcing

/// The codes of RIO by which applications name an offering: which offering they lead to, and who waits for it.
///
/// Applications and offerings meet here, whichever comes first.
package enum OfferingCode: Decider {
    package struct State: Sendable, Equatable {
        /// Nil while no offering with the codes has come.
        package var offering: UUIDValue?
        /// The applications that wait, with the version that asked last.
        package var awaiting: [UUIDValue: Int64] = [:]
        /// The applications that were answered, with the version that was.
        package var answered: [UUIDValue: Int64] = [:]
    }

    package enum Command: Sendable, Hashable {
        case assign(offering: UUIDValue, ProgrammeReference)
        /// - Parameter version: that of the application; the same one is answered once.
        case seek(application: UUIDValue, version: Int64, ProgrammeReference)
    }

    package enum Event: Sendable, Hashable {
        case assigned(offering: UUIDValue, ProgrammeReference)
        case awaited(application: UUIDValue, version: Int64, ProgrammeReference)
        case found(offering: UUIDValue, [Finding], ProgrammeReference)
    }

    /// An application that is answered.
    package struct Finding: Sendable, Hashable {
        package let application: UUIDValue
        /// The version of it that asked.
        package let version: Int64

        package init(_ application: UUIDValue, version: Int64) {
            self.application = application
            self.version = version
        }
    }

    package enum Rejection: Error, Hashable {}

    /// As many applications as one event names, so that it fits a message.
    package static let mostApplicationsOfEvent = 400

    package static let initial = State()

    package static func decide(_ command: Command, _ state: State) -> [Event] {
        switch command {
        case .assign(let offering, let codes):
            guard offering != state.offering else { return [] }
            return [.assigned(offering: offering, codes)] + findings(state.awaiting, offering, codes)
        case .seek(let application, let version, let codes):
            let known = max(state.answered[application] ?? 0, state.awaiting[application] ?? 0)
            guard version > known else { return [] }
            guard let offering = state.offering else {
                return [.awaited(application: application, version: version, codes)]
            }
            return [.found(offering: offering, [Finding(application, version: version)], codes)]
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch event {
        case .assigned(let offering, _): state.offering = offering
        case .awaited(let application, let version, _): state.awaiting[application] = version
        case .found(_, let findings, _):
            for finding in findings {
                state.awaiting[finding.application] = nil
                state.answered[finding.application] = finding.version
            }
        }
    }

    /// In the order of their identifiers, so that the same decision always says the same.
    private static func findings(
        _ awaiting: [UUIDValue: Int64], _ offering: UUIDValue, _ codes: ProgrammeReference
    ) -> [Event] {
        let sorted = awaiting.sorted { $0.key < $1.key }.map { Finding($0.key, version: $0.value) }
        return stride(from: 0, to: sorted.count, by: mostApplicationsOfEvent).map { first in
            let last = min(first + mostApplicationsOfEvent, sorted.count)
            return .found(offering: offering, Array(sorted[first..<last]), codes)
        }
    }
}
