import Foundation

/// A library of the tests that is loaded into a hub before its own, compiled where it is needed.
struct PreloadedLibrary {
    let file: URL

    /// - Parameter name: the source's in `Peers`, without `.c`.
    /// - Returns: nil where there is no C compiler.
    init?(named name: String, in folder: URL) throws {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Peers/\(name).c")
        file = folder.appendingPathComponent("\(name).so")
        let compiler = ["/usr/bin/cc", "/usr/bin/clang"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let compiler else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler)
        process.arguments = ["-shared", "-fPIC", "-O2", "-o", file.path, source.path, "-ldl", "-lpthread"]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
    }
}
