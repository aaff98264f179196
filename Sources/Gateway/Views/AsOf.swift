package import EventSourcing
package import GRDB

/// The documents of a view as they stood at the end of a day in the Netherlands, or as they stand.
///
/// What a document said before is kept with the time from which and until which it said so. That is the time of the
/// events; from when a thing holds stands in the documents themselves.
package enum AsOf: Sendable, Hashable {
    case now
    case endOf(CalendarDate)

    /// Reads the parameter `asOf`; a fault is noted in the query.
    init(_ query: inout Query) {
        guard let text = query.text("asOf") else {
            self = .now
            return
        }
        guard let day = CalendarDate(text) else {
            query.fault("asOf", "must be a date such as 2026-08-31")
            self = .now
            return
        }
        self = .endOf(day)
    }

    static let parameter = Endpoint.Parameter(
        "asOf", in: .query,
        "As it stood at the end of this day in the Netherlands, by the time of the events. Absent: as it stands.",
        schema: #"{"type":"string","format":"date"}"#)

    /// What stands after FROM, with the names of a document's columns, and its arguments.
    package var source: (sql: String, arguments: [DatabaseValue]) {
        switch self {
        case .now: return ("document", [])
        case .endOf(let day):
            let end = day.endInTheNetherlands.milliseconds.databaseValue
            let columns = "institution, kind, id, sequence, sort, search, filters, body, since"
            return (
                """
                (SELECT \(columns) FROM document WHERE since < ?
                 UNION ALL SELECT \(columns) FROM past WHERE since < ? AND until >= ?)
                """, [end, end, end]
            )
        }
    }
}
