import EventSourcing
import Foundation
import PersonalData

/// The folder in which files lie until their rows are sent.
struct ImportFolder {
    private let folder: URL
    private let seal: ImportSeal

    init(_ folder: URL, seal: ImportSeal) {
        self.folder = folder
        self.seal = seal
    }

    /// Removes files that were not received whole before the process ended, and seals those of a hub from before files
    /// were sealed.
    ///
    /// To be done before files are received.
    func tidy(known institutions: [UUIDValue: String]) throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "upload" {
            guard let id = UUIDValue(file.deletingPathExtension().lastPathComponent), let institution = institutions[id]
            else {
                try FileManager.default.removeItem(at: file)
                continue
            }
            guard try !SealedFile.isMarked(file) else { continue }
            try sealOld(file, id, institution)
        }
        // One that was being sealed when the process ended; what it was made of is still there.
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "sealing" {
            try FileManager.default.removeItem(at: file)
        }
    }

    private func sealOld(_ file: URL, _ id: UUIDValue, _ institution: String) throws {
        let sealed = file.deletingPathExtension().appendingPathExtension("sealing")
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var writing = try seal.write(sealed, of: id, institution: institution)
        while let bytes = try handle.read(upToCount: 1 << 18), !bytes.isEmpty { try writing.write(bytes) }
        try writing.finish()
        guard rename(sealed.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
