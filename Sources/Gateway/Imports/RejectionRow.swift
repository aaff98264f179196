import JSONSchema

/// A rejected row as it is kept.
struct RejectionRow: Sendable {
    let row: Int
    let line: Int
    let record: [UInt8]?
    /// A JSON array of reasons.
    let reasons: [UInt8]

    func write(to text: inout JSONText, showingRecord: Bool) {
        text.object { text in
            text.member("row", row)
            text.member("line", line)
            if showingRecord, let record {
                text.name("record")
                text.raw(record)
            }
            text.name("reasons")
            text.raw(reasons)
        }
    }
}
