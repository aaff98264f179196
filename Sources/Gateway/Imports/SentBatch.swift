import EventSourcing

/// What was done with a batch of rows.
struct SentBatch: Sendable {
    struct SentRow: Sendable {
        let row: Int
        let line: Int
        let record: [UInt8]
        /// The keys of its commands.
        let commands: [UUIDValue]
    }

    var received = 0
    var lastRow = 0
    /// Bytes of the file that have been read.
    var read = 0 as Int64
    var sent: [SentRow] = []
    var rejected: [RejectedRow] = []
    var notMapped = 0
    /// In a dry run: what would have been sent.
    var tried: [(row: Int, text: [UInt8])] = []

    mutating func reject(_ row: ImportRow, _ reasons: [RowReason]) {
        rejected.append(RejectedRow(row: row.row, line: row.line, record: row.text, reasons: reasons))
    }
}
