package import Foundation

/// The connectors that come with the hub.
package enum EmbeddedConnectors {
    /// Where they stand: in a folder that is built beside the executable.
    package static func folder(beside executable: URL) -> URL? {
        let folder = executable.deletingLastPathComponent().appendingPathComponent(
            "schakel_Gateway.resources/Connectors")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }
}
