/// Reads CSV (RFC 4180, in UTF-8) as it comes in, in pieces of any size.
///
/// A row is a record with the header's width, or a fault with its place; a fault never hides what comes behind it. What
/// is held in memory is bounded by ``Settings/largestRow``, however long the file.
package struct CSVReader: Sendable {
    package struct Settings: Sendable, Hashable {
        package var delimiter: UInt8
        /// Columns that the header must have.
        package var required: [String]
        /// The most bytes of a row, line ends in quotes included.
        package var largestRow: Int

        package init(delimiter: UInt8 = UInt8(ascii: ","), required: [String] = [], largestRow: Int = 1 << 20) {
            self.delimiter = delimiter
            self.required = required
            self.largestRow = largestRow
        }
    }

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// Behind a quote within quotes: the field's end, or the first of two.
        case quote
        /// The row is a fault; what is left of its line is passed over.
        case passing
    }

    private struct Field {
        var start: Int
        var end: Int
        /// Quotes stand around it; doubled ones within are to be made single.
        var isQuoted = false
        var hasDoubledQuotes = false
    }

    private let settings: Settings
    private var buffer: [UInt8] = []
    private var place = 0
    private var isFinished = false
    private var hasBegun = false
    /// The header's columns; nil before it was read.
    package private(set) var columns: [String]?

    private var state = State.fieldStart
    private var fields: [Field] = []
    private var field = Field(start: 0, end: 0)
    private var rowStart = 0
    private var rowLine = 1
    private var line = 1
    private var row = 0
    private var followsReturn = false
    private var pending: (code: CSVRowFault.Code, field: Int, message: String)?
    /// What has been passed over of a row that is a fault.
    private var passed: [UInt8] = []

    /// How much of a row that cannot be read is handed out with the fault.
    package static let mostBytesOfFault = 16_384

    package init(_ settings: Settings) {
        self.settings = settings
    }

    /// Takes in a piece of the file.
    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        if rowStart > 0 {
            buffer.removeFirst(rowStart)
            place -= rowStart
            for index in fields.indices {
                fields[index].start -= rowStart
                fields[index].end -= rowStart
            }
            field.start -= rowStart
            field.end -= rowStart
            rowStart = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Says that the file ends here.
    package mutating func finish() {
        isFinished = true
    }

    /// The next row.
    ///
    /// - Returns: nil when more must be fed first, or after ``finish()`` at the end.
    /// - Throws: ``CSVFileFault`` when nothing of the file can be used.
    package mutating func next() throws(CSVFileFault) -> CSVItem? {
        guard try begin() else { return nil }
        while let end = scan() {
            guard let item = try take(end) else { continue }
            return item
        }
        if isFinished, columns == nil {
            throw CSVFileFault(
                line: line, code: .empty, message: "the file is empty; its first line must name the columns")
        }
        return nil
    }

    /// Passes the byte order mark, once there is enough to know.
    private mutating func begin() throws(CSVFileFault) -> Bool {
        guard !hasBegun else { return true }
        guard buffer.count >= 3 || isFinished else { return false }
        hasBegun = true
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
            place = 3
            startRow()
        } else if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw CSVFileFault(line: 1, code: .otherEncoding, message: "the file is UTF-16; save it as UTF-8")
        }
        return true
    }

    // MARK: Scanning

    /// How a row ended.
    private enum End {
        case row(to: Int)
        /// The row is a fault and its line has been passed, or is given up.
        case fault
        /// A quote was not closed: reading goes on behind the row's first line.
        case unclosed
    }

    private mutating func startRow() {
        state = .fieldStart
        fields.removeAll(keepingCapacity: true)
        field = Field(start: place, end: place)
        rowStart = place
        rowLine = line
        pending = nil
        passed = []
    }

    private mutating func endField(at end: Int) {
        if !field.isQuoted { field.end = end }
        fields.append(field)
        field = Field(start: end + 1, end: end + 1)
        state = .fieldStart
    }

    /// Goes on to the end of a row; nil when more must be fed, or there is no more.
    private mutating func scan() -> End? {
        let delimiter = settings.delimiter
        while place < buffer.count {
            let byte = buffer[place]
            if followsReturn {
                followsReturn = false
                if byte == 0x0A {
                    place += 1
                    startRow()
                    continue
                }
            }
            if place - rowStart >= settings.largestRow, state != .passing {
                guard state != .quoted, state != .quote else { return .unclosed }
                fail(.tooLarge, "the row is longer than \(settings.largestRow) bytes")
            }
            if byte == 0x0A || byte == 0x0D, state != .quoted {
                let end = place
                place += 1
                line += 1
                followsReturn = byte == 0x0D
                guard state != .passing else { return .fault }
                endField(at: end)
                return .row(to: end)
            }
            step(byte, delimiter)
            place += 1
            // Of what is passed over no more is kept than is handed out.
            if state == .passing {
                if passed.count < CSVReader.mostBytesOfFault { passed.append(byte) }
                rowStart = place
            }
        }
        return isFinished ? finishRow() : nil
    }

    private mutating func step(_ byte: UInt8, _ delimiter: UInt8) {
        switch state {
        case .fieldStart:
            if byte == UInt8(ascii: "\"") {
                field = Field(start: place + 1, end: place + 1, isQuoted: true)
                state = .quoted
            } else if byte == delimiter {
                endField(at: place)
            } else {
                state = .unquoted
                checkControl(byte)
            }
        case .unquoted:
            if byte == delimiter {
                endField(at: place)
            } else if byte == UInt8(ascii: "\"") {
                fail(
                    .strayQuote,
                    "a quote stands in a field that does not begin with one; put quotes around it and double those within"
                )
            } else {
                checkControl(byte)
            }
        case .quoted:
            if byte == UInt8(ascii: "\"") {
                field.end = place
                state = .quote
            } else if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D || place == 0 || buffer[place - 1] != 0x0D { line += 1 }
            } else {
                checkControl(byte)
            }
        case .quote:
            if byte == UInt8(ascii: "\"") {
                field.hasDoubledQuotes = true
                state = .quoted
            } else if byte == delimiter {
                endField(at: place)
            } else {
                fail(
                    .strayQuote, "behind a closing quote stands something else than a delimiter or the end of the line")
            }
        case .passing: break
        }
    }

    private mutating func checkControl(_ byte: UInt8) {
        guard byte < 0x20, byte != 0x09 else { return }
        if byte == 0 || state != .quoted {
            fail(.controlCharacter, "the field has a control character")
        } else if pending == nil {
            pending = (.controlCharacter, fields.count, "the field has a control character")
        }
    }

    private mutating func fail(_ code: CSVRowFault.Code, _ message: String) {
        pending = (code, fields.count, message)
        state = .passing
        passed = text(to: place)
    }

    /// The row from its beginning, as far as it is handed out.
    private func text(to end: Int) -> [UInt8] {
        Array(buffer[rowStart..<max(rowStart, min(end, rowStart + CSVReader.mostBytesOfFault))])
    }

    private mutating func finishRow() -> End? {
        switch state {
        case .quoted: return .unclosed
        case .passing: return pending == nil ? nil : .fault
        case .fieldStart where fields.isEmpty && field.start >= buffer.count: return nil
        case .fieldStart, .unquoted, .quote:
            endField(at: buffer.count)
            return .row(to: buffer.count)
        }
    }

    // MARK: Rows

    private mutating func take(_ end: End) throws(CSVFileFault) -> CSVItem? {
        defer { if case .unclosed = end {} else { startRow() } }
        switch end {
        case .row(let end):
            guard end > rowStart else { return nil }
            guard columns != nil else {
                try takeHeader()
                return nil
            }
            row += 1
            if let pending { return fault(pending, text(to: end)) }
            return record(to: end)
        case .fault:
            guard let pending else { return nil }
            guard columns != nil else { throw header(pending.message) }
            row += 1
            return fault(pending, passed)
        case .unclosed:
            let message = "a quote that opens on this row is never closed"
            guard columns != nil else { throw header(message) }
            row += 1
            let item = fault((.unterminatedQuote, fields.count, message), text(to: endOfFirstLine()))
            goBehindFirstLine()
            return item
        }
    }

    /// After a quote that is never closed: the row's first line is lost, and no more.
    private mutating func goBehindFirstLine() {
        line = rowLine
        place = endOfFirstLine()
        if place < buffer.count {
            followsReturn = buffer[place] == 0x0D
            place += 1
            line += 1
        }
        startRow()
    }

    private func endOfFirstLine() -> Int {
        buffer[rowStart...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? buffer.count
    }

    private func fault(
        _ found: (code: CSVRowFault.Code, field: Int, message: String), _ text: [UInt8]
    ) -> CSVItem {
        let column = columns.flatMap { $0.indices.contains(found.field) ? $0[found.field] : nil }
        return .fault(
            CSVRowFault(row: row, line: rowLine, column: column, code: found.code, message: found.message, text: text))
    }

    private func record(to end: Int) -> CSVItem {
        let columns = columns ?? []
        guard fields.count == columns.count else {
            let message = "the row has \(fields.count) fields, the header has \(columns.count)"
            return .fault(
                CSVRowFault(
                    row: row, line: rowLine, column: nil, code: .wrongWidth, message: message, text: text(to: end)))
        }
        var values: [String] = []
        values.reserveCapacity(fields.count)
        for (index, field) in fields.enumerated() {
            guard let value = text(of: field) else {
                return fault((.notUTF8, index, "the field is not UTF-8"), text(to: end))
            }
            values.append(value)
        }
        return .record(CSVRecord(row: row, line: rowLine, columns: columns, values: values))
    }

    private func text(of field: Field) -> String? {
        guard field.hasDoubledQuotes else {
            return buffer.withUnsafeBufferPointer { bytes in
                String(validating: UnsafeBufferPointer(rebasing: bytes[field.start..<field.end]), as: UTF8.self)
            }
        }
        var bytes: [UInt8] = []
        var index = field.start
        while index < field.end {
            bytes.append(buffer[index])
            index += buffer[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(validating: bytes, as: UTF8.self)
    }

    // MARK: The header

    private func header(_ message: String) -> CSVFileFault {
        CSVFileFault(line: rowLine, code: .brokenHeader, message: "the header cannot be read: \(message)")
    }

    private mutating func takeHeader() throws(CSVFileFault) {
        if let pending { throw header(pending.message) }
        var names: [String] = []
        for field in fields {
            guard let name = text(of: field) else {
                throw CSVFileFault(
                    line: rowLine, code: .otherEncoding, message: "the header is not UTF-8; save the file as UTF-8")
            }
            names.append(name)
        }
        let missing = settings.required.filter { !names.contains($0) }
        guard missing.isEmpty else {
            let hint = names.count == 1 ? CSVReader.hint(names[0], settings.delimiter) : ""
            throw CSVFileFault(
                line: rowLine, code: .missingColumn,
                message: "the header lacks \(missing.joined(separator: ", "))\(hint)")
        }
        let repeated = Set(names.filter { name in names.count { $0 == name } > 1 }).sorted()
        guard repeated.isEmpty else {
            throw CSVFileFault(
                line: rowLine, code: .duplicateColumn,
                message: "the header has more than once: \(repeated.joined(separator: ", "))")
        }
        columns = names
    }

    private static func hint(_ header: String, _ delimiter: UInt8) -> String {
        for other in [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t")] where other != delimiter {
            guard header.utf8.contains(other) else { continue }
            let name = other == 0x09 ? "a tab" : "\"\(Character(UnicodeScalar(other)))\""
            return "; its fields are separated by \(name), and \"\(Character(UnicodeScalar(delimiter)))\" is expected"
        }
        return ""
    }
}
