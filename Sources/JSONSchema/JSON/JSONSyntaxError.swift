/// Why a text is not JSON that this project accepts, and where.
///
/// The sentence names the fault and never repeats content of the text.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case empty
        case byteOrderMark
        case unexpectedCharacter
        case unexpectedEnd
        case trailingContent
        case malformedNumber
        case numberTooLarge
        case malformedString
        case malformedUTF8
        case loneSurrogate
        case duplicateName
        case tooDeep
        case tooLong
    }

    package let reason: Reason
    /// Bytes before the fault.
    package let offset: Int
    /// Line and column of the fault, from 1; the column counts characters.
    package let position: TextPosition
    package let sentence: String

    package var description: String { "line \(position.line), column \(position.column): \(sentence)" }
}

/// A place in a text, counted from 1.
package struct TextPosition: Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    /// Counted in Unicode scalars.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte of `text`.
    package init(ofByte offset: Int, in text: some Sequence<UInt8>) {
        var line = 1
        var column = 1
        for (index, byte) in text.enumerated() {
            guard index < offset else { break }
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }
}
