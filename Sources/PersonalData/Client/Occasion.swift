package import EventSourcing
package import HubContracts

/// What makes somebody ask persons. The same occasion gives its commands the same identities.
package struct Occasion: Sendable, Hashable {
    package let institution: String
    package let origin: CommandOrigin
    package let correlationId: String?
    private let parts: [String]

    private static let namespace = UUIDValue(high: 0xa4c0_7d15_62be_5f3a, low: 0x8e91_3c47_d05b_a216)

    private init(institution: String, origin: CommandOrigin, correlationId: String?, parts: [String]) {
        self.institution = institution
        self.origin = origin
        self.correlationId = correlationId
        self.parts = parts
    }

    /// A row of a file. A resumed import keeps its id.
    package static func row(_ row: Int, ofImport id: UUIDValue, institution: String) -> Occasion {
        Occasion(
            institution: institution, origin: .import, correlationId: id.description,
            parts: ["import", id.description, String(row)])
    }

    /// A version of an object of an outside system.
    package static func version(_ source: SourceMark, institution: String, correlationId: String?) -> Occasion {
        Occasion(
            institution: institution, origin: .import, correlationId: correlationId,
            parts: ["version", source.objectHash, String(source.version)])
    }

    /// A call of a system that has an id of its own, such as its `Idempotency-Key`.
    package static func call(_ id: String, institution: String) -> Occasion {
        Occasion(institution: institution, origin: .caller, correlationId: id, parts: ["call", id])
    }

    /// The id of the occasion's command of this name.
    func identity(_ name: String) -> UUIDValue {
        UUIDValue(namespace: Occasion.namespace, parts: parts + [name])
    }
}

/// A fact about a person, in the clear, on its way into a seal.
package struct Fact: Sendable, Hashable {
    package let place: RecordPlace
    /// JSON that meets the record's contract.
    package let content: [UInt8]
    package let source: SourceMark?

    package init(_ place: RecordPlace, content: [UInt8], source: SourceMark? = nil) {
        self.place = place
        self.content = content
        self.source = source
    }
}

/// Where identifiers lead.
package struct Recognised: Sendable, Hashable {
    package struct Conflict: Sendable, Hashable {
        package let kind: OutsideIdentifier.Kind
        /// Where this identifier leads instead.
        package let other: UUIDValue
    }

    package let id: UUIDValue
    package let conflicts: [Conflict]
}

/// What became of a fact.
package struct Written: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case written
        /// The record said so already.
        case unchanged
        /// A newer version of the source has been here.
        case superseded
    }

    package let version: Int64
    package let became: Outcome

    init(version: Int64, became: Outcome) {
        self.version = version
        self.became = became
    }

    /// - Throws: ``PersonsError`` for an answer that says something else.
    init(_ result: CommandResultV1) throws(PersonsError) {
        guard let version = result.answer?.recordVersion else { throw PersonsError(result) }
        self.version = version
        switch result.outcome {
        case .accepted: became = .written
        case .unchanged: became = .unchanged
        case .rejected, .conflict, .parked:
            guard result.rejection?.code == .superseded else { throw PersonsError(result) }
            became = .superseded
        }
    }
}

/// A person and what was kept of them, in the order of the facts.
package struct Kept: Sendable, Hashable {
    package let subject: Recognised
    package let written: [Written]
}

/// Why persons did not do what was asked. Nothing of a person is in it.
package enum PersonsError: Error, Sendable, Hashable {
    case noIdentifier
    /// No answer came in time; asking again on the same occasion is safe.
    case noAnswer
    /// The person was forgotten.
    case forgotten
    /// It waits behind a fault; its final answer comes when it is released.
    case parked
    /// The content does not meet the record's contract: everything that is wrong.
    case invalid([ContentFault])
    case rejected(CommandResultV1.Rejection)
    /// The answer has not what was asked for.
    case unexpected

    init(_ result: CommandResultV1) {
        if result.outcome == .parked {
            self = .parked
        } else if let rejection = result.rejection {
            self = rejection.code == .subjectForgotten ? .forgotten : .rejected(rejection)
        } else {
            self = .unexpected
        }
    }
}
