import EventSourcing

/// The lines of an iCalendar, each folded at 75 octets and ended as RFC 5545 asks.
struct ICalendarText {
    static let zone = "Europe/Amsterdam"
    private(set) var bytes: [UInt8] = []

    /// A property whose value is written as it is.
    mutating func line(_ name: String, _ value: String) {
        var width = 0
        for character in "\(name):\(value)".unicodeScalars {
            let octets = UTF8.width(character)
            if width + octets > 75 {
                bytes += "\r\n ".utf8
                width = 1
            }
            bytes += Array(String(character).utf8)
            width += octets
        }
        bytes += "\r\n".utf8
    }

    /// A property whose value is a text.
    mutating func text(_ name: String, _ value: String) {
        line(name, ICalendarText.escaped(value))
    }

    /// Lines that end become `\n`; control characters, which no calendar may hold, are left out.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
            case "\n" where isAfterReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": escaped.append(contentsOf: ["\\", "n"])
            case _ where scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F: break
            default: escaped.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return String(escaped)
    }

    /// `20260907T083000`.
    static func local(_ moment: LocalDateTime) -> String {
        "\(moment.description.filter { $0 != "-" && $0 != ":" })00"
    }

    /// `20260821T140000Z`; parts of a second are cut off.
    static func utc(_ moment: Timestamp) -> String {
        let text = moment.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(text)Z"
    }
}
