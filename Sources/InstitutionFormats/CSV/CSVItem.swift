/// What reading on in a CSV file gives.
package enum CSVItem: Sendable, Hashable {
    case record(CSVRecord)
    /// A row that cannot be read; those behind it still are.
    case fault(CSVRowFault)
}

/// A row with as many fields as the header has columns.
package struct CSVRecord: Sendable, Hashable {
    /// From 1, the header and blank lines not counted.
    package let row: Int
    /// The line of the file on which it begins, from 1.
    package let line: Int
    /// The header's names, in its order.
    package let columns: [String]
    package let values: [String]

    package subscript(column: String) -> String? {
        columns.firstIndex(of: column).map { values[$0] }
    }

    /// The record as an object of JSON: a text for every column.
    package var json: [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, (column, value)) in zip(columns, values).enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            CSVRecord.append(column, to: &text)
            text.append(UInt8(ascii: ":"))
            CSVRecord.append(value, to: &text)
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func append(_ value: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0..<0x20:
                text += Array("\\u00".utf8)
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

/// Why one row cannot be read. Its message never repeats what is in the row.
package struct CSVRowFault: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case wrongWidth
        case notUTF8
        case tooLarge
        case strayQuote
        case unterminatedQuote
        case controlCharacter
    }

    package let row: Int
    package let line: Int
    /// The column that is meant, where one is.
    package let column: String?
    package let code: Code
    package let message: String
    /// The row as it stands in the file, up to ``CSVReader/mostBytesOfFault`` bytes of it.
    package let text: [UInt8]
}

/// Why nothing of a file can be used.
package struct CSVFileFault: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case empty
        case otherEncoding
        case brokenHeader
        case duplicateColumn
        case missingColumn
    }

    package let line: Int
    package let code: Code
    package let message: String
}
