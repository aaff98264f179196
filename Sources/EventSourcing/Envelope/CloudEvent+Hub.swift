/// The names of the extensions that the hub gives meaning to.
package enum HubAttribute: String, Sendable, CaseIterable {
    /// The institution that the message belongs to; nothing crosses from one to another.
    case institution
    /// Joins all messages that came of one outside act.
    case correlationid
    /// The id of the message that led to this one.
    case causationid
    /// The aggregate's version after the event, 19 digits.
    case sequence
    /// The event's number in its partition, 19 digits.
    case partitionsequence
    /// W3C Trace Context.
    case traceparent
    /// The Kafka key, where it is not the subject.
    case partitionkey
    /// What sent a command: set by the hub, never taken from outside.
    case origin
    /// A keyed digest of a command's clear content, where the payload has a sealed or random part.
    case bodyhash
    /// A URI-reference to the payload, where it is not in the message.
    case dataref
    /// The aggregate's version that the sender of a command expects, 19 digits.
    case expectedsequence
}

/// What sent a command. It decides whether a command that cannot be processed is refused or parked.
package enum CommandOrigin: String, Sendable, Hashable, CaseIterable {
    /// A system that is told the outcome.
    case caller
    /// A row of a file.
    case `import`
    /// An event of another service.
    case reactor
    /// A moment that has come.
    case deadline
    /// An operator.
    case control
}

extension CloudEvent {
    package subscript(attribute: HubAttribute) -> String? {
        get { self[attribute.rawValue]?.text }
        set { self[attribute.rawValue] = newValue.map { .string($0) } }
    }

    /// The aggregate's version; nil where it is absent or malformed.
    package var sequence: SequenceNumber? {
        get { self[.sequence].flatMap { SequenceNumber($0) } }
        set { self[.sequence] = newValue?.description }
    }

    /// The number in the partition; nil where it is absent or malformed.
    package var partitionSequence: EventNumber? {
        get { self[.partitionsequence].flatMap { EventNumber($0) } }
        set { self[.partitionsequence] = newValue?.description }
    }

    /// The version that a command expects; nil where it is absent or malformed.
    package var expectedSequence: SequenceNumber? {
        get { self[.expectedsequence].flatMap { SequenceNumber($0) } }
        set { self[.expectedsequence] = newValue?.description }
    }

    /// What sent a command; nil where it is absent or unknown.
    package var origin: CommandOrigin? {
        get { self[.origin].flatMap { CommandOrigin(rawValue: $0) } }
        set { self[.origin] = newValue?.rawValue }
    }

    /// The key of the record: `partitionkey`, or else the subject.
    package var recordKey: String? { self[.partitionkey] ?? subject }

    /// The contract that the type names; nil where the type is none of the hub's.
    package var contract: ContractIdentity? { try? ContractIdentity(type: type) }
}
