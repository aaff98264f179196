package import Foundation
package import JSONSchema

/// The official specifications and suites that stand beside the project, for tests only.
package enum SharedData {
    /// The folder, where it is present: `../shared/data` seen from the project, or what `SCHAKEL_SHARED` names.
    package static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["SCHAKEL_SHARED"].map { URL(fileURLWithPath: $0) }
        let beside = projectFolder.deletingLastPathComponent().appendingPathComponent("shared")
        for candidate in [named, beside].compactMap({ $0?.appendingPathComponent("data") })
        where FileManager.default.fileExists(atPath: candidate.path) {
            return candidate
        }
        return nil
    }()

    /// The project's own root.
    package static let projectFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file or folder of the shared data; says that `suite` is skipped where there is none.
    package static func url(_ path: String, for suite: String) -> URL? {
        guard let url = folder?.appendingPathComponent(path), FileManager.default.fileExists(atPath: url.path) else {
            SuiteReport.skipped(suite, because: "../shared/data/\(path) is not present")
            return nil
        }
        return url
    }

    /// A file, read as JSON.
    package static func document(_ file: URL) throws -> JSONDocument {
        try JSONDocument(Array(Data(contentsOf: file)))
    }

    /// The files under a folder whose names end in `.json`, in the order of their names.
    package static func files(in folder: URL, recursively: Bool = false) throws -> [URL] {
        let names =
            recursively
            ? try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            : try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names.filter { $0.hasSuffix(".json") }.sorted().map { folder.appendingPathComponent($0) }
    }
}

/// What official suites ran, in lines that the test command collects.
package enum SuiteReport {
    package static func ran(_ suite: String, passed: Int, failed: Int = 0, excluded: Int = 0) {
        print("SUITE ran \(suite): \(passed) passed, \(failed) failed, \(excluded) excluded by name")
    }

    package static func skipped(_ suite: String, because reason: String) {
        print("SUITE skipped \(suite): \(reason)")
    }
}
