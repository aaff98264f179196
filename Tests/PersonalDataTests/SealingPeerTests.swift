import Crypto
import Foundation
import JSONSchema
import PersonalData
import Support
import Testing

/// Python's cryptography as the other party: it opens what the hub seals, and the hub what it seals.
@Suite struct SealingPeerTests {
    let label = SealLabel(
        keyId: "k", institution: "25lx", subject: "s", record: "person-identity", recordClass: "identity", version: 2)
    let header =
        #"{"alg":"dir","enc":"A256GCM","kid":"k","ins":"25lx","sub":"s","rec":"person-identity","#
        + #""cls":"identity","ver":2}"#
    let info = "schakel persons transport v1"
    let place = TransportSeal.Place(institution: "25lx", subject: "s", record: "person-identity", item: "")
    let placeText = "4:25lx1:s15:person-identity0:"

    @Test func eachOpensWhatTheOtherSeals() throws {
        let suite = "sealing with Python's cryptography"
        guard let python = PythonPeer.interpreter(having: "cryptography", for: suite) else { return }
        let key = SymmetricKey(size: .bits256)
        let bytes = key.withUnsafeBytes { Array($0) }
        let pair = Curve25519.KeyAgreement.PrivateKey()
        let content = Array("Zoë van der Meulen".utf8)
        let questions: [[(String, String)]] = [
            [
                ("ask", "open-jwe"), ("key", Base64URL.text(bytes)),
                ("sealed", String(decoding: try SealedBytes.seal(content, label, with: key), as: UTF8.self)),
            ],
            [
                ("ask", "seal-jwe"), ("key", Base64URL.text(bytes)), ("header", Base64URL.text(Array(header.utf8))),
                ("content", Base64URL.text(content)),
            ],
            [
                ("ask", "open-hpke"), ("key", Base64URL.text(pair.rawRepresentation)),
                ("info", Base64URL.text(Array(info.utf8))), ("place", Base64URL.text(Array(placeText.utf8))),
                ("sealed", Base64URL.text(try TransportSeal.seal(content, for: place, to: pair.publicKey))),
            ],
            [
                ("ask", "seal-hpke"), ("key", Base64URL.text(pair.publicKey.rawRepresentation)),
                ("info", Base64URL.text(Array(info.utf8))), ("place", Base64URL.text(Array(placeText.utf8))),
                ("content", Base64URL.text(content)),
            ],
        ]
        let lines = questions.map { members in
            var text = JSONText()
            text.object { text in
                for (name, value) in members { text.member(name, value) }
            }
            return String(decoding: text.bytes, as: UTF8.self)
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Peers/sealing_peer.py")
        let answers = try PythonPeer.run(python, script, input: lines)
        try #require(answers.count == 4)
        #expect(Base64URL.bytes(answers[0]) == content)
        #expect(try SealedBytes.open(Array(answers[1].utf8), as: label, with: key).content == content)
        #expect(Base64URL.bytes(answers[2]) == content)
        let sealed = try #require(Base64URL.bytes(answers[3]))
        #expect(try TransportSeal.open(sealed, for: place, with: pair) == content)
        SuiteReport.ran(suite, passed: 4)
    }
}
