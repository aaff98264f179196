/// A moment, to the nanosecond, as RFC 3339 writes it. Its text is always in UTC.
package struct Timestamp: Sendable, Hashable {
    /// Whole seconds since 1 January 1970 00:00 UTC, without leap seconds; negative before it.
    package let seconds: Int64
    /// 0 to 999,999,999, counted forward from `seconds`.
    package let nanoseconds: Int32

    /// The first moment that has a text, in the year 0, and the last, in the year 9999.
    private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// - Returns: nil outside the years 0 to 9999, or when the nanoseconds are no part of a second.
    package init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Timestamp.range.contains(seconds), 0...999_999_999 ~= nanoseconds else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The moment this many milliseconds after 1 January 1970 UTC, as Kafka counts; the nearest that has a text.
    package init(milliseconds: Int64) {
        let second = milliseconds.quotientRoundedDown(by: 1000)
        seconds = min(max(second, Timestamp.range.lowerBound), Timestamp.range.upperBound)
        nanoseconds = seconds == second ? Int32(milliseconds - second * 1000) * 1_000_000 : 0
    }

    /// Milliseconds since 1 January 1970 UTC; what is finer is cut off.
    package var milliseconds: Int64 { seconds * 1000 + Int64(nanoseconds) / 1_000_000 }

    /// Reads RFC 3339 with any offset, such as `2026-08-01T09:00:00.5+02:00`.
    ///
    /// Digits of a second beyond the ninth are cut off; a leap second is the first moment of the next second.
    ///
    /// - Returns: nil for any other form.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), let date = CalendarDate(year: year, month: month, day: day),
            reader.skip("Tt"), let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2),
            reader.skip(":"), let second = reader.digits(2), hour < 24, minute < 60, second <= 60
        else { return nil }
        var fraction: Int32 = 0
        if reader.skip(".") {
            let digits = reader.run()
            guard !digits.isEmpty else { return nil }
            for position in 0..<9 { fraction = fraction * 10 + Int32(position < digits.count ? digits[position] : 0) }
        }
        guard let offset = Timestamp.offset(&reader), reader.isAtEnd else { return nil }
        let local = Int64(date.dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let moment = local - Int64(offset) * 60
        if second == 60 {
            // Leap seconds are inserted at the end of a day in UTC.
            guard moment % 86_400 == 0 else { return nil }
            fraction = 0
        }
        self.init(seconds: moment, nanoseconds: fraction)
    }

    /// Minutes east of UTC.
    private static func offset<Bytes>(_ reader: inout DigitReader<Bytes>) -> Int? {
        switch reader.next() {
        case UInt8(ascii: "Z")?, UInt8(ascii: "z")?: return 0
        case let sign? where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
            guard let hours = reader.digits(2), reader.skip(":"), let minutes = reader.digits(2), hours < 24,
                minutes < 60
            else { return nil }
            return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
    }

    /// The day in UTC.
    package var utcDate: CalendarDate { CalendarDate(dayNumber: Int(seconds.quotientRoundedDown(by: 86_400))) }
}

extension Timestamp: CustomStringConvertible, Comparable, Codable {
    /// RFC 3339 in UTC, with no, three, six or nine digits of a second: as few as keep the value.
    package var description: String {
        let rest = seconds - seconds.quotientRoundedDown(by: 86_400) * 86_400
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map { Digits.padded($0, 2) }.joined(separator: ":")
        let fraction =
            switch nanoseconds {
            case 0: ""
            case _ where nanoseconds % 1_000_000 == 0: "." + Digits.padded(nanoseconds / 1_000_000, 3)
            case _ where nanoseconds % 1_000 == 0: "." + Digits.padded(nanoseconds / 1_000, 6)
            default: "." + Digits.padded(nanoseconds, 9)
            }
        return "\(utcDate)T\(time)\(fraction)Z"
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    package init(from decoder: any Decoder) throws {
        self = try decoder.value("a moment such as 2026-08-01T09:00:00Z") { Timestamp($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int64 {
    /// - Precondition: the divisor is positive.
    fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
