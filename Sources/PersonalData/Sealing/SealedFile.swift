import Crypto
package import Foundation

/// A file sealed piece by piece, so that however long it is little of it is in memory.
///
/// Each piece is sealed with AES-256-GCM under a key that seals this one file; its nonce is its number and whether it is
/// the last, so that a piece that was left out, moved or cut off is noticed. A file begins with a mark, by which one in
/// the clear is told from it.
package enum SealedFile {
    static let mark = Array("schakel-sealed-1".utf8)
    static let piece = 1 << 16
    private static let tag = 16

    /// Whether a file is sealed, as its beginning says.
    package static func isMarked(_ file: URL) throws -> Bool {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return try handle.read(upToCount: mark.count).map { Array($0) == mark } ?? false
    }

    static func nonce(_ number: UInt32, isLast: Bool) throws(SealFault) -> AES.GCM.Nonce {
        let bytes =
            [UInt8](repeating: 0, count: 7) + (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
            + [isLast ? 1 : 0]
        do {
            return try AES.GCM.Nonce(data: bytes)
        } catch {
            throw .malformed
        }
    }

    /// Writes a file. It is whole once ``finish()`` has returned.
    package struct Writing {
        private let key: SymmetricKey
        private let handle: FileHandle
        private var number = 0 as UInt32
        private var rest = Data()

        init(_ file: URL, key: SymmetricKey) throws {
            guard
                FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw CocoaError(.fileWriteUnknown) }
            self.key = key
            handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: mark)
        }

        package mutating func write(_ bytes: some Sequence<UInt8>) throws {
            rest.append(contentsOf: bytes)
            while rest.count > piece {
                try seal(Data(rest.prefix(piece)), isLast: false)
                rest = Data(rest.dropFirst(piece))
            }
        }

        /// Writes what is left, and syncs the file.
        package mutating func finish() throws {
            try seal(rest, isLast: true)
            rest = Data()
            try handle.synchronize()
            try handle.close()
        }

        private mutating func seal(_ content: Data, isLast: Bool) throws {
            guard number < .max else { throw SealFault.malformed }
            let box = try AES.GCM.seal(content, using: key, nonce: nonce(number, isLast: isLast))
            try handle.write(contentsOf: box.ciphertext + box.tag)
            number += 1
        }
    }

    /// Reads a file from its beginning.
    package struct Reading {
        private let key: SymmetricKey
        private let handle: FileHandle
        private var number = 0 as UInt32
        private var next: Data
        /// Bytes of the content that have been read.
        package private(set) var read = 0 as Int64

        init(_ file: URL, key: SymmetricKey) throws {
            self.key = key
            handle = try FileHandle(forReadingFrom: file)
            guard try handle.read(upToCount: mark.count).map({ Array($0) == mark }) ?? false else {
                throw SealFault.malformed
            }
            next = try handle.read(upToCount: SealedFile.piece + tag) ?? Data()
        }

        /// The next piece of the content; nil at the end.
        ///
        /// - Throws: ``SealFault`` for a piece that is not as it was written, or the file's error.
        package mutating func nextPiece() throws -> Data? {
            guard !next.isEmpty else {
                guard number > 0 else { throw SealFault.malformed }
                return nil
            }
            let sealed = next
            next = try handle.read(upToCount: SealedFile.piece + tag) ?? Data()
            guard sealed.count >= tag else { throw SealFault.malformed }
            let content: Data
            do {
                let box = try AES.GCM.SealedBox(
                    nonce: nonce(number, isLast: next.isEmpty), ciphertext: sealed.dropLast(tag),
                    tag: sealed.suffix(tag))
                content = try AES.GCM.open(box, using: key)
            } catch {
                throw SealFault.notAuthentic
            }
            number += 1
            read += Int64(content.count)
            if next.isEmpty { try? handle.close() }
            return content
        }
    }
}
