package import EventSourcing
package import Foundation
import Synchronization

/// The file with the hub's local tokens: read whole, replaced whole, for its owner only. No token can be made of it.
package struct TokenFile: Sendable {
    package let url: URL

    package init(_ url: URL) {
        self.url = url
    }

    private struct Contents: Codable {
        var format = 1
        var tokens: [AccessToken]
    }

    /// - Throws: ``TokenFileError``.
    package func read() throws -> [AccessToken] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        do {
            let contents = try JSONDecoder().decode(Contents.self, from: Data(contentsOf: url))
            guard contents.format == 1 else { throw TokenFileError.unreadable(url.path) }
            return contents.tokens
        } catch {
            throw TokenFileError.unreadable(url.path)
        }
    }

    /// Changes the tokens while nobody else does, also in another process.
    ///
    /// - Throws: ``TokenFileError``.
    package func change<Value>(_ body: (inout [AccessToken]) throws -> Value) throws -> Value {
        let lock = open(url.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw TokenFileError.notWritable(url.path) }
        defer { close(lock) }
        var tokens = try read()
        let value = try body(&tokens)
        try write(tokens)
        return value
    }

    private func write(_ tokens: [AccessToken]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let temporary = url.path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TokenFileError.notWritable(url.path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: encoder.encode(Contents(tokens: tokens)))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw TokenFileError.notWritable(url.path)
        }
        guard rename(temporary, url.path) == 0 else { throw TokenFileError.notWritable(url.path) }
    }
}

/// Why the tokens cannot be used.
package enum TokenFileError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(String)
    case notWritable(String)

    package var description: String {
        switch self {
        case .unreadable(let path):
            "the tokens in \(path) cannot be read; put back a backup, or remove the file and make them anew"
        case .notWritable(let path): "the tokens in \(path) cannot be written"
        }
    }
}

/// The tokens of a hub that runs: what is made or revoked beside it holds from the next request on.
package final class TokenDesk: Sendable {
    private struct Seen: Equatable {
        let inode: UInt64
        let seconds: Int
        let nanoseconds: Int
    }

    private struct State {
        var seen: Seen?
        var tokens: [String: AccessToken] = [:]
    }

    private let file: TokenFile
    private let state = Mutex(State())

    package init(_ file: TokenFile) {
        self.file = file
    }

    /// The token of this text; nil for one that is not known, or is over.
    ///
    /// - Throws: ``TokenFileError``: nobody is known then.
    package func token(_ text: String, at now: Timestamp) throws -> AccessToken? {
        guard let (id, secret) = AccessToken.parts(of: text) else { return nil }
        let token = try state.withLock { state in
            let seen = TokenDesk.look(file.url)
            if seen != state.seen {
                state.tokens = Dictionary(try file.read().map { ($0.id, $0) }) { first, _ in first }
                state.seen = seen
            }
            return state.tokens[id]
        }
        guard let token, token.isSecret(secret), token.isValid(at: now) else { return nil }
        return token
    }

    /// Each change is a new file.
    private static func look(_ url: URL) -> Seen? {
        var status = stat()
        guard stat(url.path, &status) == 0 else { return nil }
        return Seen(
            inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
