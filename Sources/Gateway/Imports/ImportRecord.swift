package import EventSourcing
import JSONSchema

/// One file that was sent to a connector, and how far it is.
package struct ImportRecord: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Its rows are being sent, or it waits for an earlier import.
        case running
        /// Every row has been sent, and not every answer has come.
        case settling
        /// Every row is accounted for.
        case completed
        /// Stopped by a person; what was not sent may still be.
        case cancelled
        /// Nothing more of it is sent: it was cancelled or waited too long.
        case closed
        /// The file cannot be used from some place on.
        case failed
    }

    package let id: UUIDValue
    package let institution: String
    package let connector: String
    package let isDryRun: Bool
    package let received: Timestamp
    package let size: Int64
    /// SHA-256 of the file, in hexadecimal.
    package let digest: String
    /// Who sent it, as the token says; nil for somebody without one. What came back of it is for them alone.
    package let sender: String?
    package var state: State
    /// Bytes of the file that have been read.
    package var read: Int64
    /// The last row that was sent or needed no sending.
    package var checkpoint: Int
    package var counts: ImportCounts
    package var failure: String?
    package var ended: Timestamp?
    /// An earlier import of the same bytes, which brought what is in it.
    package var sameAs: UUIDValue?

    /// What a person is told of it, in one sentence.
    var summary: String {
        let counts = counts
        switch state {
        case .running: return isDryRun ? "Being tried, nothing is sent." : "Being sent."
        case .settling: return "Sent; waiting for \(counts.open) rows to be decided."
        case .failed: return failure ?? "The file cannot be used."
        case .cancelled: return "Cancelled; \(counts.notSent) rows were not sent and can be resumed."
        case .closed: return "Closed; rows \(checkpoint + 1) to \(counts.received) were not sent."
        case .completed:
            if isDryRun { return "Tried: \(counts.accepted) of \(counts.received) rows would be sent." }
            guard counts.received > 0 else { return "The file has no rows." }
            guard counts.unchanged < counts.received else {
                let same = sameAs.map { ": it is the same file as import \($0)" } ?? ""
                return "Nothing changed\(same); every row was already as it says."
            }
            return "Every row is accounted for."
        }
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("importId", id.description)
            text.member("connector", connector)
            text.member("state", state.rawValue)
            text.member("summary", summary)
            text.name("dryRun")
            text.boolean(isDryRun)
            text.member("receivedAt", received.description)
            if let ended { text.member("endedAt", ended.description) }
            text.name("bytes")
            text.integer(size)
            text.name("bytesRead")
            text.integer(read)
            text.member("sha256", digest)
            if let sameAs { text.member("sameAs", sameAs.description) }
            if let failure { text.member("failure", failure) }
            text.name("counts")
            counts.write(to: &text)
            if counts.notSent > 0 {
                text.name("notSentRows")
                text.object { text in
                    text.member("first", checkpoint + 1)
                    text.member("last", counts.received)
                }
            }
        }
    }
}

/// What became of the rows of an import. All but `received` add up to it, with those whose answer is still to come.
package struct ImportCounts: Sendable, Hashable {
    package var received = 0
    package var accepted = 0
    package var unchanged = 0
    package var duplicate = 0
    package var superseded = 0
    package var rejected = 0
    package var notMapped = 0
    package var parked = 0
    package var notSent = 0

    /// Rows that were sent and are not decided yet.
    package var open: Int {
        received - accepted - unchanged - duplicate - superseded - rejected - notMapped - parked - notSent
    }

    mutating func add(_ amount: Int, to outcome: RowOutcome) {
        switch outcome {
        case .duplicate: duplicate += amount
        case .unchanged: unchanged += amount
        case .accepted: accepted += amount
        case .superseded: superseded += amount
        case .parked: parked += amount
        case .rejected: rejected += amount
        case .notMapped: notMapped += amount
        }
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("received", received)
            text.member("accepted", accepted)
            text.member("unchanged", unchanged)
            text.member("duplicate", duplicate)
            text.member("superseded", superseded)
            text.member("rejected", rejected)
            text.member("notMapped", notMapped)
            text.member("parked", parked)
            text.member("notSent", notSent)
            text.member("open", open)
        }
    }
}

/// What became of a row; of a row with several commands the worst, which is the greatest.
enum RowOutcome: Int, Sendable, Comparable {
    case notMapped
    case duplicate
    case unchanged
    case accepted
    case superseded
    case parked
    case rejected

    static func < (left: RowOutcome, right: RowOutcome) -> Bool { left.rawValue < right.rawValue }
}

/// Why a row was not taken.
struct RowReason: Sendable, Hashable {
    let code: String
    let message: String
    var column: String?
    var pointer: String?

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("code", code)
            text.member("message", message)
            if let column { text.member("column", column) }
            if let pointer { text.member("pointer", pointer) }
        }
    }

    static func text(_ reasons: [RowReason]) -> [UInt8] {
        var text = JSONText()
        text.array { text in
            for reason in reasons { reason.write(to: &text) }
        }
        return text.bytes
    }
}

/// A row that was not taken, with every reason.
struct RejectedRow: Sendable, Hashable {
    let row: Int
    let line: Int
    /// The record as a JSON object, or as a JSON text the row as it stands in the file where it could not be read as one;
    /// nil where there is nothing to show.
    let record: [UInt8]?
    let reasons: [RowReason]
}
