/// Follows one value of a JSON text byte by byte, as far as is needed to find its end: strings, and what is open.
///
/// It does not judge. Where brackets do not match, one that closes also closes everything that was opened inside.
struct JSONValueScan: Sendable {
    /// What was read, unless nothing is kept or it became too large.
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false
    private(set) var isDone = false

    private let limit: Int
    private let depth: Int
    /// For each array or object that is open, outermost first: whether it is an object.
    private var open: [Bool] = []
    /// How many more are open beyond the depth.
    private var beyond = 0
    private var isInString = false
    private var isEscaped = false
    private var isScalar = false
    /// The last byte outside of strings that is no white space; a quote stands for a string.
    private var last: UInt8 = 0
    /// The name that was read last in the outermost object, and what came behind it.
    private var name: [UInt8] = []
    private var isInName = false

    private static let longestName = 64

    private var isInOutermostObject: Bool { open.count == 1 && open[0] && beyond == 0 }

    init(limit: Int = 0, depth: Int = 64) {
        self.limit = limit
        self.depth = depth
    }

    /// In an object that was opened before, behind a value.
    init(inObjectWithDepth depth: Int) {
        self.init(depth: depth)
        open = [true]
        last = UInt8(ascii: "]")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Whether the byte is still of this value: what closes a list, or separates its items, is not.
    func accepts(_ byte: UInt8, inList: Bool) -> Bool {
        guard inList, !isInString else { return true }
        if isScalar {
            return !JSONValueScan.isSpace(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "]")
        }
        return byte != UInt8(ascii: "]") || beyond > 0 || open.contains(false)
    }

    /// Whether only a name, or what closes the object, can stand here: inside an object, not behind a colon.
    var expectsName: Bool { !isInString && open.last == true && beyond == 0 && last != UInt8(ascii: ":") }

    /// Takes away white space at the end.
    mutating func trim() {
        while let byte = bytes.last, JSONValueScan.isSpace(byte) { bytes.removeLast() }
    }

    /// Whether the member of the outermost object that begins with this byte has this name.
    func names(_ text: String) -> Bool {
        (last == UInt8(ascii: "[") && open.count == 2 && beyond == 0 && !isInString && hasColon)
            && name.elementsEqual(text.utf8)
    }

    /// Between the last name and now only a colon has come.
    private var hasColon = false

    mutating func take(_ byte: UInt8, keeping: Bool) {
        if keeping {
            if bytes.count < limit { bytes.append(byte) } else { isTooLarge = true }
        }
        if isInString {
            takeInString(byte)
        } else if !JSONValueScan.isSpace(byte) {
            takeOutside(byte)
        }
    }

    private mutating func takeInString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") {
            // A line end cannot stand in a string: the quote that closes it was forgotten.
            isInString = false
            isInName = false
            last = UInt8(ascii: "\"")
            if open.isEmpty, beyond == 0 { isDone = true }
            return
        }
        if isInName, name.count < JSONValueScan.longestName { name.append(byte) }
    }

    private mutating func takeOutside(_ byte: UInt8) {
        let isName = isInOutermostObject && (last == UInt8(ascii: ",") || last == UInt8(ascii: "{"))
        let isFirst = last == 0 && open.isEmpty
        let followsName = last == UInt8(ascii: ":") && hasColon
        last = byte
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            hasColon = false
            if isName {
                isInName = true
                name.removeAll(keepingCapacity: true)
            }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            hasColon = byte == UInt8(ascii: "[") && followsName
            if open.count < depth { open.append(byte == UInt8(ascii: "{")) } else { beyond += 1 }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            hasColon = false
            close(isObject: byte == UInt8(ascii: "}"))
        case UInt8(ascii: ":"): hasColon = isInOutermostObject
        default:
            hasColon = false
            if isFirst { isScalar = true }
        }
    }

    private mutating func close(isObject: Bool) {
        if beyond > 0 {
            beyond -= 1
            return
        }
        guard let match = open.lastIndex(of: isObject) else { return }
        open.removeSubrange(match...)
        isDone = open.isEmpty
    }
}
