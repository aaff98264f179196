import EventLog
import Foundation
import Synchronization

/// Holds a file for this process, so that a second one is refused. The system lets go of it when the process ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``EventLogError``: `inUse` when another holds it, `unavailable` when it cannot be made.
    init(at url: URL) throws(EventLogError) {
        let descriptor = Foundation.open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EventLogError(
                .unavailable, detail: "\(url.path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            throw EventLogError(
                .inUse,
                detail: "another process has \(url.deletingPathExtension().path); stop it, or use another folder")
        }
        self.descriptor = Mutex(descriptor)
    }

    func unlock() {
        descriptor.withLock { descriptor in
            if let descriptor { Foundation.close(descriptor) }
            descriptor = nil
        }
    }

    deinit { unlock() }
}
