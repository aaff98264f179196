import Foundation
import InstitutionFormats
import Mapping

/// The rows of a file, read piece by piece: however long it is, little of it is in memory.
struct RowSource {
    private let handle: FileHandle
    private var reader: CSVReader
    private var isAtEnd = false
    /// Bytes that have been read.
    private(set) var read = 0 as Int64

    init(file: URL, format: ConnectorFormat) throws {
        do {
            handle = try FileHandle(forReadingFrom: file)
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
            if let bytes = try handle.read(upToCount: 256 << 10), !bytes.isEmpty {
                read += Int64(bytes.count)
                reader.feed(bytes)
            } else {
                isAtEnd = true
                reader.finish()
                try? handle.close()
            }
        }
    }
}
