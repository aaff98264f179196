/// Dates, times and durations as RFC 3339 writes them.
extension FormatReader {
    mutating func readDate() -> Bool {
        guard let year = readNumber(4), skip("-"), let month = readNumber(2), skip("-"), let day = readNumber(2),
            1...12 ~= month
        else { return false }
        let days: Int
        switch month {
        case 2: days = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: days = 30
        default: days = 31
        }
        return 1...days ~= day
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

    /// Looks at eight digits at once.
    mutating func readUUID() -> Bool {
        guard text.count - position >= 36, let base = text.baseAddress else { return false }
        let start = UnsafeRawPointer(base + position)
        position += 36
        func byte(_ offset: Int) -> UInt8 { start.load(fromByteOffset: offset, as: UInt8.self) }
        func half(_ offset: Int) -> UInt64 {
            UInt64(start.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        func word(_ offset: Int) -> UInt64 { start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        let hyphen = UInt8(ascii: "-")
        guard byte(8) == hyphen, byte(13) == hyphen, byte(18) == hyphen, byte(23) == hyphen else { return false }
        return FormatReader.areHexadecimal(word(0)) && FormatReader.areHexadecimal(half(9) | half(14) << 32)
            && FormatReader.areHexadecimal(half(19) | half(32) << 32) && FormatReader.areHexadecimal(word(24))
    }

    /// Whether eight bytes are hexadecimal digits. Each is compared by adding what carries into its highest bit.
    @inline(__always)
    private static func areHexadecimal(_ bytes: UInt64) -> Bool {
        let every = 0x0101_0101_0101_0101 as UInt64
        let high = every &* 0x80
        guard bytes & high == 0 else { return false }
        func isAtLeast(_ lowest: UInt8, _ bytes: UInt64) -> UInt64 { bytes &+ every &* UInt64(0x80 - lowest) }
        let folded = bytes | every &* 0x20
        let digits = isAtLeast(0x30, bytes) & ~isAtLeast(0x3A, bytes)
        let letters = isAtLeast(0x61, folded) & ~isAtLeast(0x67, folded)
        return (digits | letters) & high == high
    }
}
