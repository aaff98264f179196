import Crypto
import Foundation
import PersonalData
import Testing

@Suite struct TransportSealTests {
    let privateKey = Curve25519.KeyAgreement.PrivateKey()
    let place = TransportSeal.Place(institution: "25lx", subject: "a", record: "person-identity", item: "")
    let content = Array(#"{"surname":"Jansen"}"#.utf8)

    /// RFC 9180, appendix A.2.1, sequence number 0: the suite that facts are sealed with.
    @Test func theVectorOfTheStandardOpens() throws {
        let key = try Curve25519.KeyAgreement.PrivateKey(
            rawRepresentation: bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"))
        #expect(
            Array(key.publicKey.rawRepresentation)
                == bytes("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"))
        var recipient = try HPKE.Recipient(
            privateKey: key, ciphersuite: TransportSeal.suite,
            info: Data(bytes("4f6465206f6e2061204772656369616e2055726e")),
            encapsulatedKey: Data(bytes("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")))
        let sealed = bytes(
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28")
        let opened = try recipient.open(Data(sealed), authenticating: Data("Count-0".utf8))
        #expect(String(decoding: opened, as: UTF8.self) == "Beauty is truth, truth beauty")
    }

    @Test func aFactOpensForThePlaceItWasSealedFor() throws {
        let sealed = try TransportSeal.seal(content, for: place, to: privateKey.publicKey)
        #expect(try TransportSeal.open(sealed, for: place, with: privateKey) == content)
    }

    @Test func aFactOpensNowhereElse() throws {
        let sealed = try TransportSeal.seal(content, for: place, to: privateKey.publicKey)
        let others = [
            TransportSeal.Place(institution: "04er", subject: "a", record: "person-identity", item: ""),
            TransportSeal.Place(institution: "25lx", subject: "b", record: "person-identity", item: ""),
            TransportSeal.Place(institution: "25lx", subject: "a", record: "person-contact", item: ""),
            TransportSeal.Place(institution: "25lx", subject: "a", record: "person-identity", item: "x"),
            TransportSeal.Place(institution: "25lxa", subject: "", record: "person-identity", item: ""),
        ]
        for other in others {
            #expect(throws: SealFault.notAuthentic) { try TransportSeal.open(sealed, for: other, with: privateKey) }
        }
        #expect(throws: SealFault.notAuthentic) {
            try TransportSeal.open(sealed, for: place, with: Curve25519.KeyAgreement.PrivateKey())
        }
    }

    @Test func whatWasChangedOrCutIsRefused() throws {
        let sealed = try TransportSeal.seal(content, for: place, to: privateKey.publicKey)
        for index in sealed.indices {
            var flipped = sealed
            flipped[index] ^= 0x10
            #expect(throws: SealFault.self) { try TransportSeal.open(flipped, for: place, with: privateKey) }
            #expect(throws: SealFault.self) {
                try TransportSeal.open(Array(sealed.prefix(index)), for: place, with: privateKey)
            }
        }
    }

    private func bytes(_ text: String) -> [UInt8] {
        stride(from: 0, to: text.utf8.count, by: 2).map { place in
            let start = text.index(text.startIndex, offsetBy: place)
            return UInt8(text[start..<text.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }
}
