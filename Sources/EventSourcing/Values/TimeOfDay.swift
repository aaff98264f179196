/// A time of the day as a clock shows it, to the minute.
package struct TimeOfDay: Sendable, Hashable {
    /// Minutes since midnight, 0 to 1439.
    package let minutes: Int

    package static let midnight = TimeOfDay(minutes: 0)

    private init(minutes: Int) {
        self.minutes = minutes
    }

    /// - Returns: nil when no clock shows it.
    package init?(hour: Int, minute: Int) {
        guard 0...23 ~= hour, 0...59 ~= minute else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// Reads `08:30`; nil for any other form.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(text.utf8)
        guard let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2), reader.isAtEnd else {
            return nil
        }
        self.init(hour: hour, minute: minute)
    }

    package var hour: Int { minutes / 60 }
    package var minute: Int { minutes % 60 }
}

extension TimeOfDay: CustomStringConvertible, Comparable {
    package var description: String { "\(Digits.padded(hour, 2)):\(Digits.padded(minute, 2))" }

    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
}
