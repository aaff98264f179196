package import Crypto
package import EventSourcing
import FoundationEssentials
import HubContracts
package import ServiceRuntime

/// Makes of decided records what lies on the log: keys wrapped, contents sealed.
package struct RecordSealing: Sendable {
    private let keys: KeyStore

    package init(_ keys: KeyStore) {
        self.keys = keys
    }

    /// - Parameter held: the keys of the person so far.
    /// - Throws: ``SealFault``: `unknownKey` when the generation that wraps a key is not held.
    package func records(
        of drafts: [Person.Draft], _ held: [UUIDValue: Person.HeldKey], for aggregate: AggregateKey
    ) throws(SealFault) -> [RecordChange] {
        var opened: [UUIDValue: SymmetricKey] = [:]
        var changes: [RecordChange] = []
        for draft in drafts {
            switch draft {
            case .makeKey(let id, let recordClass):
                let key = SymmetricKey(size: .bits256)
                opened[id] = key
                changes.append(try wrap(key, id, recordClass, aggregate))
            case .rewrapKey(let key):
                changes.append(try wrap(unwrap(key, of: aggregate), key.id, key.recordClass, aggregate))
            case .removeKey(let id):
                changes.append(RecordChange(SubjectKeyV1.identity, item: id.description, value: nil))
            case .seal(let record):
                let key: SymmetricKey
                if let known = opened[record.keyId] {
                    key = known
                } else if let wrapped = held[record.keyId] {
                    key = try unwrap(wrapped, of: aggregate)
                    opened[record.keyId] = key
                } else {
                    throw .unknownKey
                }
                var label = RecordSealing.label(record.place, aggregate, keyId: record.keyId)
                label.version = record.version
                label.contentHash = record.contentHash
                label.sources = record.sources
                changes.append(
                    RecordChange(
                        record.place.type.contract, item: record.place.item, contentType: SealedBytes.mediaType,
                        value: try SealedBytes.seal(record.content, label, with: key)))
            case .remove(let place):
                changes.append(RecordChange(place.type.contract, item: place.item, value: nil))
            }
        }
        return changes
    }

    /// What a record must say of itself to be this one.
    static func label(_ place: RecordPlace, _ aggregate: AggregateKey, keyId: UUIDValue) -> SealLabel {
        SealLabel(
            keyId: keyId.description, institution: aggregate.institution, subject: aggregate.subject,
            record: place.type.name, item: place.item, recordClass: place.type.recordClass.rawValue)
    }

    // MARK: Keys

    private func wrap(
        _ key: SymmetricKey, _ id: UUIDValue, _ recordClass: RecordClass, _ aggregate: AggregateKey
    ) throws(SealFault) -> RecordChange {
        let generation = keys.currentGeneration
        guard let wrapping = keys.generation(generation) else { throw .unknownKey }
        let label = RecordSealing.keyLabel(id, recordClass, generation, aggregate)
        let wrapped = try SealedBytes.seal(key.withUnsafeBytes { Array($0) }, label, with: wrapping)
        let record = SubjectKeyV1(
            keyId: id, recordClass: .init(rawValue: recordClass.rawValue), generation: Int64(generation),
            wrapped: String(decoding: wrapped, as: UTF8.self))
        guard let text = try? ContractData.write(record) else { throw .notSealed }
        return RecordChange(SubjectKeyV1.identity, item: id.description, value: text)
    }

    /// The key itself.
    ///
    /// - Throws: ``SealFault``: also for a wrapped key that was moved here from another person or class.
    package func unwrap(_ key: Person.HeldKey, of aggregate: AggregateKey) throws(SealFault) -> SymmetricKey {
        guard let wrapping = keys.generation(key.generation) else { throw .unknownKey }
        let label = RecordSealing.keyLabel(key.id, key.recordClass, key.generation, aggregate)
        let bytes = try SealedBytes.open(key.wrapped, as: label, with: wrapping).content
        guard bytes.count == 32 else { throw .malformed }
        return SymmetricKey(data: bytes)
    }

    private static func keyLabel(
        _ id: UUIDValue, _ recordClass: RecordClass, _ generation: Int, _ aggregate: AggregateKey
    ) -> SealLabel {
        SealLabel(
            keyId: "kek-\(generation)", institution: aggregate.institution, subject: aggregate.subject,
            record: SubjectKeyV1.identity.name, item: id.description, recordClass: recordClass.rawValue)
    }
}

extension Person.HeldKey {
    /// Reads the record of a key; nil for one that is none.
    package init?(record value: [UInt8]) {
        guard let record = try? ContractData.read(SubjectKeyV1.self, value) else { return nil }
        self.init(
            id: record.keyId, recordClass: RecordClass(rawValue: record.recordClass.rawValue),
            generation: Int(record.generation), wrapped: Array(record.wrapped.utf8))
    }
}
