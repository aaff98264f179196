package import EventSourcing

/// A calendar of appointments in the Netherlands, as iCalendar (RFC 5545).
///
/// Times are written as clocks in Europe/Amsterdam show them, with that time zone beside them, so that a reader shows
/// the same hours wherever it is. The same content always gives the same bytes.
package struct ICalendar: Sendable, Hashable {
    /// Who made it, such as `-//Schakel//Rooster//NL`.
    package let product: String
    /// What a reader calls it.
    package var name: String?
    package var events: [Event]

    package init(product: String, name: String? = nil, events: [Event] = []) {
        self.product = product
        self.name = name
        self.events = events
    }

    /// An appointment.
    package struct Event: Sendable, Hashable {
        package enum Status: String, Sendable, Hashable {
            case tentative = "TENTATIVE"
            case confirmed = "CONFIRMED"
            /// A reader that has it takes it off.
            case cancelled = "CANCELLED"
        }

        /// The same for an appointment for ever, such as `<id>@schakel.example`.
        package let uid: String
        /// When it was written down as it is.
        package let stamp: Timestamp
        /// Grows with every change, so that a reader keeps the newest.
        package let sequence: Int64
        package let status: Status
        package let start: LocalDateTime
        package let end: LocalDateTime
        package let summary: String
        package var location: String?
        package var description: String?
        package var categories: [String] = []

        package init(
            uid: String, stamp: Timestamp, sequence: Int64, status: Status = .confirmed, from start: LocalDateTime,
            to end: LocalDateTime, summary: String
        ) {
            self.uid = uid
            self.stamp = stamp
            self.sequence = sequence
            self.status = status
            self.start = start
            self.end = end
            self.summary = summary
        }
    }

    package var bytes: [UInt8] {
        var text = ICalendarText()
        text.line("BEGIN", "VCALENDAR")
        text.line("VERSION", "2.0")
        text.text("PRODID", product)
        text.line("CALSCALE", "GREGORIAN")
        text.line("METHOD", "PUBLISH")
        if let name {
            text.text("NAME", name)
            text.text("X-WR-CALNAME", name)
        }
        ICalendar.writeTimeZone(&text)
        for event in events { event.write(&text) }
        text.line("END", "VCALENDAR")
        return text.bytes
    }

    /// The rule of the European Union that has held since 1996.
    private static func writeTimeZone(_ text: inout ICalendarText) {
        text.line("BEGIN", "VTIMEZONE")
        text.line("TZID", ICalendarText.zone)
        text.line("BEGIN", "DAYLIGHT")
        text.line("DTSTART", "19960331T020000")
        text.line("RRULE", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
        text.line("TZOFFSETFROM", "+0100")
        text.line("TZOFFSETTO", "+0200")
        text.line("TZNAME", "CEST")
        text.line("END", "DAYLIGHT")
        text.line("BEGIN", "STANDARD")
        text.line("DTSTART", "19961027T030000")
        text.line("RRULE", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
        text.line("TZOFFSETFROM", "+0200")
        text.line("TZOFFSETTO", "+0100")
        text.line("TZNAME", "CET")
        text.line("END", "STANDARD")
        text.line("END", "VTIMEZONE")
    }
}

extension ICalendar.Event {
    fileprivate func write(_ text: inout ICalendarText) {
        text.line("BEGIN", "VEVENT")
        text.text("UID", uid)
        text.line("DTSTAMP", ICalendarText.utc(stamp))
        text.line("SEQUENCE", String(sequence))
        text.line("STATUS", status.rawValue)
        text.line("DTSTART;TZID=\(ICalendarText.zone)", ICalendarText.local(start))
        text.line("DTEND;TZID=\(ICalendarText.zone)", ICalendarText.local(end))
        text.text("SUMMARY", summary)
        if let location { text.text("LOCATION", location) }
        if let description { text.text("DESCRIPTION", description) }
        if !categories.isEmpty {
            text.line("CATEGORIES", categories.map { ICalendarText.escaped($0) }.joined(separator: ","))
        }
        text.line("END", "VEVENT")
    }
}
