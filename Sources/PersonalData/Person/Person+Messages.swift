package import EventSourcing
package import HubContracts

extension Person {
    package enum Command: Sendable, Equatable {
        case write(Fact)
        case remove(RecordPlace)
        case refer(service: String)
        case forget(Ground)
        /// The term within which somebody should have referred to the person is over.
        case forgetUnreferenced(until: Timestamp)
        /// Keys that are wrapped with an older generation are wrapped anew.
        case rewrap(generation: Int)
        case noteConflict(Conflict)
    }

    /// A fact that was opened, on its way into a record.
    package struct Fact: Sendable, Equatable {
        package let place: RecordPlace
        package let content: [UInt8]
        package let contentHash: String
        package let source: SourceMark?
        /// Whether another content is refused once the record is there.
        package let writeOnce: Bool
        /// When the command was sent.
        package let time: Timestamp
        /// What a key of the class is called, should it have to be made.
        package let newKey: UUIDValue

        package init(
            place: RecordPlace, content: [UInt8], contentHash: String, source: SourceMark?,
            writeOnce: Bool = false, time: Timestamp, newKey: UUIDValue
        ) {
            self.place = place
            self.content = content
            self.contentHash = contentHash
            self.source = source
            self.writeOnce = writeOnce
            self.time = time
            self.newKey = newKey
        }
    }

    package typealias Ground = SubjectForgottenV1.Ground

    package struct Conflict: Sendable, Hashable {
        package let other: UUIDValue
        package let kind: RecognitionConflictNotedV1.IdentifierKind

        package init(other: UUIDValue, kind: RecognitionConflictNotedV1.IdentifierKind) {
            self.other = other
            self.kind = kind
        }
    }

    package enum Event: Sendable, Equatable {
        case registered(unreferencedUntil: Timestamp)
        case referredTo(service: String)
        case recordWritten(RecordPlace, version: Int64)
        case recordRemoved(RecordPlace)
        case conflictNoted(Conflict)
        case forgotten(Ground)
    }

    /// A record that is decided on and not made yet.
    package enum Draft: Sendable, Equatable {
        /// A key of the person, made new and wrapped.
        case makeKey(UUIDValue, RecordClass)
        case rewrapKey(HeldKey)
        case removeKey(UUIDValue)
        case seal(RecordDraft)
        case remove(RecordPlace)
    }

    package struct RecordDraft: Sendable, Equatable {
        package let place: RecordPlace
        package let version: Int64
        package let keyId: UUIDValue
        package let contentHash: String
        package let sources: [SourceMark]
        package let content: [UInt8]

        package init(
            place: RecordPlace, version: Int64, keyId: UUIDValue, contentHash: String, sources: [SourceMark],
            content: [UInt8]
        ) {
            self.place = place
            self.version = version
            self.keyId = keyId
            self.contentHash = contentHash
            self.sources = sources
            self.content = content
        }
    }

    package struct Outcome: Sendable, Equatable {
        package var events: [Event]
        package var drafts: [Draft]
        /// The version that the record has after the command, where the command is about one.
        package var version: Int64?

        package init(events: [Event] = [], drafts: [Draft] = [], version: Int64? = nil) {
            self.events = events
            self.drafts = drafts
            self.version = version
        }
    }

    package enum Rejection: Error, Equatable {
        case forgotten
        /// The record is there with another content, and was to be written once.
        case alreadyWritten(version: Int64)
        /// The source object has been here with a newer version; the record's own version is named.
        case superseded(version: Int64)
        /// The same version of the source object came before with another content.
        case contradicted
    }
}
