/// What a reading is for: an activity in the institution's register of processing, and what it may see.
package struct Purpose: Sendable, Hashable {
    /// What callers name it, such as `admission`.
    package let id: String
    /// The activity in the register of processing, as a URI.
    package let activity: String
    package let classes: Set<RecordClass>
    /// The only callers that may state it; nil for everyone who may state purposes at all.
    package let callers: Set<String>?

    package init(id: String, activity: String, classes: Set<RecordClass>, callers: Set<String>? = nil) {
        self.id = id
        self.activity = activity
        self.classes = classes
        self.callers = callers
    }

    func allows(_ recordClass: RecordClass, to caller: Caller) -> Bool {
        guard classes.contains(recordClass) else { return false }
        // The official identifier is for one exchange alone, never for everyone.
        guard let callers else { return recordClass != .officialIdentifier }
        return callers.contains(caller.id)
    }
}

/// Who reads, as the token says; never a name.
package struct Caller: Sendable, Hashable {
    /// A client's id or a person's pseudonym.
    package let id: String
    /// W3C trace context of the request, where there is one.
    package let traceparent: String?

    package init(id: String, traceparent: String? = nil) {
        self.id = id
        self.traceparent = traceparent
    }
}

/// Why a record was not read.
package enum ReadingFault: Error, Sendable, Hashable {
    /// There is no such record, or the person was forgotten.
    case notFound
    /// The purpose does not allow this class of records to this caller.
    case notAllowed
    /// The record that is held is older than the one that is asked for.
    case behind(held: Int64)
    /// The line in the processing log could not be written, so nothing was read.
    case notLogged
    case sealed(SealFault)
    /// The cache cannot be read.
    case unavailable
}

/// A record in the clear. Keep it no longer than it is needed.
package struct OpenRecord: Sendable, Hashable {
    package let place: RecordPlace
    package let version: Int64
    /// JSON that meets the record's contract.
    package let content: [UInt8]
}
