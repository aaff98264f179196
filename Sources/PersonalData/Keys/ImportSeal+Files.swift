import Crypto
package import EventSourcing
package import Foundation

extension ImportSeal {
    /// Begins the file that an import brings.
    ///
    /// - Throws: ``KeyStoreError``, or the file's error.
    package func write(_ file: URL, of id: UUIDValue, institution: String) throws -> SealedFile.Writing {
        try SealedFile.Writing(file, key: ImportSeal.fileKey(keys.importKey(id, of: institution)))
    }

    /// The file that an import brought.
    ///
    /// - Throws: ``SealFault``: `unknownKey` once the import's key was destroyed; or the file's error.
    package func read(_ file: URL, of id: UUIDValue, institution: String) throws -> SealedFile.Reading {
        guard let key = keys.heldImportKey(id, of: institution) else { throw SealFault.unknownKey }
        return try SealedFile.Reading(file, key: ImportSeal.fileKey(key))
    }

    /// Whether what the import brought can still be opened.
    package func isHeld(_ id: UUIDValue, of institution: String) -> Bool {
        keys.heldImportKey(id, of: institution) != nil
    }

    /// Destroys the key of an import that brought nothing.
    ///
    /// - Throws: ``KeyStoreError``.
    package func giveUp(_ id: UUIDValue) throws(KeyStoreError) { try keys.destroyImportKeys([id]) }

    /// An import's key seals rows with random nonces; its file, whose nonces are counted, has one of its own.
    private static func fileKey(_ key: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Data("schakel import file v1".utf8), outputByteCount: 32)
    }
}
