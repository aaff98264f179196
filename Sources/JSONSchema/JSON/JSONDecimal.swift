/// A number with all its digits: a sign, whole digits and a power of ten.
///
/// Values are normalised (no zeros at either end of the digits), so that `1`, `1.0` and `10e-1` are equal. Comparing
/// and dividing never expand the power of ten; `1e999999` costs no more than `1`.
package struct JSONDecimal: Sendable, Hashable {
    package let isNegative: Bool
    /// Decimal digits 0...9, most significant first; empty for zero.
    let digits: [UInt8]
    /// The power of ten that the digits, read as a whole number, are multiplied with.
    let exponent: Int

    private enum Part { case whole, fraction, power }

    /// Reads the text of a JSON number, which the parser has found well-formed.
    init(literal: some Collection<UInt8>) {
        var digits: [UInt8] = []
        digits.reserveCapacity(literal.count)
        var exponent = 0
        var written = 0
        var isNegative = false
        var isNegativeExponent = false
        var part = Part.whole
        for byte in literal {
            switch byte {
            case UInt8(ascii: "-"):
                if part == .power { isNegativeExponent = true } else { isNegative = true }
            case UInt8(ascii: "+"): break
            case UInt8(ascii: "."): part = .fraction
            case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .power
            default:
                let digit = byte &- 0x30
                switch part {
                case .whole: digits.append(digit)
                case .fraction:
                    digits.append(digit)
                    exponent -= 1
                case .power: written = written &* 10 &+ Int(digit)
                }
            }
        }
        exponent += isNegativeExponent ? -written : written
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if let first = digits.firstIndex(where: { $0 != 0 }) { digits.removeFirst(first) }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
        self.isNegative = isNegative && !digits.isEmpty
    }

    package init(_ integer: Int64) {
        self.init(literal: Array(String(integer).utf8))
    }

    package var isZero: Bool { digits.isEmpty }

    /// Whether the value is whole, however it was written.
    package var isWhole: Bool { exponent >= 0 }

    /// The value, if it is whole and fits 64 bits.
    package var integer: Int64? {
        guard isWhole, digits.count + exponent <= 19 else { return nil }
        var magnitude: UInt64 = 0
        for position in 0..<digits.count + exponent {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(position < digits.count ? UInt64(digits[position]) : 0)
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        if isNegative { return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// Whether this value is a whole multiple of `divisor`, exactly.
    ///
    /// - Precondition: the divisor is positive and its digits fit 64 bits (``divisorDigits``).
    func isMultiple(of divisor: JSONDecimal) -> Bool {
        guard !isZero else { return true }
        guard let modulus = divisor.divisorDigits else { preconditionFailure("a divisor has at most 18 digits") }
        // The digits end in no zero, so a larger power of ten in the divisor can never be met.
        guard exponent >= divisor.exponent else { return false }
        var remainder: UInt64 = 0
        for digit in digits {
            remainder = JSONDecimal.multiply(remainder, 10, modulo: modulus)
            remainder = (remainder + UInt64(digit)) % modulus
        }
        var power = exponent - divisor.exponent
        var base = 10 % modulus
        while power > 0, remainder != 0 {
            if power & 1 == 1 { remainder = JSONDecimal.multiply(remainder, base, modulo: modulus) }
            base = JSONDecimal.multiply(base, base, modulo: modulus)
            power >>= 1
        }
        return remainder == 0
    }

    /// The digits as a whole number, if they are few enough to divide by.
    var divisorDigits: UInt64? {
        guard !isZero, digits.count <= 18 else { return nil }
        return digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    private static func multiply(_ left: UInt64, _ right: UInt64, modulo modulus: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        guard high != 0 else { return low % modulus }
        return modulus.dividingFullWidth((high % modulus, low)).remainder
    }
}

extension JSONDecimal: Comparable {
    package static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmallerMagnitude(than: left) : left.isSmallerMagnitude(than: right)
    }

    private func isSmallerMagnitude(than other: JSONDecimal) -> Bool {
        guard !isZero, !other.isZero else { return isZero && !other.isZero }
        let magnitude = digits.count + exponent
        let otherMagnitude = other.digits.count + other.exponent
        guard magnitude == otherMagnitude else { return magnitude < otherMagnitude }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
