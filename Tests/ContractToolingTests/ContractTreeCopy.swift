import ContractTooling
import Foundation
import Support

/// The project's shared contracts and those of one service, copied so that a test may spoil them.
struct ContractTreeCopy {
    let folder: URL

    static func with(_ body: (ContractTreeCopy) throws -> Void) throws {
        try TemporaryFolder.with { parent in
            let copy = ContractTreeCopy(folder: parent.appendingPathComponent("Contracts"))
            try FileManager.default.createDirectory(at: copy.folder, withIntermediateDirectories: true)
            for part in ["README.md", "shared", "catalogue"] {
                try FileManager.default.copyItem(
                    at: project.appendingPathComponent(part), to: copy.folder.appendingPathComponent(part))
            }
            try body(copy)
        }
    }

    static let project = SharedData.projectFolder.appendingPathComponent("Contracts")

    func lint() throws -> [ContractFault] { ContractLinter.lint(try ContractTree(reading: folder)) }

    /// Replaces the first occurrence of a text in a file.
    func replace(_ text: String, with other: String, in path: String) throws {
        let url = folder.appendingPathComponent(path)
        let content = try String(contentsOf: url, encoding: .utf8)
        guard let range = content.range(of: text) else { throw NoSuchText(text: text, path: path) }
        try write(content.replacingCharacters(in: range, with: other), to: path)
    }

    func write(_ content: String, to path: String) throws {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: url)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: folder.appendingPathComponent(path)) }

    func copy(_ path: String, to other: String) throws {
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent(path), to: folder.appendingPathComponent(other))
    }

    struct NoSuchText: Error {
        let text: String
        let path: String
    }
}
