import EventSourcing
import Foundation
import Gateway
import Support
import Testing

/// Local tokens are known by their hash alone, until they end or are revoked.
@Suite struct TokenFileTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_000)
    private var later: Timestamp { Timestamp(milliseconds: now.milliseconds + 86_400_000) }

    private func make(_ scopes: Set<String> = []) -> (token: AccessToken, text: String) {
        AccessToken.make(
            name: "planning", institution: "25lx", scopes: scopes, purposes: ["admission"], at: now, expires: later)
    }

    @Test func aTokenIsKnownByItsTextUntilItEnds() throws {
        try TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            let desk = TokenDesk(file)
            let (token, text) = make(["persons:read"])
            #expect(try desk.token(text, at: now) == nil, "there is no file yet")
            try file.change { $0.append(token) }
            #expect(try desk.token(text, at: now) == token)
            #expect(try desk.token(text, at: later) == nil, "its end has come")
            #expect(token.callerId == "local:\(token.id)")
        }
    }

    @Test func aWrongSecretAnotherIdAndAnyOtherTextAreRefused() throws {
        try TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            let desk = TokenDesk(file)
            let (token, text) = make()
            let (other, otherText) = make()
            try file.change { $0 += [token, other] }
            let secret = text.split(separator: "_", maxSplits: 3).last.map(String.init) ?? ""
            let crossed = otherText.dropLast(secret.count) + secret
            for wrong in [String(text.dropLast()), text + "A", String(crossed), "", "schakel_local_", secret, token.id]
            {
                #expect(try desk.token(wrong, at: now) == nil, "\(wrong)")
            }
        }
    }

    @Test func whatIsRevokedIsRefusedFromTheNextRequestOn() throws {
        try TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            let desk = TokenDesk(file)
            let (token, text) = make()
            try file.change { $0.append(token) }
            #expect(try desk.token(text, at: now) != nil)
            try file.change { $0[0].revoked = now }
            #expect(try desk.token(text, at: now) == nil)
        }
    }

    @Test func theFileHasNoTokenInItAndIsForItsOwnerOnly() throws {
        try TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            let (token, text) = make()
            try file.change { $0.append(token) }
            #expect(try ByteSearch.findings(of: [String(text.suffix(43))], below: folder).isEmpty)
            let mode = try FileManager.default.attributesOfItem(atPath: file.url.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func tokensThatAreMadeAtOnceAreAllThere() async throws {
        try await TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let made = make()
                        #expect(throws: Never.self) { try file.change { $0.append(made.token) } }
                    }
                }
            }
            let held = try file.read()
            #expect(held.count == 20)
        }
    }

    @Test func aFileThatIsDamagedIsSaidAndKnowsNobody() throws {
        try TemporaryFolder.with { folder in
            let file = TokenFile(folder.appendingPathComponent("tokens.json"))
            let (_, text) = make()
            try Data("{".utf8).write(to: file.url)
            #expect(throws: TokenFileError.unreadable(file.url.path)) { try file.read() }
            #expect(throws: TokenFileError.self) { _ = try TokenDesk(file).token(text, at: now) }
        }
    }
}
