import FoundationEssentials
import InstitutionFormats
import Mapping
import PersonalData

/// The rows of a file, read piece by piece: however long it is, little of it is in memory.
struct RowSource {
    private var file: SealedFile.Reading
    private var reader: CSVReader
    private var isAtEnd = false
    /// Bytes that have been read.
    var read: Int64 { file.read }

    /// - Parameter open: begins to read the file.
    init(format: ConnectorFormat, open: () throws -> SealedFile.Reading) throws {
        do {
            file = try open()
        } catch is SealFault {
            throw ImportFault("the file that was received cannot be opened any more; send it again")
        } catch {
            throw ImportFault("the file that was received is no longer there")
        }
        switch format {
        case .csv(let settings): reader = CSVReader(settings)
        }
    }

    /// The next row; nil at the end.
    ///
    /// - Throws: ``ImportFault`` when nothing of the file can be used.
    mutating func next() throws -> CSVItem? {
        while true {
            do throws(CSVFileFault) {
                if let item = try reader.next() { return item }
            } catch {
                throw ImportFault("line \(error.line): \(error.message)")
            }
            guard !isAtEnd else { return nil }
            if let bytes = try piece() {
                reader.feed(bytes)
            } else {
                isAtEnd = true
                reader.finish()
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
}
