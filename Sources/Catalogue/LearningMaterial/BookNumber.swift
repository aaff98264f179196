/// The check digits of book and article numbers.
enum BookNumber {
    /// Whether an ISBN of 10 or 13 characters without hyphens has the check digit that its other digits ask for.
    static func isISBN(_ text: String) -> Bool {
        text.utf8.count == 10 ? isShortISBN(text) : (text.hasPrefix("978") || text.hasPrefix("979")) && isEAN(text)
    }

    /// Whether an article number of 13 digits has the check digit that its other digits ask for.
    static func isEAN(_ text: String) -> Bool {
        guard let digits = digits(text), digits.count == 13 else { return false }
        return check(digits.dropLast()) == digits[12]
    }

    /// The article number of a book: that of an ISBN of ten characters is made from it.
    static func ean(ofISBN text: String) -> String? {
        guard isISBN(text) else { return nil }
        guard text.utf8.count == 10 else { return text }
        guard let digits = digits("978" + text.dropLast()) else { return nil }
        return (digits + [check(digits[...])]).map(String.init).joined()
    }

    private static func isShortISBN(_ text: String) -> Bool {
        guard var digits = digits(text.dropLast()), let last = text.utf8.last else { return false }
        switch last {
        case UInt8(ascii: "X"): digits.append(10)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(Int(last - UInt8(ascii: "0")))
        default: return false
        }
        let sum = digits.enumerated().reduce(0) { $0 + (10 - $1.offset) * $1.element }
        return digits.count == 10 && sum.isMultiple(of: 11)
    }

    /// Weights one and three in turn; the sum with the check digit is a multiple of ten.
    private static func check(_ digits: ArraySlice<Int>) -> Int {
        let sum = digits.enumerated().reduce(0) { $0 + ($1.offset.isMultiple(of: 2) ? 1 : 3) * $1.element }
        return (10 - sum % 10) % 10
    }

    private static func digits(_ text: some StringProtocol) -> [Int]? {
        let values = text.utf8.map { Int($0) - Int(UInt8(ascii: "0")) }
        return values.allSatisfy { (0...9).contains($0) } ? values : nil
    }
}
