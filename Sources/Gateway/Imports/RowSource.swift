import FoundationEssentials
import InstitutionFormats
import JSONSchema
import Mapping
import PersonalData

/// A row of a file as it was read.
enum ImportItem: Sendable {
    case record(ImportRow)
    /// It cannot be read, or is not what the connector's schema says: every reason.
    case fault(RejectedRow)

    /// From 1, a header not counted.
    var row: Int {
        switch self {
        case .record(let record): record.row
        case .fault(let fault): fault.row
        }
    }
}

/// A row as it goes into a mapping.
struct ImportRow: Sendable {
    let row: Int
    /// The line of the file on which it begins, from 1.
    let line: Int
    /// The record as an object of JSON, every digit as it was sent.
    let text: [UInt8]
}

/// The rows of a file, read piece by piece: however long it is, little of it is in memory.
struct RowSource {
    private var file: SealedFile.Reading
    private let schema: RecordSchema?
    /// One of the two is there. They are changed where they stand, so that nothing they hold is copied.
    private var csv: CSVReader?
    private var json: JSONRecordReader?
    private var isAtEnd = false
    /// Bytes that have been read.
    var read: Int64 { file.read }

    /// - Parameter open: begins to read the file.
    init(connector: Connector, open: () throws -> SealedFile.Reading) throws {
        do {
            file = try open()
        } catch is SealFault {
            throw ImportFault("the file that was received cannot be opened any more; send it again")
        } catch {
            throw ImportFault("the file that was received is no longer there")
        }
        schema = connector.schema
        switch connector.format {
        case .csv(let settings): csv = CSVReader(settings)
        case .json(let settings): json = JSONRecordReader(settings)
        }
    }

    /// The next row; nil at the end.
    ///
    /// - Throws: ``ImportFault`` when nothing of the file can be used.
    mutating func next() throws -> ImportItem? {
        while true {
            if let item = try readItem() { return item }
            guard !isAtEnd else { return nil }
            if let bytes = try piece() {
                csv?.feed(bytes)
                json?.feed(bytes)
            } else {
                isAtEnd = true
                csv?.finish()
                json?.finish()
            }
        }
    }

    private mutating func piece() throws -> Data? {
        do {
            return try file.nextPiece()
        } catch is SealFault {
            throw ImportFault("the file was changed while it lay here; send it again")
        }
    }

    private mutating func readItem() throws -> ImportItem? {
        do throws(CSVFileFault) {
            if let item = try csv?.next() { return RowSource.item(item) }
        } catch {
            throw ImportFault("line \(error.line): \(error.message)")
        }
        do throws(JSONFileFault) {
            return try json?.next().map { item($0) }
        } catch {
            throw ImportFault("line \(error.line): \(error.message)")
        }
    }

    private static func item(_ item: CSVItem) -> ImportItem {
        switch item {
        case .record(let record): .record(ImportRow(row: record.row, line: record.line, text: record.json))
        case .fault(let fault):
            .fault(
                RejectedRow(
                    row: fault.row, line: fault.line, record: RowSource.raw(fault.text),
                    reasons: [RowReason(code: fault.code.rawValue, message: fault.message, column: fault.column)]))
        }
    }

    private func item(_ item: JSONRecordItem) -> ImportItem {
        switch item {
        case .record(let record):
            let text = Array(record.document.root.compactText.utf8)
            let reasons = (schema?.reasons(against: record) ?? []).map {
                RowReason(code: "schema", message: $0.message, pointer: RowSource.place($0.pointer))
            }
            guard reasons.isEmpty else {
                return .fault(RejectedRow(row: record.row, line: record.line, record: text, reasons: reasons))
            }
            return .record(ImportRow(row: record.row, line: record.line, text: text))
        case .fault(let fault):
            let reason = RowReason(
                code: fault.code.rawValue, message: fault.message,
                pointer: RowSource.place(schema.map { $0.shown(fault.pointer) } ?? fault.pointer))
            return .fault(
                RejectedRow(row: fault.row, line: fault.line, record: RowSource.raw(fault.text), reasons: [reason]))
        }
    }

    /// A row that could not be read, as a text of JSON: what is not UTF-8 in it is replaced.
    private static func raw(_ bytes: [UInt8]) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        var text = JSONText()
        text.string(String(decoding: bytes, as: UTF8.self))
        return text.bytes
    }

    /// Nil for the whole record: its row says that.
    private static func place(_ pointer: String?) -> String? { pointer?.isEmpty ?? true ? nil : pointer }
}
