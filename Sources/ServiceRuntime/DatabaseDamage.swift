package import Foundation
import GRDB

/// A database file that cannot be read any more. Of a cache it means: delete it and fill it again.
package enum DatabaseDamage {
    package static func isMeant(by error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT].contains(error.resultCode)
    }

    /// Deletes a database with what stands beside it.
    package static func remove(_ file: URL) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
    }
}

/// A database file that cannot be written for the moment: the disk is full, or does not answer. It may pass, and nothing
/// that was written is harmed.
package enum DatabaseShortage {
    package static func isMeant(by error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY].contains(error.resultCode)
    }
}
