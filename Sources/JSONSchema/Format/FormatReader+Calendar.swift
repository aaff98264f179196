/// Dates, times and durations as RFC 3339 writes them.
extension FormatReader {
    mutating func readDate() -> Bool {
        guard let year = readNumber(4), skip("-"), let month = readNumber(2), skip("-"), let day = readNumber(2),
            1...12 ~= month
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...days[month - 1] ~= day
    }

    /// A time with its offset. Second 60 is a leap second and lies at the end of a day of UTC.
    mutating func readTime() -> Bool {
        guard let hour = readNumber(2), hour < 24, skip(":"), let minute = readNumber(2), minute < 60, skip(":"),
            let second = readNumber(2), second <= 60
        else { return false }
        if skip(".") { guard skipAll(where: ASCII.isDigit) > 0 else { return false } }
        var offset = 0
        if !skip(where: { $0 | 0x20 == UInt8(ascii: "z") }) {
            let isBehind = next == UInt8(ascii: "-")
            guard skip(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }), let hours = readNumber(2),
                hours < 24, skip(":"), let minutes = readNumber(2), minutes < 60
            else { return false }
            offset = (hours * 60 + minutes) * (isBehind ? -1 : 1)
        }
        guard second == 60 else { return true }
        let day = 24 * 60
        return ((hour * 60 + minute - offset) % day + day) % day == day - 1
    }

    /// `P…` with units in order and none left out between two others; weeks stand alone.
    mutating func readDuration() -> Bool {
        guard skip("P") else { return false }
        if next != UInt8(ascii: "T") {
            guard let first = readUnits("YMDW") else { return false }
            if first == "W" || isAtEnd { return true }
        }
        guard skip("T") else { return false }
        return readUnits("HMS") != nil
    }

    /// Reads `12Y3M` and so on.
    /// - Returns: the first unit; nil when there is none or they do not follow each other.
    private mutating func readUnits(_ units: String) -> Unicode.Scalar? {
        let order = Array(units.unicodeScalars)
        var first: Unicode.Scalar?
        var expected: Int?
        while let byte = next, byte != UInt8(ascii: "T") {
            guard skipAll(where: ASCII.isDigit) > 0, let letter = next,
                let index = order.firstIndex(of: Unicode.Scalar(letter))
            else { return nil }
            position += 1
            let unit = order[index]
            if let expected {
                guard index == expected, unit != "W" else { return nil }
            } else {
                first = unit
            }
            expected = index + 1
            if first == "W" { return isAtEnd ? first : nil }
        }
        return first
    }

    mutating func readUUID() -> Bool {
        for (index, count) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 { guard skip("-") else { return false } }
            for _ in 0..<count { guard skip(where: ASCII.isHexadecimal) else { return false } }
        }
        return true
    }
}
