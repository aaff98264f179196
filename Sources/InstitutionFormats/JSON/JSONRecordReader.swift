import JSONSchema

/// Reads the records of a JSON file as it comes in, in pieces of any size.
///
/// A file is a list (`{"items": […]}`), a bare array, one object, objects line by line, or several of these behind one
/// another. Each record is read whole and strictly (names once, text in UTF-8, numbers with every digit); a fault has
/// its place and never hides what comes behind it. What is held in memory is bounded by ``Settings/largestRecord``.
package struct JSONRecordReader: Sendable {
    package struct Settings: Sendable, Hashable {
        /// The member of a list that has the records.
        package var list: String
        /// The most bytes of a record.
        package var largestRecord: Int
        /// The most arrays and objects inside one another.
        package var depth: Int

        package init(list: String = "items", largestRecord: Int = 1 << 20, depth: Int = 64) {
            self.list = list
            self.largestRecord = largestRecord
            self.depth = depth
        }
    }

    /// Where reading is.
    private enum State {
        /// Nothing but white space has come.
        case start
        /// Between texts.
        case between
        /// Passing over what does not belong between texts, to the end of its line.
        case stray
        /// In a list, between its items.
        case list
        /// In a value that is a record, or, outside of lists, may turn out to be a list.
        case record
        /// Behind the list, in the object that has it.
        case wrapper
    }

    private let settings: Settings
    private var input: [UInt8] = []
    private var place = 0
    private var isFinished = false
    private var items: [JSONRecordItem] = []
    private var taken = 0
    private var hasBegun = false

    private var state = State.start
    private var row = 0
    private var line = 1
    /// The list is a member of an object, not the whole text.
    private var listIsWrapped = false
    private var isInList = false
    private var index = 0
    private var needsComma = false
    /// Texts stand on a line each.
    private var isByLines = false
    private var scan = JSONValueScan()
    private var recordLine = 1

    package init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// How much of a record that cannot be read is handed out with the fault.
    package static let mostBytesOfFault = 16_384

    /// Takes in a piece of the file.
    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        if place > 0 {
            input.removeFirst(place)
            place = 0
        }
        input.append(contentsOf: bytes)
    }

    /// Nothing more comes.
    package mutating func finish() { isFinished = true }

    /// The next record or fault; nil when more must be fed, or at the end.
    ///
    /// - Throws: ``JSONFileFault`` before the first record, when nothing of the file can be used.
    package mutating func next() throws(JSONFileFault) -> JSONRecordItem? {
        while true {
            if taken < items.count {
                defer { taken += 1 }
                return items[taken]
            }
            items.removeAll(keepingCapacity: true)
            taken = 0
            if !hasBegun {
                guard input.count >= 4 || isFinished else { return nil }
                try checkEncoding()
                hasBegun = true
            }
            while items.isEmpty, place < input.count { try take(input[place]) }
            guard items.isEmpty else { continue }
            guard isFinished, try end() else { return nil }
        }
    }

    // MARK: Bytes

    private mutating func checkEncoding() throws(JSONFileFault) {
        let head = input.prefix(4)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) {
            place = 3
        } else if head.starts(with: [0x1F, 0x8B]) || head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw JSONFileFault(line: 1, code: .compressed, message: "the file is compressed; unpack it first")
        } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || head.contains(0) {
            throw JSONFileFault(
                line: 1, code: .otherEncoding, message: "the file is not UTF-8 (it looks like UTF-16); save it as UTF-8"
            )
        }
    }

    private mutating func take(_ byte: UInt8) throws(JSONFileFault) {
        switch state {
        case .start where JSONValueScan.isSpace(byte): break
        case .start where byte != UInt8(ascii: "{") && byte != UInt8(ascii: "["):
            throw JSONFileFault(
                line: line, code: .notJSON, message: "the file is no JSON of records: it must begin with { or [")
        case .start, .between: takeBetween(byte)
        case .stray: if byte == UInt8(ascii: "\n") { state = .between }
        case .list: takeInList(byte)
        case .record: return takeInRecord(byte)
        case .wrapper:
            scan.take(byte, keeping: false)
            if scan.names(settings.list) { fault(.duplicateName, line, "the list occurs twice in its object") }
            if scan.isDone { state = .between }
        }
        advance(byte)
    }

    private mutating func advance(_ byte: UInt8) {
        place += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
    }

    private mutating func takeBetween(_ byte: UInt8) {
        if JSONValueScan.isSpace(byte) { return }
        isInList = false
        switch byte {
        case UInt8(ascii: "{"): begin(byte)
        case UInt8(ascii: "["): beginList(isWrapped: false)
        default:
            fault(.betweenRecords, line, "something stands between records that is none")
            state = .stray
        }
    }

    private mutating func beginList(isWrapped: Bool) {
        (listIsWrapped, isInList, index, needsComma, state) = (isWrapped, true, 0, false, .list)
    }

    private mutating func takeInList(_ byte: UInt8) {
        switch byte {
        case _ where JSONValueScan.isSpace(byte): return
        case UInt8(ascii: ","):
            if !needsComma { fault(.betweenRecords, line, "a comma stands where a record is expected") }
            needsComma = false
        case UInt8(ascii: "]"):
            if !needsComma, index > 0 { fault(.betweenRecords, line, "a comma stands behind the last record") }
            endList()
        case UInt8(ascii: "}"), UInt8(ascii: ":"):
            fault(.betweenRecords, line, "something stands between records that is none")
        default:
            if needsComma { fault(.betweenRecords, line, "a comma is missing between two records") }
            begin(byte)
        }
    }

    private mutating func endList() {
        isInList = false
        guard listIsWrapped else {
            state = .between
            return
        }
        // The object that has the list is open still.
        scan = JSONValueScan(inObjectWithDepth: settings.depth)
        state = .wrapper
    }

    private mutating func begin(_ byte: UInt8) {
        recordLine = line
        scan = JSONValueScan(limit: settings.largestRecord, depth: settings.depth)
        scan.take(byte, keeping: true)
        state = .record
    }

    private mutating func takeInRecord(_ byte: UInt8) {
        if isByLines, !isInList, byte == UInt8(ascii: "\n") {
            endRecord()
            return advance(byte)
        }
        // No object can begin here: the record was broken off, and this is the next one.
        if byte == UInt8(ascii: "{"), scan.expectsName { return endRecord(isBrokenOff: true) }
        guard scan.accepts(byte, inList: isInList) else { return endRecord() }
        scan.take(byte, keeping: true)
        if !isInList, scan.names(settings.list), byte == UInt8(ascii: "[") {
            advance(byte)
            return beginList(isWrapped: true)
        }
        advance(byte)
        if scan.isDone { endRecord() }
    }

    // MARK: Records

    /// - Parameter isBrokenOff: the comma behind it was taken for its own.
    private mutating func endRecord(isBrokenOff: Bool = false) {
        if !scan.isDone { scan.trim() }
        if !isInList, line == recordLine, scan.isDone { isByLines = true }
        state = isInList ? .list : .between
        let pointer = isInList ? (listIsWrapped ? "/\(settings.list)/\(index)" : "/\(index)") : ""
        if isInList {
            index += 1
            needsComma = !isBrokenOff
        }
        guard !scan.isTooLarge else {
            return fault(.tooLarge, recordLine, "the record is larger than \(settings.largestRecord) bytes", text)
        }
        do throws(JSONSyntaxError) {
            let document = try JSONDocument(
                scan.bytes, limits: JSONLimits(bytes: settings.largestRecord, depth: settings.depth))
            guard document.root.kind == .object else {
                return fault(
                    .notAnObject, recordLine, "the record is \(document.root.kind.phrase), not an object", text)
            }
            row += 1
            items.append(.record(JSONRecord(row: row, line: recordLine, pointer: pointer, document: document)))
        } catch {
            fault(error)
        }
    }

    private mutating func fault(_ error: JSONSyntaxError) {
        row += 1
        let code: JSONRecordFault.Code =
            switch error.reason {
            case .malformedUTF8: .notUTF8
            case .duplicateName: .duplicateName
            case .tooDeep: .tooDeep
            case .tooLong: .tooLarge
            case .unexpectedEnd where isFinished && place >= input.count: .truncated
            case .empty, .byteOrderMark, .unexpectedCharacter, .unexpectedEnd, .trailingContent, .malformedNumber,
                .numberTooLarge, .malformedString, .loneSurrogate:
                .syntax
            }
        let pointer = JSONFaultPlace.pointer(
            toByte: error.offset, in: scan.bytes, includesName: error.reason == .duplicateName)
        items.append(
            .fault(
                JSONRecordFault(
                    row: row, line: recordLine + error.position.line - 1,
                    column: error.position.line == 1 ? 0 : error.position.column, pointer: pointer, code: code,
                    message: code == .truncated ? "the file ends inside this record" : error.sentence, text: text)))
    }

    private mutating func fault(
        _ code: JSONRecordFault.Code, _ line: Int, _ message: String, _ text: [UInt8] = []
    ) {
        row += 1
        items.append(
            .fault(
                JSONRecordFault(
                    row: row, line: line, column: 0, pointer: "", code: code, message: message, text: text)))
    }

    /// What was read of the record, as far as it is handed out.
    private var text: [UInt8] { Array(scan.bytes.prefix(JSONRecordReader.mostBytesOfFault)) }

    /// - Returns: whether something was found out at the end.
    private mutating func end() throws(JSONFileFault) -> Bool {
        switch state {
        case .start: throw JSONFileFault(line: 1, code: .empty, message: "the file is empty")
        case .between, .stray: return false
        case .record:
            let wasInList = isInList
            endRecord()
            if wasInList { fault(.truncated, line, "the file ends before its list is closed") }
        case .list, .wrapper: fault(.truncated, line, "the file ends before its list is closed")
        }
        state = .between
        return true
    }
}
