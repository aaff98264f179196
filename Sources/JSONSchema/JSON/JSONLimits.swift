/// The bounds within which a JSON text is read. What lies beyond them is refused with a sentence that names the bound.
package struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    package var bytes: Int
    /// Arrays and objects inside one another.
    package var depth: Int
    /// Characters of one number.
    package var numberLength: Int
    /// Digits of the exponent of one number.
    package var exponentDigits: Int

    package init(bytes: Int = 64 << 20, depth: Int = 256, numberLength: Int = 1024, exponentDigits: Int = 6) {
        precondition(bytes < Int(UInt32.max) && depth >= 1, "JSON texts are held with 32-bit offsets")
        self.bytes = bytes
        self.depth = depth
        self.numberLength = numberLength
        self.exponentDigits = exponentDigits
    }
}
