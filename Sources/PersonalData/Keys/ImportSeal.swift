import Crypto
package import EventSourcing

/// What came from outside and may hold anything, sealed under the key of the import that brought it.
package struct ImportSeal: Sendable {
    let keys: KeyStore

    package init(_ keys: KeyStore) {
        self.keys = keys
    }

    /// - Parameter place: what it is, such as `row/17`; it opens as nothing else.
    package func seal(
        _ bytes: [UInt8], of id: UUIDValue, institution: String, place: String
    ) throws(SealFault) -> [UInt8] {
        let key: SymmetricKey
        do throws(KeyStoreError) {
            key = try keys.importKey(id, of: institution)
        } catch {
            throw .unknownKey
        }
        return try SealedBytes.seal(bytes, label(id, institution, place), with: key)
    }

    /// - Throws: ``SealFault``: `unknownKey` once the import's key was destroyed.
    package func open(
        _ sealed: [UInt8], of id: UUIDValue, institution: String, place: String
    ) throws(SealFault) -> [UInt8] {
        guard let key = keys.heldImportKey(id, of: institution) else { throw .unknownKey }
        return try SealedBytes.open(sealed, as: label(id, institution, place), with: key).content
    }

    private func label(_ id: UUIDValue, _ institution: String, _ place: String) -> SealLabel {
        SealLabel(
            keyId: "import-\(id)", institution: institution, subject: id.description, record: "import", item: place)
    }
}
