/// The national identification number (BSN). It is never a value here, only something to be kept out.
package enum CitizenServiceNumber {
    /// Whether a text is nine digits that pass the test such numbers pass (elfproef): their weighted sum is divisible
    /// by eleven.
    package static func isOne(_ text: some Sequence<UInt8>) -> Bool {
        let digits = text.map { Int($0) - 0x30 }
        guard digits.count == 9, digits.allSatisfy({ 0...9 ~= $0 }), digits.contains(where: { $0 != 0 }) else {
            return false
        }
        let sum = zip(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]).reduce(0) { $0 + $1.0 * $1.1 }
        return sum % 11 == 0
    }
}
