package import JSONSchema

/// What reading on in a file of JSON gives.
package enum JSONRecordItem: Sendable {
    case record(JSONRecord)
    /// A record that cannot be read, or a place between records that is wrong; those behind it still are read.
    case fault(JSONRecordFault)
}

/// One object of a file: an item of a list, or a whole text.
package struct JSONRecord: Sendable {
    /// From 1, faults counted too.
    package let row: Int
    /// The line of the file on which it begins, from 1.
    package let line: Int
    /// Where it stands in its text: `/items/3`, `/3`, or empty for one that is the whole text.
    package let pointer: String
    package let document: JSONDocument

    /// The record as a mapping program takes it: without white space, and with numbers that a double does not keep as
    /// texts.
    package var mapped: [UInt8] { JSONRecord.mapped(document) }

    /// The same, of a record's text as it was read before.
    package static func mapped(_ record: [UInt8]) -> [UInt8] {
        do throws(JSONSyntaxError) {
            return mapped(try JSONDocument(record))
        } catch {
            return record
        }
    }

    private static func mapped(_ document: JSONDocument) -> [UInt8] {
        var text = JSONText()
        write(document.root, to: &text)
        return text.bytes
    }

    /// The largest whole number up to which a double keeps every one.
    private static let exact = 1 << 53 as Int64

    private static func write(_ value: JSONValue, to text: inout JSONText) {
        switch value.kind {
        case .object:
            text.beginObject()
            for (name, member) in value.members {
                text.name(name)
                write(member, to: &text)
            }
            text.endObject()
        case .array:
            text.beginArray()
            for item in value.items { write(item, to: &text) }
            text.endArray()
        case .integer:
            if let integer = value.integer, (-exact...exact).contains(integer) {
                text.raw(value.textBytes)
            } else {
                text.string(value.numberText ?? "")
            }
        case .number:
            let digits = value.numberText?.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.count ?? 0
            if digits <= 15 { text.raw(value.textBytes) } else { text.string(value.numberText ?? "") }
        case .null, .boolean, .string: text.raw(value.textBytes)
        }
    }
}

/// Why one record cannot be read, and where. Its message never repeats a value of the file.
package struct JSONRecordFault: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case syntax
        case notUTF8
        case duplicateName
        case tooDeep
        case tooLarge
        case notAnObject
        /// The file ends inside it, or before its list is closed.
        case truncated
        /// Something stands between records that does not belong there.
        case betweenRecords
    }

    package let row: Int
    package let line: Int
    /// Counted in characters from 1; 0 where the line says enough.
    package let column: Int
    /// The innermost value in which the fault lies, as a JSON pointer into the record. Its names are the file's own.
    package let pointer: String
    package let code: Code
    package let message: String
    /// The record as it stands in the file, up to ``JSONRecordReader/mostBytesOfFault`` bytes of it; empty for a place
    /// between records.
    package let text: [UInt8]
}

/// Why nothing of a file can be used.
package struct JSONFileFault: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case empty
        case otherEncoding
        case compressed
        case notJSON
    }

    package let line: Int
    package let code: Code
    package let message: String
}
