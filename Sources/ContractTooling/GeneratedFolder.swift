package import Foundation

/// The folder of a target whose files are generated, beside files that are written by hand.
package struct GeneratedFolder {
    private let folder: URL

    package init(_ folder: URL) {
        self.folder = folder
    }

    /// What differs between the folder and what should be there: missing, changed and left over files.
    package func differences(from files: [SwiftGenerator.File]) throws -> [ContractFault] {
        var faults: [ContractFault] = []
        let remedy = "run schakel contracts generate"
        for file in files {
            let url = folder.appendingPathComponent(file.path)
            let path = "\(folder.relativePath)/\(file.path)"
            guard FileManager.default.fileExists(atPath: url.path) else {
                faults.append(ContractFault(.generated, file: path, "the file is missing", remedy: remedy))
                continue
            }
            if try Data(contentsOf: url) != Data(file.text.utf8) {
                faults.append(
                    ContractFault(.generated, file: path, "the file is not what its contract says", remedy: remedy))
            }
        }
        for path in try leftovers(of: files) {
            faults.append(
                ContractFault(
                    .generated, file: "\(folder.relativePath)/\(path)", "no contract gives this file any more",
                    remedy: remedy))
        }
        return faults.sorted()
    }

    /// Makes the folder what it should be. Files that are as they should be are not touched.
    /// - Returns: the files written and removed.
    package func write(_ files: [SwiftGenerator.File]) throws -> (written: [String], removed: [String]) {
        var written: [String] = []
        for file in files {
            let url = folder.appendingPathComponent(file.path)
            let data = Data(file.text.utf8)
            if let present = try? Data(contentsOf: url), present == data { continue }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: url, options: .atomic)
            written.append(file.path)
        }
        let removed = try leftovers(of: files)
        for path in removed { try FileManager.default.removeItem(at: folder.appendingPathComponent(path)) }
        return (written, removed)
    }

    /// Generated files that nothing gives any more. Files written by hand have no generated header and stay.
    private func leftovers(of files: [SwiftGenerator.File]) throws -> [String] {
        let expected = Set(files.map(\.path))
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
            guard path.hasSuffix(".swift"), !expected.contains(path),
                let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
            else { return false }
            return text.contains(SwiftGenerator.header)
        }
    }
}
