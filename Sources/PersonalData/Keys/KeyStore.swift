package import Crypto
package import EventLog
package import EventSourcing
package import Foundation
import JSONSchema
import Synchronization

/// Every key and secret of the hub, in one file outside the data folder and outside the log.
///
/// What is made here is on disk before it is used; what is destroyed here is gone from the file before the call returns.
package final class KeyStore: Sendable {
    private struct State {
        var contents: KeyStoreContents
        var generations: [Int: SymmetricKey] = [:]
        var transport: [String: Curve25519.KeyAgreement.PrivateKey] = [:]
        var secrets: [String: InstitutionSecret] = [:]
    }

    private let file: KeyFile
    private let state: Mutex<State>

    init(_ file: KeyFile, _ contents: KeyStoreContents) throws(KeyStoreError) {
        self.file = file
        var opened = State(contents: contents)
        try KeyStore.open(&opened, file)
        state = Mutex(opened)
    }

    private static func open(_ state: inout State, _ file: KeyFile) throws(KeyStoreError) {
        state.generations = [:]
        for generation in state.contents.generations {
            guard let key = SymmetricKey(text: generation.key) else { throw KeyStoreError(.unreadable, file.url.path) }
            state.generations[generation.number] = key
        }
        state.transport = [:]
        for pair in state.contents.transport {
            guard let bytes = Base64URL.bytes(pair.privateKey),
                let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
            else { throw KeyStoreError(.unreadable, file.url.path) }
            state.transport[pair.id] = key
        }
    }

    // MARK: Opening

    /// Opens the hub's key file, or makes one for a hub that has none yet, and notes it in the log's founding topic.
    ///
    /// - Parameters:
    ///   - data: the hub's data folder, in which the file must not lie.
    ///   - made: called with the path when a file was made, to say that it must be backed up.
    /// - Throws: ``KeyStoreError``, whose description is the one line to show, or ``EventLogError``.
    package static func open(
        at url: URL, data: URL?, log: any EventLog, now: Timestamp, made: (String) -> Void = { _ in }
    ) async throws -> KeyStore {
        let found = try await inspect(url, data: data, log: log)
        guard let store = found.store else {
            let contents = KeyStoreContents(
                store: UUIDValue.random(),
                generations: [.init(number: 1, key: SymmetricKey.made().text, made: now)],
                processingLog: SymmetricKey.made().text)
            try found.file.write(contents)
            made(found.file.url.path)
            let store = try KeyStore(found.file, contents)
            try await store.found(on: log)
            return store
        }
        if found.founded != store.founding { try await store.found(on: log) }
        return store
    }

    /// Whether the hub's key file can be used, or made if there is none yet. Changes nothing.
    ///
    /// - Parameter log: nil while the hub has none.
    /// - Throws: as ``open(at:data:log:now:made:)``.
    package static func check(at url: URL, data: URL?, log: (any EventLog)?) async throws {
        _ = try await inspect(url, data: data, log: log)
    }

    private static func inspect(
        _ url: URL, data: URL?, log: (any EventLog)?
    ) async throws -> (file: KeyFile, founded: KeyStoreFounding?, store: KeyStore?) {
        let path = url.standardizedFileURL.resolvingSymlinksInPath().path
        if let data {
            let folder = data.standardizedFileURL.resolvingSymlinksInPath().path
            guard !path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") else {
                throw KeyStoreError(.insideData, path)
            }
        }
        let file = KeyFile(url: URL(fileURLWithPath: path))
        let founded: KeyStoreFounding? = if let log { try await KeyStoreFounding.read(log) } else { nil }
        guard file.exists else {
            guard founded == nil else { throw KeyStoreError(.lost, path) }
            return (file, founded, nil)
        }
        let store = try KeyStore(file, try file.read())
        if let founded {
            guard founded.store == store.id, store.check(ofGeneration: founded.generation) == founded.check else {
                throw KeyStoreError(.other, path)
            }
        }
        return (file, founded, store)
    }

    private var id: UUIDValue { state.withLock { $0.contents.store } }

    private var founding: KeyStoreFounding? {
        let generation = currentGeneration
        return check(ofGeneration: generation).map {
            KeyStoreFounding(store: id, generation: generation, check: $0)
        }
    }

    /// Notes the newest generation in the founding topic.
    package func found(on log: any EventLog) async throws {
        guard let founding else { return }
        _ = try await log.append([Append([founding.record], to: Partition(.founding, 0))])
    }

    private func check(ofGeneration number: Int) -> String? {
        generation(number).map { key in
            let code = HMAC<SHA256>.authenticationCode(for: Data("schakel key check".utf8), using: key)
            return HexadecimalText.of(code.prefix(8))
        }
    }

    private func change<Value: Sendable>(
        _ body: (inout KeyStoreContents) -> Value
    ) throws(KeyStoreError) -> Value {
        let outcome: Result<Value, KeyStoreError> = state.withLock { state in
            var changed = state
            let value = body(&changed.contents)
            do throws(KeyStoreError) {
                try KeyStore.open(&changed, file)
                try file.write(changed.contents)
                state = changed
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    // MARK: Key-encryption keys

    /// The generation that wraps from now on.
    package var currentGeneration: Int { state.withLock { $0.contents.generations.last?.number ?? 0 } }

    package var generations: [Int] { state.withLock { $0.contents.generations.map(\.number) } }

    /// The generations that are held, with the moment at which each was made, the oldest first.
    package var madeGenerations: [(number: Int, made: Timestamp)] {
        state.withLock { $0.contents.generations.map { ($0.number, $0.made) } }
    }

    /// Nil for one that was destroyed.
    package func generation(_ number: Int) -> SymmetricKey? { state.withLock { $0.generations[number] } }

    /// Makes the next generation; keys are wrapped with it from now on, and the others are to be rewrapped.
    ///
    /// - Throws: ``KeyStoreError``.
    package func makeGeneration(at now: Timestamp) throws(KeyStoreError) -> Int {
        try change { contents in
            let number = (contents.generations.last?.number ?? 0) + 1
            contents.generations.append(.init(number: number, key: SymmetricKey.made().text, made: now))
            return number
        }
    }

    /// Destroys every generation before one. What is still wrapped with them is lost: rewrap first.
    ///
    /// - Throws: ``KeyStoreError``.
    package func destroyGenerations(before number: Int) throws(KeyStoreError) {
        try change { contents in
            guard contents.generations.contains(where: { $0.number >= number }) else { return }
            contents.generations.removeAll { $0.number < number }
        }
    }

    // MARK: Transport

    /// A public key to seal to, and what it is called.
    package struct TransportKey: Sendable {
        package let id: String
        package let key: Curve25519.KeyAgreement.PublicKey
    }

    private static let day = 86_400_000 as Int64

    /// The key to seal to now. Made, or followed by a new one, when its term is nearly over; private halves whose term
    /// is over are destroyed.
    ///
    /// - Throws: ``KeyStoreError``.
    package func transportKey(at now: Timestamp) throws(KeyStoreError) -> TransportKey {
        if let key = state.withLock({ KeyStore.sealing($0, at: now) }) { return key }
        try change { contents in
            contents.transport.removeAll { $0.destroyAfter <= now }
            let sealUntil = Timestamp(milliseconds: now.milliseconds + 90 * KeyStore.day)
            contents.transport.append(
                .init(
                    id: "t-\(UUIDValue.random())",
                    privateKey: Base64URL.text(Curve25519.KeyAgreement.PrivateKey().rawRepresentation),
                    sealUntil: sealUntil,
                    destroyAfter: Timestamp(milliseconds: sealUntil.milliseconds + 45 * KeyStore.day)))
        }
        guard let key = state.withLock({ KeyStore.sealing($0, at: now) }) else {
            throw KeyStoreError(.unreadable, file.url.path)
        }
        return key
    }

    private static func sealing(_ state: State, at now: Timestamp) -> TransportKey? {
        guard let pair = state.contents.transport.last, now < pair.sealUntil, let key = state.transport[pair.id] else {
            return nil
        }
        return TransportKey(id: pair.id, key: key.publicKey)
    }

    /// The private half; nil for one that was destroyed or never was.
    package func transportPrivateKey(_ id: String) -> Curve25519.KeyAgreement.PrivateKey? {
        state.withLock { $0.transport[id] }
    }

    /// Destroys the private halves whose term is over.
    ///
    /// - Throws: ``KeyStoreError``.
    package func destroyTransportKeys(at now: Timestamp) throws(KeyStoreError) {
        guard state.withLock({ $0.contents.transport.contains { $0.destroyAfter <= now } }) else { return }
        try change { $0.transport.removeAll { $0.destroyAfter <= now } }
    }

    // MARK: Institutions

    /// The secret of an institution, made when it is first asked for.
    ///
    /// - Throws: ``KeyStoreError``.
    package func secret(of institution: String) throws(KeyStoreError) -> InstitutionSecret {
        if let secret = state.withLock({ $0.secrets[institution] }) { return secret }
        if state.withLock({ $0.contents.institutions[institution] == nil }) {
            try change { contents in
                if contents.institutions[institution] == nil {
                    contents.institutions[institution] = SymmetricKey.made().text
                }
            }
        }
        guard let key = state.withLock({ $0.contents.institutions[institution].flatMap { SymmetricKey(text: $0) } })
        else { throw KeyStoreError(.unreadable, file.url.path) }
        let secret = InstitutionSecret(key)
        state.withLock { $0.secrets[institution] = secret }
        return secret
    }

    /// The key under which the processing log names subjects.
    package var processingLogKey: SymmetricKey? {
        state.withLock { SymmetricKey(text: $0.contents.processingLog) }
    }

    // MARK: Imports

    /// The key of an import, made when it is first asked for.
    ///
    /// - Throws: ``KeyStoreError``.
    package func importKey(_ id: UUIDValue, of institution: String) throws(KeyStoreError) -> SymmetricKey {
        if let key = heldImportKey(id, of: institution) { return key }
        try change { contents in
            guard !contents.imports.contains(where: { $0.id == id }) else { return }
            contents.imports.append(.init(id: id, institution: institution, key: SymmetricKey.made().text))
        }
        guard let key = heldImportKey(id, of: institution) else { throw KeyStoreError(.unreadable, file.url.path) }
        return key
    }

    /// The key of an import; nil for one that was destroyed, or is another institution's.
    package func heldImportKey(_ id: UUIDValue, of institution: String) -> SymmetricKey? {
        state.withLock { state in
            state.contents.imports.first { $0.id == id && $0.institution == institution }
                .flatMap { SymmetricKey(text: $0.key) }
        }
    }

    /// Notes that an import has ended; its key goes 30 days later.
    ///
    /// - Throws: ``KeyStoreError``.
    package func endImport(_ id: UUIDValue, at now: Timestamp) throws(KeyStoreError) {
        try change { contents in
            for index in contents.imports.indices where contents.imports[index].id == id {
                contents.imports[index].ended = contents.imports[index].ended ?? now
            }
        }
    }

    /// The imports with a key of which no end was noted.
    package var openImports: [UUIDValue] {
        state.withLock { state in state.contents.imports.filter { $0.ended == nil }.map(\.id) }
    }

    /// The imports whose key is to go: what is sealed under it is given up first.
    package func importsToDestroy(at now: Timestamp) -> [UUIDValue] {
        state.withLock { state in
            state.contents.imports.filter { entry in
                entry.ended.map { now.milliseconds - $0.milliseconds >= 30 * KeyStore.day } ?? false
            }.map(\.id)
        }
    }

    /// - Throws: ``KeyStoreError``.
    package func destroyImportKeys(_ ids: [UUIDValue]) throws(KeyStoreError) {
        guard !ids.isEmpty else { return }
        try change { contents in contents.imports.removeAll { ids.contains($0.id) } }
    }

    // MARK: Forgotten subjects

    /// Notes that a subject was forgotten, so that an older log that is put back forgets it again.
    ///
    /// - Throws: ``KeyStoreError``.
    package func noteForgotten(_ subject: UUIDValue, of institution: String) throws(KeyStoreError) {
        guard !isForgotten(subject, of: institution) else { return }
        try change { _ = $0.forgotten.insert(.init(institution: institution, subject: subject)) }
    }

    package func isForgotten(_ subject: UUIDValue, of institution: String) -> Bool {
        state.withLock { $0.contents.forgotten.contains(.init(institution: institution, subject: subject)) }
    }

    /// Every subject that was forgotten, by its institution.
    package var forgotten: [(institution: String, subject: UUIDValue)] {
        state.withLock { $0.contents.forgotten.map { ($0.institution, $0.subject) } }
    }
}
