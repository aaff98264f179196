import EventSourcing
import Foundation
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// A sealed file opens as it was written, and in no other way.
@Suite struct SealedFileTests {
    private let id = UUIDValue(high: 1, low: 2)

    private func with(_ body: (ImportSeal, URL) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let log = try await SQLiteEventLog.open(at: folder.appendingPathComponent("log.db"), topics: [])
            let keys = try await KeyStore.open(
                at: folder.appendingPathComponent("keys"), data: nil, log: log, now: Timestamp(milliseconds: 0))
            try await body(ImportSeal(keys), folder.appendingPathComponent("file"))
            await log.close()
        }
    }

    private func write(_ content: [UInt8], _ file: URL, _ seal: ImportSeal) throws {
        var writing = try seal.write(file, of: id, institution: "25lx")
        for start in stride(from: 0, to: content.count, by: 10_007) {
            try writing.write(content[start..<min(start + 10_007, content.count)])
        }
        try writing.finish()
    }

    private func read(_ file: URL, _ seal: ImportSeal) throws -> [UInt8] {
        var reading = try seal.read(file, of: id, institution: "25lx")
        var content: [UInt8] = []
        while let piece = try reading.nextPiece() { content += piece }
        return content
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func whatWasWrittenIsRead(count: Int) async throws {
        try await with { seal, file in
            let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try write(content, file, seal)
            #expect(try read(file, seal) == content)
            #expect(try SealedFile.isMarked(file))
        }
    }

    @Test func aFileThatWasCutChangedOrShuffledIsRefused() async throws {
        try await with { seal, file in
            try write([UInt8](repeating: 7, count: 200_000), file, seal)
            let whole = try Data(contentsOf: file)
            let (mark, piece) = (16, (1 << 16) + 16)
            var changed = whole
            changed[mark + 100] ^= 1
            let first = whole[mark..<(mark + piece)]
            let second = whole[(mark + piece)..<(mark + 2 * piece)]
            let shuffled = whole.prefix(mark) + second + first + whole.dropFirst(mark + 2 * piece)
            // Cut between two pieces, so that what is left is of whole ones.
            for spoilt in [changed, shuffled, whole.prefix(mark + 2 * piece), whole.prefix(mark), whole.dropLast(1)] {
                try Data(spoilt).write(to: file)
                #expect(throws: SealFault.self) { try read(file, seal) }
            }
        }
    }

    @Test func itOpensForNoOtherImportAndNotOnceItsKeyIsGone() async throws {
        try await with { seal, file in
            try write(Array("Kroonenberg".utf8), file, seal)
            #expect(throws: SealFault.unknownKey) {
                _ = try seal.read(file, of: UUIDValue(high: 3, low: 3), institution: "25lx")
            }
            #expect(throws: SealFault.unknownKey) { _ = try seal.read(file, of: id, institution: "04er") }
            try seal.giveUp(id)
            #expect(!seal.isHeld(id, of: "25lx"))
            #expect(throws: SealFault.unknownKey) { _ = try seal.read(file, of: id, institution: "25lx") }
        }
    }
}
