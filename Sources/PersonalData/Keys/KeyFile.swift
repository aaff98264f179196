import Foundation

/// The key file: read whole, replaced whole, for its owner only.
struct KeyFile: Sendable {
    let url: URL

    var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// - Throws: ``KeyStoreError``: `readableByOthers`, or `unreadable`.
    func read() throws(KeyStoreError) -> KeyStoreContents {
        let data: Data
        do {
            var status = stat()
            guard stat(url.path, &status) == 0 else { throw KeyStoreError(.unreadable, url.path) }
            guard status.st_mode & 0o077 == 0 else { throw KeyStoreError(.readableByOthers, url.path) }
            data = try Data(contentsOf: url)
        } catch let error as KeyStoreError {
            throw error
        } catch {
            throw KeyStoreError(.unreadable, url.path)
        }
        do {
            let contents = try JSONDecoder().decode(KeyStoreContents.self, from: data)
            guard contents.format == 1, !contents.generations.isEmpty else {
                throw KeyStoreError(.unreadable, url.path)
            }
            return contents
        } catch {
            throw KeyStoreError(.unreadable, url.path)
        }
    }

    /// Writes a new file beside the old one, syncs it, and puts it in its place, so that there is always a whole one.
    func write(_ contents: KeyStoreContents) throws(KeyStoreError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(contents) else { throw KeyStoreError(.notWritable, url.path) }
        let temporary = url.path + ".new"
        let descriptor = Foundation.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw KeyStoreError(.notWritable, url.path) }
        let isWritten = data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                guard count > 0 else { return false }
                done += count
            }
            return fchmod(descriptor, 0o600) == 0 && fsync(descriptor) == 0
        }
        Foundation.close(descriptor)
        guard isWritten, rename(temporary, url.path) == 0 else { throw KeyStoreError(.notWritable, url.path) }
        let folder = Foundation.open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw KeyStoreError(.notWritable, url.path) }
        let isSynced = fsync(folder) == 0
        Foundation.close(folder)
        guard isSynced else { throw KeyStoreError(.notWritable, url.path) }
    }
}

/// Why the key file cannot be used. One line says what is wrong and what to do.
package struct KeyStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case insideData
        case readableByOthers
        case unreadable
        case notWritable
        /// The log's records were sealed with keys of a file that is not there.
        case lost
        /// The file is not the one that the log's records were sealed with.
        case other
    }

    package let reason: Reason
    package let path: String

    package init(_ reason: Reason, _ path: String) {
        self.reason = reason
        self.path = path
    }

    package var description: String {
        switch reason {
        case .insideData: "the key file \(path) lies in the data folder; keep it elsewhere, with --key-file"
        case .readableByOthers: "the key file \(path) can be read by others; give it mode 0600"
        case .unreadable: "the key file \(path) cannot be read or is damaged; put back its backup"
        case .notWritable: "the key file \(path) cannot be written"
        case .lost: "the key file \(path) is missing, and this hub has sealed records; put back its backup"
        case .other: "the key file \(path) belongs to another hub, or is older than the log; put back the right one"
        }
    }
}
