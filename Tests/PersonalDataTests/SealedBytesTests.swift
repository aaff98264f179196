import Crypto
import EventSourcing
import Foundation
import PersonalData
import Support
import Testing

@Suite struct SealedBytesTests {
    let key = SymmetricKey(data: (0..<32).map { UInt8($0) })
    let content = Array(#"{"surname":"El Idrissi"}"#.utf8)
    let label = SealLabel(
        keyId: "71c9e0ab-34d5-4f6e-8a7b-90c1d2e3f405", institution: "25lx",
        subject: "3f0c2a9e-6b1d-4e57-9a40-2c8d5e7f1b63", record: "person-identity", recordClass: "identity", version: 3,
        contentHash: String(repeating: "a", count: 64), sources: [SourceMark(objectHash: "b", version: 17)])

    @Test func whatIsSealedOpensAsWhatItIs() throws {
        let sealed = try SealedBytes.seal(content, label, with: key)
        let opened = try SealedBytes.open(sealed, as: label, with: key)
        #expect(opened.content == content && opened.label == label)
        #expect(try SealedBytes.label(of: sealed) == label)
        let text = String(decoding: sealed, as: UTF8.self)
        #expect(text.split(separator: ".", omittingEmptySubsequences: false).count == 5)
        #expect(!text.contains("Idrissi") && !text.contains(Base64URL.text(content).prefix(12)))
    }

    @Test func theSameContentIsNeverSealedTheSameTwice() throws {
        #expect(try SealedBytes.seal(content, label, with: key) != SealedBytes.seal(content, label, with: key))
    }

    /// AES-256-GCM with this key, nonce and header, as another implementation computed it.
    @Test func aKnownAnswerIsGiven() throws {
        let nonce = try AES.GCM.Nonce(data: (0..<12).map { UInt8($0) })
        let small = SealLabel(keyId: "k", institution: "i", subject: "s", record: "r")
        let sealed = try SealedBytes.seal(Array("known".utf8), small, with: key, nonce: nonce)
        let header = #"{"alg":"dir","enc":"A256GCM","kid":"k","ins":"i","sub":"s","rec":"r","ver":1}"#
        let parts = String(decoding: sealed, as: UTF8.self).split(separator: ".", omittingEmptySubsequences: false)
        #expect(Base64URL.bytes(parts[0]) == Array(header.utf8))
        #expect(parts[2] == "AAECAwQFBgcICQoL")
        #expect("\(parts[3]).\(parts[4])" == KnownAnswers.sealedKnown)
    }

    enum Move: String, CaseIterable {
        case subject, institution, record, item, recordClass, keyId
    }

    @Test(arguments: Move.allCases)
    func aRecordThatWasMovedIsRefused(_ move: Move) throws {
        let sealed = try SealedBytes.seal(content, label, with: key)
        var expected = label
        switch move {
        case .subject: expected.subject = "b7e1d4c2-50a9-4f38-8c6e-91f2a0d3754e"
        case .institution: expected.institution = "04er"
        case .record: expected.record = "person-contact"
        case .item: expected.item = "0d9b6f31-2e84-4c7a-b5d0-7a1c3e9f8462"
        case .recordClass: expected.recordClass = "contact"
        case .keyId: expected.keyId = "0d9b6f31-2e84-4c7a-b5d0-7a1c3e9f8462"
        }
        #expect(throws: SealFault.otherLabel) { try SealedBytes.open(sealed, as: expected, with: key) }
    }

    @Test func aHeaderThatWasExchangedIsRefused() throws {
        var other = label
        other.subject = "b7e1d4c2-50a9-4f38-8c6e-91f2a0d3754e"
        let sealed = String(decoding: try SealedBytes.seal(content, label, with: key), as: UTF8.self)
        let header = String(decoding: try SealedBytes.seal(content, other, with: key), as: UTF8.self)
            .prefix { $0 != "." }
        let forged = Array((header + sealed.drop { $0 != "." }).utf8)
        #expect(throws: SealFault.notAuthentic) { try SealedBytes.open(forged, as: other, with: key) }
    }

    @Test func anotherVersionInTheHeaderIsRefused() throws {
        var older = label
        older.version = 2
        let sealed = String(decoding: try SealedBytes.seal(content, label, with: key), as: UTF8.self)
        let header = String(decoding: try SealedBytes.seal(content, older, with: key), as: UTF8.self)
            .prefix { $0 != "." }
        let forged = Array((header + sealed.drop { $0 != "." }).utf8)
        #expect(throws: SealFault.notAuthentic) { try SealedBytes.open(forged, as: older, with: key) }
    }

    @Test func anyBitThatWasFlippedIsRefused() throws {
        let sealed = try SealedBytes.seal(content, label, with: key)
        for place in sealed.indices {
            var flipped = sealed
            flipped[place] ^= 1
            #expect(throws: SealFault.self) { try SealedBytes.open(flipped, as: label, with: key) }
        }
    }

    @Test func anyCutIsRefused() throws {
        let sealed = try SealedBytes.seal(content, label, with: key)
        for count in 0..<sealed.count {
            #expect(throws: SealFault.self) { try SealedBytes.open(Array(sealed.prefix(count)), as: label, with: key) }
        }
    }

    @Test func anotherKeyDoesNotOpenIt() throws {
        let sealed = try SealedBytes.seal(content, label, with: key)
        #expect(throws: SealFault.notAuthentic) {
            try SealedBytes.open(sealed, as: label, with: SymmetricKey(size: .bits256))
        }
    }

    @Test func base64urlHasOneTextForEachBytes() {
        #expect(Base64URL.bytes("AA==") == nil)
        #expect(Base64URL.bytes("AB") == nil, "spare bits are set")
        #expect(Base64URL.bytes("+/") == nil)
        #expect(Base64URL.bytes("AAECAwQFBgcICQoL") == (0..<12).map { UInt8($0) })
        #expect(Base64URL.text([0xFB, 0xFF]) == "-_8")
    }

    @Test func base64IsFoundationsWithOtherDigitsAndHasOneTextForEachBytes() throws {
        var generator = SeededGenerator(seed: 7)
        for length in 0...200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.text(bytes)
            let standard = Data(bytes).base64EncodedString().filter { $0 != "=" }
            #expect(text == String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
            #expect(Base64URL.bytes(text) == bytes)
        }
        for wrong in ["A", "AB", "AAAAA", "AA==", "AA+A", "AA/A", "A A", "AAé"] {
            #expect(Base64URL.bytes(wrong) == nil, "\(wrong)")
        }
    }
}
