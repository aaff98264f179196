import Foundation
import Support

/// What a process wrote and did not sync, taken back as a power cut would.
struct UnsyncedWrites {
    let library: URL
    let notes: URL
    let folder: URL

    /// Compiles the library that takes the notes.
    ///
    /// - Returns: nil where there is no C compiler.
    init?(in folder: URL, of data: URL) throws {
        guard let library = try PreloadedLibrary(named: "unsynced", in: folder) else { return nil }
        self.library = library.file
        notes = folder.appendingPathComponent("notes")
        self.folder = data
    }

    var environment: [String: String] {
        [
            "LD_PRELOAD": library.path, "SCHAKEL_UNSYNCED_FOLDER": folder.path,
            "SCHAKEL_UNSYNCED_NOTES": notes.path,
        ]
    }

    /// Takes back unsynced writes, newest first: all of a file, or some of them.
    ///
    /// - Returns: how many.
    func takeBack(using generator: inout some RandomNumberGenerator) throws -> Int {
        guard let bytes = try? Data(contentsOf: notes, options: .alwaysMapped), bytes.count > 8 else { return 0 }
        let end = bytes.integer(at: 0)
        var active: [(path: String, offset: Int, before: Int, old: Data)] = []
        var place = 8
        while place < end {
            let size = bytes.integer32(at: place)
            if bytes.integer32(at: place + 4) == 1 {
                let path = bytes[(place + 8)..<(place + 264)].prefix { $0 != 0 }
                let count = bytes.integer32(at: place + 280)
                active.append(
                    (
                        String(decoding: path, as: UTF8.self), bytes.integer(at: place + 264),
                        bytes.integer(at: place + 272), bytes[(place + 288)..<(place + 288 + count)]
                    ))
            }
            place += size
        }
        var takesAll: [String: Bool] = [:]
        var taken = 0
        for write in active.reversed() {
            let all = takesAll[write.path] ?? Bool.random(using: &generator)
            takesAll[write.path] = all
            guard all || Bool.random(using: &generator), FileManager.default.fileExists(atPath: write.path) else {
                continue
            }
            taken += 1
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: write.path))
            defer { try? handle.close() }
            if !write.old.isEmpty {
                try handle.seek(toOffset: UInt64(write.offset))
                try handle.write(contentsOf: write.old)
            }
            // What made the file longer is gone with its length only when nothing behind it was kept.
            if all { try handle.truncate(atOffset: UInt64(write.before)) }
        }
        // The index of a write-ahead log lives in memory only.
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix("-shm") {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(path))
        }
        try FileManager.default.removeItem(at: notes)
        return taken
    }
}

extension Data {
    fileprivate func integer(at place: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(self[startIndex + place + $1]) << (8 * $1) }
    }

    fileprivate func integer32(at place: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(self[startIndex + place + $1]) << (8 * $1) }
    }
}
